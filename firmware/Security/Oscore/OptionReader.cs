using System;

namespace Telenode.Security;

/// <summary>Walks an encoded CoAP option list (RFC 7252 §3.1) up to the payload marker or the end.</summary>
internal sealed class OptionReader
{
    private byte[] _buffer;
    private int _position;
    private int _end;

    /// <summary>Number of the current option; past every number after the last one, so that lists can be merged.</summary>
    internal int Number { get; private set; }

    /// <summary>Index of the current option's value.</summary>
    internal int ValueOffset { get; private set; }

    /// <summary>Bytes of the current option's value.</summary>
    internal int ValueCount { get; private set; }

    /// <summary>Whether the list breaks the encoding rules.</summary>
    internal bool Malformed { get; private set; }

    /// <summary>Index of the first byte of the payload, once <see cref="Next"/> has given false; the end when there is none.</summary>
    internal int PayloadOffset { get; private set; }

    internal void Reset(byte[] buffer, int offset, int end)
    {
        _buffer = buffer;
        _position = offset;
        _end = end;
        Number = 0;
        Malformed = false;
        PayloadOffset = end;
    }

    /// <summary>Moves to the next option.</summary>
    internal bool Next()
    {
        if (_position >= _end || Malformed)
        {
            Number = int.MaxValue;
            return false;
        }

        int first = _buffer[_position++];
        if (first == 0xff)
        {
            // A marker with nothing behind it is a format error (§3).
            Malformed = _position == _end;
            PayloadOffset = _position;
            _position = _end;
            Number = int.MaxValue;
            return false;
        }

        int delta = Extended(first >> 4);
        int length = Extended(first & 15);
        if (delta < 0 || length < 0 || length > _end - _position || Number + delta > 0xffff)
        {
            Malformed = true;
            Number = int.MaxValue;
            return false;
        }

        Number += delta;
        ValueOffset = _position;
        ValueCount = length;
        _position += length;
        return true;
    }

    private int Extended(int nibble)
    {
        if (nibble < 13)
        {
            return nibble;
        }

        int bytes = nibble - 12;
        if (nibble == 15 || bytes > _end - _position)
        {
            return -1;
        }

        int value = _buffer[_position++];
        return bytes == 1 ? value + 13 : ((value << 8) | _buffer[_position++]) + 269;
    }
}
