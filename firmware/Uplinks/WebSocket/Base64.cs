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
}
