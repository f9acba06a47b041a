using Telenode.Core;

namespace Telenode.SimBoard;

/// <summary>A Vishay VEML7700: gain, integration time, shutdown, counts that flatten in bright light at the low gains.</summary>
public sealed class Veml7700Model : I2cChip, IExposed
{
    private readonly IClock _clock;
    private int _register;
    private int _configuration;
    private int _counts;
    private int _running;
    private long _convertedAtMs;

    /// <summary>A powered chip that measures with <paramref name="clock"/>'s monotonic time.</summary>
    public Veml7700Model(IClock clock)
    {
        _clock = clock;
        BrownOut();
    }

    /// <summary>Illuminance in lx, sampled when the chip is woken.</summary>
    public double Lux { get; set; } = 300;

    /// <inheritdoc/>
    public void Expose(IEnvironment environment, long unixMs) =>
        Lux = environment.TryGet(Measurand.Light, unixMs, out FixedPoint value) ? value.ToDouble() : Lux;

    /// <inheritdoc/>
    public override void BrownOut()
    {
        _register = 0;
        _configuration = 1;
        _counts = 0;
        _convertedAtMs = long.MaxValue;
    }

    /// <inheritdoc/>
    protected internal override int Receive(ReadOnlySpan<byte> data)
    {
        _register = data.Length > 0 ? data[0] : _register;
        if (data.Length == 3 && _register == 0)
        {
            Configure(data[1] | (data[2] << 8));
        }

        return data.Length;
    }

    /// <inheritdoc/>
    protected internal override void Transmit(Span<byte> data)
    {
        if (_clock.MonotonicMs >= _convertedAtMs)
        {
            _counts = _running;
            _convertedAtMs = long.MaxValue;
        }

        int value = _register switch { 0 => _configuration, 4 => _counts, 7 => 0xC481, _ => 0 };
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = (byte)(value >> (8 * (i & 1)));
        }
    }

    // The application note's correction, whose inverse is what a chip shows.
    private static double Correct(double x) => (((((6.0135e-13 * x) - 9.3924e-9) * x) + 8.1488e-5) * x + 1.0023) * x;

    private static double Shown(double lux)
    {
        if (lux <= Correct(1000))
        {
            // Between 1000 lx and where the correction sets in a chip shows no more than 1000.
            return Math.Min(lux, 1000);
        }

        double low = 1000;
        double high = 40_000;
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Correct(middle) <= lux ? (middle, high) : (low, middle);
        }

        return low;
    }

    private void Configure(int value)
    {
        bool woken = (value & 1) == 0 && (_configuration & 1) != 0;
        _configuration = value;
        if (!woken)
        {
            return;
        }

        double gain = ((value >> 11) & 3) switch { 0 => 1, 1 => 2, 2 => 0.125, _ => 0.25 };
        int integrationMs = ((value >> 6) & 15) switch { 0 => 100, 1 => 200, 2 => 400, 3 => 800, 8 => 50, _ => 25 };
        double resolution = 0.0042 * (2 / gain) * (800.0 / integrationMs);
        double shown = gain < 1 ? Shown(Lux) : Lux;
        _running = (int)Math.Clamp(Math.Round(shown / resolution, MidpointRounding.AwayFromZero), 0, 0xFFFF);
        _convertedAtMs = _clock.MonotonicMs + 3 + integrationMs;
    }
}
