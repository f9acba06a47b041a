using System;
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Drivers;

/// <summary>Texas Instruments INA226: voltage in 10 µV, current in µA and power in mW, each a mean of 16 conversions.</summary>
/// <remarks>
/// Clauses are those of the datasheet SBOS547A. Current and power are computed here from the shunt voltage: the chip's own need a
/// calibration register that a brown-out would clear.
/// </remarks>
public sealed class Ina226 : ChipSensor
{
    private const int ConfigurationRegister = 0;
    private const int ShuntRegister = 1;
    private const int BusRegister = 2;
    private const int MaskRegister = 6;
    private const int ManufacturerRegister = 0xFE;
    private const int DieRegister = 0xFF;
    private const int Manufacturer = 0x5449;
    private const int Die = 0x2260;
    private const int Reset = 0x8000;

    // 16 conversions of 1.1 ms each for bus and shunt, both triggered once (table 6 and those after it).
    private const int Configuration = 0x4523;
    private const int ConversionReadyBit = 8;

    // 16 × (bus + shunt) × 1.21 ms, the longest conversion of that setting (§6.5).
    private const int ConversionMs = 39;
    private const int LargestBus = 36 * 800;

    private readonly I2cTarget _chip;
    private readonly Ina226Options _options;
    private readonly int _microohms;
    private long _deadlineMs;

    /// <summary>Prepares the driver; the chip is not touched before the first measurement. The options are kept and must not change.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or no quantity is named.</exception>
    public Ina226(II2cBus bus, Ina226Options options)
        : base("ina226", QuantitiesOf(options))
    {
        if (options.ShuntMicroohms < 100 || options.ShuntMicroohms > 100000000)
        {
            throw new ArgumentOutOfRangeException("shunt");
        }

        _chip = new I2cTarget(bus, options.Address, 2);
        _options = options;
        _microohms = options.ShuntMicroohms;
    }

    /// <inheritdoc/>
    protected override Status Start(long nowMs)
    {
        Status status = Initialised ? Status.Ok : Identify();
        if (status == Status.Ok)
        {
            // Writing the configuration clears the ready flag and starts (§7.4.2).
            status = _chip.WriteRegister16(ConfigurationRegister, Configuration);
        }

        _deadlineMs = nowMs + (3 * ConversionMs);
        return status == Status.Ok ? Wait(nowMs, ConversionMs) : status;
    }

    /// <inheritdoc/>
    protected override Status Continue(long nowMs, long[] mantissas, int offset)
    {
        // Reading the mask register clears the ready flag: it is asked once, and before the values.
        Status status = _chip.ReadRegister16(MaskRegister);
        bool ready = (_chip.Word(0) & ConversionReadyBit) != 0;
        if (status == Status.Ok && !ready)
        {
            status = _chip.ReadRegister16(ConfigurationRegister);
            bool lost = status == Status.Ok && _chip.Word(0) != Configuration;
            return status != Status.Ok ? status : lost || nowMs >= _deadlineMs ? Status.Stuck : Wait(nowMs, 1);
        }

        status = status == Status.Ok ? _chip.ReadRegister16(ShuntRegister) : status;
        int shunt = (short)_chip.Word(0);
        status = status == Status.Ok ? _chip.ReadRegister16(BusRegister) : status;
        int bus = (short)_chip.Word(0);

        // Settings after the values: a brown-out between the reads is then seen too.
        status = status == Status.Ok ? _chip.ReadRegister16(ConfigurationRegister) : status;
        if (status != Status.Ok)
        {
            return status;
        }

        return _chip.Word(0) != Configuration ? Status.Stuck : Give(bus, shunt, mantissas, offset);
    }

    private static Quantity[] QuantitiesOf(Ina226Options options)
    {
        if (options == null)
        {
            throw new ArgumentNullException();
        }

        return new Quantity[]
        {
            options.Voltage == null ? null : new Quantity(options.Voltage, "V", -5),
            options.Current == null ? null : new Quantity(options.Current, "A", -6),
            options.Power == null ? null : new Quantity(options.Power, "W", -3),
        };
    }

    private Status Identify()
    {
        Status status = _chip.ReadRegister16(ManufacturerRegister);
        if (status == Status.Ok && _chip.Word(0) != Manufacturer)
        {
            return Status.WrongChip;
        }

        status = status == Status.Ok ? _chip.ReadRegister16(DieRegister) : status;
        if (status == Status.Ok && _chip.Word(0) != Die)
        {
            return Status.WrongChip;
        }

        status = status == Status.Ok ? _chip.WriteRegister16(ConfigurationRegister, Reset) : status;
        Initialised = status == Status.Ok;
        return status;
    }

    private Status Give(int bus, int shunt, long[] mantissas, int offset)
    {
        if (bus < 0 || bus > LargestBus || shunt == short.MaxValue || shunt == short.MinValue)
        {
            return Status.OutOfRange;
        }

        // 1.25 mV and 2.5 µV a step (§6.5).
        long tenMicrovolts = bus * 125L;
        if (_options.Voltage != null)
        {
            mantissas[offset++] = tenMicrovolts;
        }

        if (_options.Current != null)
        {
            mantissas[offset++] = Rounded.Divide(shunt * 2500000L, _microohms);
        }

        if (_options.Power != null)
        {
            // 10 µV × 2.5 µV / µΩ = 25 µW.
            mantissas[offset] = Rounded.Divide(tenMicrovolts * shunt, 40L * _microohms);
        }

        return Status.Ok;
    }
}
