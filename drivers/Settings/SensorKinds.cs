using System;

namespace Telenode.Drivers;

/// <summary>The kinds of sensor that a line can name, the bus each is on, and the addresses it can have there.</summary>
public static class SensorKinds
{
    // One row a kind: name, bus, lowest address, how many, step between them, usual one. Addresses are those of the datasheets.
    private static readonly string[] _names =
    {
        "bme280", "bmp280", "sht3x", "sht4x", "aht20", "scd4x", "bh1750", "veml7700", "mcp9808", "ina219", "ads1115", "adc", "battery",
        "dht22", "ds18b20", "ina226", "ens160", "pms5003", "pulse", "frequency", "contact", "dht11",
    };

    private static readonly string[] _buses =
    {
        "i2c", "i2c", "i2c", "i2c", "i2c", "i2c", "i2c", "i2c", "i2c", "i2c", "i2c", "adc", "adc",
        "gpio", "onewire", "i2c", "i2c", "serial", "gpio", "gpio", "gpio", "gpio",
    };

    private static readonly byte[] _lowest =
    {
        0x76, 0x76, 0x44, 0x44, 0x38, 0x62, 0x23, 0x10, 0x18, 0x40, 0x48, 0, 0,
        0, 0, 0x40, 0x52, 0, 0, 0, 0, 0,
    };

    private static readonly byte[] _counts = { 2, 2, 2, 3, 1, 1, 2, 2, 8, 16, 4, 20, 20, 0, 0, 16, 2, 0, 0, 0, 0, 0 };

    private static readonly byte[] _steps = { 1, 1, 1, 1, 1, 1, 0x39, 0x38, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };

    // What is printed on chips that another one's driver reads, and that driver.
    private static readonly string[] _aliases =
    {
        "sht30", "sht3x", "sht31", "sht3x", "sht35", "sht3x", "sht40", "sht4x", "sht41", "sht4x", "sht43", "sht4x", "sht45", "sht4x",
        "aht21", "aht20", "dht20", "aht20", "scd40", "scd4x", "scd41", "scd4x", "scd43", "scd4x", "veml6030", "veml7700",
        "am2302", "dht22",
    };

    /// <summary>How many kinds there are.</summary>
    public static int Count => _names.Length;

    /// <summary>A kind's name, lower case.</summary>
    public static string NameAt(int kind) => _names[kind];

    /// <summary>The bus a kind is on: "i2c", "adc", "onewire", "serial" or "gpio".</summary>
    public static string BusAt(int kind) => _buses[kind];

    /// <summary>How many addresses a kind can have on its bus; 0 where the bus itself, or a code of the chip's own, says it all.</summary>
    public static int AddressCount(int kind) => _counts[kind];

    /// <summary>One of a kind's addresses.</summary>
    public static int AddressAt(int kind, int index) => _lowest[kind] + (index * _steps[kind]);

    /// <summary>The address that most boards of a kind have: the lowest, but for the ENS160.</summary>
    public static int UsualAddress(int kind) => _names[kind] == "ens160" ? 0x53 : _lowest[kind];

    /// <summary>Whether a chip of this kind says what it is when it is asked.</summary>
    public static bool HasIdentity(int kind)
    {
        switch (_names[kind])
        {
            case "bme280": case "bmp280": case "mcp9808": case "ina226": case "ens160": return true;
            default: return false;
        }
    }

    /// <summary>Whether only a real board reads it, through a package.</summary>
    public static bool IsOfPackage(int kind) => _names[kind] == "dht22" || _names[kind] == "dht11";

    /// <summary>The index of a kind by its name or by what is printed on the chip; −1 when it is not known.</summary>
    public static int Find(string name)
    {
        for (int i = 0; i < _aliases.Length; i += 2)
        {
            if (_aliases[i] == name)
            {
                name = _aliases[i + 1];
            }
        }

        return Array.IndexOf(_names, name);
    }

    /// <summary>The known name that differs least from a name that is not known.</summary>
    public static string Nearest(string name)
    {
        string nearest = _names[0];
        int least = int.MaxValue;
        for (int i = 0; i < _names.Length + (_aliases.Length / 2); i++)
        {
            string known = i < _names.Length ? _names[i] : _aliases[2 * (i - _names.Length)];
            int distance = Distance(name, known);
            if (distance < least)
            {
                least = distance;
                nearest = known;
            }
        }

        return nearest;
    }

    // Levenshtein: the fewest letters to add, drop or change.
    private static int Distance(string a, string b)
    {
        int[] row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                int moved = (row[j - 1] < row[j] ? row[j - 1] : row[j]) + 1;
                row[j] = changed < moved ? changed : moved;
            }
        }

        return row[b.Length];
    }
}
