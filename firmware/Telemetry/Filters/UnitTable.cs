namespace Telenode.Telemetry;

/// <summary>Units that a quantity can be converted between: those of the SenML registries (RFC 8428 §12.1, RFC 8798) that sensors give, and °F.</summary>
internal static class UnitTable
{
    /// <summary>The temperatures are no multiples of each other.</summary>
    public const int Temperature = 0;

    // Kind of quantity, and the size in its base unit: numerator × 10^power ÷ denominator.
    private static readonly string[] _names =
    {
        "Cel", "K", "degF",
        "Pa", "hPa", "V", "mV", "A", "mA", "W", "kW", "m", "mm", "cm", "km", "s", "ms", "min", "h", "J", "Wh", "kWh", "m/s", "km/h",
        "Hz", "MHz", "1/s", "1/min", "kg", "g", "m3", "l", "kg/m3", "ug/m3", "/", "%", "ppm", "C", "Ah",
    };

    private static readonly sbyte[] _kinds =
    {
        0, 0, 0,
        1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 7, 7, 7, 8, 8,
        9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 14, 15, 15,
    };

    private static readonly short[] _numerators =
    {
        1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 60, 3600, 1, 3600, 3600, 1, 5,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3600,
    };

    private static readonly short[] _denominators =
    {
        1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 18,
        1, 1, 1, 60, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    };

    private static readonly sbyte[] _powers =
    {
        0, 0, 0,
        0, 2, 0, -3, 0, -3, 0, 3, 0, -3, -2, 3, 0, -3, 0, 0, 0, 0, 3, 0, 0,
        0, 6, 0, 0, 0, -3, 0, -3, 0, -9, 0, -2, -6, 0, 0,
    };

    /// <summary>Row of a unit, or −1.</summary>
    public static int Find(string name)
    {
        int row = _names.Length - 1;
        while (row >= 0 && _names[row] != name)
        {
            row--;
        }

        return row;
    }

    /// <summary>What kind of quantity the unit of a row measures.</summary>
    public static int KindOf(int row) => _kinds[row];

    /// <summary>The units of the same kind as that of a row, itself left out.</summary>
    public static string Others(int row)
    {
        string others = "";
        for (int i = 0; i < _names.Length; i++)
        {
            if (_kinds[i] == _kinds[row] && i != row)
            {
                others += (others.Length == 0 ? "" : ", ") + _names[i];
            }
        }

        return others;
    }

    /// <summary>What a value is to be multiplied with, beside the power of ten.</summary>
    public static long Numerator(int from, int to) => _numerators[from] * (long)_denominators[to];

    /// <summary>What it is then to be divided by.</summary>
    public static long Denominator(int from, int to) => _denominators[from] * (long)_numerators[to];

    /// <summary>Power of ten that the value is also multiplied with.</summary>
    public static int Power(int from, int to) => _powers[from] - _powers[to];
}
