namespace Telenode.SerialConsole;

/// <summary>Gives settings as the text that <see cref="SettingsImport"/> takes, a line at a time.</summary>
public static class SettingsExport
{
    /// <summary>The line of an entry, without its end.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="index">The entry, 0 to <see cref="Settings.Count"/> − 1.</param>
    /// <param name="secrets">Whether secrets are written out. Without, theirs is a comment line, and so is that of a key that
    /// the schema does not know: it could be one.</param>
    public static string Line(Settings settings, int index, bool secrets)
    {
        string key = settings.KeyAt(index);
        SettingSpec spec = SettingsSchema.Find(key);
        string value = settings.ValueAt(index);
        if (!secrets && (spec == null || spec.IsSecret || Shown(spec, value) != value))
        {
            return "# " + key + " is set; export secrets shows it";
        }

        return key + " = " + SettingsImport.Quoted(value);
    }

    /// <summary>A value as it may be shown: a secret as (set), a URL without its password and query.</summary>
    /// <param name="spec">Its setting; null, an unknown one, counts as secret.</param>
    /// <param name="value">The value; null is (not set).</param>
    public static string Shown(SettingSpec spec, string value)
    {
        if (value == null)
        {
            return "(not set)";
        }

        if (spec == null || spec.IsSecret)
        {
            return "(set)";
        }

        return spec.Type == SettingType.Url ? ShownUrl(value) : value;
    }

    // What stands between the first colon after the scheme and the last @ may be a password, whatever else is odd about the URL.
    private static string ShownUrl(string url)
    {
        int scheme = url.IndexOf("://");
        int at = url.LastIndexOf('@');
        int colon = scheme < 0 || at < 0 ? -1 : url.IndexOf(':', scheme + 3);
        if (colon >= 0 && colon < at)
        {
            url = url.Substring(0, colon) + ":***" + url.Substring(at);
        }

        int query = url.IndexOf('?');
        return query < 0 ? url : url.Substring(0, query) + "?***";
    }
}
