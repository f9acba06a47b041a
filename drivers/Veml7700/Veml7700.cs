using System;
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Drivers;

/// <summary>Vishay VEML7700 (and VEML6030): illuminance in 0.1 lx, corrected for bright light; shut down between measurements.</summary>
/// <remarks>
/// Registers are those of the datasheet 84286, revision 1.7; resolution and correction those of the application note 84323. It starts
/// at gain 1/8, which sees full sun, and measures again at gain 2 where that has fewer than 100 counts.
/// </remarks>
public sealed class Veml7700 : ChipSensor
{
    private const int ConfigurationRegister = 0;
    private const int LightRegister = 4;
    private const int ShutDown = 0x0001;

    // Both integrate for 100 ms, no interrupt, no power saving.
    private const int Gain2 = 0x0800;
    private const int GainEighth = 0x1000;
    private const int FewCounts = 100;

    // The first integration may begin late after power-up (2.5 ms), and no tolerance is named for its length: twice as long.
    private const int ConversionMs = 205;

    // 0.0042 lx a count at gain 2 and 800 ms: 0.0336 lx at gain 2 and 100 ms, 16 times as much at gain 1/8; in 0.1 mlx.
    private const int Gain2Resolution = 336;
    private const int GainEighthResolution = 5376;
    private const int BrightestDecilux = 1400000;
    private const int CorrectedAboveDecilux = 10000;

    private readonly I2cTarget _chip;
    private int _configuration;

    /// <summary>Prepares the driver; the chip is not touched before the first measurement.</summary>
    /// <exception cref="ArgumentException">The address is no I2C address, or the quantity has no name.</exception>
    public Veml7700(II2cBus bus, Veml7700Options options)
        : base("veml7700", QuantitiesOf(options))
    {
        _chip = new I2cTarget(bus, options.Address, 2);
    }

    /// <inheritdoc/>
    protected override Status Start(long nowMs) => StartConversion(nowMs, GainEighth);

    /// <inheritdoc/>
    protected override Status Continue(long nowMs, long[] mantissas, int offset)
    {
        Status status = _chip.ReadRegisters(LightRegister, 2);
        int counts = LittleEndian();
        if (status == Status.Ok)
        {
            // Settings after the value: a brown-out between the two reads is then seen too.
            status = _chip.ReadRegisters(ConfigurationRegister, 2);
        }

        if (status != Status.Ok)
        {
            return status;
        }

        // Not every chip has the identity register; that the settings are those it was given is checked instead.
        if (LittleEndian() != _configuration)
        {
            return Initialised ? Status.Stuck : Status.WrongChip;
        }

        Initialised = true;
        if (_configuration == GainEighth && counts < FewCounts)
        {
            return StartConversion(nowMs, Gain2);
        }

        status = WriteConfiguration(ShutDown);
        if (status != Status.Ok)
        {
            return status;
        }

        int resolution = _configuration == Gain2 ? Gain2Resolution : GainEighthResolution;
        long decilux = Rounded.Divide((long)counts * resolution, 1000);
        decilux = decilux > CorrectedAboveDecilux ? Corrected(decilux) : decilux;
        if (counts == 0xFFFF || decilux > BrightestDecilux)
        {
            return Status.OutOfRange;
        }

        mantissas[offset] = decilux;
        return Status.Ok;
    }

    private static Quantity[] QuantitiesOf(Veml7700Options options)
    {
        if (options == null)
        {
            throw new ArgumentNullException();
        }

        return new Quantity[] { new Quantity(options.Light, "lx", -1) };
    }

    // Above 1000 lx the low gains are not linear: 6.0135e-13 x⁴ − 9.3924e-9 x³ + 8.1488e-5 x² + 1.0023 x lx (application note),
    // here in tenths of a lux, the coefficients scaled by 2^60, 2^60, 2^50 and 2^50.
    private static long Corrected(long x)
    {
        long sum = (69331 * x) - 10828699940;
        sum = ((sum * x / 10) >> 10) + 91747331609;
        sum = (sum * x / 10) + 1128489476628362;
        return ((sum >> 20) * x) >> 30;
    }

    private int LittleEndian() => _chip.In[0] | (_chip.In[1] << 8);

    private Status WriteConfiguration(int value) => _chip.Write(ConfigurationRegister, value, value >> 8);

    private Status StartConversion(long nowMs, int configuration)
    {
        // The application note changes the gain while the chip is shut down.
        _configuration = configuration;
        Status status = WriteConfiguration(configuration | ShutDown);
        if (status == Status.Ok)
        {
            status = WriteConfiguration(configuration);
        }

        return status == Status.Ok ? Wait(nowMs, ConversionMs) : status;
    }
}
