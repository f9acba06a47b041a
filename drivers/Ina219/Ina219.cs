using System;
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Drivers;

/// <summary>Texas Instruments INA219: voltage in mV, current in 10 µA and power in mW, each a mean of 16 conversions.</summary>
/// <remarks>
/// Clauses are those of the datasheet SBOS448G. Current and power are computed here from the shunt voltage: the chip's own need a
/// calibration register that a brown-out would clear.
/// </remarks>
public sealed class Ina219 : ChipSensor
{
    private const int ConfigurationRegister = 0;
    private const int ShuntRegister = 1;
    private const int BusRegister = 2;
    private const int Reset = 0x8000;
    private const int PowerOnConfiguration = 0x399F;

    // 32 V, ±320 mV, 16 conversions of 12 bits each for bus and shunt, both triggered once (§8.6.2).
    private const int Configuration = 0x3E63;
    private const int ConversionReadyBit = 2;

    // 16 × (bus + shunt) × 586 µs, the longest 12-bit conversion (§7.5).
    private const int ConversionMs = 19;
    private const int LargestBus = 8000;
    private const int LargestShunt = 32000;

    private readonly I2cTarget _chip;
    private readonly Ina219Options _options;
    private readonly int _milliohms;
    private long _deadlineMs;

    /// <summary>Prepares the driver; the chip is not touched before the first measurement. The options are kept and must not change.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or no quantity is named.</exception>
    public Ina219(II2cBus bus, Ina219Options options)
        : base("ina219", QuantitiesOf(options))
    {
        if (options.ShuntMilliohms < 1 || options.ShuntMilliohms > 100000)
        {
            throw new ArgumentOutOfRangeException("shunt");
        }

        _chip = new I2cTarget(bus, options.Address, 2);
        _options = options;
        _milliohms = options.ShuntMilliohms;
    }

    /// <inheritdoc/>
    protected override Status Start(long nowMs)
    {
        Status status = Initialised ? Status.Ok : Identify();
        if (status == Status.Ok)
        {
            // Writing the mode clears the conversion ready flag and starts (§8.6.3.2).
            status = _chip.WriteRegister16(ConfigurationRegister, Configuration);
        }

        _deadlineMs = nowMs + (3 * ConversionMs);
        return status == Status.Ok ? Wait(nowMs, ConversionMs) : status;
    }

    /// <inheritdoc/>
    protected override Status Continue(long nowMs, long[] mantissas, int offset)
    {
        Status status = _chip.ReadRegister16(ShuntRegister);
        int shunt = (short)_chip.Word(0);
        if (status == Status.Ok)
        {
            status = _chip.ReadRegister16(BusRegister);
        }

        int bus = _chip.Word(0);
        if (status == Status.Ok)
        {
            // Settings after the values: a brown-out between the reads is then seen too.
            status = _chip.ReadRegister16(ConfigurationRegister);
        }

        if (status != Status.Ok)
        {
            return status;
        }

        if (_chip.Word(0) != Configuration)
        {
            return Status.Stuck;
        }

        if ((bus & ConversionReadyBit) == 0)
        {
            return nowMs >= _deadlineMs ? Status.Stuck : Wait(nowMs, 1);
        }

        return Give(bus >> 3, shunt, mantissas, offset);
    }

    private static Quantity[] QuantitiesOf(Ina219Options options)
    {
        if (options == null)
        {
            throw new ArgumentNullException();
        }

        return new Quantity[]
        {
            options.Voltage == null ? null : new Quantity(options.Voltage, "V", -3),
            options.Current == null ? null : new Quantity(options.Current, "A", -5),
            options.Power == null ? null : new Quantity(options.Power, "W", -3),
        };
    }

    private Status Identify()
    {
        // The chip has no identity but its power-on settings (§8.6.2.1).
        Status status = _chip.WriteRegister16(ConfigurationRegister, Reset);
        if (status == Status.Ok)
        {
            status = _chip.ReadRegister16(ConfigurationRegister);
        }

        if (status != Status.Ok)
        {
            return status;
        }

        Initialised = _chip.Word(0) == PowerOnConfiguration;
        return Initialised ? Status.Ok : Status.WrongChip;
    }

    private Status Give(int bus, int shunt, long[] mantissas, int offset)
    {
        if (bus >= LargestBus || shunt >= LargestShunt || shunt <= -LargestShunt)
        {
            return Status.OutOfRange;
        }

        // 4 mV and 10 µV a step (§8.6.3).
        long millivolts = bus * 4;
        long tenMicroamperes = Rounded.Divide(shunt * 1000L, _milliohms);
        if (_options.Voltage != null)
        {
            mantissas[offset++] = millivolts;
        }

        if (_options.Current != null)
        {
            mantissas[offset++] = tenMicroamperes;
        }

        if (_options.Power != null)
        {
            mantissas[offset] = Rounded.Divide(millivolts * shunt, 100L * _milliohms);
        }

        return Status.Ok;
    }
}
