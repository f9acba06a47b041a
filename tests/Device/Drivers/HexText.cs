namespace Telenode.Tests.Drivers;

/// <summary>Bytes as the scripts write them.</summary>
internal static class HexText
{
    public static string Of(byte[] bytes, int offset, int count)
    {
        string text = "";
        for (int i = 0; i < count; i++)
        {
            text += bytes[offset + i].ToString("X2");
        }

        return text;
    }

    /// <returns>How many bytes the text has.</returns>
    public static int To(byte[] bytes, int offset, string text)
    {
        for (int i = 0; i < text.Length / 2; i++)
        {
            bytes[offset + i] = (byte)((Digit(text[2 * i]) << 4) | Digit(text[(2 * i) + 1]));
        }

        return text.Length / 2;
    }

    private static int Digit(char c) => c <= '9' ? c - '0' : c - 'A' + 10;
}
