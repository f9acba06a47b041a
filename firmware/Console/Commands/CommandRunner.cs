using Telenode.Core;

namespace Telenode.SerialConsole;

/// <summary>Carries out lines: one command after the other, each over as many turns as it wants, then <c>ok</c> or <c>error: …</c>.</summary>
/// <remarks>A line's first error ends it. A line without a command, or with a comment that <c>#</c> begins, has no answer.</remarks>
internal sealed class CommandRunner
{
    /// <summary>How long a line that a command asked for may take to come.</summary>
    public const int LineMs = 60000;

    private readonly CommandContext _context;
    private byte[] _line;
    private int _at;
    private int _end;
    private ConsoleCommand _command;
    private CommandResult _result;
    private long _deadlineMs = Time.Never;
    private bool _answers;

    public CommandRunner(CommandContext context)
    {
        _context = context;
    }

    /// <summary>Whether a line is being carried out.</summary>
    public bool Busy { get; private set; }

    /// <summary>Whether the next line is for a command and not one itself.</summary>
    public bool NeedsLine => Busy && _result == CommandResult.NeedsLine;

    /// <summary>Whether the last line ended with an error.</summary>
    public bool Failed { get; private set; }

    /// <summary>Monotonic ms at which <see cref="Step"/> has something to do.</summary>
    public long NextMs => !Busy ? Time.Never : NeedsLine ? _deadlineMs : _context.NextMs;

    /// <summary>Begins a line, which must stay as it is until <see cref="Busy"/> ends.</summary>
    public void Start(byte[] line, int offset, int count, long nowMs)
    {
        _line = line;
        _at = offset;
        _end = offset + count;
        _command = null;
        _answers = false;
        Busy = true;
        Failed = false;
        _context.NextMs = nowMs;
    }

    /// <summary>Hands the line over that a command asked for.</summary>
    public void Line(string line, long nowMs)
    {
        _context.NowMs = nowMs;
        Take(_command.Line(_context, line));
    }

    /// <summary>Goes on while there is room for a line in the output.</summary>
    public void Step(long nowMs)
    {
        _context.NowMs = nowMs;
        if (NeedsLine)
        {
            if (nowMs >= _deadlineMs)
            {
                _command.Cancel(_context);
                Fail("no line came for 60 s, so nothing was done");
            }

            return;
        }

        while (Busy && !NeedsLine && _context.NextMs <= nowMs && _context.Out.Free >= ConsoleWriter.LineRoom)
        {
            if (_command == null)
            {
                Next();
            }
            else
            {
                _context.NextMs = nowMs;
                Take(_command.Step(_context));
            }
        }
    }

    /// <summary>Ends the line that is being carried out, with a reason.</summary>
    public void Interrupt(string reason)
    {
        if (Busy)
        {
            if (_command != null)
            {
                _command.Cancel(_context);
            }

            Fail(reason);
        }
    }

    private void Next()
    {
        CommandWords words = _context.Words;
        bool comment = _at < _end && _line[_at] == '#';
        string error = null;
        _at = comment ? _end : words.Read(_line, _at, _end, out error);
        if (comment || (words.Count == 0 && error == null))
        {
            if (_at >= _end)
            {
                End(null);
            }

            return;
        }

        if (error != null)
        {
            Fail(error);
            return;
        }

        string name = words.Text(0);
        _command = Find(name);
        if (_command == null)
        {
            // What stands after a semicolon may be a part of a password that wanted quotes.
            Fail(_answers ? "what follows the ; is no command; a value that holds one goes in quotes" : Unknown(name));
            return;
        }

        if (_context.IsRemote && !_command.IsRemote)
        {
            Fail(name + " works at the serial console only");
            return;
        }

        _answers = true;
        _context.Reset();
        _context.NextMs = _context.NowMs;
        Take(_command.Begin(_context));
    }

    private void Take(CommandResult result)
    {
        _result = result;
        switch (result)
        {
            case CommandResult.Done:
                _command = null;
                if (_at >= _end)
                {
                    End(_answers ? "ok" : null);
                }

                break;
            case CommandResult.Failed:
                Fail(_context.Error);
                break;
            case CommandResult.NeedsLine:
                _deadlineMs = _context.NowMs + LineMs;
                if (_at < _end)
                {
                    // The buffer that holds them is the next line's.
                    _command.Cancel(_context);
                    Fail("a command that asks for lines must be the last of its line");
                }

                break;
        }
    }

    private void Fail(string error)
    {
        Failed = true;
        End("error: " + error);
    }

    private void End(string answer)
    {
        answer = answer == null && _answers ? "ok" : answer;
        if (answer != null)
        {
            if (!_context.Out.AtLineStart)
            {
                _context.Out.EndLine();
            }

            _context.Out.WriteLine(answer);
        }

        _command = null;
        _result = CommandResult.Done;
        _context.State = null;
        Busy = false;
    }

    private ConsoleCommand Find(string name)
    {
        for (int i = 0; i < _context.Commands.Length; i++)
        {
            if (_context.Commands[i].Name == name)
            {
                return _context.Commands[i];
            }
        }

        return null;
    }

    // Names are short words: one that begins as the typed one does is what was meant.
    private string Unknown(string name)
    {
        for (int i = 0; i < _context.Commands.Length; i++)
        {
            string known = _context.Commands[i].Name;
            int common = 0;
            while (common < known.Length && common < name.Length && known[common] == name[common])
            {
                common++;
            }

            if (common >= 3 || (common == name.Length && common > 0))
            {
                return "unknown command; did you mean " + known + "?";
            }
        }

        return "unknown command; help lists them";
    }
}
