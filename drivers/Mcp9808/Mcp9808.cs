using System;
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Drivers;

/// <summary>Microchip MCP9808: temperature in hundredths of a degree, in steps of 1/16 °C; shut down between measurements.</summary>
/// <remarks>Clauses are those of the datasheet DS25095A.</remarks>
public sealed class Mcp9808 : ChipSensor
{
    private const int ConfigurationRegister = 0x01;
    private const int TemperatureRegister = 0x05;
    private const int ManufacturerRegister = 0x06;
    private const int DeviceRegister = 0x07;
    private const int Manufacturer = 0x0054;
    private const int Device = 0x04;

    // A hysteresis of 1.5 °C, which nothing uses here, marks the settings as ours: a brown-out puts it back to 0 and the
    // temperature register to 0 °C, which would be a plausible reading (§5.1.1).
    private const int Measuring = 0x0200;
    private const int ShutDown = 0x0300;

    // 250 ms is the typical time at 1/16 °C; the datasheet names no longest (p. 4).
    private const int ConversionMs = 300;

    private readonly I2cTarget _chip;

    /// <summary>Prepares the driver; the chip is not touched before the first measurement.</summary>
    /// <exception cref="ArgumentException">The address is no I2C address, or the quantity has no name.</exception>
    public Mcp9808(II2cBus bus, Mcp9808Options options)
        : base("mcp9808", QuantitiesOf(options))
    {
        _chip = new I2cTarget(bus, options.Address, 2);
    }

    /// <inheritdoc/>
    protected override Status Start(long nowMs)
    {
        Status status = Initialised ? Status.Ok : Identify();
        if (status == Status.Ok)
        {
            status = _chip.WriteRegister16(ConfigurationRegister, Measuring);
        }

        return status == Status.Ok ? Wait(nowMs, ConversionMs) : status;
    }

    /// <inheritdoc/>
    protected override Status Continue(long nowMs, long[] mantissas, int offset)
    {
        // Settings after the value: a brown-out between the two reads is then seen too.
        Status status = _chip.ReadRegister16(TemperatureRegister);
        int raw = _chip.Word(0);
        if (status == Status.Ok)
        {
            status = _chip.ReadRegister16(ConfigurationRegister);
        }

        if (status == Status.Ok && _chip.Word(0) != Measuring)
        {
            status = Status.Stuck;
        }

        if (status == Status.Ok)
        {
            status = _chip.WriteRegister16(ConfigurationRegister, ShutDown);
        }

        if (status != Status.Ok)
        {
            return status;
        }

        // 13 bits, two's complement, 1/16 °C each; the three above are alert flags (§5.1.3).
        int sixteenths = (raw & 0x0FFF) - (raw & 0x1000);
        if (sixteenths < -40 * 16 || sixteenths > 125 * 16)
        {
            return Status.OutOfRange;
        }

        mantissas[offset] = Rounded.Divide(sixteenths * 25, 4);
        return Status.Ok;
    }

    private static Quantity[] QuantitiesOf(Mcp9808Options options)
    {
        if (options == null)
        {
            throw new ArgumentNullException();
        }

        return new Quantity[] { new Quantity(options.Temperature, "Cel", -2) };
    }

    private Status Identify()
    {
        Status status = _chip.ReadRegister16(ManufacturerRegister);
        int manufacturer = _chip.Word(0);
        if (status == Status.Ok)
        {
            status = _chip.ReadRegister16(DeviceRegister);
        }

        if (status != Status.Ok)
        {
            return status;
        }

        Initialised = manufacturer == Manufacturer && _chip.Word(0) >> 8 == Device;
        return Initialised ? Status.Ok : Status.WrongChip;
    }
}
