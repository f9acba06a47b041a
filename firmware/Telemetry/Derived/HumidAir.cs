using Telenode.Core;

namespace Telenode.Telemetry;

/// <summary>What follows from temperature and relative humidity, in integers. docs/filters.md has the formulas, their sources and the error.</summary>
/// <remarks>Temperatures come in 0.0001 °C, humidities in 0.001 %RH.</remarks>
internal static class HumidAir
{
    private const long MinTemperature = -450000;
    private const long MaxTemperature = 600000;
    private const long MaxHumidity = 100000;

    // 0.1 %RH: drier air than that has no dew point that a sensor could tell.
    private const long MinDewHumidity = 100;

    // Magnus coefficients over water (WMO No. 8, annex 4.B): 17.62 × 2^30, 243.12 °C and 6.112 hPa.
    private const long MagnusB = 18919330939;
    private const long MagnusC = 2431200;

    private const long ZeroCelsius = 2731500;

    /// <summary>Dew point in 0.01 °C.</summary>
    public static Status DewPoint(long temperature, long humidity, out long result)
    {
        result = 0;
        if (humidity < MinDewHumidity || !IsInRange(temperature, humidity))
        {
            return Status.OutOfRange;
        }

        long gamma = FixedLog.Ln(humidity, MaxHumidity) + Exponent(temperature);
        result = FixedMath.MultiplyDivide(MagnusC / 100, gamma, MagnusB - gamma);
        return Status.Ok;
    }

    /// <summary>Absolute humidity in mg/m³.</summary>
    public static Status AbsoluteHumidity(long temperature, long humidity, out long result)
    {
        result = 0;
        if (!IsInRange(temperature, humidity))
        {
            return Status.OutOfRange;
        }

        // 216.679 g K/(hPa m³) × 6.112 hPa × exp(…) × humidity ÷ absolute temperature.
        long vapour = FixedMath.MultiplyDivide(FixedLog.Exp(Exponent(temperature)), humidity, 1024);
        result = FixedMath.MultiplyDivide(vapour, 1324342, (temperature + ZeroCelsius) * 10485760);
        return Status.Ok;
    }

    /// <summary>Heat index in 0.01 °C by the algorithm of the US National Weather Service.</summary>
    public static Status HeatIndex(long temperature, long humidity, out long result)
    {
        result = 0;
        if (!IsInRange(temperature, humidity))
        {
            return Status.OutOfRange;
        }

        // In 0.00001 °F, which is exact. The simple formula is 1.1 T − 10.3 + 0.047 RH in °F; the regression holds from 80 °F of it on.
        long fahrenheit = (18 * temperature) + 3200000;
        long simple = (11 * fahrenheit) - 10300000 + (47 * humidity);
        long index = simple < 80000000 ? simple * 100000000 : Regression(fahrenheit, humidity) + Adjustment(fahrenheit, humidity);
        result = FixedMath.MultiplyDivide(index - (32 * HeatOne), 5, 9 * (HeatOne / 100));
        return Status.Ok;
    }

    // Digits of the heat index in °F.
    private const long HeatOne = 100000000000000;

    // Rothfusz's polynomial of T and RH: the coefficients have 8 decimals, the humidity has 3, its square 6.
    private static long Regression(long fahrenheit, long humidity)
    {
        long square = humidity * humidity;
        long constant = -4237900000000000 + (1014333127 * humidity * 1000) - (5481717 * square);
        long linear = 204901523000000 - (22475541 * humidity * 1000) + (85282 * square);
        long quadratic = -683783000000 + (122874 * humidity * 1000) - (199 * square);
        linear += FixedMath.MultiplyDivide(quadratic, fahrenheit, 100000);
        return constant + FixedMath.MultiplyDivide(linear, fahrenheit, 100000);
    }

    private static long Adjustment(long fahrenheit, long humidity)
    {
        if (humidity < 13000 && fahrenheit >= 8000000 && fahrenheit <= 11200000)
        {
            // (13 − RH) ÷ 4 × √((17 − |T − 95|) ÷ 17), the root with 9 decimals.
            long share = 1700000 - FixedMath.Abs(fahrenheit - 9500000);
            return -(13000 - humidity) * Root(FixedMath.MultiplyDivide(share, 1000000000000000000, 1700000)) * 25;
        }

        if (humidity > 85000 && fahrenheit >= 8000000 && fahrenheit <= 8700000)
        {
            // (RH − 85) ÷ 10 × (87 − T) ÷ 5.
            return (humidity - 85000) * (8700000 - fahrenheit) * 20000;
        }

        return 0;
    }

    // The integer part of the square root of 0 to 10^18, bit by bit.
    private static long Root(long square)
    {
        long root = 0;
        for (long bit = 1L << 29; bit > 0; bit >>= 1)
        {
            long candidate = root + bit;
            root = candidate * candidate <= square ? candidate : root;
        }

        return root;
    }

    // b T ÷ (c + T).
    private static long Exponent(long temperature) => FixedMath.MultiplyDivide(MagnusB, temperature, MagnusC + temperature);

    private static bool IsInRange(long temperature, long humidity) =>
        temperature >= MinTemperature && temperature <= MaxTemperature && humidity >= 0 && humidity <= MaxHumidity;
}
