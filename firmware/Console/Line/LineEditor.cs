using System;
using Telenode.Core;

namespace Telenode.SerialConsole;

/// <summary>Makes a line of bytes that come one by one: echo, cursor keys, history, in fixed memory.</summary>
/// <remarks>The line is well-formed UTF-8 without control characters at any time: what is not is dropped as it comes.</remarks>
internal sealed class LineEditor
{
    /// <summary>Longest line in bytes.</summary>
    public const int Capacity = 400;

    private const int Csi = 2;
    private const int SingleShift = 3;

    private readonly LineHistory _history = new LineHistory(256);
    private readonly LineScreen _screen;
    private readonly CommandWords _words = new CommandWords();

    // A character that is not complete.
    private readonly byte[] _character = new byte[4];
    private int _have;
    private int _need;

    // Where in a key's sequence (ECMA-48 §5.4): 0 in none, 1 behind ESC, Csi behind ESC [, SingleShift behind ESC O.
    private int _sequence;
    private int _parameter;
    private bool _lastWasReturn;
    private int _age;

    public LineEditor(ConsoleWriter output)
    {
        _screen = new LineScreen(output, Bytes);
    }

    /// <summary>The line.</summary>
    public byte[] Bytes { get; } = new byte[Capacity];

    /// <summary>Its bytes.</summary>
    public int Count { get; private set; }

    /// <summary>Whether more was entered than fits.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>Whether lines are kept in the history and may hold commands: off while a command asks for lines.</summary>
    public bool IsCommand { get; set; } = true;

    /// <summary>Whether nothing of a line is shown.</summary>
    public bool HidesLines { get; set; }

    /// <summary>Where in the line the cursor is.</summary>
    public int Cursor { get; private set; }

    public LineScreen Screen => _screen;

    /// <summary>Begins an empty line.</summary>
    public void Reset()
    {
        Count = 0;
        Cursor = 0;
        Overflowed = false;
        _age = 0;
        _need = 0;
        _screen.MaskFrom = HidesLines ? 0 : int.MaxValue;
    }

    /// <summary>Takes a byte.</summary>
    public LineEvent Take(int value)
    {
        bool afterReturn = _lastWasReturn;
        _lastWasReturn = false;
        if (_sequence != 0)
        {
            TakeSequence(value);
            return LineEvent.None;
        }

        if (value >= 0x80)
        {
            TakePart(value);
            return LineEvent.None;
        }

        _need = 0;
        if (value >= ' ' && value != 0x7F)
        {
            _character[0] = (byte)value;
            Insert(1);
            return LineEvent.None;
        }

        if (value == '\r' || value == '\n')
        {
            _lastWasReturn = value == '\r';
            return value == '\n' && afterReturn ? LineEvent.None : Enter();
        }

        return Control(value);
    }

    /// <summary>Inserts a text at the cursor, as if it had been typed.</summary>
    public void Type(string text)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        for (int i = 0; i < bytes.Length; i++)
        {
            Take(bytes[i]);
        }
    }

    private LineEvent Enter()
    {
        _screen.Draw(Cursor, Count);
        if (IsCommand && !Overflowed && _screen.MaskFrom == int.MaxValue && !HoldsLogin())
        {
            _history.Add(Bytes, Count);
        }

        return LineEvent.Entered;
    }

    private LineEvent Control(int value)
    {
        switch (value)
        {
            case 'A' & 31: Home(); break;
            case 'B' & 31: Left(); break;
            case 'C' & 31: return LineEvent.Interrupted;
            case 'D' & 31: Delete(Cursor, After(Cursor)); break;
            case 'E' & 31: End(); break;
            case 'F' & 31: Right(); break;
            case 'K' & 31: Delete(Cursor, Count); break;
            case 'L' & 31: return LineEvent.Redraw;
            case 'N' & 31: Recall(_age - 1); break;
            case 'P' & 31: Recall(_age + 1); break;
            case 'U' & 31: return LineEvent.Cleared;
            case 'W' & 31: DeleteWord(); break;
            case '\t': return LineEvent.Complete;
            case '\b':
            case 0x7F: Backspace(Before(Cursor)); break;
            case 0x1B:
                _sequence = 1;
                _parameter = 0;
                break;
        }

        return LineEvent.None;
    }

    private void TakeSequence(int value)
    {
        if (_sequence == 1)
        {
            _sequence = value == '[' ? Csi : value == 'O' ? SingleShift : 0;
            return;
        }

        if (value >= '0' && value <= '9')
        {
            _parameter = ((_parameter * 10) + value - '0') & 0xFF;
            return;
        }

        if (value >= 0x20 && value < 0x40)
        {
            return;
        }

        _sequence = 0;
        switch (value)
        {
            case 'A': Recall(_age + 1); break;
            case 'B': Recall(_age - 1); break;
            case 'C': Right(); break;
            case 'D': Left(); break;
            case 'F': End(); break;
            case 'H': Home(); break;
            case '~' when _parameter == 1 || _parameter == 7: Home(); break;
            case '~' when _parameter == 3: Delete(Cursor, After(Cursor)); break;
            case '~' when _parameter == 4 || _parameter == 8: End(); break;
        }
    }

    // RFC 3629 §3: the first byte tells how many belong to the character.
    private void TakePart(int value)
    {
        if ((value & 0xC0) != 0x80)
        {
            _have = 0;
            _need = value >= 0xF0 ? 4 : value >= 0xE0 ? 3 : 2;
        }
        else if (_need == 0)
        {
            return;
        }

        _character[_have++] = (byte)value;
        if (_have == _need)
        {
            _need = 0;
            if (Utf8Text.IsWellFormed(_character, 0, _have))
            {
                Insert(_have);
            }
        }
    }

    private void Insert(int bytes)
    {
        if (Count + bytes > Capacity)
        {
            Overflowed = true;
            _screen.Bell();
            return;
        }

        bool atEnd = Cursor == Count;
        int before = atEnd ? 0 : _screen.Columns(Cursor, Count);
        int at = Cursor;
        Array.Copy(Bytes, at, Bytes, at + bytes, Count - at);
        Array.Copy(_character, 0, Bytes, at, bytes);
        Count += bytes;
        Cursor += bytes;

        // Only these end a key, so that the line needs no look at every character.
        if (!atEnd || Bytes[at] == ' ' || Bytes[at] == '=')
        {
            FindSecret();
        }

        _screen.Repaint(at, Count, Cursor, before);
    }

    private void Delete(int from, int to)
    {
        if (from == to)
        {
            return;
        }

        int before = _screen.Columns(from, Count);
        Array.Copy(Bytes, to, Bytes, from, Count - to);
        Count -= to - from;
        Cursor = from;
        FindSecret();
        _screen.Repaint(from, Count, Cursor, before);
    }

    private void Backspace(int to)
    {
        _screen.Back(_screen.Columns(to, Cursor));
        Delete(to, Cursor);
    }

    private void DeleteWord()
    {
        int to = Cursor;
        while (to > 0 && Bytes[to - 1] == ' ')
        {
            to--;
        }

        while (to > 0 && Bytes[to - 1] != ' ')
        {
            to--;
        }

        Backspace(to);
    }

    private void Home()
    {
        _screen.Back(_screen.Columns(0, Cursor));
        Cursor = 0;
    }

    private void End()
    {
        _screen.Draw(Cursor, Count);
        Cursor = Count;
    }

    private void Left()
    {
        if (Cursor > 0)
        {
            _screen.Back(1);
            Cursor = Before(Cursor);
        }
    }

    private void Right()
    {
        int next = After(Cursor);
        _screen.Draw(Cursor, next);
        Cursor = next;
    }

    private void Recall(int age)
    {
        if (!IsCommand || age < 0)
        {
            return;
        }

        int before = _screen.Columns(0, Count);
        int count = age == 0 ? 0 : _history.Copy(age, Bytes);
        if (count < 0)
        {
            _screen.Bell();
            return;
        }

        // What was typed and not entered is gone: there is no memory to keep it beside the history.
        Home();
        _age = age;
        Count = count;
        Cursor = count;
        Overflowed = false;
        FindSecret();
        _screen.Repaint(0, Count, Cursor, before);
    }

    private int Before(int at)
    {
        do
        {
            at--;
        }
        while (at > 0 && (Bytes[at] & 0xC0) == 0x80);
        return at < 0 ? 0 : at;
    }

    private int After(int at)
    {
        do
        {
            at++;
        }
        while (at < Count && (Bytes[at] & 0xC0) == 0x80);
        return at > Count ? Count : at;
    }

    private void FindSecret() => _screen.MaskFrom = HidesLines ? 0
        : IsCommand ? SecretPlace.Find(_words, Bytes, Count) : SecretPlace.FindInText(Bytes, Count);

    // A URL with a login is shown while it is typed, but not again.
    private bool HoldsLogin()
    {
        bool hasAt = false;
        bool hasScheme = false;
        for (int i = 0; i < Count; i++)
        {
            hasAt = hasAt || Bytes[i] == '@';
            hasScheme = hasScheme || (i > 1 && Bytes[i] == '/' && Bytes[i - 1] == '/' && Bytes[i - 2] == ':');
        }

        return hasAt && hasScheme;
    }
}
