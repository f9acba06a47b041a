using System;
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Drivers;

/// <summary>Maxim DS18B20: temperature in hundredths of a degree, over 1-Wire, with a supply of its own or on parasite power.</summary>
/// <remarks>
/// Clauses are those of the datasheet 19-7487, revision 6. The chip's alarm registers serve as a mark: they are set to other values
/// than its EEPROM holds, so that a chip that has lost its supply is told by them, whatever temperature it gives. Nothing is
/// written to the EEPROM.
/// </remarks>
public sealed class Ds18b20 : ChipSensor
{
    private const int Family = 0x28;
    private const int MatchRom = 0x55;
    private const int Convert = 0x44;
    private const int WriteScratchpad = 0x4E;
    private const int ReadScratchpad = 0xBE;
    private const int Recall = 0xB8;
    private const int ReadPowerSupply = 0xB4;
    private const int Scratchpad = 9;

    // 85 °C is in the temperature register after power-on (table 1).
    private const int PowerOnTemperature = 0x0550;

    // R1 and R0 stand at bits 6 and 5, the bits below read as ones (configuration register).
    private const int ConfigurationOnes = 0x1F;

    private readonly OneWireLine _line;
    private readonly IOneWireBus _bus;
    private readonly OneWireSearch _search;
    private readonly byte[] _rom = new byte[8];
    private readonly byte[] _out = new byte[13];
    private readonly byte[] _in = new byte[Scratchpad];
    private readonly bool _romGiven;
    private readonly int _configuration;
    private readonly int _unused;
    private readonly int _conversionMs;
    private bool _parasitic;
    private bool _converting;
    private bool _was85;
    private int _mark;

    /// <summary>Prepares the driver; the chip is not touched before the first measurement.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or the ROM code's checksum is wrong.</exception>
    public Ds18b20(OneWireLine line, Ds18b20Options options)
        : base("ds18b20", QuantitiesOf(options))
    {
        byte[] rom = options.Rom;
        if (line == null || options.Resolution < 9 || options.Resolution > 12
            || (rom != null && (rom.Length != 8 || rom[0] != Family || OneWireCrc.Compute(rom, 0, 8) != 0)))
        {
            throw new ArgumentException("ds18b20 needs a line, a resolution of 9 to 12 bits, and a ROM code of family 28 if any");
        }

        _line = line;
        _bus = line.Bus;
        _romGiven = rom != null;
        _search = _romGiven ? null : new OneWireSearch(line.Bus);
        if (_romGiven)
        {
            Array.Copy(rom, 0, _rom, 0, 8);
        }

        _configuration = ((options.Resolution - 9) << 5) | ConfigurationOnes;

        // The lowest bits of the register are undefined at lower resolutions.
        _unused = (1 << (12 - options.Resolution)) - 1;

        // 93.75, 187.5, 375 and 750 ms at most (table 2).
        _conversionMs = (750 + (1 << (12 - options.Resolution)) - 1) >> (12 - options.Resolution);
    }

    /// <inheritdoc/>
    protected override Status Start(long nowMs)
    {
        _was85 = false;
        return Convey(nowMs);
    }

    /// <inheritdoc/>
    protected override Status Continue(long nowMs, long[] mantissas, int offset)
    {
        if (!_converting)
        {
            return Convey(nowMs);
        }

        _converting = false;
        Status status = Load();
        if (status != Status.Ok)
        {
            return status;
        }

        if (_in[2] != _mark || _in[3] != (byte)~_mark || _in[4] != _configuration)
        {
            // Its EEPROM's values are back: it was without supply.
            return Status.Stuck;
        }

        int raw = (short)((_in[1] << 8) | _in[0]);
        if (raw == PowerOnTemperature && !_was85)
        {
            // The mark stands, so 85 °C would be true, if only the command to convert was not lost: seen twice it is.
            _was85 = true;
            return Convey(nowMs);
        }

        raw &= ~_unused;
        if (raw < -55 * 16 || raw > 125 * 16)
        {
            return Status.OutOfRange;
        }

        // Sixteenths of a degree.
        mantissas[offset] = Rounded.Divide(raw * 25L, 4);
        return Status.Ok;
    }

    private static Quantity[] QuantitiesOf(Ds18b20Options options)
    {
        if (options == null)
        {
            throw new ArgumentNullException();
        }

        return new Quantity[] { new Quantity(options.Temperature, "Cel", -2) };
    }

    // Starts a conversion, or waits for the line and tries again.
    private Status Convey(long nowMs)
    {
        _converting = false;
        if (nowMs < _line.FeedsUntilMs)
        {
            return Wait(nowMs, (int)(_line.FeedsUntilMs - nowMs));
        }

        Status status = Initialised ? Status.Ok : Identify();
        status = status == Status.Ok ? Send(Convert, 0) : status;
        if (status != Status.Ok)
        {
            return status;
        }

        if (_parasitic)
        {
            _bus.Power();
            _line.FeedsUntilMs = nowMs + _conversionMs + 1;
        }
        else
        {
            // A chip that converts answers 0 (CONVERT T): one that does not has missed the command.
            status = _bus.Read(_in, 0, 1);
            if (status != Status.Ok || (_in[0] & 1) != 0)
            {
                return status != Status.Ok ? status : Status.Stuck;
            }
        }

        _converting = true;
        return Wait(nowMs, _conversionMs);
    }

    private Status Identify()
    {
        Status status = _romGiven ? Status.Ok : FindOnly();
        status = status == Status.Ok ? Send(ReadPowerSupply, 0) : status;
        status = status == Status.Ok ? _bus.Read(_in, 0, 1) : status;
        if (status != Status.Ok)
        {
            return status;
        }

        _parasitic = (_in[0] & 1) == 0;
        status = Send(Recall, 0);
        status = status == Status.Ok ? Load() : status;
        if (status != Status.Ok)
        {
            return status;
        }

        if (_parasitic && !_bus.CanPower)
        {
            // Its supply pin is not connected, and this line cannot feed a conversion.
            return Status.Stuck;
        }

        _mark = _in[2] ^ 0x55;
        _out[10] = (byte)_mark;
        _out[11] = (byte)~_mark;
        _out[12] = (byte)_configuration;
        status = Send(WriteScratchpad, 3);
        status = status == Status.Ok ? Load() : status;
        Initialised = status == Status.Ok && _in[2] == _mark && _in[4] == _configuration;
        return status == Status.Ok && !Initialised ? Status.WrongChip : status;
    }

    private Status FindOnly()
    {
        _search.Restart();
        Status status = _search.Next();
        if (status != Status.Ok)
        {
            return status;
        }

        Array.Copy(_search.Rom, 0, _rom, 0, 8);
        return _search.HasMore || _rom[0] != Family ? Status.WrongChip : Status.Ok;
    }

    // Addresses the chip and sends a command with the bytes that stand behind it.
    private Status Send(int command, int more)
    {
        Status status = _bus.Reset();
        _out[0] = MatchRom;
        Array.Copy(_rom, 0, _out, 1, 8);
        _out[9] = (byte)command;
        return status == Status.Ok ? _bus.Write(_out, 0, 10 + more) : status;
    }

    private Status Load()
    {
        Status status = Send(ReadScratchpad, 0);
        status = status == Status.Ok ? _bus.Read(_in, 0, Scratchpad) : status;
        if (status != Status.Ok)
        {
            return status;
        }

        int all = 0xFF;
        int any = 0;
        for (int i = 0; i < Scratchpad; i++)
        {
            all &= _in[i];
            any |= _in[i];
        }

        // Others are on the line, this one is not; or something holds it low, which also has a right checksum.
        if (all == 0xFF || any == 0)
        {
            return any == 0 ? Status.BusFault : Status.Absent;
        }

        return OneWireCrc.Compute(_in, 0, Scratchpad) == 0 ? Status.Ok : Status.ChecksumMismatch;
    }
}
