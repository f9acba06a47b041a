using System;
using Telenode.Telemetry;

namespace Telenode.Drivers;

/// <summary>Where a chip that measures temperature and humidity sits, and what its quantities are called.</summary>
public sealed class ClimateOptions
{
    /// <summary>7-bit I2C address; 0 for the chip's usual one.</summary>
    public int Address { get; set; }

    /// <summary>Name of the temperature; null leaves it out.</summary>
    public string Temperature { get; set; } = "temperature";

    /// <summary>Name of the relative humidity; null leaves it out.</summary>
    public string Humidity { get; set; } = "humidity";

    internal static Quantity[] QuantitiesOf(ClimateOptions options)
    {
        if (options == null)
        {
            throw new ArgumentNullException();
        }

        return new Quantity[]
        {
            options.Temperature == null ? null : new Quantity(options.Temperature, "Cel", -2),
            options.Humidity == null ? null : new Quantity(options.Humidity, "%RH", -2),
        };
    }
}
