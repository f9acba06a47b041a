#nullable disable // tests/Host compiles this file, too, and has them on.
namespace Telenode.Board;

/// <summary>What the boards of nanoFramework.json have where, compiled in; a test holds the two together.</summary>
internal sealed class BoardTable
{
    // One row a board: name, title, the beginning of its nanoFramework target's name, then I2C data and clock, console TX and RX
    // on COM2, LED (-1 for none) and whether the LED is on when its pin is high.
    private static readonly string[] _names = { "esp32-s3", "esp32-c3", "esp32-c6", "esp32" };

    private static readonly string[] _titles =
    {
        "ESP32-S3 DevKitC-1", "ESP32-C3 (DevKitM-1, XIAO)", "ESP32-C6 (DevKitC-1, XIAO)", "ESP32 DevKit (WROOM-32, WROVER)",
    };

    // The plain ESP32 is the last: its targets begin with what all of them begin with.
    private static readonly string[] _targets = { "ESP32_S3", "ESP32_C3", "ESP32_C6", "ESP32" };

    private static readonly sbyte[] _pins =
    {
        8, 9, 17, 18, -1, 1,
        6, 7, 4, 5, -1, 1,
        22, 23, 4, 5, -1, 1,
        21, 22, 17, 16, 2, 1,
    };

    private const int PinsOfBoard = 6;

    private readonly int _row;

    private BoardTable(int row)
    {
        _row = row;
    }

    public string Name => _names[_row];

    public string Title => _titles[_row];

    public int I2cData => Pin(0);

    public int I2cClock => Pin(1);

    public int ConsoleTransmit => Pin(2);

    public int ConsoleReceive => Pin(3);

    public int Led => Pin(4);

    public bool LedOnWhenHigh => Pin(5) == 1;

    /// <summary>The board that a nanoFramework image was made for.</summary>
    /// <param name="target">Such as "ESP32_S3_QUAD"; what is not known is taken for an ESP32.</param>
    public static BoardTable Of(string target)
    {
        int row = 0;
        while (row < _targets.Length - 1 && (target == null || target.IndexOf(_targets[row]) != 0))
        {
            row++;
        }

        return new BoardTable(row);
    }

    private int Pin(int index) => _pins[(_row * PinsOfBoard) + index];
}
