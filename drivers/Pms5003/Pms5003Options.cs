namespace Telenode.Drivers;

/// <summary>What a <see cref="Pms5003"/> gives, and whether its fan rests between.</summary>
public sealed class Pms5003Options
{
    /// <summary>Name of the particles up to 1 µm in µg/m³; null leaves them out.</summary>
    public string Pm1 { get; set; } = "pm1";

    /// <summary>Name of the particles up to 2.5 µm in µg/m³; null leaves them out.</summary>
    public string Pm25 { get; set; } = "pm2.5";

    /// <summary>Name of the particles up to 10 µm in µg/m³; null leaves them out.</summary>
    public string Pm10 { get; set; } = "pm10";

    /// <summary>Stops fan and laser between measurements, each of which then takes half a minute; saves current and the laser's life.</summary>
    public bool Sleep { get; set; }
}
