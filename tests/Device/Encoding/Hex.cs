namespace Telenode.Tests.Encoding;

/// <summary>Bytes to and from hexadecimal, for expectations that can be read.</summary>
internal static class Hex
{
    internal static byte[] Bytes(string hex)
    {
        int digits = 0;
        for (int i = 0; i < hex.Length; i++)
        {
            digits += hex[i] == ' ' ? 0 : 1;
        }

        byte[] bytes = new byte[digits / 2];
        int at = 0;
        for (int i = 0; i < hex.Length; i++)
        {
            if (hex[i] != ' ')
            {
                bytes[at / 2] = (byte)((bytes[at / 2] << 4) | Digit(hex[i]));
                at++;
            }
        }

        return bytes;
    }

    internal static string Of(byte[] bytes, int offset, int count)
    {
        const string Digits = "0123456789abcdef";
        string hex = "";
        for (int i = 0; i < count; i++)
        {
            hex += Digits[bytes[offset + i] >> 4].ToString() + Digits[bytes[offset + i] & 0xF].ToString();
        }

        return hex;
    }

    private static int Digit(char c) => c <= '9' ? c - '0' : c - 'a' + 10;
}
