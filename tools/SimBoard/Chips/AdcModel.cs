using Telenode.Core;

namespace Telenode.SimBoard;

/// <summary>An analogue-to-digital converter whose channels have a voltage behind a divider each.</summary>
/// <remarks>It dithers by ±½ count in a fixed pattern, as noise does in a real one: a mean over 16 conversions then resolves a sixteenth of a count.</remarks>
public sealed class AdcModel : IAdc, IExposed
{
    private const int DitherSteps = 16;

    // What a divider must bring down to the pin's range; a channel without one sees half of it.
    private const double Undivided = 0.5;

    private readonly double[] _volts;
    private readonly double[] _ratios;
    private readonly bool[] _exposed;
    private int _step;

    /// <summary>A converter with all voltages 0.</summary>
    /// <param name="channels">Number of channels.</param>
    /// <param name="maxValue">Full-scale count.</param>
    public AdcModel(int channels = 1, int maxValue = 4095)
    {
        _volts = new double[channels];
        _ratios = new double[channels];
        _exposed = new bool[channels];
        Array.Fill(_ratios, Undivided);
        MaxValue = maxValue;
    }

    /// <inheritdoc/>
    public int MaxValue { get; }

    /// <summary>Voltage at the pin that gives the full-scale count.</summary>
    public double ReferenceVolts { get; set; } = 3.3;

    /// <summary>Whether the converter works; false makes every channel unreadable.</summary>
    public bool Present { get; set; } = true;

    /// <inheritdoc/>
    public bool Frozen { get; set; }

    /// <summary>Puts the battery of the surroundings before a channel, behind a divider.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="ratio">Pin voltage over measured voltage, 0.5 for two equal resistors as all channels have at first; at 1, which is none, half of the battery's voltage is there.</param>
    public void Connect(int channel, double ratio)
    {
        _ratios[channel] = ratio;
        _exposed[channel] = true;
    }

    /// <summary>Sets the voltage before the divider of a channel.</summary>
    public void SetVolts(int channel, double volts) => _volts[channel] = volts;

    /// <inheritdoc/>
    public void Expose(IEnvironment environment, long unixMs)
    {
        if (environment.TryGet(Measurand.Battery, unixMs, out FixedPoint value))
        {
            for (int i = 0; i < _volts.Length; i++)
            {
                double undivided = _ratios[i] == 1 ? Undivided : 1;
                _volts[i] = _exposed[i] ? value.ToDouble() * undivided : _volts[i];
            }
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
        double counts = (_volts[channel] * _ratios[channel] / ReferenceVolts * MaxValue) + dither;
        return (int)Math.Clamp(Math.Round(counts, MidpointRounding.AwayFromZero), 0, MaxValue);
    }
}
