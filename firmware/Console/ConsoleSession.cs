using Telenode.Core;

namespace Telenode.SerialConsole;

/// <summary>The console of a serial line: bytes in, bytes out, no I/O.</summary>
/// <remarks>
/// It takes every byte at once. While a command runs, Ctrl-C ends it and a line or two are kept as typed ahead.
/// Frames of Improv (improv-wifi.com/serial) are found in the same stream and answered between the console's lines.
/// What it holds is made in the constructor: about 3 KB.
/// </remarks>
public sealed class ConsoleSession
{
    private const string Ready = "> ";

    private readonly ConsoleWriter _out = new ConsoleWriter(1024);
    private readonly TypeAhead _ahead = new TypeAhead();
    private readonly CommandContext _context;
    private readonly CommandRunner _runner;
    private readonly LineEditor _editor;
    private readonly LineScreen _screen;
    private readonly Completion _completion;
    private readonly ImprovDeframer _deframer = new ImprovDeframer();
    private readonly ImprovService _improv;
    private bool _shown;
    private long _hiddenLines;

    /// <summary>A console.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="host">The node.</param>
    /// <param name="commands">The commands, of <see cref="ConsoleCommands.Create"/>.</param>
    public ConsoleSession(Settings settings, IConsoleHost host, ConsoleCommand[] commands)
    {
        _context = new CommandContext(settings, host, commands, _out, false);
        _runner = new CommandRunner(_context);
        _editor = new LineEditor(_out);
        _screen = _editor.Screen;
        _completion = new Completion(_context);
        _improv = new ImprovService(_context);
    }

    /// <summary>Whether nothing waits to be sent and no command runs: the board may restart or sleep.</summary>
    public bool Idle => _out.Count == 0 && !_runner.Busy && _improv.NextMs == Time.Never;

    /// <summary>Greets and shows the prompt.</summary>
    public void Start()
    {
        _context.Echo = _context.Settings.GetFlag("console.echo");
        _screen.On = _context.Echo;
        _out.EndLine();
        _out.WriteLine(_context.Host.Firmware + " " + _context.Host.Version + " on " + _context.Host.Hardware + "; help lists the commands");
        if (_context.Host.Trouble != null)
        {
            _out.WriteLine(_context.Host.Trouble);
        }

        Show();
    }

    /// <summary>Takes what has arrived.</summary>
    public void HandleInput(byte[] buffer, int offset, int count, long nowMs)
    {
        Buffers.CheckRange(buffer, offset, count);
        for (int end = offset + count; offset < end; offset++)
        {
            ImprovInput input = _deframer.Take(buffer[offset], nowMs);
            Release(nowMs);
            if (input == ImprovInput.Text)
            {
                Take(buffer[offset], nowMs);
            }
            else if (input != ImprovInput.Held)
            {
                Answer(input == ImprovInput.Frame, nowMs);
            }
        }
    }

    /// <summary>Does what is due: goes on with a command, ends what was waited for in vain.</summary>
    /// <returns>Monotonic ms at which to call again, earlier after input; <see cref="Time.Never"/> when nothing is under way.</returns>
    public long Step(long nowMs)
    {
        if (_deframer.HandleTimeout(nowMs))
        {
            Release(nowMs);
        }

        _improv.Step(nowMs);
        if (_runner.Busy)
        {
            bool asked = _runner.NeedsLine;
            _runner.Step(nowMs);
            AfterTurn(asked, nowMs);
        }

        long next = _runner.NextMs < _improv.NextMs ? _runner.NextMs : _improv.NextMs;
        return next < _deframer.DeadlineMs ? next : _deframer.DeadlineMs;
    }

    /// <summary>Takes bytes that are to be sent.</summary>
    /// <returns>How many; 0 when there are none.</returns>
    public int PollTransmit(byte[] buffer, int offset, int capacity)
    {
        Buffers.CheckRange(buffer, offset, capacity);
        return _out.Take(buffer, offset, capacity);
    }

    /// <summary>Whether lines that matter so much are shown.</summary>
    public bool Tells(LogLevel level)
    {
        switch (_context.Settings.Get("log.level"))
        {
            case "error": return level == LogLevel.Error;
            case "warning": return level <= LogLevel.Warning;
            case "info": return level <= LogLevel.Info;
            default: return true;
        }
    }

    /// <summary>Shows a line if log.level lets it pass.</summary>
    public void Tell(LogLevel level, string text)
    {
        if (Tells(level))
        {
            Tell(text);
        }
    }

    /// <summary>Shows a line beside what is being typed. When the line is slow and its buffer full, it is left out, and that is told later.</summary>
    /// <param name="text">The line; no secret.</param>
    public void Tell(string text)
    {
        if (_out.Free < ConsoleWriter.LineRoom)
        {
            _hiddenLines++;
            return;
        }

        bool shown = _shown;
        Hide();
        if (_hiddenLines > 0)
        {
            _out.WriteLine("(" + _hiddenLines.ToString() + " lines were left out)");
            _hiddenLines = 0;
        }

        _out.WriteLine(text);
        if (shown)
        {
            Show();
        }
    }

    private void Release(long nowMs)
    {
        for (int i = 0; i < _deframer.Released; i++)
        {
            Take(ImprovDeframer.Header[i], nowMs);
        }
    }

    // A program is at the other end now: the prompt comes back with the first character of a person.
    private void Answer(bool whole, long nowMs)
    {
        Hide();
        if (whole)
        {
            _improv.Handle(_deframer.Bytes, _deframer.Type, _deframer.Length, nowMs);
        }
        else
        {
            _improv.RefuseFrame();
        }
    }

    private void Take(int value, long nowMs)
    {
        if (value == ('C' & 31))
        {
            _ahead.Clear();
        }

        if (_ahead.Skips)
        {
            _ahead.Skip(value);
        }
        else
        {
            Process(value, nowMs);
        }
    }

    private void Process(int value, long nowMs)
    {
        if (_runner.Busy && !_runner.NeedsLine)
        {
            if (value == ('C' & 31))
            {
                _runner.Interrupt("interrupted");
                AfterTurn(false, nowMs);
            }
            else
            {
                _ahead.Keep(value);
            }

            return;
        }

        if (!_shown)
        {
            Show();
        }

        switch (_editor.Take(value))
        {
            case LineEvent.Entered: Enter(nowMs); break;
            case LineEvent.Interrupted: Interrupt(nowMs); break;
            case LineEvent.Complete: Complete(); break;
            case LineEvent.Cleared:
                Hide();
                _editor.Reset();
                Show();
                break;
            case LineEvent.Redraw:
                Hide();
                Show();
                break;
        }
    }

    private void Enter(long nowMs)
    {
        _shown = false;
        bool asked = _runner.NeedsLine;
        if (_screen.On)
        {
            _out.EndLine();
        }

        if (_editor.Overflowed)
        {
            _out.WriteLine("error: the line is longer than " + LineEditor.Capacity.ToString() + " bytes, so nothing was done");
        }
        else if (asked)
        {
            _runner.Line(System.Text.Encoding.UTF8.GetString(_editor.Bytes, 0, _editor.Count), nowMs);
        }
        else
        {
            _runner.Start(_editor.Bytes, 0, _editor.Count, nowMs);
            _runner.Step(nowMs);
        }

        AfterTurn(asked, nowMs);
    }

    private void Interrupt(long nowMs)
    {
        if (_screen.On)
        {
            _out.WriteLine("^C");
        }

        _shown = false;
        bool asked = _runner.NeedsLine;
        _runner.Interrupt("interrupted");
        AfterTurn(asked, nowMs);
    }

    // A new line of input begins when a command has ended or asks for its next line.
    private void AfterTurn(bool asked, long nowMs)
    {
        if (_runner.Busy && (!_runner.NeedsLine || (asked && _shown)))
        {
            return;
        }

        _screen.On = _context.Echo;
        if (_ahead.Lost)
        {
            _ahead.Lost = false;
            _out.WriteLine("error: more was typed ahead than " + TypeAhead.Capacity.ToString() + " bytes; the line that did not fit was left out");
        }

        _editor.IsCommand = !_runner.NeedsLine;
        _editor.HidesLines = _runner.NeedsLine && _context.HidesLines;
        _editor.Reset();
        Show();
        int count = _ahead.Release();
        for (int i = 0; i < count; i++)
        {
            Process(_ahead[i], nowMs);
        }
    }

    private void Complete()
    {
        if (!_screen.On || _runner.NeedsLine || _editor.Cursor != _editor.Count || _screen.MaskFrom != int.MaxValue)
        {
            _screen.Bell();
            return;
        }

        string rest = _completion.Find(_editor.Bytes, _editor.Count);
        if (rest.Length > 0)
        {
            _editor.Type(rest);
            return;
        }

        if (_completion.Count < 2)
        {
            _screen.Bell();
            return;
        }

        _out.EndLine();
        _completion.Rewind();
        string last = null;
        for (string candidate = _completion.Next(); candidate != null && _out.Free >= ConsoleWriter.LineRoom; candidate = _completion.Next())
        {
            if (candidate != last)
            {
                _out.Write(candidate);
                _out.Write("  ");
            }

            last = candidate;
        }

        _out.EndLine();
        Show();
    }

    private string Prompt => _runner.NeedsLine ? _context.Prompt : Ready;

    private void Show()
    {
        _shown = true;
        if (_screen.On)
        {
            _out.Write(Prompt);
            _screen.Repaint(0, _editor.Count, _editor.Cursor, 0);
        }
    }

    private void Hide()
    {
        if (_shown)
        {
            _screen.Wipe(Prompt.Length + _screen.Columns(0, _editor.Count));
            _shown = false;
        }
    }
}
