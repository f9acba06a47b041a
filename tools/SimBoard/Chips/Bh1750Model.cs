using Telenode.Core;

namespace Telenode.SimBoard;

/// <summary>A Rohm BH1750FVI at the level of its opcodes: one-time and continuous H-resolution mode, MTreg, reset, power.</summary>
/// <remarks>Pages are those of the technical note of April 2009.</remarks>
public sealed class Bh1750Model : I2cChip, IExposed
{
    private readonly IClock _clock;
    private int _data;
    private int _converted;
    private int _time;
    private bool _poweredOn;
    private bool _converting;
    private bool _continuous;
    private long _convertedAtUs;

    /// <summary>A powered chip that measures with <paramref name="clock"/>'s monotonic time.</summary>
    public Bh1750Model(IClock clock)
    {
        _clock = clock;
        BrownOut();
    }

    /// <summary>Illuminance in lx, sampled when a conversion starts.</summary>
    public double Lux { get; set; } = 300;

    /// <inheritdoc/>
    public void Expose(IEnvironment environment, long unixMs) =>
        Lux = environment.TryGet(Measurand.Light, unixMs, out FixedPoint value) ? value.ToDouble() : Lux;

    /// <inheritdoc/>
    public override void BrownOut()
    {
        _data = 0;
        _time = 69;
        _poweredOn = false;
        _converting = false;
        _continuous = false;
    }

    /// <inheritdoc/>
    protected internal override int Receive(ReadOnlySpan<byte> data)
    {
        // "Not able to accept plural command without stop condition" (p. 10).
        if (data.Length == 0)
        {
            return 0;
        }

        FinishConversion();
        Execute(data[0]);
        return 1;
    }

    /// <inheritdoc/>
    protected internal override void Transmit(Span<byte> data)
    {
        FinishConversion();
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = (byte)(i == 0 ? _data >> 8 : i == 1 ? _data : 0xFF);
        }
    }

    private void Execute(byte opcode)
    {
        switch (opcode)
        {
            case 0x00:
                _poweredOn = false;
                _converting = false;
                break;
            case 0x01:
                _poweredOn = true;
                break;
            case 0x07 when _poweredOn:
                _data = 0;
                break;
            case 0x10 or 0x20:
                _poweredOn = true;
                _continuous = opcode == 0x10;
                StartConversion();
                break;
            case >= 0x40 and <= 0x47 when _poweredOn:
                _time = (_time & 0x1F) | ((opcode & 0x07) << 5);
                break;
            case >= 0x60 and <= 0x7F when _poweredOn:
                _time = (_time & 0xE0) | (opcode & 0x1F);
                break;
        }
    }

    // 180 ms at most with MTreg at 69 (p. 2): a driver must bear the slowest chip.
    private void StartConversion()
    {
        _converting = true;
        _convertedAtUs = (_clock.MonotonicMs * 1000) + (180_000L * _time / 69);
        double counts = Math.Round(Lux * 1.2 * _time / 69, MidpointRounding.AwayFromZero);
        _converted = Frozen ? _data : (int)Math.Clamp(counts, 0, 0xFFFF);
    }

    private void FinishConversion()
    {
        if (!_converting || _clock.MonotonicMs * 1000 < _convertedAtUs)
        {
            return;
        }

        _converting = false;
        _data = _converted;
        _poweredOn = _continuous;
        if (_continuous)
        {
            StartConversion();
        }
    }
}
