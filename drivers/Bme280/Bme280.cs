using System;
using Telenode.Core;

namespace Telenode.Drivers;

/// <summary>Bosch BME280: temperature in 0.01 °C, relative humidity in 0.01 %RH, pressure in 0.1 Pa.</summary>
public sealed class Bme280 : BoschSensor
{
    /// <summary>Prepares the driver; the chip is not touched before the first measurement.</summary>
    /// <exception cref="ArgumentException">An option is outside what the chip knows, or no quantity is named.</exception>
    public Bme280(II2cBus bus, Bme280Options options)
        : base("bme280", bus, 0x60, true, options)
    {
    }
}
