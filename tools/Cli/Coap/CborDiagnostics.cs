using System.Globalization;
using System.Text;

namespace Telenode.Cli.Coap;

/// <summary>CBOR in diagnostic notation (RFC 8949 §8).</summary>
internal static class CborDiagnostics
{
    private const int MaxDepth = 64;

    /// <summary>Writes one item, or a sequence of items separated by commas (RFC 8742).</summary>
    /// <returns>Null when the bytes are not well-formed CBOR.</returns>
    public static string? TryFormat(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        int at = 0;
        while (at < bytes.Length)
        {
            if (at > 0)
            {
                text.Append(", ");
            }

            if (!Item(bytes, ref at, text, 0))
            {
                return null;
            }
        }

        return text.ToString();
    }

    private static bool Item(ReadOnlySpan<byte> bytes, ref int at, StringBuilder text, int depth)
    {
        if (depth > MaxDepth || !Head(bytes, ref at, out int major, out int info, out ulong argument))
        {
            return false;
        }

        bool endless = info == 31;
        switch (major)
        {
            case 0:
                text.Append(argument);
                return !endless;
            case 1:
                text.Append(-1 - (Int128)argument);
                return !endless;
            case 2 or 3:
                return String(bytes, ref at, text, major, endless, argument, depth);
            case 4 or 5:
                return Container(bytes, ref at, text, major == 5, endless, argument, depth);
            case 6:
                text.Append(argument).Append('(');
                bool good = !endless && Item(bytes, ref at, text, depth + 1);
                text.Append(')');
                return good;
            default:
                return Simple(text, info, argument);
        }
    }

    private static bool Head(ReadOnlySpan<byte> bytes, ref int at, out int major, out int info, out ulong argument)
    {
        major = 0;
        info = 0;
        argument = 0;
        if (at >= bytes.Length)
        {
            return false;
        }

        major = bytes[at] >> 5;
        info = bytes[at++] & 31;
        if (info is < 24 or 31)
        {
            argument = (ulong)info;
            return true;
        }

        int count = info > 27 ? int.MaxValue : 1 << (info - 24);
        if (count > bytes.Length - at)
        {
            return false;
        }

        for (int i = 0; i < count; i++)
        {
            argument = (argument << 8) | bytes[at++];
        }

        return true;
    }

    private static bool String(ReadOnlySpan<byte> bytes, ref int at, StringBuilder text, int major, bool endless, ulong length, int depth)
    {
        if (endless)
        {
            text.Append("(_ ");
            bool good = Items(bytes, ref at, text, 1, true, 0, depth, major);
            text.Append(')');
            return good;
        }

        if (length > (ulong)(bytes.Length - at))
        {
            return false;
        }

        ReadOnlySpan<byte> value = bytes.Slice(at, (int)length);
        at += (int)length;
        if (major == 2)
        {
            text.Append("h'").Append(Convert.ToHexStringLower(value)).Append('\'');
        }
        else
        {
            text.Append('"').Append(System.Text.Encoding.UTF8.GetString(value).Replace("\\", "\\\\").Replace("\"", "\\\"")).Append('"');
        }

        return true;
    }

    private static bool Container(ReadOnlySpan<byte> bytes, ref int at, StringBuilder text, bool isMap, bool endless, ulong count, int depth)
    {
        text.Append(isMap ? '{' : '[').Append(endless ? "_ " : "");
        bool good = Items(bytes, ref at, text, isMap ? 2 : 1, endless, count, depth, -1);
        text.Append(isMap ? '}' : ']');
        return good;
    }

    // width: 2 for pairs of a map. onlyMajor: chunks of an indefinite string are strings of the same kind.
    private static bool Items(ReadOnlySpan<byte> bytes, ref int at, StringBuilder text, int width, bool endless, ulong count, int depth, int onlyMajor)
    {
        for (ulong i = 0; endless || i < count; i++)
        {
            if (endless && at < bytes.Length && bytes[at] == 0xFF)
            {
                at++;
                return true;
            }

            text.Append(i > 0 ? ", " : "");
            if ((onlyMajor >= 0 && at < bytes.Length && bytes[at] >> 5 != onlyMajor) || !Item(bytes, ref at, text, depth + 1))
            {
                return false;
            }

            if (width == 2)
            {
                text.Append(": ");
                if (!Item(bytes, ref at, text, depth + 1))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool Simple(StringBuilder text, int info, ulong argument)
    {
        string? word = info switch
        {
            20 => "false",
            21 => "true",
            22 => "null",
            23 => "undefined",
            25 => Number((double)BitConverter.UInt16BitsToHalf((ushort)argument)),
            26 => Number(BitConverter.UInt32BitsToSingle((uint)argument)),
            27 => Number(BitConverter.UInt64BitsToDouble(argument)),
            31 => null,
            24 when argument < 32 => null,
            < 25 => $"simple({argument})",
            _ => null,
        };
        text.Append(word);
        return word is not null;
    }

    private static string Number(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
        }

        string text = value.ToString("R", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal);
        return text.Contains('.', StringComparison.Ordinal) || text.Contains('e', StringComparison.Ordinal) ? text : text + ".0";
    }
}
