namespace Telenode.SimBoard;

/// <summary>A column of a record that the simulated board can replay.</summary>
/// <param name="Measurand">What it holds.</param>
/// <param name="Header">Its name in the file.</param>
/// <param name="Index">Its place among the header's cells, from 0.</param>
/// <param name="Shift">Decimal exponent of its unit against the measurand's: 2 for hPa, −3 for mV.</param>
public sealed record CsvColumn(Measurand Measurand, string Header, int Index, int Shift)
{
    private static readonly string[][] Names =
    [
        ["temperature", "temp"],
        ["humidity", "rh", "relative humidity"],
        ["pressure"],
        ["light", "illuminance", "lux"],
        ["battery", "voltage"],
        ["co2", "carbon dioxide"],
    ];

    // Units that differ from the measurand's own by a power of ten, so that values stay exact.
    private static readonly (string Unit, int Shift)[][] Units =
    [
        [("°c", 0), ("c", 0), ("cel", 0), ("celsius", 0)],
        [("%", 0), ("%rh", 0), ("% rh", 0)],
        [("pa", 0), ("hpa", 2), ("mbar", 2), ("kpa", 3)],
        [("lx", 0), ("lux", 0)],
        [("v", 0), ("mv", -3)],
        [("ppm", 0)],
    ];

    /// <summary>Recognises a column by its header, in any case: a name, or a name with its unit in brackets, such as "Pressure (hPa)".</summary>
    /// <returns>Null when the name or the unit is not known.</returns>
    public static CsvColumn? Recognise(string header, int index)
    {
        string text = header.Trim().ToLowerInvariant();
        string name = text;
        string unit = "";
        int bracket = text.IndexOfAny(['(', '[']);
        if (bracket >= 0)
        {
            name = text[..bracket].Trim();
            unit = text[(bracket + 1)..].TrimEnd(')', ']').Trim();
        }

        int measurand = Array.FindIndex(Names, names => names.Contains(name.Replace('_', ' ')));
        if (measurand < 0)
        {
            return null;
        }

        int known = Array.FindIndex(Units[measurand], entry => entry.Unit == unit);
        return known < 0 && unit.Length > 0
            ? null
            : new CsvColumn((Measurand)measurand, header, index, known < 0 ? 0 : Units[measurand][known].Shift);
    }
}
