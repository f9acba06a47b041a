using Telenode.SerialConsole;

namespace Telenode.Board;

/// <summary>GPIO numbers of the buses that sensors are on: the board's, unless the settings say otherwise. The index is the bus's number; −1 for none.</summary>
internal sealed class SensorPins
{
    // COM1 is the debugger's, COM2 the console's: what else is serial is on COM3.
    private const int FreeUart = 3;

    private SensorPins(Settings settings, BoardTable board)
    {
        I2cData = new int[] { -1, Pin(settings, "i2c1.data", board.I2cData), Pin(settings, "i2c2.data", -1) };
        I2cClock = new int[] { -1, Pin(settings, "i2c1.clock", board.I2cClock), Pin(settings, "i2c2.clock", -1) };
        SerialTransmit = new int[] { -1, -1, -1, Pin(settings, "serial3.tx", -1) };
        SerialReceive = new int[] { -1, -1, -1, Pin(settings, "serial3.rx", -1) };
        OneWireTransmit = new int[] { -1, Pin(settings, "onewire1.tx", -1), -1 };
        OneWireReceive = new int[] { -1, Pin(settings, "onewire1.rx", -1), -1 };
        OneWirePower = new int[] { -1, Pin(settings, "onewire1.power", -1), -1 };
    }

    public int[] I2cData { get; }

    public int[] I2cClock { get; }

    public int[] SerialTransmit { get; }

    public int[] SerialReceive { get; }

    /// <summary>The UART that makes a 1-Wire line.</summary>
    public int[] OneWireUart { get; } = { -1, FreeUart, -1 };

    public int[] OneWireTransmit { get; }

    public int[] OneWireReceive { get; }

    /// <summary>Gate of the MOSFET that feeds a 1-Wire line.</summary>
    public int[] OneWirePower { get; }

    /// <summary>The pins of a board under its settings.</summary>
    public static SensorPins Of(Settings settings, BoardTable board) => new SensorPins(settings, board);

    private static int Pin(Settings settings, string key, int otherwise) => settings.IsSet(key) ? settings.GetInt(key) : otherwise;
}
