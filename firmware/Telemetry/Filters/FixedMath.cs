namespace Telenode.Telemetry;

/// <summary>Integer arithmetic that rounds to the nearest, halves away from zero, and saturates at ±<see cref="Max"/> instead of wrapping.</summary>
internal static class FixedMath
{
    /// <summary>The largest magnitude: symmetric, so that a negation never overflows.</summary>
    public const long Max = long.MaxValue;

    /// <summary>The value, with the one that has no negative brought to −<see cref="Max"/>.</summary>
    public static long Clip(long value) => value == long.MinValue ? -Max : value;

    /// <summary>The magnitude.</summary>
    public static long Abs(long value) => value >= 0 ? value : value == long.MinValue ? Max : -value;

    /// <summary>The sum, saturated.</summary>
    public static long Add(long a, long b)
    {
        long sum = a + b;
        if (((a ^ sum) & (b ^ sum)) < 0)
        {
            return a < 0 ? -Max : Max;
        }

        return Clip(sum);
    }

    /// <summary>The difference, saturated.</summary>
    public static long Subtract(long a, long b) => Add(a, -Clip(b));

    /// <summary>The quotient, rounded; <paramref name="divisor"/> is above 0.</summary>
    public static long Divide(long dividend, long divisor)
    {
        long quotient = dividend / divisor;
        long left = Abs(dividend % divisor);
        if (left >= divisor - left)
        {
            quotient += dividend < 0 ? -1 : 1;
        }

        return Clip(quotient);
    }

    /// <summary>a × b ÷ divisor with a product of 128 bits, rounded and saturated; <paramref name="divisor"/> is above 0.</summary>
    public static long MultiplyDivide(long a, long b, long divisor)
    {
        if (a == (int)a && b == (int)b)
        {
            return Divide(a * b, divisor);
        }

        ulong x = (ulong)Abs(a);
        ulong y = (ulong)Abs(b);
        ulong middle = ((x & 0xFFFFFFFF) * (y & 0xFFFFFFFF)) >> 32;
        ulong cross = ((x >> 32) * (y & 0xFFFFFFFF)) + middle;
        ulong other = ((x & 0xFFFFFFFF) * (y >> 32)) + (cross & 0xFFFFFFFF);
        ulong high = ((x >> 32) * (y >> 32)) + (cross >> 32) + (other >> 32);
        ulong low = x * y;
        ulong quotient = DivideWide(high, low, (ulong)divisor);
        long magnitude = quotient > (ulong)Max ? Max : (long)quotient;
        return (a < 0) == (b < 0) ? magnitude : -magnitude;
    }

    /// <summary>10 to a power of 0 to 18.</summary>
    public static long Power10(int exponent)
    {
        long power = 1;
        while (exponent-- > 0)
        {
            power *= 10;
        }

        return power;
    }

    // Long division bit by bit. The divisor is below 2^63, so that the remainder can be doubled.
    private static ulong DivideWide(ulong high, ulong low, ulong divisor)
    {
        if (high >= divisor)
        {
            return ulong.MaxValue;
        }

        ulong remainder = high;
        ulong quotient = 0;
        for (int bit = 63; bit >= 0; bit--)
        {
            remainder = (remainder << 1) | ((low >> bit) & 1);
            quotient <<= 1;
            if (remainder >= divisor)
            {
                remainder -= divisor;
                quotient |= 1;
            }
        }

        return remainder >= divisor - remainder && quotient != ulong.MaxValue ? quotient + 1 : quotient;
    }
}
