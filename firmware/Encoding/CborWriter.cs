using System;
using Telenode.Core;

namespace Telenode.Encoding;

/// <summary>Writes CBOR in its deterministic form (RFC 8949 §4.2.1): shortest heads, definite lengths. The order of map keys is the caller's.</summary>
/// <remarks>
/// Errors and sizes are those of the <see cref="ByteWriter"/> beneath: running out of room is sticky and asked for once at the end
/// (<see cref="ByteWriter.Overflowed"/>), and the same calls into a writer after <see cref="ByteWriter.ResetToCount"/> give the size.
/// </remarks>
public sealed class CborWriter
{
    private readonly ByteWriter _output;

    /// <summary>Writes into <paramref name="output"/>, which the caller resets and asks for the result.</summary>
    /// <exception cref="ArgumentNullException">No output.</exception>
    public CborWriter(ByteWriter output)
    {
        if (output == null)
        {
            throw new ArgumentNullException("output");
        }

        _output = output;
    }

    /// <summary>Writes an integer: major type 0 or 1.</summary>
    public void WriteInteger(long value)
    {
        if (value < 0)
        {
            WriteHead(0x20, ~value);
        }
        else
        {
            WriteHead(0x00, value);
        }
    }

    /// <summary>Writes a byte string.</summary>
    public void WriteBytes(byte[] source, int offset, int count)
    {
        WriteHead(0x40, count);
        _output.WriteBytes(source, offset, count);
    }

    /// <summary>Writes a text string from bytes that are already UTF-8.</summary>
    public void WriteText(byte[] utf8, int offset, int count)
    {
        WriteHead(0x60, count);
        _output.WriteBytes(utf8, offset, count);
    }

    /// <summary>Writes a text string. A lone surrogate becomes U+FFFD.</summary>
    public void WriteText(string text)
    {
        WriteHead(0x60, Utf8.Count(text));
        Utf8.Write(_output, text);
    }

    /// <summary>Starts an array; exactly <paramref name="count"/> items follow.</summary>
    public void WriteArrayHeader(int count) => WriteHead(0x80, count);

    /// <summary>Starts a map; exactly <paramref name="count"/> pairs follow, each key before its value, keys in bytewise order (§4.2.1).</summary>
    public void WriteMapHeader(int count) => WriteHead(0xA0, count);

    /// <summary>Writes a tag, 0 to 2^63 − 1; the item that it is about follows.</summary>
    public void WriteTag(long tag) => WriteHead(0xC0, tag);

    /// <summary>Writes false or true.</summary>
    public void WriteBoolean(bool value) => _output.WriteByte(value ? 0xF5 : 0xF4);

    /// <summary>Writes null.</summary>
    public void WriteNull() => _output.WriteByte(0xF6);

    /// <summary>Writes <paramref name="mantissa"/> × 10^<paramref name="exponent"/>: an integer when the exponent is 0, else a decimal fraction (tag 4, §3.4.4).</summary>
    public void WriteDecimal(long mantissa, int exponent)
    {
        if (exponent != 0)
        {
            _output.WriteUInt16(0xC482);
            WriteInteger(exponent);
        }

        WriteInteger(mantissa);
    }

    private void WriteHead(int majorType, long argument)
    {
        ByteWriter output = _output;
        if (argument < 0)
        {
            throw new ArgumentOutOfRangeException("count");
        }

        if (argument < 24)
        {
            output.WriteByte(majorType | (int)argument);
        }
        else if (argument <= 0xFF)
        {
            output.WriteUInt16(((majorType | 24) << 8) | (int)argument);
        }
        else if (argument <= 0xFFFF)
        {
            output.WriteByte(majorType | 25);
            output.WriteUInt16((int)argument);
        }
        else if (argument <= 0xFFFFFFFFL)
        {
            output.WriteByte(majorType | 26);
            output.WriteUInt32(argument);
        }
        else
        {
            output.WriteByte(majorType | 27);
            output.WriteUInt64(argument);
        }
    }
}
