using System;
using Telenode.Core;

namespace Telenode.Drivers;

/// <summary>Texas Instruments INA226: voltage in 10 µV, current in µA and power in mW, each a mean of 16 conversions.</summary>
/// <remarks>Clauses are those of the datasheet SBOS547A.</remarks>
public sealed class Ina226 : PowerSensor
{
    private const int MaskRegister = 6;
    private const int ManufacturerRegister = 0xFE;
    private const int DieRegister = 0xFF;
    private const int Manufacturer = 0x5449;
    private const int Die = 0x2260;

    // 16 conversions of 1.1 ms each for bus and shunt, both triggered once (table 6 and those after it).
    private const int Configuration = 0x4523;
    private const int ConversionReadyBit = 8;

    // 16 × (bus + shunt) × 1.21 ms, the longest conversion of that setting (§6.5).
    private const int ConversionMs = 39;
    private const int LargestBus = 36 * 800;

    /// <summary>Prepares the driver; the chip is not touched before the first measurement. The options are kept and must not change.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or no quantity is named.</exception>
    public Ina226(II2cBus bus, PowerOptions options)
        : base("ina226", bus, options, Configuration, ConversionMs, -5, -6)
    {
    }

    /// <inheritdoc/>
    protected override Status Continue(long nowMs, long[] mantissas, int offset)
    {
        // Reading the mask register clears the ready flag: it is asked once, and before the values.
        Status status = Chip.ReadRegister16(MaskRegister);
        bool ready = (Chip.Word(0) & ConversionReadyBit) != 0;
        if (status == Status.Ok && !ready)
        {
            status = CheckConfiguration();
            return status == Status.Ok ? Unready(nowMs) : status;
        }

        status = status == Status.Ok ? Chip.ReadRegister16(ShuntRegister) : status;
        int shunt = (short)Chip.Word(0);
        status = status == Status.Ok ? Chip.ReadRegister16(BusRegister) : status;
        int bus = (short)Chip.Word(0);
        status = status == Status.Ok ? CheckConfiguration() : status;
        if (status != Status.Ok)
        {
            return status;
        }

        if (bus < 0 || bus > LargestBus || shunt == short.MaxValue || shunt == short.MinValue)
        {
            return Status.OutOfRange;
        }

        // 1.25 mV and 2.5 µV a step (§6.5); 10 µV × 2.5 µV / µΩ = 25 µW.
        long tenMicrovolts = bus * 125L;
        long microamperes = Rounded.Divide(shunt * 2500000L, Microohms);
        return Give(tenMicrovolts, microamperes, Rounded.Divide(tenMicrovolts * shunt, 40L * Microohms), mantissas, offset);
    }

    /// <inheritdoc/>
    protected override Status Identify()
    {
        Status status = Chip.ReadRegister16(ManufacturerRegister);
        if (status == Status.Ok && Chip.Word(0) != Manufacturer)
        {
            return Status.WrongChip;
        }

        status = status == Status.Ok ? Chip.ReadRegister16(DieRegister) : status;
        if (status == Status.Ok && Chip.Word(0) != Die)
        {
            return Status.WrongChip;
        }

        status = status == Status.Ok ? Chip.WriteRegister16(ConfigurationRegister, Reset) : status;
        Initialised = status == Status.Ok;
        return status;
    }
}
