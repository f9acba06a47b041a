namespace Telenode.Telemetry;

/// <summary>The words of a chain, one at a time: separated by blanks; a comma and <c>-&gt;</c> are words of their own.</summary>
internal sealed class FilterWords
{
    /// <summary>How exact a number can be written: 18 digits fit 64 bits.</summary>
    private const int MaxDigits = 18;

    private readonly string _text;
    private int _next;

    public FilterWords(string text)
    {
        _text = text;
        Advance();
    }

    /// <summary>The word that is looked at; empty at the end of the text.</summary>
    public string Word { get; private set; }

    /// <summary>Its first character, counted from 1.</summary>
    public int Position { get; private set; }

    /// <summary>Whether the filter has no more words.</summary>
    public bool AtEnd => Word.Length == 0 || Word == ",";

    /// <summary>Goes to the next word.</summary>
    public void Advance()
    {
        while (_next < _text.Length && IsBlank(_text[_next]))
        {
            _next++;
        }

        int start = _next;
        if (IsArrow(start))
        {
            _next += 2;
        }
        else if (start < _text.Length && _text[start] == ',')
        {
            _next++;
        }
        else
        {
            while (_next < _text.Length && !IsBlank(_text[_next]) && _text[_next] != ',' && !IsArrow(_next))
            {
                _next++;
            }
        }

        Position = start + 1;
        Word = _text.Substring(start, _next - start);
    }

    /// <summary>Reads a decimal number such as <c>12</c>, <c>-0.5</c> or <c>+3.10</c>.</summary>
    /// <param name="text">The number and nothing else.</param>
    /// <param name="mantissa">Receives its digits.</param>
    /// <param name="decimals">Receives how many of them stand behind the point, without the zeros at its end.</param>
    public static bool TryNumber(string text, out long mantissa, out int decimals)
    {
        mantissa = 0;
        decimals = 0;
        int at = text.Length > 0 && (text[0] == '-' || text[0] == '+') ? 1 : 0;
        bool point = false;
        int digits = 0;
        for (; at < text.Length; at++)
        {
            char c = text[at];
            if (c == '.' && !point)
            {
                point = true;
            }
            else if (c >= '0' && c <= '9' && ++digits <= MaxDigits)
            {
                mantissa = (mantissa * 10) + (c - '0');
                decimals += point ? 1 : 0;
            }
            else
            {
                return false;
            }
        }

        while (decimals > 0 && mantissa % 10 == 0)
        {
            mantissa /= 10;
            decimals--;
        }

        mantissa = text.Length > 0 && text[0] == '-' ? -mantissa : mantissa;
        return digits > 0 && text[text.Length - 1] != '.';
    }

    /// <summary>Reads a span of time: a whole number with <c>ms</c>, <c>s</c>, <c>min</c>, <c>h</c> or <c>d</c>.</summary>
    /// <param name="text">The span and nothing else.</param>
    /// <param name="ms">Receives it in ms, 1 to 10 years.</param>
    public static bool TrySpan(string text, out long ms)
    {
        int digits = 0;
        ms = 0;
        while (digits < text.Length && digits < 12 && text[digits] >= '0' && text[digits] <= '9')
        {
            ms = (ms * 10) + (text[digits++] - '0');
        }

        long unit = UnitMs(text.Substring(digits));
        ms *= unit;
        return digits > 0 && unit > 0 && ms > 0 && ms <= 10 * 366 * 86400000L;
    }

    private static long UnitMs(string unit)
    {
        switch (unit)
        {
            case "ms": return 1;
            case "s": return 1000;
            case "m":
            case "min": return 60000;
            case "h": return 3600000;
            case "d": return 86400000;
            default: return 0;
        }
    }

    private static bool IsBlank(char c) => c == ' ' || c == '\t';

    private bool IsArrow(int at) => at + 1 < _text.Length && _text[at] == '-' && _text[at + 1] == '>';
}
