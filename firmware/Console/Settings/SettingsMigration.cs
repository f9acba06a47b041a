namespace Telenode.SerialConsole;

/// <summary>Brings the keys of an older firmware up to date.</summary>
internal static class SettingsMigration
{
    private const int MaxSensor = 16;

    // The parts of version 0's sensors that a version 1 line has as name=value. Taken apart when needed: an array would stay in the heap.
    private const string Parts = "name pin trigger altitude shunt channel upper lower";

    /// <summary>Whether a key had a meaning in version 0 and has none now.</summary>
    public static bool IsVersion0(string key)
    {
        string pattern = SettingsSchema.PatternOf(key);
        if (pattern == "i2c.data" || pattern == "i2c.clock")
        {
            return true;
        }

        if (pattern == null || pattern.Length < 10 || pattern.Substring(0, 9) != "sensor.N.")
        {
            return false;
        }

        // Beyond the last of version 0 nothing would take the parts together.
        if (IntText.Parse(key.Substring(7, key.IndexOf('.', 7) - 7)) > MaxSensor)
        {
            return false;
        }

        string part = pattern.Substring(9);
        return part == "kind" || part == "address" || part == "interval" || (" " + Parts + " ").IndexOf(" " + part + " ") >= 0;
    }

    /// <summary>Version 0 is telenode.txt: a key for each part of a sensor, and one bus. What is set anew already is left as it is.</summary>
    public static void FromVersion0(Settings settings)
    {
        string[] parts = Parts.Split(' ');
        Move(settings, "i2c.data", "i2c1.data");
        Move(settings, "i2c.clock", "i2c1.clock");
        for (int i = 0; i <= MaxSensor; i++)
        {
            string key = "sensor." + i.ToString();
            string kind = Take(settings, key + ".kind");
            string line = kind + Prefixed("@i2c1:", Take(settings, key + ".address"));
            for (int p = 0; p < parts.Length; p++)
            {
                line += Prefixed(" " + parts[p] + "=", Take(settings, key + "." + parts[p]));
            }

            // Version 0's intervals are seconds, which is what a duration without a unit is.
            line += Prefixed(" interval=", Take(settings, key + ".interval"));
            if (kind != null && settings.Stored(key) == null)
            {
                settings.Put(key, line);
            }
        }
    }

    private static void Move(Settings settings, string from, string to)
    {
        string value = Take(settings, from);
        if (value != null && settings.Stored(to) == null)
        {
            settings.Put(to, value);
        }
    }

    private static string Take(Settings settings, string key)
    {
        string value = settings.Stored(key);
        if (value != null)
        {
            settings.Unset(key);
        }

        return value;
    }

    private static string Prefixed(string prefix, string value) => value == null ? "" : prefix + value;
}
