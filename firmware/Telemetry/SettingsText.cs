using System.Collections;

namespace Telenode.Telemetry;

/// <summary>Settings as a text that a person writes: a line <c>key = value</c> each, lines that start with <c>#</c> are comments.</summary>
/// <remarks>
/// A value is what follows the first <c>=</c>, without the blanks around it; it may hold <c>=</c> and <c>#</c>, as passwords do.
/// What is wrong is collected, never thrown, and names the line and the key but no value: it could be a secret.
/// </remarks>
public sealed class SettingsText
{
    private readonly string[] _keys;
    private readonly string[] _values;
    private readonly int[] _lines;
    private readonly bool[] _asked;
    private readonly ArrayList _problems = new ArrayList();
    private int _count;

    /// <summary>Reads a text.</summary>
    /// <param name="text">Lines that end in LF or CR LF; a byte order mark at its start is passed over.</param>
    public SettingsText(string text)
    {
        string[] lines = text.Split('\n');
        _keys = new string[lines.Length];
        _values = new string[lines.Length];
        _lines = new int[lines.Length];
        _asked = new bool[lines.Length];
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            if (i == 0 && line.Length > 0 && line[0] == '\uFEFF')
            {
                line = line.Substring(1);
            }

            Take(line.Trim(), i + 1);
        }
    }

    /// <summary>A value, or <paramref name="otherwise"/> where the key is not set or has nothing after its <c>=</c>.</summary>
    public string Get(string key, string otherwise)
    {
        int at = Find(key);
        return at < 0 || _values[at].Length == 0 ? otherwise : _values[at];
    }

    /// <summary>A whole number, decimal or hexadecimal like 0x76; what is none, or is out of its range, is a problem.</summary>
    /// <returns>The number, or <paramref name="otherwise"/> where there is no usable one.</returns>
    public int GetInt(string key, int otherwise, int min, int max)
    {
        string text = Get(key, null);
        if (text == null)
        {
            return otherwise;
        }

        long value = Number(text);
        if (value < min || value > max)
        {
            Problem(_lines[Find(key)], key + " must be a whole number from " + min.ToString() + " to " + max.ToString());
            return otherwise;
        }

        return (int)value;
    }

    /// <summary>Notes that a key that is set cannot be used as it is, or that one is missing.</summary>
    /// <param name="key">The key; the line is named when it has one.</param>
    /// <param name="what">What is wrong with it, such as "must be a URL".</param>
    public void Refuse(string key, string what)
    {
        int at = Find(key);
        Problem(at < 0 ? 0 : _lines[at], key + " " + what);
    }

    /// <summary>Everything that is wrong, one line each for a person, with the keys that no one has asked for by now.</summary>
    public string[] Problems()
    {
        for (int i = 0; i < _count; i++)
        {
            if (!_asked[i])
            {
                _asked[i] = true;
                Problem(_lines[i], "unknown key " + _keys[i]);
            }
        }

        string[] problems = new string[_problems.Count];
        for (int i = 0; i < problems.Length; i++)
        {
            problems[i] = (string)_problems[i];
        }

        return problems;
    }

    // Decimal or 0x… digits, with a sign; long.MinValue when it is neither or does not fit 32 bits.
    private static long Number(string text)
    {
        bool negative = text[0] == '-';
        int at = negative ? 1 : 0;
        int numberBase = 10;
        if (text.Length > at + 2 && text[at] == '0' && (text[at + 1] | 0x20) == 'x')
        {
            numberBase = 16;
            at += 2;
        }

        long value = at < text.Length ? 0 : long.MinValue;
        for (; at < text.Length; at++)
        {
            int digit = Digit(text[at]);
            if (digit < 0 || digit >= numberBase || value > int.MaxValue)
            {
                return long.MinValue;
            }

            value = (value * numberBase) + digit;
        }

        return negative ? -value : value;
    }

    private static int Digit(char c)
    {
        if (c >= '0' && c <= '9')
        {
            return c - '0';
        }

        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    private void Take(string line, int number)
    {
        if (line.Length == 0 || line[0] == '#')
        {
            return;
        }

        int equals = line.IndexOf('=');
        string key = equals < 0 ? "" : line.Substring(0, equals).Trim().ToLower();
        if (key.Length == 0)
        {
            Problem(number, "expected key = value");
            return;
        }

        int at = IndexOf(key);
        if (at >= 0)
        {
            Problem(number, key + " is set a second time; this line counts");
        }
        else
        {
            at = _count++;
        }

        _keys[at] = key;
        _values[at] = line.Substring(equals + 1).Trim();
        _lines[at] = number;
    }

    private int Find(string key)
    {
        int at = IndexOf(key);
        if (at >= 0)
        {
            _asked[at] = true;
        }

        return at;
    }

    private int IndexOf(string key)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_keys[i] == key)
            {
                return i;
            }
        }

        return -1;
    }

    private void Problem(int line, string what)
    {
        _problems.Add(line == 0 ? what : "line " + line.ToString() + ": " + what);
    }
}
