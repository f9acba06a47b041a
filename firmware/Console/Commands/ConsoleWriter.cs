using System;

namespace Telenode.SerialConsole;

/// <summary>What is on its way to the terminal: a ring of bytes that commands write and the line takes.</summary>
public sealed class ConsoleWriter
{
    /// <summary>Room that a command finds at each of its turns.</summary>
    public const int LineRoom = 512;

    // A chunk of a string in UTF-8: up to 3 bytes a character.
    private const int ChunkChars = 32;

    private readonly byte[] _ring;
    private readonly byte[] _chunk = new byte[ChunkChars * 3];
    private int _head;

    /// <summary>An empty output.</summary>
    /// <param name="capacity">Its bytes, at least <see cref="LineRoom"/>.</param>
    public ConsoleWriter(int capacity)
    {
        if (capacity < LineRoom)
        {
            throw new ArgumentException("capacity");
        }

        _ring = new byte[capacity];
    }

    /// <summary>Bytes that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that can be written.</summary>
    public int Free => _ring.Length - Count;

    /// <summary>Bytes that were left out because there was no room.</summary>
    public long Dropped { get; private set; }

    /// <summary>Whether the last byte ended a line, or there was none.</summary>
    public bool AtLineStart { get; private set; } = true;

    /// <summary>Writes a byte.</summary>
    public void WriteByte(int value)
    {
        if (Count == _ring.Length)
        {
            Dropped++;
            return;
        }

        int at = _head + Count;
        _ring[at < _ring.Length ? at : at - _ring.Length] = (byte)value;
        Count++;
        AtLineStart = value == '\n';
    }

    /// <summary>Writes bytes.</summary>
    public void Write(byte[] buffer, int offset, int count)
    {
        for (int end = offset + count; offset < end; offset++)
        {
            WriteByte(buffer[offset]);
        }
    }

    /// <summary>Writes a text as UTF-8; null writes nothing.</summary>
    public void Write(string text)
    {
        int length = text == null ? 0 : text.Length;
        for (int at = 0; at < length;)
        {
            int chars = length - at < ChunkChars ? length - at : ChunkChars;

            // A pair of surrogates is one character: it must not be parted.
            if (chars > 1 && at + chars < length && text[at + chars - 1] >= 0xD800 && text[at + chars - 1] <= 0xDBFF)
            {
                chars--;
            }

            int bytes = System.Text.Encoding.UTF8.GetBytes(text, at, chars, _chunk, 0);
            Write(_chunk, 0, bytes);
            at += chars;
        }
    }

    /// <summary>Writes a text, padded with blanks to a width in characters, and always one blank.</summary>
    public void WritePadded(string text, int width)
    {
        Write(text);
        for (int i = text.Length; i < width; i++)
        {
            WriteByte(' ');
        }

        WriteByte(' ');
    }

    /// <summary>Writes a text and ends the line.</summary>
    public void WriteLine(string text)
    {
        Write(text);
        EndLine();
    }

    /// <summary>Ends the line.</summary>
    public void EndLine()
    {
        WriteByte('\r');
        WriteByte('\n');
    }

    /// <summary>Writes a whole number.</summary>
    public void Write(long value) => WriteFixed(value, 0);

    /// <summary>Writes mantissa × 10^exponent in digits: 2150 and −2 make 21.50.</summary>
    public void WriteFixed(long mantissa, int exponent)
    {
        if (mantissa < 0)
        {
            WriteByte('-');
        }

        // The chunk is filled from its end; long.MinValue has no positive counterpart, so digits are taken from the negative one.
        long rest = mantissa < 0 ? mantissa : -mantissa;
        int at = _chunk.Length;
        int digits = 0;
        do
        {
            if (digits == -exponent && digits > 0)
            {
                _chunk[--at] = (byte)'.';
            }

            _chunk[--at] = (byte)('0' - (rest % 10));
            rest /= 10;
            digits++;
        }
        while (rest != 0 || digits <= -exponent);

        Write(_chunk, at, _chunk.Length - at);
        for (int i = 0; i < exponent && mantissa != 0; i++)
        {
            WriteByte('0');
        }
    }

    /// <summary>Writes a time span in its two greatest units: 3d 4h, 5min 2s, 35ms.</summary>
    public void WriteDuration(long ms)
    {
        if (ms < 1000)
        {
            WritePair(ms, "ms", 0, null);
        }
        else if (ms < 60000)
        {
            WritePair(ms / 1000, "s", 0, null);
        }
        else if (ms < 3600000)
        {
            WritePair(ms / 60000, "min", ms / 1000 % 60, "s");
        }
        else if (ms < 86400000)
        {
            WritePair(ms / 3600000, "h", ms / 60000 % 60, "min");
        }
        else
        {
            WritePair(ms / 86400000, "d", ms / 3600000 % 24, "h");
        }
    }

    /// <summary>Forgets what waits.</summary>
    public void Clear()
    {
        Count = 0;
        AtLineStart = true;
    }

    /// <summary>Takes what waits, oldest first.</summary>
    /// <returns>Bytes copied.</returns>
    public int Take(byte[] buffer, int offset, int capacity)
    {
        int count = Count < capacity ? Count : capacity;
        int first = _ring.Length - _head < count ? _ring.Length - _head : count;
        Array.Copy(_ring, _head, buffer, offset, first);
        Array.Copy(_ring, 0, buffer, offset + first, count - first);
        _head += count;
        _head -= _head >= _ring.Length ? _ring.Length : 0;
        Count -= count;
        return count;
    }

    private void WritePair(long value, string unit, long rest, string restUnit)
    {
        Write(value);
        Write(unit);
        if (rest != 0)
        {
            WriteByte(' ');
            Write(rest);
            Write(restUnit);
        }
    }
}
