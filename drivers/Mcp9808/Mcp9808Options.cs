namespace Telenode.Drivers;

/// <summary>Where an <see cref="Mcp9808"/> sits and what its quantity is called.</summary>
public sealed class Mcp9808Options
{
    /// <summary>7-bit I2C address: 0x18 with A2, A1 and A0 low (the default), to 0x1F.</summary>
    public int Address { get; set; } = 0x18;

    /// <summary>Name of the temperature.</summary>
    public string Temperature { get; set; } = "temperature";
}
