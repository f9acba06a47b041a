using System;
using Telenode.Core;
using Telenode.SerialConsole;

namespace Telenode.Application;

/// <summary>Certificates and keys by name, on the key-value store; a list of their names beside them, twice, since a power cut tears a write.</summary>
public sealed class CertificateStore : ICertificates
{
    /// <summary>The largest certificate or key, in bytes.</summary>
    public const int MaxBytes = 4096;

    /// <summary>The longest name.</summary>
    public const int MaxName = 12;

    /// <summary>Most certificates and keys.</summary>
    public const int Max = 12;

    private const string Prefix = "c--";
    private const int ListBytes = 4 + (Max * (MaxName + 1));

    private readonly IKeyValueStore _store;
    private readonly string[] _names = new string[Max];

    /// <summary>Opens it.</summary>
    public CertificateStore(IKeyValueStore store)
    {
        _store = store;
        if (!ReadList("certs-a"))
        {
            ReadList("certs-b");
        }
    }

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public string NameAt(int index) => _names[index];

    /// <inheritdoc/>
    public string DescriptionAt(int index)
    {
        byte[] pem = Read(_names[index]);
        return pem == null ? "cannot be read" : (IsKey(pem) ? "private key" : "certificate") + ", " + pem.Length.ToString() + " bytes";
    }

    /// <summary>A certificate or key; null when there is none of that name.</summary>
    public byte[] Read(string name)
    {
        if (Find(name) < 0)
        {
            return null;
        }

        byte[] buffer = new byte[MaxBytes];
        int count = _store.Read(Prefix + name, buffer, 0, MaxBytes);
        if (count < 1)
        {
            return null;
        }

        byte[] exact = new byte[count];
        Array.Copy(buffer, exact, count);
        return exact;
    }

    /// <inheritdoc/>
    public string Add(string name, byte[] pem, int offset, int count)
    {
        if (!IsName(name))
        {
            return "a name is 1 to " + MaxName.ToString() + " characters of a to z, 0 to 9 and -";
        }

        if (count < 1 || count > MaxBytes)
        {
            return "it may have " + MaxBytes.ToString() + " bytes at most";
        }

        bool isNew = Find(name) < 0;
        if (isNew && Count == Max)
        {
            return "there is room for " + Max.ToString() + " at most: remove one that is not needed";
        }

        if (!_store.Write(Prefix + name, pem, offset, count))
        {
            return "the flash memory refused it";
        }

        if (isNew)
        {
            _names[Count++] = name;
        }

        return !isNew || WriteList() ? null : "the flash memory refused the list of names: it is forgotten with the next restart";
    }

    /// <inheritdoc/>
    public bool Remove(string name)
    {
        int at = Find(name);
        if (at < 0)
        {
            return false;
        }

        _names[at] = _names[--Count];
        WriteList();
        _store.Remove(Prefix + name);
        return true;
    }

    private static bool IsName(string name)
    {
        bool good = name != null && name.Length > 0 && name.Length <= MaxName;
        for (int i = 0; good && i < name.Length; i++)
        {
            char c = name[i];
            good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
        }

        return good;
    }

    private static bool IsKey(byte[] pem)
    {
        string first = System.Text.Encoding.UTF8.GetString(pem, 0, pem.Length < 40 ? pem.Length : 40);
        return first.IndexOf("PRIVATE KEY") >= 0;
    }

    private int Find(string name)
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

    private bool ReadList(string key)
    {
        byte[] buffer = new byte[ListBytes];
        int count = _store.Read(key, buffer, 0, ListBytes);
        var reader = new ByteReader();
        reader.Reset(buffer, 0, 4);
        if (count < 4 || reader.ReadUInt32() != (Crc32.Compute(buffer, 4, count - 4) & 0xFFFFFFFFL))
        {
            return false;
        }

        string[] names = System.Text.Encoding.UTF8.GetString(buffer, 4, count - 4).Split(' ');
        for (int i = 0; i < names.Length && Count < Max; i++)
        {
            if (IsName(names[i]))
            {
                _names[Count++] = names[i];
            }
        }

        return true;
    }

    private bool WriteList()
    {
        string all = "";
        for (int i = 0; i < Count; i++)
        {
            all += (i == 0 ? "" : " ") + _names[i];
        }

        byte[] text = System.Text.Encoding.UTF8.GetBytes(all);
        byte[] buffer = new byte[4 + text.Length];
        Array.Copy(text, 0, buffer, 4, text.Length);
        var writer = new ByteWriter();
        writer.Reset(buffer, 0, 4);
        writer.WriteUInt32(Crc32.Compute(text, 0, text.Length) & 0xFFFFFFFFL);
        bool first = _store.Write("certs-a", buffer, 0, buffer.Length);
        return _store.Write("certs-b", buffer, 0, buffer.Length) || first;
    }
}
