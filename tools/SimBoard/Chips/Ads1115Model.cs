using Telenode.Core;

namespace Telenode.SimBoard;

/// <summary>A Texas Instruments ADS1115: four inputs against ground, gain, single-shot conversions with their time.</summary>
public sealed class Ads1115Model : Register16Chip, IExposed
{
    private static readonly double[] _fullScales = [6.144, 4.096, 2.048, 1.024, 0.512, 0.256, 0.256, 0.256];
    private static readonly int[] _rates = [8, 16, 32, 64, 128, 250, 475, 860];

    private readonly IClock _clock;
    private readonly double[] _volts = new double[4];
    private int _configuration;
    private int _conversion;
    private int _running;
    private long _convertedAtUs;

    /// <summary>A powered chip that measures with <paramref name="clock"/>'s monotonic time.</summary>
    public Ads1115Model(IClock clock)
    {
        _clock = clock;
        BrownOut();
    }

    /// <summary>Input with the battery, for <see cref="Expose"/>.</summary>
    public int BatteryInput { get; set; }

    /// <summary>Conversions begin and never end.</summary>
    public bool NeverFinishes { get; set; }

    /// <summary>Sets the voltage of an input, sampled when a conversion starts.</summary>
    public void SetVolts(int input, double volts) => _volts[input] = volts;

    /// <inheritdoc/>
    public void Expose(IEnvironment environment, long unixMs)
    {
        if (environment.TryGet(Measurand.Battery, unixMs, out FixedPoint value))
        {
            _volts[BatteryInput] = value.ToDouble();
        }
    }

    /// <inheritdoc/>
    public override void BrownOut()
    {
        ResetPointer();
        _configuration = 0x0583;
        _conversion = 0;
        _convertedAtUs = long.MinValue;
    }

    /// <inheritdoc/>
    protected override int ReadRegister(int register)
    {
        bool idle = _clock.MonotonicMs * 1000 >= _convertedAtUs;
        if (idle && _convertedAtUs != long.MinValue)
        {
            _conversion = _running;
            _convertedAtUs = long.MinValue;
        }

        return register switch
        {
            0 => _conversion & 0xFFFF,
            1 => _configuration | (idle ? 0x8000 : 0),
            _ => 0,
        };
    }

    /// <inheritdoc/>
    protected override void WriteRegister(int register, int value)
    {
        if (register != 1)
        {
            return;
        }

        _configuration = value & 0x7FFF;
        int multiplexer = (value >> 12) & 7;
        if ((value & 0x8000) == 0 || multiplexer < 4)
        {
            return;
        }

        double steps = _volts[multiplexer - 4] / _fullScales[(value >> 9) & 7] * 32768;
        _running = (int)Math.Clamp(Math.Round(steps, MidpointRounding.AwayFromZero), short.MinValue, short.MaxValue);
        long us = (1_100_000 / _rates[(value >> 5) & 7]) + 25;
        _convertedAtUs = NeverFinishes ? long.MaxValue : (_clock.MonotonicMs * 1000) + us;
    }
}
