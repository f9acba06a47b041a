using System;
using Telenode.Core;

namespace Telenode.Encoding;

/// <summary>Writes JSON (RFC 8259) in UTF-8 without white space, digit by digit and without allocating.</summary>
/// <remarks>
/// It puts the commas; that brackets and names match up is the caller's. Errors and sizes are those of the <see cref="ByteWriter"/>
/// beneath, as with <see cref="CborWriter"/>. Start a text with <see cref="Reset"/>.
/// </remarks>
public sealed class JsonWriter
{
    // The longest long is 19 digits.
    private const int MaxDigits = 19;

    private readonly ByteWriter _output;
    private readonly byte[] _digits = new byte[MaxDigits];
    private bool _comma;

    /// <summary>Writes into <paramref name="output"/>, which the caller resets and asks for the result.</summary>
    /// <exception cref="ArgumentNullException">No output.</exception>
    public JsonWriter(ByteWriter output)
    {
        if (output == null)
        {
            throw new ArgumentNullException("output");
        }

        _output = output;
    }

    /// <summary>Forgets what came before: no comma is due.</summary>
    public void Reset() => _comma = false;

    /// <summary>Opens an object.</summary>
    public void BeginObject() => Open('{');

    /// <summary>Closes an object.</summary>
    public void EndObject() => Close('}');

    /// <summary>Opens an array.</summary>
    public void BeginArray() => Open('[');

    /// <summary>Closes an array.</summary>
    public void EndArray() => Close(']');

    /// <summary>Writes a member's name; its value follows.</summary>
    public void WriteName(string name)
    {
        WriteString(name);
        _output.WriteByte(':');
        _comma = false;
    }

    /// <summary>Writes a string, escaped as RFC 8259 §7 requires. A lone surrogate becomes U+FFFD.</summary>
    public void WriteString(string text)
    {
        Separate();
        ByteWriter output = _output;
        output.WriteByte('"');
        int length = text.Length;
        for (int i = 0; i < length; i++)
        {
            int point = Utf8.PointAt(text, i);
            i += point > 0xFFFF ? 1 : 0;
            WriteEscaped(output, point);
        }

        output.WriteByte('"');
    }

    /// <summary>Writes false or true.</summary>
    public void WriteBoolean(bool value)
    {
        Separate();
        Utf8.Write(_output, value ? "true" : "false");
    }

    /// <summary>Writes null.</summary>
    public void WriteNull()
    {
        Separate();
        Utf8.Write(_output, "null");
    }

    /// <summary>Writes an integer.</summary>
    public void WriteInteger(long value) => WriteDecimal(value, 0);

    /// <summary>Writes <paramref name="mantissa"/> × 10^<paramref name="exponent"/> in plain decimal notation, with −exponent places after the point.</summary>
    public void WriteDecimal(long mantissa, int exponent)
    {
        Separate();
        ByteWriter output = _output;
        byte[] digits = _digits;
        int first = MaxDigits;

        // Negative remainders, since long.MinValue has no positive counterpart.
        long rest = mantissa > 0 ? -mantissa : mantissa;
        while (rest != 0)
        {
            long tenth = rest / 10;
            digits[--first] = (byte)('0' - (int)(rest - (tenth * 10)));
            rest = tenth;
        }

        if (mantissa < 0)
        {
            output.WriteByte('-');
        }

        int count = MaxDigits - first;
        int whole = count + (exponent < 0 ? exponent : 0);
        if (whole > 0)
        {
            output.WriteBytes(digits, first, whole);
            WriteZeros(exponent);
        }
        else
        {
            output.WriteByte('0');
        }

        if (exponent < 0)
        {
            output.WriteByte('.');
            WriteZeros(-whole);
            int fraction = whole > 0 ? -exponent : count;
            output.WriteBytes(digits, MaxDigits - fraction, fraction);
        }
    }

    private void WriteZeros(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _output.WriteByte('0');
        }
    }

    private static void WriteEscaped(ByteWriter output, int point)
    {
        if (point == '"' || point == '\\')
        {
            output.WriteByte('\\');
            output.WriteByte(point);
        }
        else if (point < 0x20)
        {
            Utf8.Write(output, "\\u00");
            output.WriteByte('0' + (point >> 4));
            int low = point & 0xF;
            output.WriteByte(low < 10 ? '0' + low : 'a' + low - 10);
        }
        else
        {
            Utf8.WritePoint(output, point);
        }
    }

    private void Open(int bracket)
    {
        Separate();
        _output.WriteByte(bracket);
        _comma = false;
    }

    private void Close(int bracket)
    {
        _output.WriteByte(bracket);
        _comma = true;
    }

    private void Separate()
    {
        if (_comma)
        {
            _output.WriteByte(',');
        }

        _comma = true;
    }
}
