namespace Telenode.Tests.Security;

/// <summary>Vectors are written as the RFCs print them.</summary>
internal static class Hex
{
    /// <summary>Reads hexadecimal digits; blanks between bytes are passed over.</summary>
    internal static byte[] Bytes(string text)
    {
        int digits = 0;
        for (int i = 0; i < text.Length; i++)
        {
            digits += Value(text[i]) >= 0 ? 1 : 0;
        }

        byte[] bytes = new byte[digits / 2];
        int at = 0;
        for (int i = 0; i < text.Length; i++)
        {
            int value = Value(text[i]);
            if (value >= 0)
            {
                bytes[at / 2] = (byte)((bytes[at / 2] << 4) | value);
                at++;
            }
        }

        return bytes;
    }

    internal static string Text(byte[] bytes, int offset, int count)
    {
        char[] text = new char[count * 2];
        for (int i = 0; i < count; i++)
        {
            text[2 * i] = "0123456789abcdef"[bytes[offset + i] >> 4];
            text[(2 * i) + 1] = "0123456789abcdef"[bytes[offset + i] & 15];
        }

        return new string(text);
    }

    private static int Value(char c)
    {
        if (c >= '0' && c <= '9')
        {
            return c - '0';
        }

        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    }
}
