using Telenode.Core;

namespace Telenode.Encoding;

/// <summary>UTF-8 from a string without allocating. A lone surrogate becomes U+FFFD, so the result is always valid UTF-8.</summary>
internal static class Utf8
{
    private const int Replacement = 0xFFFD;

    /// <summary>Bytes that <paramref name="text"/> takes.</summary>
    internal static int Count(string text)
    {
        int length = text.Length;
        int count = 0;
        for (int i = 0; i < length; i++)
        {
            int point = PointAt(text, i);
            i += point > 0xFFFF ? 1 : 0;
            count += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
        }

        return count;
    }

    /// <summary>A new array of the text's bytes.</summary>
    internal static byte[] GetBytes(string text)
    {
        byte[] bytes = new byte[Count(text)];
        var output = new ByteWriter();
        output.Reset(bytes, 0, bytes.Length);
        Write(output, text);
        return bytes;
    }

    /// <summary>Writes the text's bytes.</summary>
    internal static void Write(ByteWriter output, string text)
    {
        int length = text.Length;
        for (int i = 0; i < length; i++)
        {
            int point = PointAt(text, i);
            i += point > 0xFFFF ? 1 : 0;
            WritePoint(output, point);
        }
    }

    /// <summary>The code point that starts at <paramref name="index"/>; one above 0xFFFF takes two chars.</summary>
    internal static int PointAt(string text, int index)
    {
        int unit = text[index];
        if (unit < 0xD800 || unit > 0xDFFF)
        {
            return unit;
        }

        if (unit > 0xDBFF || index + 1 >= text.Length)
        {
            return Replacement;
        }

        int low = text[index + 1];
        return low < 0xDC00 || low > 0xDFFF ? Replacement : 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    }

    /// <summary>Writes one code point.</summary>
    internal static void WritePoint(ByteWriter output, int point)
    {
        if (point < 0x80)
        {
            output.WriteByte(point);
            return;
        }

        if (point < 0x800)
        {
            output.WriteByte(0xC0 | (point >> 6));
        }
        else if (point < 0x10000)
        {
            output.WriteByte(0xE0 | (point >> 12));
            output.WriteByte(0x80 | ((point >> 6) & 0x3F));
        }
        else
        {
            output.WriteByte(0xF0 | (point >> 18));
            output.WriteByte(0x80 | ((point >> 12) & 0x3F));
            output.WriteByte(0x80 | ((point >> 6) & 0x3F));
        }

        output.WriteByte(0x80 | (point & 0x3F));
    }
}
