namespace Telenode.Drivers;

/// <summary>What a <see cref="Bmp280"/> measures, where, and how finely.</summary>
public sealed class Bmp280Options
{
    /// <summary>7-bit I2C address: 0x76 with SDO to ground (the default), 0x77 with SDO to supply.</summary>
    public int Address { get; set; } = 0x76;

    /// <summary>Name of the temperature; null leaves it out (it is still measured: the pressure is compensated with it).</summary>
    public string Temperature { get; set; } = "temperature";

    /// <summary>Name of the pressure; null leaves it out and skips its conversion.</summary>
    public string Pressure { get; set; } = "pressure";

    /// <summary>Conversions averaged in the chip: 1, 2, 4, 8 or 16.</summary>
    public int TemperatureOversampling { get; set; } = 1;

    /// <summary>As <see cref="TemperatureOversampling"/>. One LSB is 2.6 Pa at 1 and 0.16 Pa at 16.</summary>
    public int PressureOversampling { get; set; } = 1;
}
