using System;
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Drivers;

/// <summary>Rohm BH1750FVI: illuminance in 0.1 lx, one-time H-resolution mode; the chip powers itself down after each conversion.</summary>
/// <remarks>Pages are those of the technical note of April 2009. The chip has neither an identity nor a checksum to verify.</remarks>
public sealed class Bh1750 : ChipSensor
{
    private const int PowerOn = 0x01;
    private const int OneTimeHighResolution = 0x20;
    private const int MeasurementTimeHighBits = 0x40;
    private const int MeasurementTimeLowBits = 0x60;

    private readonly I2cTarget _chip;
    private readonly int _measurementTime;
    private readonly int _conversionMs;
    private bool _wasDark;

    /// <summary>Prepares the driver; the chip is not touched before the first measurement.</summary>
    /// <exception cref="ArgumentException">An option is outside what the chip knows.</exception>
    public Bh1750(II2cBus bus, Bh1750Options options)
        : base("bh1750", QuantitiesOf(options))
    {
        int time = options.MeasurementTime;
        if (time < 31 || time > 254)
        {
            throw new ArgumentOutOfRangeException("measurement time");
        }

        _chip = new I2cTarget(bus, options.Address, 2);
        _measurementTime = time;

        // 180 ms at most with MTreg at 69 (p. 2), in proportion to it (p. 11).
        _conversionMs = ((180 * time) + 68) / 69;
    }

    /// <inheritdoc/>
    protected override Status Start(long nowMs)
    {
        _wasDark = false;
        return StartConversion(nowMs);
    }

    /// <inheritdoc/>
    protected override Status Continue(long nowMs, long[] mantissas, int offset)
    {
        Status status = _chip.Read(2);
        if (status != Status.Ok)
        {
            return status;
        }

        int raw = (_chip.In[0] << 8) | _chip.In[1];
        if (raw == 0xFFFF)
        {
            return Status.OutOfRange;
        }

        // A power loss during the conversion also leaves 0 (p. 5, data register at reset): darkness must be seen twice.
        if (raw == 0 && !_wasDark)
        {
            _wasDark = true;
            return StartConversion(nowMs);
        }

        // lx = raw / 1.2 × 69 / MTreg (p. 11), in tenths.
        mantissas[offset] = Rounded.Divide(raw * 575L, _measurementTime);
        return Status.Ok;
    }

    private static Quantity[] QuantitiesOf(Bh1750Options options)
    {
        if (options == null)
        {
            throw new ArgumentNullException();
        }

        return new Quantity[] { new Quantity(options.Light, "lx", -1) };
    }

    private Status StartConversion(long nowMs)
    {
        // MTreg is lost with the supply and cannot be read back, so it is written each time, to a chip that is awake; every
        // opcode needs a stop of its own (p. 10).
        int time = _measurementTime;
        Status status = _chip.Write(PowerOn);
        if (status == Status.Ok)
        {
            status = _chip.Write(MeasurementTimeHighBits | (time >> 5));
        }

        if (status == Status.Ok)
        {
            status = _chip.Write(MeasurementTimeLowBits | (time & 0x1F));
        }

        if (status == Status.Ok)
        {
            status = _chip.Write(OneTimeHighResolution);
        }

        return status == Status.Ok ? Wait(nowMs, _conversionMs) : status;
    }
}
