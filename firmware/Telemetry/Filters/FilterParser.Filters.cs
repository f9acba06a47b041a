namespace Telenode.Telemetry;

internal sealed partial class FilterParser
{
    private bool Offset()
    {
        long summand;
        if (!TakeValue("what is to be added", out summand))
        {
            return false;
        }

        _program.Set(_program.Add(FilterOp.Offset, 1), summand);
        return true;
    }

    private bool Multiply()
    {
        long mantissa;
        int decimals;
        if (!TakeNumber("a factor", out mantissa, out decimals))
        {
            return false;
        }

        _words.Advance();
        _program.Scale(mantissa, FixedMath.Power10(decimals));
        return true;
    }

    private bool Calibrate()
    {
        int at = _program.Add(FilterOp.Calibrate, 1 + (2 * MaxPoints));
        int points = 0;
        while (!_words.AtEnd)
        {
            long from;
            long to;
            int position = _words.Position;
            if (points == MaxPoints)
            {
                return Refuse(position, "more than " + MaxPoints.ToString() + " points");
            }

            if (!TakeValue("a point like 0->0.4", out from))
            {
                return false;
            }

            if (!TakeKey("->"))
            {
                return Refuse(_words.Position, "expected -> and the true value: write points like 0->0.4");
            }

            if (!TakeValue("the true value", out to))
            {
                return false;
            }

            int cell = at + 1 + (2 * points);
            if (points > 0 && from <= _program.Get(cell - 2))
            {
                return Refuse(position, "the points must stand in ascending order of what the sensor shows");
            }

            if (FixedMath.Abs(from) > FixedMath.Max / 2)
            {
                return Refuse(position, "the point lies too far out");
            }

            _program.Set(cell, from);
            _program.Set(cell + 1, to);
            points++;
        }

        _program.Set(at, points);
        _program.Trim(at + 1 + (2 * points));
        return points >= 2 || Refuse(_words.Position, "calibrate needs two points or more, like 0->0.4 100->99.1; for one, use offset");
    }

    private bool Convert()
    {
        int from = UnitTable.Find(_program.Unit);
        int to = UnitTable.Find(_words.Word);
        int position = _words.Position;
        if (from < 0)
        {
            return Refuse(position, _program.Unit + " cannot be converted; use multiply, offset and unit");
        }

        if (to < 0 || UnitTable.KindOf(to) != UnitTable.KindOf(from))
        {
            return Refuse(position, "expected a unit that " + _program.Unit + " can be converted to: " + UnitTable.Others(from) + Instead());
        }

        _program.Unit = _words.Word;
        _words.Advance();
        if (UnitTable.KindOf(from) == UnitTable.Temperature)
        {
            ConvertTemperature(from, to);
            return true;
        }

        long numerator = UnitTable.Numerator(from, to);
        long denominator = UnitTable.Denominator(from, to);
        int finer = 0;
        while (numerator < denominator)
        {
            numerator *= 10;
            finer++;
        }

        _program.Scale(numerator, denominator);
        _program.Exponent += UnitTable.Power(from, to) - finer;
        return (_program.Exponent >= LowestExponent && _program.Exponent <= HighestExponent)
            || Refuse(position, "the value has too many digits for that unit; put round before it");
    }

    // K = °C + 273.15 and °F = °C × 9/5 + 32 need two decimals; the rows are those of Cel, K and degF.
    private void ConvertTemperature(int from, int to)
    {
        if (from == to)
        {
            return;
        }

        if (_program.Exponent > -2)
        {
            _program.ChangeExponent(-2);
        }

        long one = FixedMath.Power10(-_program.Exponent);
        long kelvin = 27315 * (one / 100);
        if (from != 0)
        {
            _program.Set(_program.Add(FilterOp.Offset, 1), from == 1 ? -kelvin : -32 * one);
        }

        if (from == 2)
        {
            _program.Scale(5, 9);
        }
        else if (to == 2)
        {
            _program.Scale(9, 5);
        }

        if (to != 0)
        {
            _program.Set(_program.Add(FilterOp.Offset, 1), to == 1 ? kelvin : 32 * one);
        }
    }

    private bool Unit()
    {
        if (_words.AtEnd || _words.Word.Length > 16 || !IsUnit(_words.Word))
        {
            return Refuse(_words.Position, "expected a unit of up to 16 letters, digits, % / ^ and - such as %, l/min or ug/m3" + Instead());
        }

        _program.Unit = _words.Word;
        _words.Advance();
        return true;
    }

    private static bool IsUnit(string word)
    {
        for (int i = 0; i < word.Length; i++)
        {
            char c = word[i];
            bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && c != '%' && c != '/' && c != '^' && c != '-')
            {
                return false;
            }
        }

        return true;
    }

    private bool Round()
    {
        int decimals;
        if (!TakeWhole("how many decimals", 0, MaxDecimals, out decimals))
        {
            return false;
        }

        _program.ChangeExponent(-decimals);
        return true;
    }

    private bool Quantize()
    {
        long step;
        int position = _words.Position;
        if (!TakeValue("a step", out step))
        {
            return false;
        }

        _program.Set(_program.Add(FilterOp.Quantize, 1), step);
        return step > 0 || Refuse(position, "the step must be above 0");
    }

    private bool Clamp()
    {
        int at = _program.Add(FilterOp.Clamp, 2);
        return Limits(at, "min", "max", "clamp min 0 max 100");
    }

    // One or both of two keys with a value, each once; what is left out does not limit.
    private bool Limits(int at, string lowKey, string highKey, string example)
    {
        long low = -FixedMath.Max;
        long high = FixedMath.Max;
        int position = _words.Position;
        bool any = false;
        for (bool more = true; more;)
        {
            more = false;
            if (low == -FixedMath.Max && TakeKey(lowKey))
            {
                more = any = true;
                if (!TakeValue("a value for " + lowKey, out low))
                {
                    return false;
                }
            }
            else if (high == FixedMath.Max && TakeKey(highKey))
            {
                more = any = true;
                if (!TakeValue("a value for " + highKey, out high))
                {
                    return false;
                }
            }
        }

        _program.Set(at, low);
        _program.Set(at + 1, high);
        return !any ? Refuse(position, "expected " + lowKey + " or " + highKey + " and a value: write it like " + example + Instead())
            : low <= high || Refuse(position, "nothing lies between the two values");
    }

    private bool Delta()
    {
        string word = _words.Word;
        int at = _program.Add(FilterOp.Delta, 5);
        long value;
        int position = _words.Position;
        if (word.Length > 1 && word[word.Length - 1] == '%')
        {
            int decimals;
            if (!FilterWords.TryNumber(word.Substring(0, word.Length - 1), out value, out decimals) || decimals > 9)
            {
                return Refuse(position, "expected how far a value must be from the last one sent, like 0.2 or 5%, not \"" + word + "\"");
            }

            _words.Advance();
            _program.Set(at + 1, 100 * FixedMath.Power10(decimals));
        }
        else if (!TakeValue("how far a value must be from the last one sent, like 0.2 or 5%", out value))
        {
            return false;
        }

        _program.Set(at, value);
        return value >= 0 || Refuse(position, "a distance cannot be negative");
    }

    private bool Timed(FilterOp op, int cells)
    {
        long ms;
        if (!TakeSpan("how long", out ms))
        {
            return false;
        }

        _program.Set(_program.Add(op, cells), ms);
        return true;
    }

    private bool Heartbeat(int position)
    {
        if (!_program.HoldsBack)
        {
            return Refuse(position, "heartbeat lets a value go that delta or throttle has held back for so long: put one of them before it");
        }

        return Timed(FilterOp.Heartbeat, 2);
    }
}
