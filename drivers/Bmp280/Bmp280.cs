using System;
using Telenode.Core;

namespace Telenode.Drivers;

/// <summary>Bosch BMP280: temperature in 0.01 °C and pressure in 0.1 Pa.</summary>
public sealed class Bmp280 : BoschSensor
{
    /// <summary>Prepares the driver; the chip is not touched before the first measurement.</summary>
    /// <exception cref="ArgumentException">An option is outside what the chip knows, or no quantity is named.</exception>
    public Bmp280(II2cBus bus, Bmp280Options options)
        : base("bmp280", bus, 0x58, false, WithoutHumidity(options))
    {
    }

    private static Bme280Options WithoutHumidity(Bmp280Options options)
    {
        if (options == null)
        {
            throw new ArgumentNullException();
        }

        return new Bme280Options
        {
            Address = options.Address,
            Temperature = options.Temperature,
            Humidity = null,
            Pressure = options.Pressure,
            TemperatureOversampling = options.TemperatureOversampling,
            PressureOversampling = options.PressureOversampling,
        };
    }
}
