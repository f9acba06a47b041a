namespace Telenode.SimBoard;

/// <summary>A plausible climate around 47° north as a pure function of seed and time: the default input of the simulated board.</summary>
/// <remarks>
/// Temperature follows the season and the sun with slow and fast noise; humidity comes from a dew point that changes slowly, so it
/// falls when the air warms; pressure drifts; light follows the sun's elevation behind a shade, dimmed by clouds; the battery falls
/// for forty days and is charged.
/// </remarks>
public sealed class Weather : IEnvironment
{
    private const double Hour = 3_600_000;
    private const double Day = 24 * Hour;
    private const double Year = 365.2425 * Day;
    private const double Latitude = 47 * Math.PI / 180;

    private readonly uint _seed;

    /// <summary>The same seed gives the same weather.</summary>
    public Weather(int seed) => _seed = (uint)seed;

    /// <inheritdoc/>
    public bool TryGet(Measurand measurand, long unixMs, out FixedPoint value)
    {
        value = measurand switch
        {
            Measurand.Temperature => Scaled(Celsius(unixMs), -2),
            Measurand.Humidity => Scaled(Percent(unixMs), -2),
            Measurand.Pressure => Scaled(101_325 + (1500 * Noise(1, unixMs, 2 * Day)) + (150 * Noise(2, unixMs, 5 * Hour)), -1),
            Measurand.Light => Scaled(Lux(unixMs), -1),
            Measurand.Battery => Scaled(Volts(unixMs), -3),
            Measurand.CarbonDioxide => Scaled(430 + (40 * Noise(3, unixMs, 6 * Hour)) + (8 * Noise(4, unixMs, Hour / 6)), 0),
            _ => default,
        };
        return measurand is >= Measurand.Temperature and <= Measurand.CarbonDioxide;
    }

    private static FixedPoint Scaled(double value, int exponent) =>
        new((long)Math.Round(value * Math.Pow(10, -exponent), MidpointRounding.AwayFromZero), exponent);

    // Magnus' formula in the form of Sonntag (1990): saturation vapour pressure in hPa.
    private static double Saturation(double celsius) => 6.112 * Math.Exp(17.62 * celsius / (243.12 + celsius));

    private double Celsius(double ms)
    {
        // The warmest day is about a month after the solstice, the warmest hour about three after noon.
        double season = -Math.Cos(2 * Math.PI * ((ms / Year) - 0.06));
        double diurnal = Math.Cos(2 * Math.PI * ((ms / Day) - 0.625));
        double cloud = Cloud(ms);
        return 10.5 + (9.5 * season) + ((5.5 - (3 * cloud)) * diurnal) + (3.5 * Noise(5, ms, 3 * Day)) + (0.15 * Noise(6, ms, Hour / 4));
    }

    private double Percent(double ms)
    {
        double season = -Math.Cos(2 * Math.PI * ((ms / Year) - 0.06));
        double dewPoint = 5 + (7 * season) + (3 * Noise(7, ms, 2 * Day)) + (0.3 * Noise(8, ms, Hour));
        double percent = 100 * Saturation(dewPoint) / Saturation(Celsius(ms));
        return Math.Clamp(percent, 8, 98);
    }

    private double Lux(double ms)
    {
        double declination = -23.44 * Math.PI / 180 * Math.Cos(2 * Math.PI * ((ms / Year) + (10 / 365.25)));
        double hourAngle = 2 * Math.PI * ((ms / Day) - 0.5);
        double sine = (Math.Sin(Latitude) * Math.Sin(declination)) + (Math.Cos(Latitude) * Math.Cos(declination) * Math.Cos(hourAngle));

        // Civil twilight ends at −6°: light fades to nothing there.
        double clear = sine <= 0 ? 400 * Math.Max(0, 1 + (sine / 0.1045)) : 400 + (110_000 * Math.Pow(sine, 1.15));
        double shade = 0.42;
        return clear * shade * (1 - (0.75 * Cloud(ms)));
    }

    private double Volts(double ms)
    {
        double days = (ms / Day) + (_seed % 40);
        double spent = days % 40 / 40;
        return 4.18 - (0.72 * spent) + (0.0015 * (Celsius(ms) - 10)) + (0.002 * Noise(9, ms, Hour / 6));
    }

    private double Cloud(double ms)
    {
        double cover = 0.5 + (0.45 * Noise(10, ms, 9 * Hour)) + (0.25 * Noise(11, ms, Hour / 3));
        return Math.Clamp(cover, 0, 1);
    }

    /// <summary>Smooth noise between −1 and 1 that changes over <paramref name="periodMs"/>.</summary>
    private double Noise(uint channel, double ms, double periodMs)
    {
        double position = ms / periodMs;
        long cell = (long)Math.Floor(position);
        double part = position - cell;
        double blend = part * part * (3 - (2 * part));
        return (Lattice(channel, cell) * (1 - blend)) + (Lattice(channel, cell + 1) * blend);
    }

    private double Lattice(uint channel, long cell)
    {
        // SplitMix64's finaliser: every bit of seed, channel and cell reaches every bit of the result.
        ulong x = ((ulong)_seed << 32) ^ ((ulong)channel << 56) ^ (ulong)cell;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        x ^= x >> 31;
        return (x >> 11) / (double)(1UL << 52) - 1;
    }
}
