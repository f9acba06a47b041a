namespace Telenode.SerialConsole;

/// <summary>A whole number as a person writes it.</summary>
internal static class IntText
{
    /// <summary>Decimal or 0x… digits, with a sign.</summary>
    /// <returns><see cref="long.MinValue"/> when it is neither or does not fit 32 bits.</returns>
    public static long Parse(string text)
    {
        bool negative = text.Length > 0 && text[0] == '-';
        int at = negative ? 1 : 0;
        int numberBase = 10;
        if (text.Length > at + 2 && text[at] == '0' && (text[at + 1] | 0x20) == 'x')
        {
            numberBase = 16;
            at += 2;
        }

        long value = at < text.Length ? 0 : long.MinValue;
        for (; at < text.Length; at++)
        {
            int digit = KeyBytes.HexDigit(text[at]);
            value = (value * numberBase) + digit;
            if (digit < 0 || digit >= numberBase || value > int.MaxValue)
            {
                return long.MinValue;
            }
        }

        return negative ? -value : value;
    }
}
