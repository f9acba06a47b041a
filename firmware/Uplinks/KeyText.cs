using System;

namespace Telenode.Uplinks;

/// <summary>Keys as a person enters them: <c>hex:</c> and digits, <c>base64:</c> and characters, or plain text, whose UTF-8 is the key.</summary>
public static class KeyText
{
    private const string HexPrefix = "hex:";
    private const string Base64Prefix = "base64:";

    /// <summary>Gives the bytes of a key.</summary>
    /// <param name="text">What was entered. Blanks, colons and dashes between hexadecimal digits are passed over.</param>
    /// <returns>The bytes; null when what follows a prefix does not decode.</returns>
    public static byte[] Parse(string text)
    {
        if (text.IndexOf(HexPrefix) == 0)
        {
            return ParseHex(text.Substring(HexPrefix.Length));
        }

        return text.IndexOf(Base64Prefix) == 0 ? ParseBase64(text.Substring(Base64Prefix.Length)) : System.Text.Encoding.UTF8.GetBytes(text);
    }

    private static byte[] ParseHex(string text)
    {
        byte[] digits = new byte[text.Length];
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c != ' ' && c != ':' && c != '-')
            {
                int digit = Digit(c);
                if (digit < 0)
                {
                    return null;
                }

                digits[count++] = (byte)digit;
            }
        }

        if ((count & 1) != 0)
        {
            return null;
        }

        byte[] bytes = new byte[count / 2];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)((digits[2 * i] << 4) | digits[(2 * i) + 1]);
        }

        return bytes;
    }

    private static byte[] ParseBase64(string text)
    {
        if ((text.Length & 3) != 0)
        {
            return null; // nanoCLR would decode what is there of a quantum that is cut off
        }

        try
        {
            return Convert.FromBase64String(text);
        }
        catch (Exception)
        {
            return null;
        }
    }

    private static int Digit(char c)
    {
        if (c >= '0' && c <= '9')
        {
            return c - '0';
        }

        int letter = c | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }
}
