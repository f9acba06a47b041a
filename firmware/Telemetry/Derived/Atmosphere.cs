using Telenode.Core;

namespace Telenode.Telemetry;

/// <summary>Pressure and altitude in the standard atmosphere (ISO 2533), in integers. docs/filters.md has the formulas and the error.</summary>
internal static class Atmosphere
{
    /// <summary>Lowest altitude in cm: the Dead Sea's shore.</summary>
    public const long MinAltitude = -43000;

    /// <summary>Highest altitude in cm.</summary>
    public const long MaxAltitude = 900000;

    /// <summary>Lowest pressure in 0.01 Pa.</summary>
    public const long MinPressure = 3000000;

    /// <summary>Highest pressure in 0.01 Pa.</summary>
    public const long MaxPressure = 12000000;

    // 288.15 K ÷ 0.0065 K/m in cm: where the straight line of the temperature would reach 0 K.
    private const long ScaleHeight = 4433077;

    /// <summary>Altitude in cm: h = 44330.77 m × (1 − (p ÷ p₀)^0.190263).</summary>
    /// <param name="pressure">In 0.01 Pa.</param>
    /// <param name="reference">Pressure at sea level in 0.01 Pa.</param>
    /// <param name="result">Receives the altitude.</param>
    public static Status Altitude(long pressure, long reference, out long result)
    {
        result = 0;
        if (pressure < MinPressure || pressure > MaxPressure)
        {
            return Status.OutOfRange;
        }

        long share = FixedLog.Exp(FixedMath.MultiplyDivide(FixedLog.Ln(pressure, reference), 190263, 1000000));
        result = FixedMath.MultiplyDivide(ScaleHeight, FixedLog.One - share, FixedLog.One);
        return Status.Ok;
    }

    /// <summary>Pressure at sea level in 0.1 Pa: p₀ = p × (1 − h ÷ 44330.77 m)^−5.255876.</summary>
    /// <param name="pressure">In 0.01 Pa.</param>
    /// <param name="altitude">Of the sensor in cm, from <see cref="MinAltitude"/> to <see cref="MaxAltitude"/>.</param>
    /// <param name="result">Receives the pressure.</param>
    public static Status SeaLevelPressure(long pressure, long altitude, out long result)
    {
        result = 0;
        if (pressure < MinPressure || pressure > MaxPressure)
        {
            return Status.OutOfRange;
        }

        long power = FixedMath.MultiplyDivide(FixedLog.Ln(ScaleHeight - altitude, ScaleHeight), -5255876, 1000000);
        result = FixedMath.MultiplyDivide(pressure, FixedLog.Exp(power), 10 * FixedLog.One);
        return Status.Ok;
    }
}
