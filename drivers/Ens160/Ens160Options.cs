namespace Telenode.Drivers;

/// <summary>What an <see cref="Ens160"/> gives.</summary>
public sealed class Ens160Options
{
    /// <summary>7-bit I2C address: 0x52 with ADDR low, 0x53 with ADDR high (the default, as on most boards).</summary>
    public int Address { get; set; } = 0x53;

    /// <summary>Name of the air quality index of the German UBA, 1 (excellent) to 5 (unhealthy); null leaves it out.</summary>
    public string AirQuality { get; set; } = "aqi";

    /// <summary>Name of the volatile organic compounds in ppb; null leaves it out.</summary>
    public string Compounds { get; set; } = "tvoc";

    /// <summary>Name of the CO2 equivalent in ppm, calculated from them; null leaves it out.</summary>
    public string EquivalentCarbonDioxide { get; set; } = "eco2";
}
