using System.Globalization;
using System.Numerics;

namespace Telenode.SimBoard;

/// <summary>An exact decimal number: mantissa × 10^exponent.</summary>
public readonly record struct FixedPoint(long Mantissa, int Exponent)
{
    // 18 digits always fit a long.
    private const int MaxDigits = 18;

    // Beyond 10^12 nothing is measured here; below it every scaling stays within a decimal.
    private const int MaxMagnitude = 12;
    private const int MaxExponent = 30;

    /// <summary>Reads a decimal number with a point and an optional exponent, such as -12.50 or 7.2e-3, without rounding.</summary>
    /// <returns>False when it is not such a number, has more than 18 significant digits or reaches 10^12.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out FixedPoint value)
    {
        value = default;
        text = text.Trim();
        int exponent = 0;
        int e = text.IndexOfAny('e', 'E');
        if (e >= 0)
        {
            if (!int.TryParse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
                || exponent is < -MaxExponent or > MaxExponent)
            {
                return false;
            }

            text = text[..e];
        }

        bool negative = text.StartsWith("-");
        text = negative || text.StartsWith("+") ? text[1..] : text;
        long mantissa = 0;
        int digits = 0;
        int significant = 0;
        bool point = false;
        foreach (char c in text)
        {
            if (c == '.' && !point)
            {
                point = true;
                continue;
            }

            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            digits++;
            significant += significant > 0 || c != '0' ? 1 : 0;
            if (significant > MaxDigits)
            {
                return false;
            }

            mantissa = (mantissa * 10) + (c - '0');
            exponent -= point ? 1 : 0;
        }

        value = new FixedPoint(negative ? -mantissa : mantissa, exponent);
        return digits > 0 && significant + exponent <= MaxMagnitude && exponent >= -MaxExponent;
    }

    /// <summary>The nearest binary floating-point number, for the physics of a chip model.</summary>
    public double ToDouble()
    {
        // Division by an exact power of ten rounds once; multiplication by 0.01 would round twice.
        double scale = Math.Pow(10, Math.Abs(Exponent));
        return Exponent < 0 ? Mantissa / scale : Mantissa * scale;
    }

    /// <summary>With exactly the digits that the exponent says: (2150, −2) is "21.50".</summary>
    public override string ToString()
    {
        string digits = BigInteger.Abs(Mantissa).ToString(CultureInfo.InvariantCulture) + new string('0', Math.Max(0, Exponent));
        digits = digits.PadLeft(1 - Exponent, '0');
        int point = digits.Length + Math.Min(0, Exponent);
        return (Mantissa < 0 ? "-" : "") + digits[..point] + (Exponent < 0 ? "." + digits[point..] : "");
    }

    /// <summary>The mantissa at another exponent, rounded to the nearest, halves away from zero.</summary>
    public long At(int exponent)
    {
        decimal scaled = Mantissa;
        for (int i = Exponent; i < exponent; i++)
        {
            scaled /= 10m;
        }

        for (int i = Exponent; i > exponent; i--)
        {
            scaled *= 10m;
        }

        return (long)Math.Round(scaled, MidpointRounding.AwayFromZero);
    }
}
