using System;
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Drivers;

/// <summary>ScioSense ENS160: air quality index, volatile organic compounds in ppb and the CO2 equivalent in ppm, every second.</summary>
/// <remarks>
/// Clauses are those of the datasheet ENS160, version 0.95. While the chip warms up (three minutes; an hour the first time) its values
/// are not valid and the measurement stays under way. The data are read twice and must agree: the chip's optional check register is
/// described too sparsely to rely on.
/// </remarks>
public sealed class Ens160 : ChipSensor
{
    private const int PartIdRegister = 0x00;
    private const int ModeRegister = 0x10;
    private const int StatusRegister = 0x20;
    private const int PartId = 0x0160;
    private const int ResetMode = 0xF0;
    private const int IdleMode = 0x01;
    private const int StandardMode = 0x02;
    private const int RunningBit = 0x80;
    private const int ErrorBit = 0x40;
    private const int WarmUp = 1;
    private const int InitialStartUp = 2;

    // The datasheet gives no time for a change of mode: what ScioSense's own software waits.
    private const int ModeMs = 10;

    // One result a second (§10.2).
    private const int PeriodMs = 1000;
    private const int DeadlineMs = 3 * PeriodMs;
    private const int WarmUpMs = 5 * 60000;
    private const int StartUpMs = 75 * 60000;
    private const int AgainMs = 100;
    private const int Block = 6;

    private readonly I2cTarget _chip;
    private readonly Ens160Options _options;
    private readonly byte[] _first = new byte[Block];
    private int _step;
    private long _deadlineMs;

    /// <summary>Prepares the driver; the chip is not touched before the first measurement. The options are kept and must not change.</summary>
    /// <exception cref="ArgumentException">The address is no I2C address, or no quantity is named.</exception>
    public Ens160(II2cBus bus, Ens160Options options)
        : base("ens160", QuantitiesOf(options))
    {
        _chip = new I2cTarget(bus, options.Address, Block);
        _options = options;
    }

    /// <inheritdoc/>
    protected override Status Start(long nowMs)
    {
        _deadlineMs = nowMs + DeadlineMs;
        if (Initialised)
        {
            return Wait(nowMs, 0);
        }

        _step = 0;
        Status status = _chip.ReadRegisters(PartIdRegister, 2);
        if (status != Status.Ok)
        {
            return status;
        }

        return (_chip.In[0] | (_chip.In[1] << 8)) == PartId ? SetMode(nowMs, ResetMode, ModeMs) : Status.WrongChip;
    }

    /// <inheritdoc/>
    protected override Status Continue(long nowMs, long[] mantissas, int offset)
    {
        if (!Initialised)
        {
            if (_step == 0)
            {
                _step = 1;
                return SetMode(nowMs, IdleMode, ModeMs);
            }

            Initialised = true;
            _deadlineMs = nowMs + PeriodMs + DeadlineMs;
            return SetMode(nowMs, StandardMode, PeriodMs);
        }

        Status status = Load(_first);
        if (status != Status.Ok)
        {
            return status;
        }

        int state = _first[0];
        int validity = (state >> 2) & 3;
        if ((state & RunningBit) == 0 || (state & ErrorBit) != 0)
        {
            // It runs no mode any more: its supply failed.
            return Status.Stuck;
        }

        if (validity == WarmUp || validity == InitialStartUp)
        {
            long longest = _deadlineMs + (validity == WarmUp ? WarmUpMs : StartUpMs);
            return nowMs >= longest ? Status.Stuck : Wait(nowMs, PeriodMs);
        }

        if (validity == 3)
        {
            return Status.OutOfRange;
        }

        status = Load(_chip.In);
        for (int i = 1; i < Block && status == Status.Ok; i++)
        {
            status = _chip.In[i] == _first[i] ? Status.Ok : Status.ChecksumMismatch;
        }

        return status == Status.Ok ? Give(mantissas, offset) : Again(nowMs, status);
    }

    private static Quantity[] QuantitiesOf(Ens160Options options)
    {
        if (options == null)
        {
            throw new ArgumentNullException();
        }

        // "/" is the registry's unit of plain numbers.
        return new Quantity[]
        {
            options.AirQuality == null ? null : new Quantity(options.AirQuality, "/", 0),
            options.Compounds == null ? null : new Quantity(options.Compounds, "ppb", 0),
            options.EquivalentCarbonDioxide == null ? null : new Quantity(options.EquivalentCarbonDioxide, "ppm", 0),
        };
    }

    // The second's result may have come between the two reads.
    private Status Again(long nowMs, Status status) =>
        status == Status.ChecksumMismatch && nowMs < _deadlineMs ? Wait(nowMs, AgainMs) : status;

    private Status Load(byte[] into)
    {
        Status status = _chip.ReadRegisters(StatusRegister, Block);
        if (status == Status.Ok && into != _chip.In)
        {
            Array.Copy(_chip.In, 0, into, 0, Block);
        }

        return status;
    }

    private Status SetMode(long nowMs, int mode, int waitMs)
    {
        Status status = _chip.Write(ModeRegister, mode);
        return status == Status.Ok ? Wait(nowMs, waitMs) : status;
    }

    private Status Give(long[] mantissas, int offset)
    {
        int index = _first[1] & 7;
        int ppb = _first[2] | (_first[3] << 8);
        int ppm = _first[4] | (_first[5] << 8);

        // Ranges of table 5; 0 for the index is what a chip without a result holds.
        if (index < 1 || index > 5 || ppb > 65000 || ppm < 400 || ppm > 65000)
        {
            return index == 0 ? Status.Stuck : Status.OutOfRange;
        }

        if (_options.AirQuality != null)
        {
            mantissas[offset++] = index;
        }

        if (_options.Compounds != null)
        {
            mantissas[offset++] = ppb;
        }

        if (_options.EquivalentCarbonDioxide != null)
        {
            mantissas[offset] = ppm;
        }

        return Status.Ok;
    }
}
