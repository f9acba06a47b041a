using System.Globalization;

namespace Telenode.SimBoard;

/// <summary>Reads the time of a recorded measurement.</summary>
internal static class CsvTime
{
    private const long LatestUnixSeconds = 253_402_300_799; // 9999-12-31T23:59:59Z

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mmK",
        "yyyy-MM-ddTHH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mmK",
    ];

    /// <summary>
    /// Reads <c>2015-02-02 14:19:00</c>, ISO 8601 with Z, an offset or neither (then UTC), or a Unix time: seconds, with a
    /// fraction or not, and from 10^11 on milliseconds. Parts below a millisecond are cut off.
    /// </summary>
    public static bool TryParse(string text, out long unixMs, out bool isNumber)
    {
        text = text.Trim();
        isNumber = false;
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, Styles, out DateTimeOffset time))
        {
            unixMs = time.ToUnixTimeMilliseconds();
            return true;
        }

        unixMs = 0;
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
        {
            return false;
        }

        decimal ms = number >= 100_000_000_000m ? number : number * 1000m;
        if (ms >= LatestUnixSeconds * 1000m)
        {
            return false;
        }

        unixMs = (long)ms;
        isNumber = true;
        return true;
    }
}
