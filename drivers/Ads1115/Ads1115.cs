using System;
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Drivers;

/// <summary>Texas Instruments ADS1115: up to four voltages in µV, one single-shot conversion after the other; powered down between.</summary>
/// <remarks>Clauses are those of the datasheet SBAS444E.</remarks>
public sealed class Ads1115 : ChipSensor
{
    private const int ConversionRegister = 0;
    private const int ConfigurationRegister = 1;
    private const int StartOrIdleBit = 0x8000;

    // Single shot, 128 samples a second, comparator off (§8.1.3).
    private const int Settings = 0x0183;
    private const int FirstSingleEnded = 4;

    // 1/128 s, 10 % longer at worst (§6.5), and 25 µs to wake.
    private const int ConversionMs = 9;
    private const int Inputs = 4;

    private readonly I2cTarget _chip;
    private readonly bool[] _used;
    private readonly long[] _values = new long[Inputs];
    private readonly int _gain;
    private readonly int _fullScaleMillivolts;
    private int _input;
    private long _deadlineMs;

    /// <summary>Prepares the driver; the chip is not touched before the first measurement.</summary>
    /// <exception cref="ArgumentException">An option is outside what the chip knows, or no quantity is named.</exception>
    public Ads1115(II2cBus bus, Ads1115Options options)
        : base("ads1115", QuantitiesOf(options))
    {
        _chip = new I2cTarget(bus, options.Address, 2);
        _gain = GainCode(options.FullScaleMillivolts);
        _fullScaleMillivolts = options.FullScaleMillivolts;
        _used = new bool[] { options.Input0 != null, options.Input1 != null, options.Input2 != null, options.Input3 != null };
    }

    /// <inheritdoc/>
    protected override Status Start(long nowMs)
    {
        _input = NextUsed(0);
        return StartConversion(nowMs);
    }

    /// <inheritdoc/>
    protected override Status Continue(long nowMs, long[] mantissas, int offset)
    {
        Status status = _chip.ReadRegister16(ConversionRegister);
        int raw = (short)_chip.Word(0);
        if (status == Status.Ok)
        {
            // Settings after the value: a brown-out between the two reads is then seen too.
            status = _chip.ReadRegister16(ConfigurationRegister);
        }

        if (status != Status.Ok)
        {
            return status;
        }

        // The chip has no identity: that its settings are those it was given is all there is to check.
        int configuration = _chip.Word(0);
        if ((configuration | StartOrIdleBit) != Configuration())
        {
            return Initialised ? Status.Stuck : Status.WrongChip;
        }

        if ((configuration & StartOrIdleBit) == 0)
        {
            return nowMs >= _deadlineMs ? Status.Stuck : Wait(nowMs, 1);
        }

        Initialised = true;
        if (raw == short.MaxValue || raw == short.MinValue)
        {
            return Status.OutOfRange;
        }

        // Full scale is 2^15 steps (§8.1.2); mV × 1000 / 2^15 = mV × 125 / 2^12.
        _values[_input] = Rounded.Divide((long)raw * _fullScaleMillivolts * 125, 1 << 12);
        _input = NextUsed(_input + 1);
        return _input < Inputs ? StartConversion(nowMs) : Give(mantissas, offset);
    }

    private static Quantity[] QuantitiesOf(Ads1115Options options)
    {
        if (options == null)
        {
            throw new ArgumentNullException();
        }

        return new Quantity[]
        {
            QuantityOf(options.Input0), QuantityOf(options.Input1), QuantityOf(options.Input2), QuantityOf(options.Input3),
        };
    }

    private static Quantity QuantityOf(string name) => name == null ? null : new Quantity(name, "V", -6);

    private static int GainCode(int fullScaleMillivolts)
    {
        switch (fullScaleMillivolts)
        {
            case 6144: return 0;
            case 4096: return 1;
            case 2048: return 2;
            case 1024: return 3;
            case 512: return 4;
            case 256: return 5;
            default: throw new ArgumentOutOfRangeException("full scale");
        }
    }

    private int Configuration() => StartOrIdleBit | ((FirstSingleEnded + _input) << 12) | (_gain << 9) | Settings;

    private int NextUsed(int input)
    {
        while (input < Inputs && !_used[input])
        {
            input++;
        }

        return input;
    }

    private Status StartConversion(long nowMs)
    {
        Status status = _chip.WriteRegister16(ConfigurationRegister, Configuration());
        _deadlineMs = nowMs + (3 * ConversionMs);
        return status == Status.Ok ? Wait(nowMs, ConversionMs) : status;
    }

    private Status Give(long[] mantissas, int offset)
    {
        for (int i = 0; i < Inputs; i++)
        {
            if (_used[i])
            {
                mantissas[offset++] = _values[i];
            }
        }

        return Status.Ok;
    }
}
