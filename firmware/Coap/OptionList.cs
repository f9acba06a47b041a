using System;

namespace Telenode.Coap;

/// <summary>The options of a message to be sent, kept in the order of their numbers whatever order they are added in. A fixed table.</summary>
public sealed class OptionList
{
    private readonly int[] _number;
    private readonly int[] _offset;
    private readonly int[] _length;
    private readonly byte[] _values;
    private int _used;

    /// <summary>Creates an empty list.</summary>
    /// <param name="maxOptions">Options it can hold, at least 1.</param>
    /// <param name="maxBytes">Bytes of their values together.</param>
    public OptionList(int maxOptions, int maxBytes)
    {
        _number = new int[maxOptions];
        _offset = new int[maxOptions];
        _length = new int[maxOptions];
        _values = new byte[maxBytes];
    }

    /// <summary>How many options there are.</summary>
    public int Count { get; private set; }

    /// <summary>Takes all options out.</summary>
    public void Clear()
    {
        Count = 0;
        _used = 0;
    }

    /// <summary>Adds an option behind those of the same number.</summary>
    /// <exception cref="ArgumentException">The range is not within the buffer, the number is no option's, or the list is full.</exception>
    public void Add(int number, byte[] value, int offset, int count)
    {
        if (count > 0 && (value == null || offset < 0 || offset > value.Length - count))
        {
            throw new ArgumentException("option value");
        }

        int at = Insert(number, count);
        if (count > 0)
        {
            Array.Copy(value, offset, _values, at, count);
        }
    }

    /// <summary>Adds an option with an unsigned integer as its value, in as few bytes as it takes (RFC 7252 §3.2).</summary>
    /// <exception cref="ArgumentException">The value is not within 0 to 2^32 − 1, or the list is full.</exception>
    public void AddInteger(int number, long value)
    {
        if (value < 0 || value > 0xFFFFFFFFL)
        {
            throw new ArgumentException("option value");
        }

        int count = value == 0 ? 0 : value < 0x100 ? 1 : value < 0x10000 ? 2 : value < 0x1000000 ? 3 : 4;
        int at = Insert(number, count);
        for (int i = count - 1; i >= 0; i--)
        {
            _values[at + i] = (byte)value;
            value >>= 8;
        }
    }

    /// <summary>Adds one option holding text as UTF-8.</summary>
    /// <exception cref="ArgumentException">The list is full.</exception>
    public void AddText(int number, string text)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        Add(number, bytes, 0, bytes.Length);
    }

    /// <summary>Adds one option for each segment of a text: Uri-Path from "sensors/temperature", Uri-Query from "a=1&amp;b=2".</summary>
    /// <param name="number">The option.</param>
    /// <param name="text">Segments, not percent-encoded; a leading separator is passed over. Empty text adds nothing.</param>
    /// <param name="separator">What stands between the segments.</param>
    /// <exception cref="ArgumentException">The list is full.</exception>
    public void AddSegments(int number, string text, char separator)
    {
        int start = text.Length > 0 && text[0] == separator ? 1 : 0;
        while (start < text.Length)
        {
            int end = text.IndexOf(separator, start);
            end = end < 0 ? text.Length : end;
            AddText(number, text.Substring(start, end - start));
            start = end + 1;
        }
    }

    /// <summary>Copies all options of a received message.</summary>
    /// <exception cref="ArgumentException">The list cannot hold them.</exception>
    public void CopyFrom(CoapMessage message)
    {
        Clear();
        message.RewindOptions();
        while (message.NextOption())
        {
            Add(message.OptionNumber, message.Buffer, message.OptionOffset, message.OptionLength);
        }
    }

    /// <summary>Whether there is an option of that number.</summary>
    public bool Has(int number) => IndexOf(number) >= 0;

    /// <summary>The value of the first option of that number as an unsigned integer; 0 when there is none.</summary>
    internal int IntegerOf(int number)
    {
        int index = IndexOf(number);
        int value = 0;
        for (int i = 0; index >= 0 && i < _length[index]; i++)
        {
            value = (value << 8) | _values[_offset[index] + i];
        }

        return value;
    }

    /// <summary>No fewer bytes than the options take when they are written.</summary>
    internal int EncodedBound => _used + (5 * Count);

    /// <summary>Takes out every option of that number.</summary>
    public void Remove(int number)
    {
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            if (_number[i] != number)
            {
                _number[kept] = _number[i];
                _offset[kept] = _offset[i];
                _length[kept] = _length[i];
                kept++;
            }
        }

        Count = kept;
    }

    /// <summary>Adds the options of another list.</summary>
    public void AddAll(OptionList other)
    {
        for (int i = 0; i < other.Count; i++)
        {
            Add(other._number[i], other._values, other._offset[i], other._length[i]);
        }
    }

    /// <summary>Writes the options (RFC 7252 §3.1).</summary>
    /// <returns>The index behind the last byte, or −1 when they do not fit before <paramref name="end"/>.</returns>
    internal int Write(byte[] buffer, int at, int end)
    {
        int previous = 0;
        for (int i = 0; i < Count; i++)
        {
            int delta = _number[i] - previous;
            int length = _length[i];
            previous = _number[i];
            if (end - at < 5 + length && end - at < 1 + ExtraBytes(delta) + ExtraBytes(length) + length)
            {
                return -1;
            }

            buffer[at++] = (byte)((Nibble(delta) << 4) | Nibble(length));
            at = WriteExtra(buffer, at, delta);
            at = WriteExtra(buffer, at, length);
            Array.Copy(_values, _offset[i], buffer, at, length);
            at += length;
        }

        return at;
    }

    private static int Nibble(int value) => value < 13 ? value : value < 269 ? 13 : 14;

    private static int ExtraBytes(int value) => value < 13 ? 0 : value < 269 ? 1 : 2;

    private static int WriteExtra(byte[] buffer, int at, int value)
    {
        if (value >= 269)
        {
            buffer[at++] = (byte)((value - 269) >> 8);
            buffer[at++] = (byte)(value - 269);
        }
        else if (value >= 13)
        {
            buffer[at++] = (byte)(value - 13);
        }

        return at;
    }

    private int IndexOf(int number)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_number[i] == number)
            {
                return i;
            }
        }

        return -1;
    }

    private int Insert(int number, int count)
    {
        if (number < 1 || number > 0xFFFF || count < 0)
        {
            throw new ArgumentException("option number");
        }

        if (Count == _number.Length || count > _values.Length - _used)
        {
            throw new ArgumentException("too many options");
        }

        int at = Count++;
        while (at > 0 && _number[at - 1] > number)
        {
            _number[at] = _number[at - 1];
            _offset[at] = _offset[at - 1];
            _length[at] = _length[at - 1];
            at--;
        }

        _number[at] = number;
        _offset[at] = _used;
        _length[at] = count;
        _used += count;
        return _offset[at];
    }
}
