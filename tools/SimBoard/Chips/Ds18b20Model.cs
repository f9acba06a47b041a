using Telenode.Core;

namespace Telenode.SimBoard;

/// <summary>A Maxim DS18B20: scratchpad, EEPROM, conversions with their time, power-on value, own supply or parasite power.</summary>
public sealed class Ds18b20Model : OneWireChip, IExposed
{
    private readonly IClock _clock;
    private readonly byte[] _scratchpad = new byte[9];
    private int _command;
    private int _bits;
    private bool _converting;
    private bool _fed;
    private long _convertedAtUs;
    private double _sampled;

    /// <summary>A powered chip that measures with <paramref name="clock"/>'s monotonic time.</summary>
    /// <param name="clock">Its time.</param>
    /// <param name="serial">Serial number, 48 bits.</param>
    public Ds18b20Model(IClock clock, long serial)
        : base(RomOf(serial))
    {
        _clock = clock;
        BrownOut();
    }

    /// <summary>Temperature in °C, sampled when a conversion starts.</summary>
    public double Celsius { get; set; } = 20;

    /// <summary>Whether the chip lives on the data line.</summary>
    public bool Parasitic { get; set; }

    /// <summary>The scratchpad's checksum is wrong.</summary>
    public bool WrongChecksum { get; set; }

    /// <summary>Conversions run but their results never reach the scratchpad.</summary>
    public bool Frozen { get; set; }

    /// <summary>The chip takes no notice of being told to convert.</summary>
    public bool NeverConverts { get; set; }

    /// <summary>Alarm registers and configuration as the EEPROM holds them.</summary>
    public byte[] Eeprom { get; } = [0x4B, 0x46, 0x7F];

    /// <inheritdoc/>
    public void Expose(IEnvironment environment, long unixMs) =>
        Celsius = environment.TryGet(Measurand.Temperature, unixMs, out FixedPoint value) ? value.ToDouble() : Celsius;

    /// <inheritdoc/>
    public override void BrownOut()
    {
        _converting = false;
        _scratchpad[0] = 0x50;
        _scratchpad[1] = 0x05;
        _scratchpad[5] = 0xFF;
        _scratchpad[6] = 0x0C;
        _scratchpad[7] = 0x10;
        RecallEeprom();
        Deafen();
    }

    /// <inheritdoc/>
    internal override void Feed(bool strongly)
    {
        // Without the strong pull-up from the start of a conversion to its end the chip loses its supply.
        if (Parasitic && _converting && !strongly && (!_fed || NowUs < _convertedAtUs))
        {
            BrownOut();
        }

        _fed = strongly;
    }

    /// <inheritdoc/>
    protected override void OnReset() => Deafen();

    /// <inheritdoc/>
    protected override bool FunctionBit()
    {
        Finish();
        return _bits < 8 || _command switch
        {
            0xBE => _bits - 8 >= 72 || (Answer((_bits - 8) / 8) >> (_bits % 8) & 1) != 0,
            0xB4 => !Parasitic,
            0x44 => !_converting,
            _ => true,
        };
    }

    /// <inheritdoc/>
    protected override void TakeFunctionBit(bool bit)
    {
        if (_bits < 8)
        {
            _command |= bit ? 1 << _bits : 0;
            if (++_bits == 8)
            {
                Execute();
            }

            return;
        }

        if (_command == 0x4E && _bits < 32)
        {
            int index = 2 + ((_bits - 8) / 8);
            int mask = 1 << (_bits % 8);
            _scratchpad[index] = (byte)(bit ? _scratchpad[index] | mask : _scratchpad[index] & ~mask);
            _scratchpad[4] = (byte)((_scratchpad[4] & 0x60) | 0x1F);
        }

        _bits++;
    }

    private long NowUs => _clock.MonotonicMs * 1000;

    private static byte[] RomOf(long serial)
    {
        byte[] rom = new byte[8];
        rom[0] = 0x28;
        for (int i = 1; i < 7; i++)
        {
            rom[i] = (byte)(serial >> (8 * (i - 1)));
        }

        rom[7] = Checksum(rom.AsSpan(0, 7));
        return rom;
    }

    // Bit by bit as application note 27 shows the shift register.
    private static byte Checksum(ReadOnlySpan<byte> data)
    {
        int crc = 0;
        foreach (byte value in data)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                bool feedback = ((crc ^ (value >> bit)) & 1) != 0;
                crc = (crc >> 1) ^ (feedback ? 0x8C : 0);
            }
        }

        return (byte)crc;
    }

    private byte Answer(int index)
    {
        _scratchpad[8] = (byte)(Checksum(_scratchpad.AsSpan(0, 8)) ^ (WrongChecksum ? 1 : 0));
        return _scratchpad[index];
    }

    private void Deafen()
    {
        _command = 0;
        _bits = 0;
    }

    private void RecallEeprom() => Eeprom.CopyTo(_scratchpad, 2);

    private void Execute()
    {
        if (_command == 0xB8)
        {
            RecallEeprom();
        }
        else if (_command == 0x44 && !NeverConverts)
        {
            int resolution = 9 + ((_scratchpad[4] >> 5) & 3);
            _converting = true;
            _fed = false;
            _convertedAtUs = NowUs + (750_000 >> (12 - resolution));
            int sixteenths = (int)Math.Round(Math.Clamp(Celsius, -55, 125) * 16, MidpointRounding.AwayFromZero);
            _sampled = sixteenths & ~((1 << (12 - resolution)) - 1);
        }
    }

    private void Finish()
    {
        if (!_converting || NowUs < _convertedAtUs)
        {
            return;
        }

        _converting = false;
        if (!Frozen)
        {
            _scratchpad[0] = (byte)(int)_sampled;
            _scratchpad[1] = (byte)((int)_sampled >> 8);
        }
    }
}
