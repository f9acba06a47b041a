namespace Telenode.SerialConsole;

/// <summary>Finds the key that a mistyped one probably means.</summary>
internal static class NearestKey
{
    /// <summary>What to say of a key that does not exist, with the one that was probably meant.</summary>
    public static string Unknown(string key)
    {
        string canonical = SettingsSchema.Canonical(key);
        string meant = canonical == null ? null : Find(canonical);
        return canonical == null ? "this is no key: keys look like wifi.ssid; list shows them"
            : "unknown key " + canonical + (meant == null ? "; list shows the keys" : "; did you mean " + meant + "?");
    }

    /// <summary>The nearest known key: one that begins with what was typed, or at most 3 single-letter changes away, fewer for short keys.</summary>
    /// <returns>Null when none is near.</returns>
    public static string Find(string key)
    {
        int best = key.Length < 6 ? 2 : key.Length < 12 ? 3 : 4;
        string found = null;
        string beginning = null;
        var row = new int[SettingsSchema.MaxKey + 1];
        for (int cursor = 0; cursor >= 0; cursor = SettingsSchema.After(cursor))
        {
            string pattern = SettingsSchema.PatternAt(cursor);
            if (pattern == null)
            {
                break;
            }

            string known = pattern.IndexOf('N') < 0 ? pattern : Filled(pattern, key);
            int distance = Distance(key, known, best, row);
            if (distance < best)
            {
                best = distance;
                found = known;
            }

            beginning = beginning == null && key.Length > 2 && Begins(known, key) ? known : beginning;
        }

        return found ?? beginning;
    }

    // Levenshtein's distance, or bound when it is not below that.
    private static int Distance(string a, string b, int bound, int[] row)
    {
        int difference = a.Length - b.Length;
        if (difference >= bound || -difference >= bound || b.Length >= row.Length)
        {
            return bound;
        }

        int count = b.Length + 1;
        for (int j = 0; j < count; j++)
        {
            row[j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < count; j++)
            {
                int changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                int less = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
                row[j] = less < changed ? less : changed;
            }
        }

        return row[b.Length] < bound ? row[b.Length] : bound;
    }

    private static bool Begins(string text, string beginning) =>
        text.Length >= beginning.Length && text.Substring(0, beginning.Length) == beginning;

    // sensor.N with the number that was typed; N stays where none, or none that is possible, was.
    private static string Filled(string pattern, string typed)
    {
        string[] segments = pattern.Split('.');
        string[] given = typed.Split('.');
        string key = "";
        for (int i = 0; i < segments.Length; i++)
        {
            bool isOpen = i < given.Length && (segments[i] == "Q" || (segments[i] == "N" && SettingsSchema.PatternOf(given[i]) == "N"));
            key += (i == 0 ? "" : ".") + (isOpen ? given[i] : segments[i]);
        }

        return key;
    }
}
