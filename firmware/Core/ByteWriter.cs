using System;

namespace Telenode.Core;

/// <summary>Writes big-endian fields into a caller's buffer. Running out of room is a sticky state that is asked for once at the end.</summary>
/// <remarks>Without a buffer it only counts: the same calls then give the size of what they would write.</remarks>
public sealed class ByteWriter
{
    private byte[] _buffer;
    private int _start;
    private int _position;
    private int _end;

    /// <summary>Bytes written, or that would have been written had the room sufficed.</summary>
    public int Count => _position - _start;

    /// <summary>Whether something did not fit. What was written before is intact; nothing is written past the end.</summary>
    public bool Overflowed => _position > _end;

    /// <summary>Starts to write at <paramref name="offset"/>, with room for <paramref name="capacity"/> bytes.</summary>
    public void Reset(byte[] buffer, int offset, int capacity)
    {
        Buffers.CheckRange(buffer, offset, capacity);

        _buffer = buffer;
        _start = offset;
        _position = offset;
        _end = offset + capacity;
    }

    /// <summary>Starts a dry run that only counts.</summary>
    public void ResetToCount()
    {
        _buffer = null;
        _start = 0;
        _position = 0;
        _end = int.MaxValue;
    }

    /// <summary>Writes the low 8 bits of <paramref name="value"/>.</summary>
    public void WriteByte(int value)
    {
        int at = _position++;
        if (_buffer != null && at < _end)
        {
            _buffer[at] = (byte)value;
        }
    }

    /// <summary>Writes the low 16 bits, most significant byte first.</summary>
    public void WriteUInt16(int value)
    {
        int at = _position;
        _position = at + 2;
        if (_buffer != null && _position <= _end)
        {
            _buffer[at] = (byte)(value >> 8);
            _buffer[at + 1] = (byte)value;
        }
    }

    /// <summary>Writes the low 32 bits, most significant byte first.</summary>
    public void WriteUInt32(long value)
    {
        int at = _position;
        _position = at + 4;
        if (_buffer != null && _position <= _end)
        {
            byte[] buffer = _buffer;
            int bits = (int)value;
            buffer[at] = (byte)(bits >> 24);
            buffer[at + 1] = (byte)(bits >> 16);
            buffer[at + 2] = (byte)(bits >> 8);
            buffer[at + 3] = (byte)bits;
        }
    }

    /// <summary>Writes 64 bits, most significant byte first.</summary>
    public void WriteUInt64(long value)
    {
        WriteUInt32(value >> 32);
        WriteUInt32(value);
    }

    /// <summary>Copies <paramref name="count"/> bytes.</summary>
    public void WriteBytes(byte[] source, int offset, int count)
    {
        int at = _position;
        _position = at + count;
        if (_buffer != null && _position <= _end)
        {
            Array.Copy(source, offset, _buffer, at, count);
        }
    }
}
