namespace Telenode.Drivers;

/// <summary>Which DS18B20 on its line, and how finely it measures.</summary>
public sealed class Ds18b20Options
{
    /// <summary>The chip's ROM code in the order of the wire (<see cref="RomCode"/>); null for the only chip on the line.</summary>
    public byte[] Rom { get; set; }

    /// <summary>Name of the temperature.</summary>
    public string Temperature { get; set; } = "temperature";

    /// <summary>Bits, 9 to 12: 0.5 °C in 94 ms to 0.0625 °C in 750 ms.</summary>
    public int Resolution { get; set; } = 12;
}
