namespace Telenode.SerialConsole;

/// <summary>Takes settings from a text that a person writes or an export gave: a line <c>key = value</c> each, <c>#</c> begins a comment line.</summary>
/// <remarks>
/// A value is what follows the first <c>=</c>, without the blanks around it; it may hold <c>=</c>, <c>#</c> and quotes, as passwords do.
/// One that begins and ends with a quote is what is between them, where <c>\"</c> is a quote and <c>\\</c> a backslash: for blanks at its ends.
/// Lines of version 0 (docs/settings.md) are brought up to date by <see cref="End"/>.
/// </remarks>
public sealed class SettingsImport
{
    private readonly Settings _settings;
    private bool _hasVersion0;

    /// <summary>Begins an import into settings, over what is set already.</summary>
    public SettingsImport(Settings settings)
    {
        _settings = settings;
    }

    /// <summary>Values that were taken.</summary>
    public int Taken { get; private set; }

    /// <summary>Lines that were not.</summary>
    public int Refused { get; private set; }

    /// <summary>Takes a line.</summary>
    /// <param name="line">Without its end; a byte order mark, a CR at its end and blanks around it are passed over.</param>
    /// <returns>What is wrong with it, naming the key and no value; null when it was taken or holds nothing.</returns>
    public string Take(string line)
    {
        line = (line.Length > 0 && line[0] == '\uFEFF' ? line.Substring(1) : line).Trim();
        if (line.Length == 0 || line[0] == '#')
        {
            return null;
        }

        int equals = line.IndexOf('=');
        string error = equals < 1 ? "expected key = value" : Set(line.Substring(0, equals), Unquoted(line.Substring(equals + 1).Trim()));
        if (error == null)
        {
            Taken++;
        }
        else
        {
            Refused++;
        }

        return error;
    }

    /// <summary>Ends the import. Nothing is kept before <see cref="Settings.Save"/>.</summary>
    public void End()
    {
        if (_hasVersion0)
        {
            SettingsMigration.FromVersion0(_settings);
        }
    }

    /// <summary>A value as it stands after <c>=</c>, of which <see cref="Take"/> makes the same value again.</summary>
    public static string Quoted(string value)
    {
        bool plain = value.Length > 0 && value[0] != ' ' && value[value.Length - 1] != ' ' && value[0] != '"';
        if (plain)
        {
            return value;
        }

        string quoted = "\"";
        for (int i = 0; i < value.Length; i++)
        {
            quoted += value[i] == '"' || value[i] == '\\' ? "\\" + value[i].ToString() : value[i].ToString();
        }

        return quoted + "\"";
    }

    private static string Unquoted(string value)
    {
        if (value.Length < 2 || value[0] != '"' || value[value.Length - 1] != '"')
        {
            return value;
        }

        string plain = "";
        for (int i = 1; i < value.Length - 1; i++)
        {
            i += value[i] == '\\' && i < value.Length - 2 ? 1 : 0;
            plain += value[i].ToString();
        }

        return plain;
    }

    private string Set(string key, string value)
    {
        string canonical = SettingsSchema.Canonical(key);
        if (canonical != null && SettingsSchema.Find(canonical) == null && SettingsMigration.IsVersion0(canonical))
        {
            _hasVersion0 = true;
            return value.Length > 0 && !_settings.Put(canonical, value) ? "there is no room left for " + canonical : null;
        }

        _settings.TrySet(key, value, out string error);
        return error;
    }
}
