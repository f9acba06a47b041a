namespace Telenode.Board;

/// <summary>GPIO numbers of the buses that sensors are on; those of the ESP32 unless the settings say otherwise. The index is the bus's number; −1 for none.</summary>
internal sealed class SensorPins
{
    public int[] I2cData { get; } = { -1, 21, -1 };

    public int[] I2cClock { get; } = { -1, 22, -1 };

    public int[] SerialTransmit { get; } = { -1, -1, 17, -1 };

    public int[] SerialReceive { get; } = { -1, -1, 16, -1 };

    /// <summary>The UART that makes a 1-Wire line.</summary>
    public int[] OneWireUart { get; } = { -1, 3, -1 };

    public int[] OneWireTransmit { get; } = { -1, 33, -1 };

    public int[] OneWireReceive { get; } = { -1, 35, -1 };

    /// <summary>Gate of the MOSFET that feeds a 1-Wire line.</summary>
    public int[] OneWirePower { get; } = { -1, -1, -1 };
}
