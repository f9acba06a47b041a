using Telenode.Core;

namespace Telenode.SimBoard.Simulation;

/// <summary>Flash behind the key-value port: settings, the count of starts. A power cut stops a write at any byte.</summary>
internal sealed class KeyStore(Random random, Cuts cuts) : IKeyValueStore
{
    private readonly Dictionary<string, byte[]> _values = [];

    /// <summary>Part of the writes that fail.</summary>
    public double ErrorShare { get; set; }

    /// <summary>Part of the reads that fail.</summary>
    public double ReadErrorShare { get; set; }

    /// <summary>Writes that failed.</summary>
    public int Refused { get; private set; }

    /// <summary>Writes that were done.</summary>
    public long Writes { get; private set; }

    /// <summary>Loses everything, as a flash that is erased.</summary>
    public void Clear() => _values.Clear();

    /// <inheritdoc/>
    public int Read(string name, byte[] buffer, int offset, int capacity)
    {
        cuts.Touch();
        bool fails = ReadErrorShare > 0 && random.NextDouble() < ReadErrorShare;
        if (fails || !_values.TryGetValue(name, out byte[]? value) || value.Length > capacity)
        {
            return -1;
        }

        value.CopyTo(buffer, offset);
        return value.Length;
    }

    /// <inheritdoc/>
    public bool Write(string name, byte[] buffer, int offset, int count)
    {
        cuts.Touch();
        if (cuts.TakeInWrite())
        {
            Tear(name, buffer.AsSpan(offset, count));
            throw new PowerCut();
        }

        if (ErrorShare > 0 && random.NextDouble() < ErrorShare)
        {
            Tear(name, buffer.AsSpan(offset, count));
            Refused++;
            return false;
        }

        if (!_values.TryGetValue(name, out byte[]? value) || value.Length != count)
        {
            _values[name] = value = new byte[count]; // one that keeps its size takes no heap
        }

        Array.Copy(buffer, offset, value, 0, count);
        Writes++;
        return true;
    }

    /// <inheritdoc/>
    public bool Remove(string name)
    {
        cuts.Touch();
        _values.Remove(name);
        return true;
    }

    /// <inheritdoc/>
    public bool RemoveAll()
    {
        cuts.Touch();
        _values.Clear();
        return true;
    }

    // The old value, nothing, a part of the new one, or that with the old one's end behind it.
    private void Tear(string name, ReadOnlySpan<byte> value)
    {
        byte[] part = value[..random.Next(value.Length + 1)].ToArray();
        byte[] old = _values.GetValueOrDefault(name) ?? [];
        switch (random.Next(4))
        {
            case 0:
                break;
            case 1:
                _values.Remove(name);
                break;
            case 2:
                _values[name] = part;
                break;
            default:
                _values[name] = [.. part, .. old.Length > part.Length ? old[part.Length..] : []];
                break;
        }
    }
}
