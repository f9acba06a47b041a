namespace Telenode.Drivers;

/// <summary>Where a <see cref="Veml7700"/> sits and what its quantity is called.</summary>
public sealed class Veml7700Options
{
    /// <summary>7-bit I2C address: 0x10; a VEML6030 can also be at 0x48.</summary>
    public int Address { get; set; } = 0x10;

    /// <summary>Name of the illuminance.</summary>
    public string Light { get; set; } = "light";
}
