using System;

namespace Telenode.SerialConsole;

/// <summary>Lines that were entered, the newest kept, in a fixed buffer.</summary>
internal sealed class LineHistory
{
    // Each line between two bytes of its length, so that it can be walked in both directions.
    private const int MaxLine = 200;

    private readonly byte[] _bytes;
    private int _used;

    public LineHistory(int capacity)
    {
        _bytes = new byte[capacity];
    }

    /// <summary>Adds a line, dropping the oldest ones for it. An empty one, one like the newest and a very long one are left out.</summary>
    public void Add(byte[] line, int count)
    {
        if (count == 0 || count > MaxLine || count + 2 > _bytes.Length || IsNewest(line, count))
        {
            return;
        }

        int drop = 0;
        while (_used - drop + count + 2 > _bytes.Length)
        {
            drop += _bytes[drop] + 2;
        }

        Array.Copy(_bytes, drop, _bytes, 0, _used - drop);
        _used -= drop;
        _bytes[_used] = (byte)count;
        Array.Copy(line, 0, _bytes, _used + 1, count);
        _bytes[_used + count + 1] = (byte)count;
        _used += count + 2;
    }

    /// <summary>Copies a line.</summary>
    /// <param name="age">1 is the newest.</param>
    /// <param name="line">Receives it.</param>
    /// <returns>Its bytes; −1 when there is none so old.</returns>
    public int Copy(int age, byte[] line)
    {
        int end = _used;
        for (; age > 1 && end > 0; age--)
        {
            end -= _bytes[end - 1] + 2;
        }

        if (end <= 0 || age < 1)
        {
            return -1;
        }

        int count = _bytes[end - 1];
        Array.Copy(_bytes, end - 1 - count, line, 0, count);
        return count;
    }

    private bool IsNewest(byte[] line, int count)
    {
        if (_used == 0 || _bytes[_used - 1] != count)
        {
            return false;
        }

        int start = _used - 1 - count;
        for (int i = 0; i < count; i++)
        {
            if (_bytes[start + i] != line[i])
            {
                return false;
            }
        }

        return true;
    }
}
