using System;

namespace Telenode.Core;

/// <summary>Reads big-endian fields from a caller's buffer. Running past the end is a sticky state; fields then read as 0.</summary>
public sealed class ByteReader
{
    private byte[] _buffer;
    private int _position;
    private int _end;

    /// <summary>Index in the buffer of the next byte.</summary>
    public int Position => _position;

    /// <summary>Bytes left; 0 once <see cref="Failed"/>.</summary>
    public int Remaining => _end - _position;

    /// <summary>Whether a field reached past the end.</summary>
    public bool Failed { get; private set; }

    /// <summary>Starts to read <paramref name="count"/> bytes at <paramref name="offset"/>.</summary>
    public void Reset(byte[] buffer, int offset, int count)
    {
        Buffers.CheckRange(buffer, offset, count);

        _buffer = buffer;
        _position = offset;
        _end = offset + count;
        Failed = false;
    }

    /// <summary>Reads 8 bits.</summary>
    public int ReadByte()
    {
        int at = Take(1);
        return at < 0 ? 0 : _buffer[at];
    }

    /// <summary>Reads 16 bits, most significant byte first.</summary>
    public int ReadUInt16()
    {
        int at = Take(2);
        return at < 0 ? 0 : (_buffer[at] << 8) | _buffer[at + 1];
    }

    /// <summary>Reads 32 bits, most significant byte first, as 0 to 2^32 − 1.</summary>
    public long ReadUInt32()
    {
        int at = Take(4);
        if (at < 0)
        {
            return 0;
        }

        byte[] buffer = _buffer;
        return ((long)buffer[at] << 24) | (long)((buffer[at + 1] << 16) | (buffer[at + 2] << 8) | buffer[at + 3]);
    }

    /// <summary>Reads 64 bits, most significant byte first; the top bit becomes the sign.</summary>
    public long ReadUInt64() => (ReadUInt32() << 32) | ReadUInt32();

    /// <summary>Passes over <paramref name="count"/> bytes.</summary>
    /// <returns>Index in the buffer of the first of them, or −1 when there are fewer.</returns>
    public int Take(int count)
    {
        int at = _position;
        if (Failed || count < 0 || count > _end - at)
        {
            Failed = true;
            _position = _end;
            return -1;
        }

        _position = at + count;
        return at;
    }
}
