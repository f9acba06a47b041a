using Telenode.Core;

namespace Telenode.SimBoard.Store;

/// <summary>The key-value port in memory: what it keeps outlives a simulated reset, not the process.</summary>
public sealed class MemoryKeyValueStore : IKeyValueStore
{
    private readonly Dictionary<string, byte[]> _values = [];

    /// <summary>Whether the medium takes nothing more.</summary>
    public bool Refuses { get; set; }

    /// <summary>Values written so far.</summary>
    public int Writes { get; private set; }

    /// <summary>What is there, by name; may be changed, as a broken medium does.</summary>
    public IDictionary<string, byte[]> Values => _values;

    /// <inheritdoc/>
    public int Read(string name, byte[] buffer, int offset, int capacity)
    {
        if (!_values.TryGetValue(name, out byte[]? value) || value.Length > capacity)
        {
            return -1;
        }

        value.CopyTo(buffer, offset);
        return value.Length;
    }

    /// <inheritdoc/>
    public bool Write(string name, byte[] buffer, int offset, int count)
    {
        if (!Refuses)
        {
            byte[]? there = _values.GetValueOrDefault(name);
            byte[] value = there?.Length == count ? there : _values[name] = new byte[count]; // a value that keeps its size takes no heap
            buffer.AsSpan(offset, count).CopyTo(value);
            Writes++;
        }

        return !Refuses;
    }

    /// <inheritdoc/>
    public bool Remove(string name)
    {
        _values.Remove(name);
        return !Refuses;
    }

    /// <inheritdoc/>
    public bool RemoveAll()
    {
        if (!Refuses)
        {
            _values.Clear();
        }

        return !Refuses;
    }
}
