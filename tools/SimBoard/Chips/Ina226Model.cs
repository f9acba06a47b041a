using Telenode.Core;

namespace Telenode.SimBoard;

/// <summary>A Texas Instruments INA226: identity, configuration with reset, triggered conversions with their time, shunt and bus voltage, ready flag.</summary>
public sealed class Ina226Model : PowerMonitorModel
{
    private static readonly int[] _averages = [1, 4, 16, 64, 128, 256, 512, 1024];

    // The longest of each conversion time, in µs.
    private static readonly int[] _times = [154, 224, 365, 646, 1210, 2328, 4572, 9068];

    private readonly IClock _clock;
    private int _configuration;
    private int _shunt;
    private int _bus;
    private bool _flagTaken;
    private long _convertedAtUs;

    /// <summary>A powered chip that measures with <paramref name="clock"/>'s monotonic time.</summary>
    public Ina226Model(IClock clock)
    {
        _clock = clock;
        BrownOut();
    }

    /// <summary>What the die id register gives.</summary>
    public int DieId { get; set; } = 0x2260;

    /// <inheritdoc/>
    public override void BrownOut()
    {
        ResetPointer();
        _configuration = 0x4127;
        _shunt = 0;
        _bus = 0;
        _flagTaken = false;
        _convertedAtUs = long.MaxValue;
    }

    /// <inheritdoc/>
    protected override int ReadRegister(int register)
    {
        bool ready = _clock.MonotonicMs * 1000 >= _convertedAtUs;
        switch (register)
        {
            case 0: return _configuration;
            case 1: return ready ? _shunt & 0xFFFF : 0;
            case 2: return ready ? _bus : 0;
            case 6:
                bool flag = ready && !_flagTaken;
                _flagTaken = ready;
                return flag ? 8 : 0;
            case 0xFE: return 0x5449;
            case 0xFF: return DieId;
            default: return 0;
        }
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
            _configuration = (value & 0x0FFF) | 0x4000;
            _shunt = (int)Math.Clamp(Math.Round(Amperes * ShuntOhms / 2.5e-6, MidpointRounding.AwayFromZero), short.MinValue, short.MaxValue);
            _bus = (int)Math.Clamp(Math.Round(Volts * 800, MidpointRounding.AwayFromZero), 0, 0x7FFF);
            _flagTaken = false;
            int us = _averages[(value >> 9) & 7] * (_times[(value >> 6) & 7] + _times[(value >> 3) & 7]);
            _convertedAtUs = NeverFinishes ? long.MaxValue : (_clock.MonotonicMs * 1000) + us;
        }
    }
}
