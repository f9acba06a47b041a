using System;

namespace Telenode.Drivers;

/// <summary>What is left in a battery by its voltage: eleven points from empty to full for each chemistry, straight lines between.</summary>
/// <remarks>
/// The points are typical voltages of one cell at rest or under a small load at room temperature. A load lowers the voltage and
/// cold lowers it too, so the result is a guide, not a gauge; the flat middle of LiFePO4 makes it coarse there.
/// </remarks>
public sealed class BatteryCurve
{
    private const int Points = 11;

    // mV of one cell at 0, 10 … 100 %.
    private static readonly short[] _millivolts =
    {
        3270, 3690, 3730, 3770, 3800, 3840, 3870, 3950, 4020, 4110, 4200,
        2500, 3000, 3200, 3220, 3250, 3260, 3270, 3300, 3320, 3350, 3400,
        1750, 1918, 1943, 1968, 1993, 2017, 2040, 2062, 2083, 2103, 2122,
        900, 1050, 1130, 1180, 1220, 1250, 1280, 1320, 1370, 1440, 1550,
        1000, 1180, 1220, 1240, 1250, 1260, 1270, 1280, 1300, 1330, 1400,
    };

    private static readonly string[] _chemistries = { "liion", "lifepo4", "lead", "alkaline", "nimh" };

    private readonly int _first;
    private readonly int _cells;

    /// <summary>Chooses a curve.</summary>
    /// <param name="chemistry">An entry of <see cref="Chemistries"/>.</param>
    /// <param name="cells">Cells in series, 1 to 100; a 12 V lead battery has 6.</param>
    /// <exception cref="ArgumentException">The chemistry is not known, or the cells are out of their range.</exception>
    public BatteryCurve(string chemistry, int cells)
    {
        int index = Array.IndexOf(_chemistries, chemistry);
        if (index < 0 || cells < 1 || cells > 100)
        {
            throw new ArgumentException("battery chemistry or cells");
        }

        _first = index * Points;
        _cells = cells;
    }

    /// <summary>The names of the chemistries.</summary>
    public static string[] Chemistries => _chemistries;

    /// <summary>What is left.</summary>
    /// <param name="millivolts">The battery's voltage.</param>
    /// <returns>0 to 100 per cent.</returns>
    public int Percent(long millivolts)
    {
        if (millivolts <= (long)_millivolts[_first] * _cells)
        {
            return 0;
        }

        for (int i = 1; i < Points; i++)
        {
            long low = (long)_millivolts[_first + i - 1] * _cells;
            long high = (long)_millivolts[_first + i] * _cells;
            if (millivolts <= high)
            {
                return (int)(((i - 1) * 10) + Rounded.Divide((millivolts - low) * 10, high - low));
            }
        }

        return 100;
    }
}
