// Host tests compile it, too, where references are checked for null.
#nullable disable
using Telenode.SerialConsole;

namespace Telenode.Tests.SerialConsole;

/// <summary>A person at a terminal: types, and sees what a terminal that knows only CR, LF, BS and BEL would show.</summary>
internal sealed class Terminal
{
    public const string Enter = "\r";
    public const string Tab = "\t";
    public const string Up = "\x1B[A";
    public const string Down = "\x1B[B";
    public const string Right = "\x1B[C";
    public const string Left = "\x1B[D";
    public const string Home = "\x1B[H";
    public const string End = "\x1B[F";
    public const string DeleteKey = "\x1B[3~";
    public const string Backspace = "\x7F";
    public const string CtrlC = "\x03";

    private readonly byte[] _bytes = new byte[64];
    private readonly char[] _row = new char[800];
    private int _column;
    private int _width;

    // Of a character of several bytes.
    private int _code;
    private int _more;

    public Terminal()
        : this(new ScriptedHost(), new CuttingStore())
    {
    }

    public Terminal(ScriptedHost host, CuttingStore store)
    {
        Host = host;
        Store = store;
        Settings = new Settings(store);
        Settings.Load();
        Session = new ConsoleSession(Settings, host, ConsoleCommands.Create());
        Session.Start();
        Run();
    }

    public ScriptedHost Host { get; }

    public CuttingStore Store { get; }

    public Settings Settings { get; }

    public ConsoleSession Session { get; }

    /// <summary>Rows that are complete, each with an LF behind it.</summary>
    public string Screen { get; private set; } = "";

    /// <summary>The row with the cursor.</summary>
    public string Row => new string(_row, 0, _width).TrimEnd();

    /// <summary>Where in it the cursor is.</summary>
    public int Column => _column;

    /// <summary>Bells that rang.</summary>
    public int Bells { get; private set; }

    /// <summary>Types, and lets the board work until nothing more is due now.</summary>
    public Terminal Types(string text)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        Sends(bytes, bytes.Length);
        return this;
    }

    /// <summary>Sends bytes as they are.</summary>
    public void Sends(byte[] bytes, int count)
    {
        // A small piece at a time, as a UART gives them.
        for (int at = 0; at < count; at += 16)
        {
            Session.HandleInput(bytes, at, count - at < 16 ? count - at : 16, Host.NowMs);
            Run();
        }
    }

    /// <summary>Lets time pass.</summary>
    public Terminal Waits(long ms)
    {
        long end = Host.NowMs + ms;
        while (true)
        {
            Run();
            long next = Session.Step(Host.NowMs);
            if (next > end)
            {
                break;
            }

            // The node works as often as the console looks.
            Host.NowMs = next > Host.NowMs ? next : Host.NowMs + 1;
        }

        Host.NowMs = end;
        Run();
        return this;
    }

    /// <summary>Types a line and gives what it was answered, without the echo: rows with an LF behind each.</summary>
    public string Answer(string line)
    {
        int before = Screen.Length;
        Types(line + Enter);
        string shown = Screen.Substring(before);
        return shown.Substring(shown.IndexOf('\n') + 1);
    }

    /// <summary>Forgets what is on the screen.</summary>
    public Terminal Clears()
    {
        Screen = "";
        return this;
    }

    private void Run()
    {
        bool more = true;
        while (more)
        {
            if (Host.Node != null)
            {
                Host.Node.Step(Host.NowMs);
            }

            more = Session.Step(Host.NowMs) <= Host.NowMs;
            int count;
            while ((count = Session.PollTransmit(_bytes, 0, _bytes.Length)) > 0)
            {
                more = true;
                for (int i = 0; i < count; i++)
                {
                    Shows(_bytes[i]);
                }
            }
        }
    }

    private void Shows(int value)
    {
        switch (value)
        {
            case '\r': _column = 0; break;
            case '\b': _column -= _column > 0 ? 1 : 0; break;
            case '\a': Bells++; break;
            case '\n':
                Screen += Row + "\n";
                _column = 0;
                _width = 0;
                break;
            default: Puts(value); break;
        }
    }

    private void Puts(int value)
    {
        if (value < 0x80)
        {
            Put((char)value);
        }
        else if (value >= 0xC0)
        {
            _more = value >= 0xF0 ? 3 : value >= 0xE0 ? 2 : 1;
            _code = value & (0x3F >> _more);
        }
        else
        {
            _code = (_code << 6) | (value & 0x3F);
            _more--;
            if (_more == 0)
            {
                // Beyond the basic plane, one column with a stand-in.
                Put(_code < 0x10000 ? (char)_code : '\u25A1');
            }
        }
    }

    private void Put(char c)
    {
        _row[_column++] = c;
        _width = _column > _width ? _column : _width;
    }
}
