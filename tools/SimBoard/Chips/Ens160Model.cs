using Telenode.Core;

namespace Telenode.SimBoard;

/// <summary>A ScioSense ENS160: identity, modes, a result a second, warm-up and initial start-up.</summary>
public sealed class Ens160Model : I2cChip, IExposed
{
    private readonly IClock _clock;
    private int _pointer;
    private int _mode;
    private long _runsSinceMs;

    /// <summary>A powered chip that measures with <paramref name="clock"/>'s monotonic time.</summary>
    public Ens160Model(IClock clock)
    {
        _clock = clock;
        BrownOut();
    }

    /// <summary>Air quality index, 1 to 5.</summary>
    public int AirQuality { get; set; } = 2;

    /// <summary>Volatile organic compounds in ppb.</summary>
    public int Compounds { get; set; } = 120;

    /// <summary>CO2 equivalent in ppm.</summary>
    public int EquivalentCarbonDioxide { get; set; } = 620;

    /// <summary>Time for which a chip that was switched on gives nothing valid.</summary>
    public long WarmUpMs { get; set; } = 180_000;

    /// <summary>Whether the chip is in its first hour of life.</summary>
    public bool IsNew { get; set; }

    /// <summary>What the identity register gives.</summary>
    public int PartId { get; set; } = 0x0160;

    /// <summary>The values are damaged on their way at every other read.</summary>
    public bool Garbles { get; set; }

    /// <summary>The chip says of itself that it does not work.</summary>
    public bool HasError { get; set; }

    /// <summary>The chip says that its signals give nothing.</summary>
    public bool IsInvalid { get; set; }

    private int _reads;

    /// <inheritdoc/>
    public void Expose(IEnvironment environment, long unixMs)
    {
        if (environment.TryGet(Measurand.CarbonDioxide, unixMs, out FixedPoint value))
        {
            // People breathe out both: compounds follow carbon dioxide above the outside air's.
            double ppm = Math.Max(400, value.ToDouble());
            EquivalentCarbonDioxide = (int)Math.Min(65000, ppm);
            Compounds = (int)Math.Min(65000, (ppm - 400) * 0.6);
            AirQuality = Compounds < 65 ? 1 : Compounds < 220 ? 2 : Compounds < 660 ? 3 : Compounds < 2200 ? 4 : 5;
        }
    }

    /// <inheritdoc/>
    public override void BrownOut() => _mode = 0;

    /// <inheritdoc/>
    protected internal override int Receive(ReadOnlySpan<byte> data)
    {
        if (data.Length > 0)
        {
            _pointer = data[0];
        }

        if (data.Length > 1 && _pointer == 0x10)
        {
            _runsSinceMs = data[1] == 2 && _mode != 2 ? _clock.MonotonicMs : _runsSinceMs;
            _mode = data[1] == 0xF0 ? 0 : data[1];
        }

        return data.Length;
    }

    /// <inheritdoc/>
    protected internal override void Transmit(Span<byte> data)
    {
        _reads++;
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = (byte)ReadRegister(_pointer + i);
        }
    }

    private int ReadRegister(int register)
    {
        long runMs = _mode == 2 ? _clock.MonotonicMs - _runsSinceMs : -1;
        bool has = runMs >= 1000;
        int validity = IsInvalid ? 3 : IsNew && runMs < 3_600_000 ? 2 : runMs < WarmUpMs ? 1 : 0;
        int noise = Garbles && _reads % 2 == 0 ? 1 : 0;
        return register switch
        {
            0x00 => PartId & 0xFF,
            0x01 => PartId >> 8,
            0x10 => _mode,
            0x20 => (_mode == 2 ? 0x80 : 0) | (HasError ? 0x40 : 0) | (validity << 2) | (has ? 2 : 0),
            0x21 => has ? AirQuality : 0,
            0x22 => has ? (Compounds & 0xFF) ^ noise : 0,
            0x23 => has ? Compounds >> 8 : 0,
            0x24 => has ? EquivalentCarbonDioxide & 0xFF : 0,
            0x25 => has ? EquivalentCarbonDioxide >> 8 : 0,
            _ => 0,
        };
    }
}
