using Telenode.Core;

namespace Telenode.SimBoard;

/// <summary>An analogue-to-digital converter whose channels have a voltage behind a divider each.</summary>
/// <remarks>It dithers by ±½ count in a fixed pattern, as noise does in a real one: a mean over 16 conversions then resolves a sixteenth of a count.</remarks>
public sealed class AdcModel : IAdc, IExposed
{
    private const int DitherSteps = 16;

    private readonly double[] _volts;
    private int _step;

    /// <summary>A converter with all voltages 0.</summary>
    /// <param name="channels">Number of channels.</param>
    /// <param name="maxValue">Full-scale count.</param>
    public AdcModel(int channels = 1, int maxValue = 4095)
    {
        _volts = new double[channels];
        MaxValue = maxValue;
    }

    /// <inheritdoc/>
    public int MaxValue { get; }

    /// <summary>Voltage at the pin that gives the full-scale count.</summary>
    public double ReferenceVolts { get; set; } = 3.3;

    /// <summary>Pin voltage over measured voltage: 0.5 for two equal resistors.</summary>
    public double DividerRatio { get; set; } = 0.5;

    /// <summary>Channel with the battery, for <see cref="Expose"/>.</summary>
    public int BatteryChannel { get; set; }

    /// <summary>Whether the converter works; false makes every channel unreadable.</summary>
    public bool Present { get; set; } = true;

    /// <summary>Sets the voltage before the divider of a channel.</summary>
    public void SetVolts(int channel, double volts) => _volts[channel] = volts;

    /// <inheritdoc/>
    public void Expose(IEnvironment environment, long unixMs)
    {
        if (environment.TryGet(Measurand.Battery, unixMs, out FixedPoint value))
        {
            _volts[BatteryChannel] = value.ToDouble();
        }
    }

    /// <inheritdoc/>
    public int Read(int channel)
    {
        if (!Present || (uint)channel >= (uint)_volts.Length)
        {
            return -1;
        }

        _step = (_step + 1) % DitherSteps;
        double dither = ((_step + 0.5) / DitherSteps) - 0.5;
        double counts = (_volts[channel] * DividerRatio / ReferenceVolts * MaxValue) + dither;
        return (int)Math.Clamp(Math.Round(counts, MidpointRounding.AwayFromZero), 0, MaxValue);
    }
}
