using System;
using System.Collections;
using Telenode.Core;

namespace Telenode.Tests.Application;

/// <summary>A key-value store in memory, on which a power cut tears a write.</summary>
internal sealed class MemoryStore : IKeyValueStore
{
    private readonly ArrayList _names = new ArrayList();
    private readonly ArrayList _values = new ArrayList();

    public int Writes { get; private set; }

    /// <summary>Bytes that the next write still puts down before the power goes; negative: all.</summary>
    public int CutAt { get; set; } = -1;

    public bool Refuses { get; set; }

    /// <summary>So many of the next reads fail.</summary>
    public int FailingReads { get; set; }

    public int Read(string name, byte[] buffer, int offset, int capacity)
    {
        int at = _names.IndexOf(name);
        if (FailingReads-- > 0 || at < 0)
        {
            return -1;
        }

        byte[] value = (byte[])_values[at];
        if (value.Length > capacity)
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
        int whole = CutAt >= 0 && CutAt < count ? CutAt : count;
        byte[] value = new byte[whole];
        Array.Copy(buffer, offset, value, 0, whole);
        int at = _names.IndexOf(name);
        if (at < 0)
        {
            _names.Add(name);
            _values.Add(value);
        }
        else
        {
            _values[at] = value;
        }

        return whole == count;
    }

    public bool Remove(string name)
    {
        int at = _names.IndexOf(name);
        if (at >= 0)
        {
            _names.RemoveAt(at);
            _values.RemoveAt(at);
        }

        return true;
    }

    public bool RemoveAll()
    {
        _names.Clear();
        _values.Clear();
        return true;
    }
}
