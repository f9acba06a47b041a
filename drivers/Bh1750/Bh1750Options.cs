namespace Telenode.Drivers;

/// <summary>Where a <see cref="Bh1750"/> sits and how long it looks.</summary>
public sealed class Bh1750Options
{
    /// <summary>7-bit I2C address: 0x23 with ADDR low (the default), 0x5C with ADDR high.</summary>
    public int Address { get; set; } = 0x23;

    /// <summary>Name of the illuminance.</summary>
    public string Light { get; set; } = "light";

    /// <summary>MTreg, 31 to 254, 69 by default: sensitivity and conversion time grow with it. 69 reaches 54,612 lx, 31 reaches 121,556 lx.</summary>
    public int MeasurementTime { get; set; } = 69;
}
