namespace Telenode.SerialConsole;

/// <summary>Bytes as a person enters them: <c>hex:0F10…</c>, <c>base64:…</c>, or the UTF-8 of the text itself.</summary>
/// <remarks><c>text:</c> is for a text that begins like one of the others.</remarks>
internal static class KeyBytes
{
    /// <summary>The bytes.</summary>
    /// <returns>Null when what follows the prefix is not what it announces.</returns>
    public static byte[] Parse(string text)
    {
        int colon = text.IndexOf(':');
        string prefix = colon < 0 ? "" : text.Substring(0, colon);
        switch (prefix)
        {
            case "hex": return Hex(text, colon + 1);
            case "base64": return Base64(text, colon + 1);
            case "text": return System.Text.Encoding.UTF8.GetBytes(text.Substring(colon + 1));
            default: return System.Text.Encoding.UTF8.GetBytes(text);
        }
    }

    /// <summary>0 to 15, or −1.</summary>
    public static int HexDigit(char c)
    {
        if (c >= '0' && c <= '9')
        {
            return c - '0';
        }

        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    private static byte[] Hex(string text, int at)
    {
        int digits = text.Length - at;
        var bytes = new byte[digits / 2];
        for (int i = 0; i < bytes.Length; i++)
        {
            int high = HexDigit(text[at + (2 * i)]);
            int low = HexDigit(text[at + (2 * i) + 1]);
            if (high < 0 || low < 0)
            {
                return null;
            }

            bytes[i] = (byte)((high << 4) | low);
        }

        return (digits & 1) == 0 ? bytes : null;
    }

    // RFC 4648 §4, the padding optional; §3.5: bits that are left over must be 0, or two texts would be one key.
    private static byte[] Base64(string text, int at)
    {
        int end = text.Length;
        int padding = 0;
        while (end > at && text[end - 1] == '=')
        {
            end--;
            padding++;
        }

        int digits = end - at;
        if ((digits & 3) == 1 || (padding > 0 && ((digits + padding) & 3) != 0) || padding > 2)
        {
            return null;
        }

        var bytes = new byte[digits * 3 / 4];
        int count = 0;
        int bits = 0;
        int held = 0;
        for (; at < end; at++)
        {
            int value = Base64Digit(text[at]);
            if (value < 0)
            {
                return null;
            }

            held = ((held << 6) | value) & 0xFFFF;
            bits += 6;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[count++] = (byte)(held >> bits);
            }
        }

        return (held & ((1 << bits) - 1)) == 0 ? bytes : null;
    }

    private static int Base64Digit(char c)
    {
        if (c >= 'A' && c <= 'Z')
        {
            return c - 'A';
        }

        if (c >= 'a' && c <= 'z')
        {
            return c - 'a' + 26;
        }

        return c >= '0' && c <= '9' ? c - '0' + 52 : c == '+' ? 62 : c == '/' ? 63 : -1;
    }
}
