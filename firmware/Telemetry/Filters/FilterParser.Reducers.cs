namespace Telenode.Telemetry;

internal sealed partial class FilterParser
{
    private bool Reject()
    {
        if (TakeKey("equal"))
        {
            long value;
            if (!TakeValue("the value that is none", out value))
            {
                return false;
            }

            _program.Set(_program.Add(FilterOp.RejectEqual, 1), value);
            return true;
        }

        return Limits(_program.Add(FilterOp.RejectOutside, 2), "below", "above", "reject below -40 above 85, or reject equal 85");
    }

    private bool SkipInitial()
    {
        int count;
        if (!TakeWhole("how many readings", 1, MaxEvery, out count))
        {
            return false;
        }

        _program.Set(_program.Add(FilterOp.SkipInitial, 2), count);
        return true;
    }

    // A number of readings slides, a span of time tumbles.
    private bool Window(FilterOp op, string name)
    {
        long ms;
        if (op != FilterOp.Median && FilterWords.TrySpan(_words.Word, out ms))
        {
            _words.Advance();
            _program.Set(_program.Add(op + (FilterOp.LowestOver - FilterOp.Lowest), 4), ms);
            return true;
        }

        int size;
        int every = 1;
        string what = op == FilterOp.Median ? "how many readings" : "how many readings, or a span of time like 5min";
        if (!TakeWhole(what, 2, MaxWindow, out size) || (TakeKey("every") && !TakeWhole("how often, in readings", 1, MaxEvery, out every)))
        {
            return false;
        }

        int at = _program.Add(op, 5 + (op == FilterOp.Median ? 2 * size : size));
        _program.Set(at, size);
        _program.Set(at + 1, every);
        return true;
    }

    private bool Exponential()
    {
        long mantissa;
        int decimals;
        int position = _words.Position;
        if (!TakeNumber("the weight of a new reading", out mantissa, out decimals))
        {
            return false;
        }

        _words.Advance();
        if (mantissa <= 0 || decimals > 9 || mantissa > FixedMath.Power10(decimals))
        {
            return Refuse(position, "the weight of a new reading must lie above 0 and not above 1, with at most 9 decimals");
        }

        int at = _program.Add(FilterOp.Exponential, 4);
        _program.Set(at, mantissa);
        _program.Set(at + 1, FixedMath.Power10(decimals));
        return true;
    }

    private bool Rate()
    {
        int position = _words.Position;
        long ms = _words.Word == "s" ? 1000 : _words.Word == "min" ? 60000 : _words.Word == "h" ? 3600000 : 0;
        if (ms == 0)
        {
            return Refuse(position, "expected s, min or h: the span that the change is given for" + Instead());
        }

        int digits = _program.Exponent - RateDigits >= LowestExponent ? RateDigits : _program.Exponent - LowestExponent;
        _program.Unit += "/" + _words.Word;
        _program.Exponent -= digits;
        _program.Set(_program.Add(FilterOp.Rate, 3), ms * FixedMath.Power10(digits));
        _words.Advance();
        return true;
    }

    private bool Alarm()
    {
        int position = _words.Position;
        int high = -1;
        int low = -1;
        long hysteresis = 0;
        while (!_words.AtEnd)
        {
            string key = _words.Word;
            int at = _words.Position;
            long value;
            bool again = (key == "high" && high >= 0) || (key == "low" && low >= 0);
            if (again || (key != "high" && key != "low" && key != "hysteresis"))
            {
                return Refuse(at, "expected high, low or hysteresis, each once, not \"" + key + "\"");
            }

            _words.Advance();
            if (!TakeValue("a value for " + key, out value))
            {
                return false;
            }

            if (key == "hysteresis")
            {
                hysteresis = value;
                continue;
            }

            int raise = _program.Add(key == "high" ? FilterOp.AlarmHigh : FilterOp.AlarmLow, 3);
            _program.Set(raise, value);
            high = key == "high" ? raise : high;
            low = key == "low" ? raise : low;
        }

        return EndAlarm(position, high, low, hysteresis);
    }

    private bool EndAlarm(int position, int high, int low, long hysteresis)
    {
        if (high < 0 && low < 0)
        {
            return Refuse(position, "expected high or low and a value: write it like alarm high 30 hysteresis 0.5");
        }

        if (hysteresis < 0)
        {
            return Refuse(position, "the hysteresis cannot be negative");
        }

        if (high >= 0)
        {
            _program.Set(high + 1, FixedMath.Subtract(_program.Get(high), hysteresis));
        }

        if (low >= 0)
        {
            _program.Set(low + 1, FixedMath.Add(_program.Get(low), hysteresis));
        }

        bool apart = high < 0 || low < 0 || _program.Get(low) < _program.Get(high);
        return apart || Refuse(position, "low must lie below high");
    }
}
