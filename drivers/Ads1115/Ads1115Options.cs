namespace Telenode.Drivers;

/// <summary>Which inputs an <see cref="Ads1115"/> measures, and how large they may be.</summary>
public sealed class Ads1115Options
{
    /// <summary>7-bit I2C address: 0x48 with ADDR to ground (the default), 0x49 to supply, 0x4A to SDA, 0x4B to SCL.</summary>
    public int Address { get; set; } = 0x48;

    /// <summary>Name of the voltage at AIN0 against ground; null leaves it out.</summary>
    public string Input0 { get; set; } = "voltage";

    /// <summary>Name of the voltage at AIN1 against ground; null leaves it out.</summary>
    public string Input1 { get; set; }

    /// <summary>Name of the voltage at AIN2 against ground; null leaves it out.</summary>
    public string Input2 { get; set; }

    /// <summary>Name of the voltage at AIN3 against ground; null leaves it out.</summary>
    public string Input3 { get; set; }

    /// <summary>Largest voltage in mV: 6144, 4096, 2048, 1024, 512 or 256; an input may never exceed the supply.</summary>
    public int FullScaleMillivolts { get; set; } = 4096;
}
