namespace Telenode.Core;

/// <summary>A time span as a person writes it: <c>500ms</c>, <c>30s</c>, <c>5min</c>, <c>2h</c>, <c>1d</c>, or <c>1h30m</c>.</summary>
public static class DurationText
{
    // 1000 days: far above any setting, and far from where a sum of milliseconds could overflow.
    private const long MaxMs = 86400000000L;

    /// <summary>Reads a duration: numbers each followed by a unit; a number without a unit is seconds.</summary>
    /// <param name="text">Without blanks. Units are ms, s, sec, m, min, h and d.</param>
    /// <returns>Milliseconds, or −1 when it is no duration or one of more than 1000 days.</returns>
    public static long Parse(string text)
    {
        if (text == null || text.Length == 0)
        {
            return -1;
        }

        long total = 0;
        int at = 0;
        while (at < text.Length)
        {
            int start = at;
            long number = 0;
            while (at < text.Length && text[at] >= '0' && text[at] <= '9' && number <= MaxMs)
            {
                number = (number * 10) + text[at++] - '0';
            }

            int digits = at - start;
            start = at;
            while (at < text.Length && (text[at] < '0' || text[at] > '9'))
            {
                at++;
            }

            long unit = UnitMs(text.Substring(start, at - start));
            if (digits == 0 || unit < 0 || number > MaxMs || (total += number * unit) > MaxMs)
            {
                return -1;
            }
        }

        return total;
    }

    private static long UnitMs(string unit)
    {
        switch (unit)
        {
            case "ms": return 1;
            case "":
            case "s":
            case "sec": return 1000;
            case "m":
            case "min": return 60000;
            case "h": return 3600000;
            case "d": return 86400000;
            default: return -1;
        }
    }
}
