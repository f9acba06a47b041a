using Telenode.Core;

namespace Telenode.SerialConsole;

/// <summary>What is known of one setting, and whether a value is one for it.</summary>
public sealed class SettingSpec
{
    private readonly string[] _choices;
    private readonly string _range;

    /// <summary>Reads a line of the schema, without its leading mark.</summary>
    internal SettingSpec(string line)
    {
        string[] fields = line.Split('|');
        Key = fields[0];
        Default = fields[2].Length == 0 ? null : fields[2];
        Effect = fields[3] == "none" ? SettingEffect.None : fields[3] == "reconnect" ? SettingEffect.Reconnect : SettingEffect.Restart;
        Help = fields[4];
        string[] type = fields[1].Split(' ');
        Type = TypeOf(type[0]);
        if (Type == SettingType.Choice)
        {
            _choices = type[1].Split(',');
        }
        else if (type.Length > 1)
        {
            _range = type[1];
            int dots = _range.IndexOf("..");
            Min = Bound(_range.Substring(0, dots));
            Max = Bound(_range.Substring(dots + 2));
        }
    }

    /// <summary>The key, with N and Q where it is a pattern.</summary>
    public string Key { get; }

    /// <summary>What its values are.</summary>
    public SettingType Type { get; }

    /// <summary>Least value: of bytes, of the number, of ms.</summary>
    public long Min { get; }

    /// <summary>Greatest value, as <see cref="Min"/>.</summary>
    public long Max { get; }

    /// <summary>The value where none is set; null when there is none.</summary>
    public string Default { get; }

    /// <summary>What a change needs.</summary>
    public SettingEffect Effect { get; }

    /// <summary>One line for a person.</summary>
    public string Help { get; }

    /// <summary>Whether its value is never shown.</summary>
    public bool IsSecret => Type == SettingType.Password || Type == SettingType.Key;

    /// <summary>What a value must be, such as "a whole number from 0 to 2".</summary>
    public string Expected
    {
        get
        {
            switch (Type)
            {
                case SettingType.Text:
                case SettingType.Password: return "text of " + FromTo() + " bytes, without control characters";
                case SettingType.Key:
                case SettingType.Bytes: return FromTo() + " bytes, as hex:... or base64:... or text";
                case SettingType.Int: return "a whole number from " + FromTo();
                case SettingType.Flag: return "on or off";
                case SettingType.Duration: return "a duration from " + FromTo() + ", such as 500ms, 30s, 5min, 2h or 1d";
                case SettingType.Choice: return "one of " + ChoiceList();
                default: return "a URL, such as mqtt://host";
            }
        }
    }

    /// <summary>Whether a value is one for this setting.</summary>
    /// <returns>A clause for after the key, such as "must be on or off"; null when it is one. It never holds the value.</returns>
    public string Problem(string value)
    {
        // A string ends at a NUL on the device; other control characters would leave a terminal in disorder.
        bool good = !HasControl(value);
        switch (Type)
        {
            case SettingType.Text:
            case SettingType.Password: good = good && IsWithin(System.Text.Encoding.UTF8.GetBytes(value).Length); break;
            case SettingType.Key:
            case SettingType.Bytes:
                byte[] bytes = good ? KeyBytes.Parse(value) : null;
                good = bytes != null && IsWithin(bytes.Length);
                break;
            case SettingType.Int: good = IsWithin(IntText.Parse(value)); break;
            case SettingType.Flag: good = FlagOf(value) >= 0; break;
            case SettingType.Duration: good = DurationText.Parse(value) >= 0 && IsWithin(DurationText.Parse(value)); break;
            case SettingType.Choice: good = IsChoice(value); break;
            default: good = good && value.IndexOf("://") > 0 && value.IndexOf(' ') < 0 && value.Length <= 255; break;
        }

        return good ? null : "must be " + Expected;
    }

    /// <summary>The i-th word of a <see cref="SettingType.Choice"/>, or of a flag; null past the last.</summary>
    public string ChoiceAt(int i)
    {
        if (Type == SettingType.Flag)
        {
            return i == 0 ? "on" : i == 1 ? "off" : null;
        }

        return _choices != null && i < _choices.Length ? _choices[i] : null;
    }

    /// <summary>1, 0, or −1 for what is no flag.</summary>
    internal static int FlagOf(string value)
    {
        switch (value)
        {
            case "1":
            case "on":
            case "yes":
            case "true": return 1;
            case "0":
            case "off":
            case "no":
            case "false": return 0;
            default: return -1;
        }
    }

    private static SettingType TypeOf(string name)
    {
        switch (name)
        {
            case "text": return SettingType.Text;
            case "password": return SettingType.Password;
            case "key": return SettingType.Key;
            case "bytes": return SettingType.Bytes;
            case "int": return SettingType.Int;
            case "flag": return SettingType.Flag;
            case "duration": return SettingType.Duration;
            case "choice": return SettingType.Choice;
            default: return SettingType.Url;
        }
    }

    private static bool HasControl(string value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] < ' ' || value[i] == '\x7F')
            {
                return true;
            }
        }

        return false;
    }

    private long Bound(string text) => Type == SettingType.Duration ? DurationText.Parse(text) : IntText.Parse(text);

    private bool IsWithin(long value) => value >= Min && value <= Max;

    private bool IsChoice(string value)
    {
        for (int i = 0; i < _choices.Length; i++)
        {
            if (_choices[i] == value)
            {
                return true;
            }
        }

        return false;
    }

    // As the schema has it: 1s, not 1000.
    private string FromTo()
    {
        int dots = _range.IndexOf("..");
        return _range.Substring(0, dots) + " to " + _range.Substring(dots + 2);
    }

    private string ChoiceList()
    {
        string list = _choices[0];
        for (int i = 1; i < _choices.Length; i++)
        {
            list += (i == _choices.Length - 1 ? " or " : ", ") + _choices[i];
        }

        return list;
    }
}
