namespace Telenode.Drivers;

/// <summary>What an <see cref="Ina219"/> measures and through which resistor.</summary>
public sealed class Ina219Options
{
    /// <summary>7-bit I2C address: 0x40 with A1 and A0 to ground (the default), to 0x4F.</summary>
    public int Address { get; set; } = 0x40;

    /// <summary>Name of the voltage at the load; null leaves it out.</summary>
    public string Voltage { get; set; } = "voltage";

    /// <summary>Name of the current through the shunt; null leaves it out.</summary>
    public string Current { get; set; } = "current";

    /// <summary>Name of the power, their product; null leaves it out.</summary>
    public string Power { get; set; }

    /// <summary>Shunt resistor in mΩ, 1 to 100,000: 100 (R100) on most boards.</summary>
    public int ShuntMilliohms { get; set; } = 100;
}
