namespace Telenode.Drivers;

/// <summary>What an <see cref="Scd4x"/> measures and how it is corrected.</summary>
public sealed class Scd4xOptions
{
    /// <summary>7-bit I2C address; the chip knows no other than 0x62.</summary>
    public int Address { get; set; } = 0x62;

    /// <summary>Name of the carbon dioxide concentration; null leaves it out.</summary>
    public string CarbonDioxide { get; set; } = "co2";

    /// <summary>Name of the temperature; null leaves it out.</summary>
    public string Temperature { get; set; }

    /// <summary>Name of the relative humidity; null leaves it out.</summary>
    public string Humidity { get; set; }

    /// <summary>Measures only when asked, which takes 5 s and saves current between: SCD41 and SCD43, not SCD40.</summary>
    public bool SingleShot { get; set; }

    /// <summary>Height above sea level in m, 0 to 3000: thinner air reads as less CO2.</summary>
    public int AltitudeMetres { get; set; }

    /// <summary>Air pressure in hPa, 700 to 1200, instead of the altitude; 0 for not known.</summary>
    public int PressureHectopascals { get; set; }

    /// <summary>How much the chip warms itself, in hundredths of a degree, 0 to 2000; it corrects temperature and humidity, not CO2.</summary>
    public int TemperatureOffset { get; set; } = 400;

    /// <summary>Whether the chip takes the lowest concentration of a week as fresh air (400 ppm). Turn it off where there is never fresh air.</summary>
    public bool SelfCalibration { get; set; } = true;
}
