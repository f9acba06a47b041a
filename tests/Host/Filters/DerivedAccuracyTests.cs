using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Tests.Host.Filters;

/// <summary>Derived quantities in integers against their formulas in double precision, over the whole range that they take.</summary>
[TestClass]
public sealed class DerivedAccuracyTests
{
    // Half of the last digit, and what the fixed-point logarithm adds at most: docs/filters.md states these bounds.
    private const double DewPointBound = 0.00501;
    private const double AbsoluteHumidityBound = 0.00051;
    private const double HeatIndexBound = 0.00501;
    private const double AltitudeBound = 0.0056;
    private const double SeaLevelBound = 0.06;

    [TestMethod]
    public void Dew_point()
    {
        Sweep(100, DewPointBound, HumidAir.DewPoint, 100.0, (t, rh) =>
        {
            double gamma = Math.Log(rh / 100) + (17.62 * t / (243.12 + t));
            return 243.12 * gamma / (17.62 - gamma);
        });
    }

    [TestMethod]
    public void Absolute_humidity()
    {
        Sweep(0, AbsoluteHumidityBound, HumidAir.AbsoluteHumidity, 1000.0, (t, rh) =>
            216.679 * rh / 100 * 6.112 * Math.Exp(17.62 * t / (243.12 + t)) / (273.15 + t));
    }

    [TestMethod]
    public void Heat_index()
    {
        Sweep(0, HeatIndexBound, HumidAir.HeatIndex, 100.0, HeatIndexOf);
    }

    [TestMethod]
    // The table of the US National Weather Service, whole °F.
    [DataRow(80, 40, 80)]
    [DataRow(90, 50, 95)]
    [DataRow(90, 90, 122)]
    [DataRow(100, 40, 109)]
    [DataRow(100, 60, 129)]
    [DataRow(110, 40, 136)]
    [DataRow(86, 90, 105)]
    public void Heat_index_of_the_published_table(int fahrenheit, int humidity, int expected)
    {
        Assert.AreEqual(Status.Ok, HumidAir.HeatIndex((long)Math.Round((fahrenheit - 32) / 1.8 * 10000), humidity * 1000, out long result));
        Assert.AreEqual(expected, (result / 100.0 * 1.8) + 32, 0.51);
    }

    [TestMethod]
    public void Altitude()
    {
        double worst = 0;
        for (long reference = 9_500_000; reference <= 10_700_000; reference += 99_991)
        {
            for (long p = Atmosphere.MinPressure; p <= Atmosphere.MaxPressure; p += 4_999)
            {
                Assert.AreEqual(Status.Ok, Atmosphere.Altitude(p, reference, out long result));
                double exact = 44330.77 * (1 - Math.Pow((double)p / reference, 0.190263));
                worst = Math.Max(worst, Math.Abs((result / 100.0) - exact));
            }
        }

        Console.WriteLine($"worst error {worst:F6} m");
        Assert.IsLessThanOrEqualTo(AltitudeBound, worst);
        Assert.AreEqual(Status.OutOfRange, Atmosphere.Altitude(Atmosphere.MinPressure - 1, 10_132_500, out _));
        Assert.AreEqual(Status.OutOfRange, Atmosphere.Altitude(Atmosphere.MaxPressure + 1, 10_132_500, out _));
    }

    [TestMethod]
    public void Sea_level_pressure()
    {
        double worst = 0;
        for (long altitude = Atmosphere.MinAltitude; altitude <= Atmosphere.MaxAltitude; altitude += 9_973)
        {
            for (long p = Atmosphere.MinPressure; p <= Atmosphere.MaxPressure; p += 19_997)
            {
                Assert.AreEqual(Status.Ok, Atmosphere.SeaLevelPressure(p, altitude, out long result));
                double exact = p / 100.0 * Math.Pow(1 - (altitude / 4433077.0), -5.255876);
                worst = Math.Max(worst, Math.Abs((result / 10.0) - exact));
            }
        }

        Console.WriteLine($"worst error {worst:F6} Pa");
        Assert.IsLessThanOrEqualTo(SeaLevelBound, worst);
        Assert.AreEqual(Status.OutOfRange, Atmosphere.SeaLevelPressure(Atmosphere.MinPressure - 1, 0, out _));
        Assert.AreEqual(Status.OutOfRange, Atmosphere.SeaLevelPressure(Atmosphere.MaxPressure + 1, 0, out _));
    }

    [TestMethod]
    // WMO No. 8: the standard atmosphere at 1000 m and 5000 m.
    [DataRow(8_987_457, 1000.0)]
    [DataRow(5_401_991, 5000.0)]
    public void Standard_atmosphere(int pressure, double metres)
    {
        Atmosphere.Altitude(pressure, 10_132_500, out long result);
        Assert.AreEqual(metres, result / 100.0, 0.3);
        Atmosphere.SeaLevelPressure(pressure, (long)(metres * 100), out long reduced);
        Assert.AreEqual(101325, reduced / 10.0, 4);
    }

    [TestMethod]
    public void Logarithm_and_exponential_keep_their_error_over_many_magnitudes()
    {
        var random = new Random(3);
        for (int i = 0; i < 300_000; i++)
        {
            long n = 1 + (random.NextInt64(1L << 40) >> random.Next(40));
            long d = 1 + (random.NextInt64(1L << 40) >> random.Next(40));
            double ln = Math.Log((double)n / d);
            Assert.AreEqual(ln, (double)FixedLog.Ln(n, d) / FixedLog.One, 1e-8 * Math.Max(1, Math.Abs(ln)), $"ln {n}/{d}");
            double power = (random.NextDouble() * 40) - 20;
            double exp = Math.Exp((double)(long)(power * FixedLog.One) / FixedLog.One);
            Assert.AreEqual(exp, (double)FixedLog.Exp((long)(power * FixedLog.One)) / FixedLog.One, 1e-8 * Math.Max(1, exp), $"exp {power}");
        }
    }

    private delegate Status Formula(long temperature, long humidity, out long result);

    private static void Sweep(long lowestHumidity, double bound, Formula formula, double digits, Func<double, double, double> exact)
    {
        double worst = 0;
        for (long t = -450_000; t <= 600_000; t += 2_003)
        {
            for (long rh = lowestHumidity; rh <= 100_000; rh += 193)
            {
                Assert.AreEqual(Status.Ok, formula(t, rh, out long result));
                worst = Math.Max(worst, Math.Abs((result / digits) - exact(t / 10000.0, rh / 1000.0)));
            }

            Assert.AreEqual(Status.Ok, formula(t, 100_000, out _));
        }

        Console.WriteLine($"worst error {worst:F6}");
        Assert.IsLessThanOrEqualTo(bound, worst);
        Assert.AreEqual(Status.OutOfRange, formula(-450_001, 50_000, out _));
        Assert.AreEqual(Status.OutOfRange, formula(600_001, 50_000, out _));
        Assert.AreEqual(Status.OutOfRange, formula(0, lowestHumidity - 1, out _));
        Assert.AreEqual(Status.OutOfRange, formula(0, 100_001, out _));
    }

    private static double HeatIndexOf(double celsius, double rh)
    {
        double t = (celsius * 9 / 5) + 32;

        // In the integers' digits, so that both take the same branch.
        double index = Math.Round((1.1 * t) - 10.3 + (0.047 * rh), 6);
        if (index >= 80)
        {
            index = -42.379 + (2.04901523 * t) + (10.14333127 * rh) - (0.22475541 * t * rh) - (0.00683783 * t * t) - (0.05481717 * rh * rh)
                + (0.00122874 * t * t * rh) + (0.00085282 * t * rh * rh) - (0.00000199 * t * t * rh * rh);
            if (rh < 13 && t is >= 80 and <= 112)
            {
                index -= (13 - rh) / 4 * Math.Sqrt((17 - Math.Abs(t - 95)) / 17);
            }
            else if (rh > 85 && t is >= 80 and <= 87)
            {
                index += (rh - 85) / 10 * ((87 - t) / 5);
            }
        }

        return (index - 32) * 5 / 9;
    }
}
