namespace Telenode.Telemetry;

/// <summary>Reads the text of a chain. docs/filters.md has the grammar.</summary>
internal sealed partial class FilterParser
{
    private const int MaxWindow = 64;
    private const int MaxEvery = 100000;
    private const int MaxPoints = 16;
    private const int MaxDecimals = 9;

    // Exponents that a quantity can have; what a filter multiplies with must not leave them.
    private const int LowestExponent = -9;
    private const int HighestExponent = 9;

    // More digits of a rate than of the quantity: a slow change is a few thousandths of its last digit a second.
    private const int RateDigits = 3;

    private readonly FilterWords _words;
    private readonly FilterProgram _program;
    private int _filter;

    public FilterParser(string text, Quantity input)
    {
        _words = new FilterWords(text);
        _program = new FilterProgram(input);
    }

    /// <summary>What is wrong, in a line for a person; null when nothing is.</summary>
    public string Error { get; private set; }

    /// <summary>Reads the chain; null when <see cref="Error"/> says why not.</summary>
    public FilterChain Parse()
    {
        do
        {
            _filter++;
            string name = _words.Word;
            int position = _words.Position;
            if (_words.AtEnd)
            {
                return Fail(position, "expected the name of a filter: " + FilterNames.All);
            }

            if (_program.IsFull)
            {
                return Fail(position, "too many filters for one quantity");
            }

            _words.Advance();
            if (!Filter(name, position))
            {
                return null;
            }

            if (!_words.AtEnd)
            {
                return Fail(_words.Position, "\"" + _words.Word + "\" is too much for " + name + "; put a comma before the next filter");
            }
        }
        while (TakeComma());

        return _program.ToChain();
    }

    private bool TakeComma()
    {
        bool more = _words.Word == ",";
        if (more)
        {
            _words.Advance();
        }

        return more;
    }

    private bool Filter(string name, int position)
    {
        switch (name)
        {
            case "offset": return Offset();
            case "multiply": return Multiply();
            case "calibrate": return Calibrate();
            case "convert": return Convert();
            case "unit": return Unit();
            case "round": return Round();
            case "quantize": return Quantize();
            case "clamp": return Clamp();
            case "delta": return Delta();
            case "throttle": return Timed(FilterOp.Throttle, 2);
            case "heartbeat": return Heartbeat(position);
            case "alarm": return Alarm();
            default: return Reducer(name, position);
        }
    }

    // Filters that can swallow a reading: none may stand behind an alarm, which would be raised and never sent.
    private bool Reducer(string name, int position)
    {
        if (_program.HasAlarm && IsReducer(name))
        {
            return Refuse(position, "put alarm behind " + name + ", which could hold back what the alarm is to send");
        }

        switch (name)
        {
            case "reject": return Reject();
            case "skip_initial": return SkipInitial();
            case "gap": return Timed(FilterOp.Gap, 2);
            case "median": return Window(FilterOp.Median, name);
            case "min": return Window(FilterOp.Lowest, name);
            case "max": return Window(FilterOp.Highest, name);
            case "average": return Window(FilterOp.Average, name);
            case "exponential": return Exponential();
            case "debounce": return Timed(FilterOp.Debounce, 3);
            case "rate": return Rate();
        }

        string nearest = FilterNames.Nearest(name);
        return Refuse(position, nearest == null
            ? "there is no filter \"" + name + "\"; there are " + FilterNames.All
            : "there is no filter \"" + name + "\"; did you mean " + nearest + "?");
    }

    private static bool IsReducer(string name) =>
        name == "reject" || name == "skip_initial" || name == "gap" || name == "median" || name == "min" || name == "max"
        || name == "average" || name == "exponential" || name == "debounce" || name == "rate";

    private FilterChain Fail(int position, string what)
    {
        Error = "filter " + _filter.ToString() + ", character " + position.ToString() + ": " + what;
        return null;
    }

    private bool Refuse(int position, string what)
    {
        Fail(position, what);
        return false;
    }

    // Takes a word that may stand there.
    private bool TakeKey(string key)
    {
        bool there = _words.Word == key;
        if (there)
        {
            _words.Advance();
        }

        return there;
    }

    // A number in units of the quantity's last digit.
    private bool TakeValue(string what, out long mantissa)
    {
        int decimals;
        if (!TakeNumber(what, out mantissa, out decimals))
        {
            return false;
        }

        int shift = -decimals - _program.Exponent;
        if (decimals > MaxDecimals)
        {
            return Refuse(_words.Position, _words.Word + " has more than " + MaxDecimals.ToString() + " decimals");
        }

        long power = FixedMath.Power10(shift < 0 ? -shift : shift);
        if (shift < 0 && mantissa % power != 0)
        {
            return Refuse(_words.Position, _words.Word + " has more decimals than " + _program.Name + " has here; put \"round "
                + decimals.ToString() + "\" before this filter to give it as many");
        }

        if (shift > 0 && FixedMath.Abs(mantissa) > FixedMath.Max / power)
        {
            return Refuse(_words.Position, _words.Word + " is too large");
        }

        mantissa = shift < 0 ? mantissa / power : mantissa * power;
        _words.Advance();
        return true;
    }

    // Checks the word and leaves it there, so that a later complaint can name it.
    private bool TakeNumber(string what, out long mantissa, out int decimals)
    {
        if (FilterWords.TryNumber(_words.Word, out mantissa, out decimals))
        {
            return true;
        }

        return Refuse(_words.Position, "expected " + what + ", a number like 12 or -0.5" + Instead());
    }

    private bool TakeWhole(string what, int min, int max, out int value)
    {
        long mantissa;
        int decimals;
        bool number = FilterWords.TryNumber(_words.Word, out mantissa, out decimals) && decimals == 0 && mantissa >= min && mantissa <= max;
        value = number ? (int)mantissa : 0;
        if (!number)
        {
            return Refuse(_words.Position, "expected " + what + ", a whole number from " + min.ToString() + " to " + max.ToString() + Instead());
        }

        _words.Advance();
        return true;
    }

    private bool TakeSpan(string what, out long ms)
    {
        if (!FilterWords.TrySpan(_words.Word, out ms))
        {
            return Refuse(_words.Position, "expected " + what + ", a span of time like 500ms, 30s, 5min or 1h" + Instead());
        }

        _words.Advance();
        return true;
    }

    private string Instead() => _words.AtEnd ? "" : ", not \"" + _words.Word + "\"";
}
