using Telenode.Core;

namespace Telenode.SimBoard;

/// <summary>A Texas Instruments INA219: configuration with reset, triggered conversions with their time, shunt and bus voltage.</summary>
public sealed class Ina219Model : Register16Chip, IExposed
{
    private readonly IClock _clock;
    private int _configuration;
    private int _shunt;
    private int _bus;
    private long _convertedAtUs;

    /// <summary>A powered chip that measures with <paramref name="clock"/>'s monotonic time.</summary>
    public Ina219Model(IClock clock)
    {
        _clock = clock;
        BrownOut();
    }

    /// <summary>Voltage at the load in V.</summary>
    public double Volts { get; set; } = 3.7;

    /// <summary>Current through the shunt in A, sampled, as the voltage, when a conversion starts.</summary>
    public double Amperes { get; set; } = 0.08;

    /// <summary>Shunt resistor in Ω.</summary>
    public double ShuntOhms { get; set; } = 0.1;

    /// <summary>Conversions begin and never end.</summary>
    public bool NeverFinishes { get; set; }

    /// <inheritdoc/>
    public void Expose(IEnvironment environment, long unixMs) =>
        Volts = environment.TryGet(Measurand.Battery, unixMs, out FixedPoint value) ? value.ToDouble() : Volts;

    /// <inheritdoc/>
    public override void BrownOut()
    {
        ResetPointer();
        _configuration = 0x399F;
        _shunt = 0;
        _bus = 0;
        _convertedAtUs = long.MaxValue;
    }

    /// <inheritdoc/>
    protected override int ReadRegister(int register)
    {
        bool ready = _clock.MonotonicMs * 1000 >= _convertedAtUs;
        return register switch
        {
            0 => _configuration,
            1 => ready ? _shunt & 0xFFFF : 0,
            2 => ready ? (_bus << 3) | 2 : 0,
            _ => 0,
        };
    }

    /// <inheritdoc/>
    protected override void WriteRegister(int register, int value)
    {
        if (register == 0 && (value & 0x8000) != 0)
        {
            BrownOut();
        }
        else if (register == 0)
        {
            _configuration = value & 0x3FFF;
            _shunt = (int)Math.Clamp(Math.Round(Amperes * ShuntOhms * 1e5, MidpointRounding.AwayFromZero), -32000, 32000);
            _bus = (int)Math.Clamp(Math.Round(Volts * 250, MidpointRounding.AwayFromZero), 0, 8000);

            // The longest 12-bit conversion, once for each of the two and each sample.
            int samples = (value & 0x40) != 0 ? 1 << ((value >> 3) & 7) : 1;
            _convertedAtUs = NeverFinishes ? long.MaxValue : (_clock.MonotonicMs * 1000) + (2 * 586 * samples);
        }
    }
}
