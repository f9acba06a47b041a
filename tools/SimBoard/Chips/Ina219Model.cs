using Telenode.Core;

namespace Telenode.SimBoard;

/// <summary>A Texas Instruments INA219: configuration with reset, triggered conversions with their time, shunt and bus voltage.</summary>
public sealed class Ina219Model : PowerMonitorModel
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
