namespace Telenode.Telemetry;

/// <summary>Logarithm and exponential in fixed point of 30 fraction bits; the error is below 10^-8 of the result, or 10^-8 where that is more.</summary>
internal static class FixedLog
{
    /// <summary>Fraction bits.</summary>
    public const int Bits = 30;

    /// <summary>1.</summary>
    public const long One = 1L << Bits;

    // ln 2 × 2^30.
    private const long Ln2 = 744261118;

    /// <summary>Natural logarithm of a quotient.</summary>
    /// <param name="numerator">Above 0 and below 2^40.</param>
    /// <param name="denominator">Above 0 and below 2^40.</param>
    public static long Ln(long numerator, long denominator)
    {
        // The quotient is brought between 2/3 and 3/2.
        int twos = 0;
        while (numerator > denominator + (denominator >> 1))
        {
            denominator <<= 1;
            twos++;
        }

        while (denominator > numerator + (numerator >> 1))
        {
            numerator <<= 1;
            twos--;
        }

        // ln q = 2 artanh z with z = (q − 1) ÷ (q + 1), |z| ≤ 1/5 here: the first term left out is 2 z^13 ÷ 13, below 1.3 × 10^-10.
        long z = FixedMath.MultiplyDivide(numerator - denominator, One, numerator + denominator);
        long square = (z * z) >> Bits;
        long sum = 0;
        for (int n = 11; n >= 1; n -= 2)
        {
            sum = ((sum * square) >> Bits) + (One / n);
        }

        return (twos * Ln2) + FixedMath.Divide(z * sum, One >> 1);
    }

    /// <summary>e to a power.</summary>
    /// <param name="power">With 30 fraction bits, between −20 and 20.</param>
    public static long Exp(long power)
    {
        int twos = (int)FixedMath.Divide(power, Ln2);
        long rest = power - (twos * Ln2);

        // |rest| ≤ ln 2 ÷ 2: the first term left out is rest^10 ÷ 10!, below 10^-11.
        long sum = One;
        for (int n = 9; n >= 1; n--)
        {
            sum = One + FixedMath.Divide(rest * sum, n * One);
        }

        return twos >= 0 ? sum << twos : FixedMath.Divide(sum, 1L << -twos);
    }
}
