namespace Telenode.SerialConsole;

/// <summary>Where in a line a secret begins, so that it is neither echoed nor kept.</summary>
internal static class SecretPlace
{
    /// <summary>Looks for <c>set KEY secret</c> and <c>wifi join SSID secret</c> in all commands of a line, which may not be complete.</summary>
    /// <returns>The byte from which all is to be hidden; <see cref="int.MaxValue"/> when nothing is.</returns>
    public static int Find(CommandWords words, byte[] line, int count)
    {
        int at = 0;
        while (at < count)
        {
            at = words.Read(line, at, count, out string _);
            int last = -1;
            if (words.Count >= 2 && words.Is(0, "set"))
            {
                string key = SettingsSchema.Canonical(words.Text(1));
                SettingSpec spec = key == null ? null : SettingsSchema.Find(key);
                last = spec != null && spec.IsSecret ? 1 : -1;
            }
            else if (words.Count >= 3 && words.Is(0, "wifi") && words.Is(1, "join"))
            {
                last = 2;
            }

            // The word is complete only when something stands behind it.
            if (last >= 0 && words.EndOf(last) < count)
            {
                return words.EndOf(last) + 1;
            }
        }

        return int.MaxValue;
    }

    /// <summary>The same for a line <c>KEY = secret</c> of an import.</summary>
    public static int FindInText(byte[] line, int count)
    {
        int equals = 0;
        while (equals < count && line[equals] != '=')
        {
            equals++;
        }

        string key = equals == 0 || equals >= count ? null : SettingsSchema.Canonical(System.Text.Encoding.UTF8.GetString(line, 0, equals));
        SettingSpec spec = key == null ? null : SettingsSchema.Find(key);
        return spec != null && spec.IsSecret ? equals + 1 : int.MaxValue;
    }
}
