namespace Telenode.Telemetry;

/// <summary>The names of the filters, and which of them a misspelt one is like.</summary>
internal static class FilterNames
{
    public const string All = "alarm, average, calibrate, clamp, convert, debounce, delta, exponential, gap, heartbeat, max, median, min, multiply, "
        + "offset, quantize, rate, reject, round, skip_initial, throttle, unit";

    /// <summary>The name that differs in the fewest letters, or null when none is near.</summary>
    public static string Nearest(string name)
    {
        string[] names = All.Split(',');
        string nearest = null;
        int least = 1 + (name.Length / 3);
        for (int i = 0; i < names.Length; i++)
        {
            string candidate = names[i].Trim();
            int distance = name.Length > 24 ? int.MaxValue : Distance(name, candidate);
            if (distance <= least)
            {
                least = distance - 1;
                nearest = candidate;
            }
        }

        return nearest;
    }

    // Letters to insert, leave out or change (Levenshtein), row by row.
    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
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
                int change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                int other = 1 + (row[j] < row[j - 1] ? row[j] : row[j - 1]);
                row[j] = change < other ? change : other;
            }
        }

        return row[b.Length];
    }
}
