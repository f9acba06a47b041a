using System;
using Telenode.Telemetry;

namespace Telenode.Drivers;

/// <summary>What an <see cref="Ina219"/> or an <see cref="Ina226"/> measures and through which resistor.</summary>
public sealed class PowerOptions
{
    /// <summary>7-bit I2C address: 0x40 with A1 and A0 to ground (the default), to 0x4F.</summary>
    public int Address { get; set; } = 0x40;

    /// <summary>Name of the voltage at the load; null leaves it out.</summary>
    public string Voltage { get; set; } = "voltage";

    /// <summary>Name of the current through the shunt; null leaves it out.</summary>
    public string Current { get; set; } = "current";

    /// <summary>Name of the power, their product; null leaves it out.</summary>
    public string Power { get; set; }

    /// <summary>Shunt resistor in µΩ, 100 to 100,000,000: 100,000 (R100) or 10,000 (R010) on most boards.</summary>
    public int ShuntMicroohms { get; set; } = 100000;

    internal static Quantity[] QuantitiesOf(PowerOptions options, int voltageExponent, int currentExponent)
    {
        if (options == null)
        {
            throw new ArgumentNullException();
        }

        return new Quantity[]
        {
            options.Voltage == null ? null : new Quantity(options.Voltage, "V", voltageExponent),
            options.Current == null ? null : new Quantity(options.Current, "A", currentExponent),
            options.Power == null ? null : new Quantity(options.Power, "W", -3),
        };
    }
}
