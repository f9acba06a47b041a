// Host tests compile it, too, where references are checked for null.
#nullable disable
using System;
using Telenode.Core;

namespace Telenode.Tests.SerialConsole;

/// <summary>A store in memory whose power can be cut at any byte of a write.</summary>
internal sealed class CuttingStore : IKeyValueStore
{
    /// <summary>What lies behind the cut.</summary>
    public const int Nothing = 0;
    public const int TheOldBytes = 1;
    public const int Garbage = 2;
    public const int ErasedFlash = 3;

    // An empty place is "", not null: the device crashes when it compares a string with an element of a new array.
    private readonly string[] _names = { "", "", "", "", "", "", "", "" };
    private readonly byte[][] _values = new byte[16][];

    /// <summary>Bytes of the next write that reach the medium; negative for all of them.</summary>
    public int CutAt { get; set; } = -1;

    /// <summary>One of the constants.</summary>
    public int Behind { get; set; }

    /// <summary>Whether writes are refused, with nothing changed.</summary>
    public bool Refuses { get; set; }

    /// <summary>So many of the next reads fail.</summary>
    public int FailingReads { get; set; }

    /// <summary>Writes so far.</summary>
    public int Writes { get; private set; }

    /// <summary>The bytes of a value, or null.</summary>
    public byte[] this[string name]
    {
        get
        {
            int at = Find(name);
            return at < 0 ? null : _values[at];
        }

        set
        {
            int at = Find(name);
            at = at < 0 ? Find("") : at;
            _names[at] = value == null ? "" : name;
            _values[at] = value;
        }
    }

    public int Read(string name, byte[] buffer, int offset, int capacity)
    {
        byte[] value = this[name];
        if (FailingReads-- > 0 || value == null || value.Length > capacity)
        {
            return -1;
        }

        Array.Copy(value, 0, buffer, offset, value.Length);
        return value.Length;
    }

    public bool Write(string name, byte[] buffer, int offset, int count)
    {
        if (Refuses)
        {
            return false;
        }

        Writes++;
        byte[] old = this[name];
        int whole = CutAt < 0 || CutAt > count ? count : CutAt;
        int length = whole == count || Behind == Nothing ? whole : Behind == TheOldBytes && old != null && old.Length > whole ? old.Length : count;
        var value = new byte[length];
        for (int i = whole; i < length; i++)
        {
            value[i] = (byte)(Behind == ErasedFlash ? 0xFF : Behind == Garbage ? (i * 151) + 17 : old != null && i < old.Length ? old[i] : 0);
        }

        Array.Copy(buffer, offset, value, 0, whole);
        this[name] = value;
        return CutAt < 0;
    }

    public bool Remove(string name)
    {
        if (Find(name) >= 0)
        {
            this[name] = null;
        }

        return true;
    }

    public bool RemoveAll()
    {
        for (int i = 0; i < _names.Length; i++)
        {
            _names[i] = "";
        }

        return true;
    }

    private int Find(string name)
    {
        for (int i = 0; i < _names.Length; i++)
        {
            if (_names[i] == name)
            {
                return i;
            }
        }

        return -1;
    }
}
