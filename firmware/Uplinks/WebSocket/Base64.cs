namespace Telenode.Uplinks;

/// <summary>Base64 with padding (RFC 4648 §4).</summary>
internal static class Base64
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /// <summary>Encodes bytes; four characters for each three begun.</summary>
    public static void Encode(byte[] data, int count, byte[] text, int offset)
    {
        string alphabet = Alphabet;
        for (int i = 0; i < count; i += 3)
        {
            int second = i + 1 < count ? data[i + 1] : 0;
            int third = i + 2 < count ? data[i + 2] : 0;
            int bits = (data[i] << 16) | (second << 8) | third;
            text[offset++] = (byte)alphabet[bits >> 18];
            text[offset++] = (byte)alphabet[(bits >> 12) & 63];
            text[offset++] = (byte)(i + 1 < count ? alphabet[(bits >> 6) & 63] : '=');
            text[offset++] = (byte)(i + 2 < count ? alphabet[bits & 63] : '=');
        }
    }

    /// <summary>Decodes text of a peer's: whole groups of four characters, padded at the end alone.</summary>
    /// <returns>Bytes written to <paramref name="data"/> from index 0; −1 when it is no Base64 or there is no room for it.</returns>
    public static int Decode(byte[] text, int offset, int count, byte[] data)
    {
        if ((count & 3) != 0)
        {
            return -1;
        }

        int written = 0;
        for (int i = 0; i < count; i += 4)
        {
            int padding = i + 4 < count || text[offset + i + 3] != '=' ? 0 : text[offset + i + 2] != '=' ? 1 : 2;
            int bits = 0;
            for (int j = 0; j < 4; j++)
            {
                int value = j < 4 - padding ? Alphabet.IndexOf((char)text[offset + i + j]) : 0;
                if (value < 0)
                {
                    return -1;
                }

                bits = (bits << 6) | value;
            }

            if (written + 3 - padding > data.Length)
            {
                return -1;
            }

            for (int j = 0; j < 3 - padding; j++)
            {
                data[written++] = (byte)(bits >> (16 - (8 * j)));
            }
        }

        return written;
    }
}
