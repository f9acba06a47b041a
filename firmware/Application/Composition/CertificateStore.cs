using System;
using Telenode.Core;

namespace Telenode.Application;

/// <summary>Certificates and keys by name, on the key-value store.</summary>
public sealed class CertificateStore
{
    /// <summary>The largest certificate or key, in bytes.</summary>
    public const int MaxBytes = 4096;

    /// <summary>The longest name.</summary>
    public const int MaxName = 12;

    private const string Prefix = "c--";

    private readonly IKeyValueStore _store;

    /// <summary>Opens it.</summary>
    public CertificateStore(IKeyValueStore store)
    {
        _store = store;
    }

    /// <summary>Whether a text can be a name: 1 to <see cref="MaxName"/> of a–z, 0–9 and '-'.</summary>
    public static bool IsName(string name)
    {
        bool good = name != null && name.Length > 0 && name.Length <= MaxName;
        for (int i = 0; good && i < name.Length; i++)
        {
            char c = name[i];
            good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
        }

        return good;
    }

    /// <summary>A certificate or key; null when there is none of that name.</summary>
    public byte[] Read(string name)
    {
        byte[] buffer = new byte[MaxBytes];
        int count = IsName(name) ? _store.Read(Prefix + name, buffer, 0, MaxBytes) : -1;
        if (count < 1)
        {
            return null;
        }

        byte[] exact = new byte[count];
        Array.Copy(buffer, exact, count);
        return exact;
    }

    /// <summary>Keeps a certificate or key.</summary>
    /// <returns>False when the name is none, it is too large, or the store refuses.</returns>
    public bool Write(string name, byte[] data, int offset, int count) =>
        IsName(name) && count > 0 && count <= MaxBytes && _store.Write(Prefix + name, data, offset, count);

    /// <summary>Forgets one.</summary>
    public bool Remove(string name) => IsName(name) && _store.Remove(Prefix + name);
}
