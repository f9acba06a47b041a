using System;

namespace Telenode.Security;

/// <summary>Writes code, options and payload of a CoAP message (RFC 7252 §3.1), options in rising order.</summary>
internal sealed class MessageWriter
{
    private byte[] _buffer;
    private int _position;
    private int _end;
    private int _lastNumber;

    /// <summary>Index of the next byte; past the end when something did not fit.</summary>
    internal int Position => _position;

    internal void Reset(byte[] buffer, int offset, int end, int code)
    {
        _buffer = buffer;
        _position = offset;
        _end = end;
        _lastNumber = 0;
        WriteByte(code);
    }

    internal void WriteOption(int number, byte[] value, int offset, int count)
    {
        int delta = number - _lastNumber;
        _lastNumber = number;
        WriteByte((Nibble(delta) << 4) | Nibble(count));
        WriteExtension(delta);
        WriteExtension(count);
        WriteBytes(value, offset, count);
    }

    internal void WritePayload(byte[] value, int offset, int count)
    {
        if (count > 0)
        {
            WriteByte(0xff);
            WriteBytes(value, offset, count);
        }
    }

    internal void WriteByte(int value)
    {
        if (_position < _end)
        {
            _buffer[_position] = (byte)value;
        }

        _position++;
    }

    private void WriteBytes(byte[] value, int offset, int count)
    {
        if (count <= _end - _position)
        {
            Array.Copy(value, offset, _buffer, _position, count);
        }

        _position += count;
    }

    private static int Nibble(int value) => value < 13 ? value : value < 269 ? 13 : 14;

    private void WriteExtension(int value)
    {
        if (value >= 269)
        {
            WriteByte((value - 269) >> 8);
            WriteByte(value - 269);
        }
        else if (value >= 13)
        {
            WriteByte(value - 13);
        }
    }
}
