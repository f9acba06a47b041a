using System;
using Telenode.Core;

namespace Telenode.Drivers;

/// <summary>What the drivers of current and voltage monitors share: a configuration that starts both conversions, and quantities in fixed point.</summary>
/// <remarks>Current and power are computed here from the shunt voltage: the chips' own need a calibration register that a brown-out would clear.</remarks>
public abstract class PowerSensor : ChipSensor
{
    /// <summary>What is converted, how often and when.</summary>
    protected const int ConfigurationRegister = 0;

    /// <summary>The voltage over the shunt, signed.</summary>
    protected const int ShuntRegister = 1;

    /// <summary>The voltage at the load.</summary>
    protected const int BusRegister = 2;

    /// <summary>The bit of the configuration that resets the chip.</summary>
    protected const int Reset = 0x8000;

    private readonly PowerOptions _options;
    private readonly int _configuration;
    private readonly int _conversionMs;
    private long _deadlineMs;

    /// <summary>Prepares the driver.</summary>
    /// <param name="kind">The chip, lower case.</param>
    /// <param name="bus">Where it is.</param>
    /// <param name="options">Names, address and shunt.</param>
    /// <param name="configuration">What starts a conversion of both voltages.</param>
    /// <param name="conversionMs">How long that takes at most.</param>
    /// <param name="voltageExponent">Decimal exponent of the voltages given.</param>
    /// <param name="currentExponent">Decimal exponent of the currents given.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or no quantity is named.</exception>
    internal PowerSensor(string kind, II2cBus bus, PowerOptions options, int configuration, int conversionMs, int voltageExponent, int currentExponent)
        : base(kind, PowerOptions.QuantitiesOf(options, voltageExponent, currentExponent))
    {
        if (options.ShuntMicroohms < 100 || options.ShuntMicroohms > 100000000)
        {
            throw new ArgumentOutOfRangeException("shunt");
        }

        Chip = new I2cTarget(bus, options.Address, 2);
        Microohms = options.ShuntMicroohms;
        _options = options;
        _configuration = configuration;
        _conversionMs = conversionMs;
    }

    internal I2cTarget Chip { get; }

    /// <summary>The shunt resistor in µΩ.</summary>
    protected int Microohms { get; }

    /// <summary>Tells the chip from others, resets it and sets <see cref="ChipSensor.Initialised"/>.</summary>
    protected abstract Status Identify();

    /// <inheritdoc/>
    protected override Status Start(long nowMs)
    {
        Status status = Initialised ? Status.Ok : Identify();
        if (status == Status.Ok)
        {
            // Writing the configuration clears the ready flag and starts (INA219 §8.6.3.2, INA226 §7.4.2).
            status = Chip.WriteRegister16(ConfigurationRegister, _configuration);
        }

        _deadlineMs = nowMs + (3 * _conversionMs);
        return status == Status.Ok ? Wait(nowMs, _conversionMs) : status;
    }

    /// <summary>Reads the configuration, after the values so that a brown-out between the reads is seen too.</summary>
    /// <returns><see cref="Status.Stuck"/> when it is not the one that was written.</returns>
    protected Status CheckConfiguration()
    {
        Status status = Chip.ReadRegister16(ConfigurationRegister);
        return status == Status.Ok && Chip.Word(0) != _configuration ? Status.Stuck : status;
    }

    /// <summary>Waits for a conversion that takes longer than it should, but not for ever.</summary>
    protected Status Unready(long nowMs) => nowMs >= _deadlineMs ? Status.Stuck : Wait(nowMs, 1);

    /// <summary>Ends a measurement with what the options name.</summary>
    protected Status Give(long voltage, long current, long milliwatts, long[] mantissas, int offset)
    {
        if (_options.Voltage != null)
        {
            mantissas[offset++] = voltage;
        }

        if (_options.Current != null)
        {
            mantissas[offset++] = current;
        }

        if (_options.Power != null)
        {
            mantissas[offset] = milliwatts;
        }

        return Status.Ok;
    }
}
