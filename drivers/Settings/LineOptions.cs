using System;

namespace Telenode.Drivers;

/// <summary>The options of a <see cref="SensorLine"/>: <c>key=value</c>, each at most once, in any order.</summary>
public sealed class LineOptions
{
    private const string GiveKey = "give";

    private readonly string _kind;
    private readonly string[] _keys;
    private readonly string[] _values;
    private readonly bool[] _asked;
    private int _count;
    private string _known = "";
    private string _quantities = "";

    // From the second word on: the first names the sensor.
    internal LineOptions(string kind, string[] words)
    {
        _kind = kind;
        _keys = new string[words.Length];
        _values = new string[words.Length];
        _asked = new bool[words.Length];
        for (int i = 1; i < words.Length; i++)
        {
            if (words[i].Length > 0)
            {
                Take(words[i]);
            }
        }
    }

    /// <summary>A value as it is written, or <paramref name="otherwise"/>.</summary>
    public string Text(string key, string otherwise)
    {
        if ((", " + _known + ", ").IndexOf(", " + key + ", ") < 0)
        {
            _known += _known.Length == 0 ? key : ", " + key;
        }

        int at = IndexOf(key);
        if (at < 0)
        {
            return otherwise;
        }

        _asked[at] = true;
        return _values[at];
    }

    /// <summary>A whole number, decimal, hexadecimal as 0x40, or with k or M for thousands or millions.</summary>
    /// <exception cref="ArgumentException">It is none, or out of its range.</exception>
    public int Int(string key, int otherwise, int min, int max)
    {
        string text = Text(key, null);
        long value = text == null ? otherwise : Number(text);
        if (value < min || value > max)
        {
            throw new ArgumentException(_kind + ": " + key + " must be a whole number from " + min.ToString() + " to " + max.ToString());
        }

        return (int)value;
    }

    /// <summary>A decimal number in units of 10^−<paramref name="decimals"/>: with 2, "1.5" is 150. More decimals than these are refused.</summary>
    /// <exception cref="ArgumentException">It is none, or out of its range.</exception>
    public int Decimal(string key, int decimals, int otherwise, int min, int max)
    {
        string text = Text(key, null);
        long value = text == null ? otherwise : Scaled(text, decimals);
        if (value < min || value > max)
        {
            throw new ArgumentException(_kind + ": " + key + " must be a number from " + Shown(min, decimals) + " to " + Shown(max, decimals)
                + " with at most " + decimals.ToString() + " decimals");
        }

        return (int)value;
    }

    /// <summary>On or off.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public bool Flag(string key, bool otherwise)
    {
        switch (Text(key, null))
        {
            case null: return otherwise;
            case "on": case "yes": case "true": case "1": return true;
            case "off": case "no": case "false": case "0": return false;
            default: throw new ArgumentException(_kind + ": " + key + " must be on or off");
        }
    }

    /// <summary>One of several words; the result is its index.</summary>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    public int Choice(string key, string[] words, int otherwise)
    {
        string text = Text(key, null);
        int at = text == null ? otherwise : Array.IndexOf(words, text);
        if (at >= 0)
        {
            return at;
        }

        string known = words[0];
        for (int i = 1; i < words.Length; i++)
        {
            known += ", " + words[i];
        }

        throw new ArgumentException(_kind + ": " + key + " must be one of " + known);
    }

    /// <summary>A time in ms, written with ms, s, min, h or d; s when it has no unit.</summary>
    /// <exception cref="ArgumentException">It is none, or out of its range.</exception>
    public int Duration(string key, int otherwise, int minMs, int maxMs)
    {
        string text = Text(key, null);
        if (text == null)
        {
            return otherwise;
        }

        int digits = 0;
        while (digits < text.Length && text[digits] >= '0' && text[digits] <= '9')
        {
            digits++;
        }

        long value = digits == 0 ? -1 : Number(text.Substring(0, digits));
        long unit = UnitMs(text.Substring(digits));
        value = unit == 0 || value > maxMs ? -1 : value * unit;
        if (value < minMs || value > maxMs)
        {
            throw new ArgumentException(_kind + ": " + key + " must be a time such as 500ms, 30s, 5min or 1h, from "
                + minMs.ToString() + " ms to " + (maxMs / 1000).ToString() + " s");
        }

        return (int)value;
    }

    /// <summary>Whether <c>give=a,b</c> names a quantity; without it, whether it is usually given.</summary>
    public bool Gives(string word, bool usually)
    {
        _quantities += _quantities.Length == 0 ? word : ", " + word;
        int at = IndexOf(GiveKey);
        if (at < 0)
        {
            return usually;
        }

        string[] words = _values[at].Split(',');
        return Array.IndexOf(words, word) >= 0;
    }

    /// <summary>Refuses options that nobody has asked for: they are misspelt, or another kind's.</summary>
    /// <exception cref="ArgumentException">There is one; the message names those that the sensor knows.</exception>
    public void RefuseUnknown()
    {
        for (int i = 0; i < _count; i++)
        {
            if (_keys[i] != GiveKey && !_asked[i])
            {
                throw new ArgumentException(_kind + " has no option \"" + _keys[i] + "\"; it knows " + _known + (_quantities.Length == 0 ? "" : ", " + GiveKey));
            }
        }
    }

    /// <summary>Refuses quantities in <c>give=</c> that nobody has asked for.</summary>
    /// <exception cref="ArgumentException">There is one; the message names those that the sensor gives.</exception>
    public void RefuseUnknownQuantities()
    {
        int give = IndexOf(GiveKey);
        string[] words = give < 0 ? new string[0] : _values[give].Split(',');
        for (int i = 0; i < words.Length; i++)
        {
            if ((", " + _quantities + ", ").IndexOf(", " + words[i] + ", ") < 0)
            {
                throw new ArgumentException(_kind + " does not give \"" + words[i] + "\"; it gives " + _quantities);
            }
        }
    }

    /// <summary>A whole number as <see cref="Int"/> reads it; <see cref="long.MinValue"/> when it is none.</summary>
    internal static long Number(string text)
    {
        int end = text.Length;
        long factor = end == 0 ? 1 : text[end - 1] == 'k' ? 1000 : text[end - 1] == 'M' ? 1000000 : 1;
        end -= factor == 1 ? 0 : 1;
        bool hexadecimal = end > 2 && text[0] == '0' && (text[1] | 0x20) == 'x';
        long value = 0;
        for (int i = hexadecimal ? 2 : 0; i < end; i++)
        {
            int digit = Digit(text[i]);
            if (digit < 0 || (digit > 9 && !hexadecimal) || value > int.MaxValue)
            {
                return long.MinValue;
            }

            value = (value * (hexadecimal ? 16 : 10)) + digit;
        }

        return end == 0 ? long.MinValue : value * factor;
    }

    internal static int Digit(char c)
    {
        int lower = c | 0x20;
        return c >= '0' && c <= '9' ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    private static long Scaled(string text, int decimals)
    {
        bool negative = text.Length > 0 && text[0] == '-';
        text = negative ? text.Substring(1) : text;
        int point = text.IndexOf('.');
        int places = point < 0 ? 0 : text.Length - point - 1;
        if (point == 0 || places > decimals || text.Length == 0 || Digit(text[text.Length - 1]) > 9)
        {
            return long.MinValue;
        }

        long value = Number(point < 0 ? text : text.Substring(0, point) + text.Substring(point + 1));
        for (; places < decimals && value >= 0; places++)
        {
            value *= 10;
        }

        return value < 0 ? long.MinValue : negative ? -value : value;
    }

    private static string Shown(int value, int decimals)
    {
        string digits = (value < 0 ? -(long)value : value).ToString().PadLeft(decimals + 1, '0');
        int point = digits.Length - decimals;
        return (value < 0 ? "-" : "") + digits.Substring(0, point) + (decimals == 0 ? "" : "." + digits.Substring(point));
    }

    private static long UnitMs(string unit)
    {
        switch (unit)
        {
            case "ms": return 1;
            case "": case "s": return 1000;
            case "m": case "min": return 60000;
            case "h": return 3600000;
            case "d": return 86400000;
            default: return 0;
        }
    }

    private void Take(string word)
    {
        int equals = word.IndexOf('=');
        if (equals < 1 || equals == word.Length - 1)
        {
            throw new ArgumentException(_kind + ": \"" + word + "\" is not an option; write key=value without blanks");
        }

        string key = word.Substring(0, equals).ToLower();
        if (IndexOf(key) >= 0)
        {
            throw new ArgumentException(_kind + ": " + key + " is given twice");
        }

        _keys[_count] = key;
        _values[_count++] = word.Substring(equals + 1);
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
}
