namespace Telenode.Telemetry;

/// <summary>Derived quantities in settings: <c>KIND [SENSOR] [KEY=VALUE …]</c>, and what each kind takes and gives.</summary>
internal sealed class DerivedText
{
    private const string Kinds = "dew_point, absolute_humidity, heat_index, altitude, sea_level_pressure";

    // The standard atmosphere's pressure at sea level in 0.01 Pa.
    private const long StandardPressure = 10132500;

    private DerivedKind _kind;
    private string _sensor;
    private string _name;
    private string _temperature;
    private string _humidity;
    private string _pressure;
    private long _parameter = Core.Time.Unknown;

    /// <summary>What is wrong, in a line for a person; null when nothing is.</summary>
    public string Error { get; private set; }

    /// <summary>The name of a kind, which is also that of its quantity.</summary>
    public static string NameOf(DerivedKind kind)
    {
        switch (kind)
        {
            case DerivedKind.DewPoint: return "dew_point";
            case DerivedKind.AbsoluteHumidity: return "absolute_humidity";
            case DerivedKind.HeatIndex: return "heat_index";
            case DerivedKind.Altitude: return "altitude";
            default: return "sea_level_pressure";
        }
    }

    /// <summary>The SenML unit of a kind.</summary>
    public static string UnitOf(DerivedKind kind)
    {
        switch (kind)
        {
            case DerivedKind.AbsoluteHumidity: return "kg/m3";
            case DerivedKind.Altitude: return "m";
            case DerivedKind.SeaLevelPressure: return "Pa";
            default: return "Cel";
        }
    }

    /// <summary>The decimal exponent of a kind's values.</summary>
    public static int ExponentOf(DerivedKind kind) => kind == DerivedKind.AbsoluteHumidity ? -6 : kind == DerivedKind.SeaLevelPressure ? -1 : -2;

    /// <summary>The unit that an input must have; Pa may be hPa.</summary>
    public static string InputUnit(DerivedKind kind, int input) => kind >= DerivedKind.Altitude ? "Pa" : input == 0 ? "Cel" : "%RH";

    /// <summary>The decimal exponent in which the formulas take an input.</summary>
    public static int InputExponent(DerivedKind kind, int input) => kind >= DerivedKind.Altitude ? -2 : input == 0 ? -4 : -3;

    /// <summary>Reads a setting; null when <see cref="Error"/> says why not.</summary>
    public DerivedSensor Parse(string text)
    {
        var words = new FilterWords(text);
        if (!TakeKind(words.Word))
        {
            return Fail("expected what is to be calculated, one of " + Kinds + (words.Word.Length == 0 ? "" : ", not \"" + words.Word + "\""));
        }

        for (words.Advance(); words.Word.Length > 0; words.Advance())
        {
            int equals = words.Word.IndexOf('=');
            if (equals < 0 && _sensor == null)
            {
                _sensor = words.Word;
            }
            else if (equals <= 0 || equals == words.Word.Length - 1 || !TakeKey(words.Word.Substring(0, equals), words.Word.Substring(equals + 1)))
            {
                return Error == null ? Fail("\"" + words.Word + "\" is nothing that " + NameOf(_kind) + " takes: see docs/filters.md") : null;
            }
        }

        return Make();
    }

    private DerivedSensor Make()
    {
        if (_kind == DerivedKind.SeaLevelPressure && _parameter == Core.Time.Unknown)
        {
            return Fail("sea_level_pressure needs the altitude of the sensor in metres, like altitude=120");
        }

        if (_kind == DerivedKind.Altitude && _parameter == Core.Time.Unknown)
        {
            _parameter = StandardPressure;
        }

        string prefix = _sensor == null ? "" : _sensor + ".";
        string name = _name ?? prefix + NameOf(_kind);
        if (!IsName(name))
        {
            return Fail("\"" + name + "\" is no name: it is to be of letters, digits and - : . / _ and to begin with a letter or a digit");
        }

        return _kind >= DerivedKind.Altitude
            ? new DerivedSensor(_kind, name, new string[] { _pressure ?? prefix + "pressure" }, _parameter)
            : new DerivedSensor(_kind, name, new string[] { _temperature ?? prefix + "temperature", _humidity ?? prefix + "humidity" }, 0);
    }

    private bool TakeKind(string word)
    {
        for (_kind = DerivedKind.DewPoint; _kind <= DerivedKind.SeaLevelPressure; _kind++)
        {
            if (NameOf(_kind) == word)
            {
                return true;
            }
        }

        return false;
    }

    // False with or without an error of its own.
    private bool TakeKey(string key, string value)
    {
        bool ofPressure = _kind >= DerivedKind.Altitude;
        switch (key)
        {
            case "name":
                _name = value;
                return true;
            case "temperature":
                _temperature = value;
                return !ofPressure;
            case "humidity":
                _humidity = value;
                return !ofPressure;
            case "pressure":
                _pressure = value;
                return ofPressure;
            case "altitude":
                return _kind == DerivedKind.SeaLevelPressure
                    && TakeParameter(value, "altitude must be in metres from -430 to 9000, like 120 or 120.5", 2, Atmosphere.MinAltitude, Atmosphere.MaxAltitude);
            case "reference":
                return _kind == DerivedKind.Altitude
                    && TakeParameter(value, "reference must be the pressure at sea level in hPa from 300 to 1200, like 1013.25", 4, Atmosphere.MinPressure, Atmosphere.MaxPressure);
            default:
                return false;
        }
    }

    // A number in units of 10^-digits.
    private bool TakeParameter(string text, string what, int digits, long min, long max)
    {
        long mantissa;
        int decimals;
        bool good = FilterWords.TryNumber(text, out mantissa, out decimals) && decimals <= digits && FixedMath.Abs(mantissa) <= max;
        _parameter = good ? mantissa * FixedMath.Power10(digits - decimals) : 0;
        if (!good || _parameter < min || _parameter > max)
        {
            Fail(what + ", not \"" + text + "\"");
            return false;
        }

        return true;
    }

    // A name of SenML (RFC 8428 §4.5.1).
    private static bool IsName(string name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && (i == 0 || "-:./_".IndexOf(c) < 0))
            {
                return false;
            }
        }

        return true;
    }

    private DerivedSensor Fail(string what)
    {
        Error = what;
        return null;
    }
}
