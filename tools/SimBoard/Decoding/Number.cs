using System.Globalization;
using System.Numerics;

namespace Telenode.SimBoard.Decoding;

/// <summary>A number as it was written: a decimal, exactly, wherever it was one that fits; else a binary floating-point number.</summary>
public readonly record struct Number
{
    private Number(bool isDecimal, long mantissa, int exponent, double binary)
    {
        IsDecimal = isDecimal;
        Mantissa = mantissa;
        Exponent = exponent;
        Binary = binary;
    }

    /// <summary>Whether it is <see cref="Mantissa"/> × 10^<see cref="Exponent"/>; otherwise it is <see cref="Binary"/>.</summary>
    public bool IsDecimal { get; }

    /// <summary>Mantissa of a decimal.</summary>
    public long Mantissa { get; }

    /// <summary>Decimal exponent of a decimal.</summary>
    public int Exponent { get; }

    /// <summary>The number when it is no decimal.</summary>
    public double Binary { get; }

    /// <summary>A decimal.</summary>
    public static Number FromDecimal(long mantissa, int exponent) => new(true, mantissa, exponent, 0);

    /// <summary>A decimal when the mantissa fits, else the nearest double.</summary>
    public static Number FromDecimal(BigInteger mantissa, int exponent) =>
        mantissa >= long.MinValue && mantissa <= long.MaxValue
            ? FromDecimal((long)mantissa, exponent)
            : FromBinary(Nearest(mantissa, exponent));

    /// <summary>A binary floating-point number.</summary>
    public static Number FromBinary(double value) => new(false, 0, 0, value);

    /// <summary>The sum: exact for decimals that are not too far apart, else in double.</summary>
    public static Number operator +(Number a, Number b)
    {
        if (!a.IsDecimal || !b.IsDecimal)
        {
            return FromBinary(a.ToDouble() + b.ToDouble());
        }

        int exponent = Math.Min(a.Exponent, b.Exponent);
        long reach = (long)Math.Max(a.Exponent, b.Exponent) - exponent;
        return reach > 40
            ? (a.Mantissa == 0 ? b : b.Mantissa == 0 ? a : FromBinary(a.ToDouble() + b.ToDouble()))
            : FromDecimal(Scale(a, exponent) + Scale(b, exponent), exponent);
    }

    /// <summary>The nearest double.</summary>
    public double ToDouble() => IsDecimal ? Nearest(Mantissa, Exponent) : Binary;

    /// <summary>Units of 10^<paramref name="exponent"/>, rounded; null when they exceed a long.</summary>
    public long? ToUnitsOf(int exponent)
    {
        if (IsDecimal && Exponent >= exponent && (long)Exponent - exponent <= 40)
        {
            BigInteger exact = Scale(this, exponent);
            return exact >= long.MinValue && exact <= long.MaxValue ? (long)exact : null;
        }

        double units = Math.Round(ToDouble() * Math.Pow(10, -exponent));
        return Math.Abs(units) < 9.2e18 ? (long)units : null;
    }

    /// <summary>Plain decimal notation where it is short, such as "21.50".</summary>
    public override string ToString()
    {
        if (!IsDecimal)
        {
            return Binary.ToString("R", CultureInfo.InvariantCulture);
        }

        string digits = Mantissa.ToString(CultureInfo.InvariantCulture);
        if (Exponent == 0)
        {
            return digits;
        }

        if (Exponent is < -18 or > 9)
        {
            return digits + "e" + Exponent.ToString(CultureInfo.InvariantCulture);
        }

        if (Exponent > 0)
        {
            return Mantissa == 0 ? "0" : digits + new string('0', Exponent);
        }

        string sign = Mantissa < 0 ? "-" : "";
        digits = digits[sign.Length..].PadLeft(1 - Exponent, '0');
        return sign + digits[..^-Exponent] + "." + digits[^-Exponent..];
    }

    private static BigInteger Scale(Number decimalNumber, int exponent) =>
        decimalNumber.Mantissa * BigInteger.Pow(10, decimalNumber.Exponent - exponent);

    // Parsing rounds correctly where multiplying by a power of ten would not.
    private static double Nearest(BigInteger mantissa, int exponent) =>
        double.Parse(mantissa.ToString(CultureInfo.InvariantCulture) + "e" + exponent.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
