using System;
using Telenode.Core;

namespace Telenode.Drivers;

/// <summary>Texas Instruments INA219: voltage in mV, current in 10 µA and power in mW, each a mean of 16 conversions.</summary>
/// <remarks>Clauses are those of the datasheet SBOS448G.</remarks>
public sealed class Ina219 : PowerSensor
{
    private const int PowerOnConfiguration = 0x399F;

    // 32 V, ±320 mV, 16 conversions of 12 bits each for bus and shunt, both triggered once (§8.6.2).
    private const int Configuration = 0x3E63;
    private const int ConversionReadyBit = 2;

    // 16 × (bus + shunt) × 586 µs, the longest 12-bit conversion (§7.5).
    private const int ConversionMs = 19;
    private const int LargestBus = 8000;
    private const int LargestShunt = 32000;

    /// <summary>Prepares the driver; the chip is not touched before the first measurement. The options are kept and must not change.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or no quantity is named.</exception>
    public Ina219(II2cBus bus, PowerOptions options)
        : base("ina219", bus, options, Configuration, ConversionMs, -3, -5)
    {
    }

    /// <inheritdoc/>
    protected override Status Continue(long nowMs, long[] mantissas, int offset)
    {
        Status status = Chip.ReadRegister16(ShuntRegister);
        int shunt = (short)Chip.Word(0);
        status = status == Status.Ok ? Chip.ReadRegister16(BusRegister) : status;
        int bus = Chip.Word(0);
        status = status == Status.Ok ? CheckConfiguration() : status;
        if (status != Status.Ok)
        {
            return status;
        }

        if ((bus & ConversionReadyBit) == 0)
        {
            return Unready(nowMs);
        }

        bus >>= 3;
        if (bus >= LargestBus || shunt >= LargestShunt || shunt <= -LargestShunt)
        {
            return Status.OutOfRange;
        }

        // 4 mV and 10 µV a step (§8.6.3).
        long millivolts = bus * 4;
        long tenMicroamperes = Rounded.Divide(shunt * 1000000L, Microohms);
        return Give(millivolts, tenMicroamperes, Rounded.Divide(millivolts * shunt * 10, Microohms), mantissas, offset);
    }

    /// <inheritdoc/>
    protected override Status Identify()
    {
        // The chip has no identity but its power-on settings (§8.6.2.1).
        Status status = Chip.WriteRegister16(ConfigurationRegister, Reset);
        status = status == Status.Ok ? Chip.ReadRegister16(ConfigurationRegister) : status;
        if (status != Status.Ok)
        {
            return status;
        }

        Initialised = Chip.Word(0) == PowerOnConfiguration;
        return Initialised ? Status.Ok : Status.WrongChip;
    }
}
