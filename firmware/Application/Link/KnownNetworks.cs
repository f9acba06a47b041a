using System;
using Telenode.Core;

namespace Telenode.Application;

/// <summary>The Wi-Fi networks that the settings name, in the order of preference among equals.</summary>
public sealed class KnownNetworks
{
    /// <summary>Most networks.</summary>
    public const int Max = 4;

    private readonly string[] _names = new string[Max];
    private readonly string[] _passwords = new string[Max];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The address to use in each of them; null asks for one.</summary>
    public StaticAddress Address { get; set; }

    /// <summary>Name of a network.</summary>
    public string NameAt(int index) => _names[index];

    /// <summary>Password of a network; empty for an open one.</summary>
    public string PasswordAt(int index) => _passwords[index];

    /// <summary>Adds a network.</summary>
    /// <exception cref="ArgumentException">There is no room, or no name.</exception>
    public void Add(string name, string password)
    {
        if (Count == Max || name == null || name.Length == 0)
        {
            throw new ArgumentException("network");
        }

        _names[Count] = name;
        _passwords[Count++] = password ?? "";
    }

    /// <summary>The index of a network, or −1.</summary>
    public int Find(string name)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_names[i] == name)
            {
                return i;
            }
        }

        return -1;
    }
}
