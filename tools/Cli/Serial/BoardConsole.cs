using System.Diagnostics;
using static System.Text.Encoding;

namespace Telenode.Cli.Serial;

/// <summary>A board's console as a program uses it: a line in, the answer's lines out, then <c>ok</c> or <c>error: …</c>.</summary>
internal sealed class BoardConsole : IDisposable
{
    private const int FirstAnswerMs = 3000;
    private const int PollMs = 100;
    private const int QuietMs = 300;
    private const int LinePauseMs = 50;

    private readonly SerialPort _port;
    private readonly byte[] _buffer = new byte[4096];
    private readonly MemoryStream _line = new();
    private readonly Queue<string> _lines = new();

    private BoardConsole(SerialPort port) => _port = port;

    /// <summary>Finds the console on a port: gives up what was typed there and turns its echo off.</summary>
    /// <exception cref="SerialException">None answers.</exception>
    public static BoardConsole Open(SerialPort port, string name)
    {
        var console = new BoardConsole(port);
        port.Write("\u0003"u8);
        console.WaitForQuiet();
        port.Write("echo off\r"u8);
        try
        {
            console.Collect("echo off", FirstAnswerMs, null);
        }
        catch (TimeoutException)
        {
            throw new SerialException($"no Telenode console answers on {name}: is it the board's console port (on an ESP32 without USB of its own "
                + "the second serial line, docs/console.md), is the firmware on it (./run flash), and is --baud right?");
        }

        return console;
    }

    /// <summary>Has the board carry out a command.</summary>
    /// <param name="command">The command, one line.</param>
    /// <param name="timeoutMs">Longest silence.</param>
    /// <param name="line">Takes each line of the answer as it comes; null keeps them for the result alone.</param>
    /// <exception cref="BoardRefusal">The board says why it did not do it.</exception>
    /// <exception cref="SerialException">The port is gone, or the board fell silent.</exception>
    public IReadOnlyList<string> Ask(string command, int timeoutMs = 10_000, Action<string>? line = null)
    {
        _port.Write(UTF8.GetBytes(command + "\r"));
        return Await(command, timeoutMs, line);
    }

    /// <summary>Feeds lines to a command that asks for them.</summary>
    /// <inheritdoc cref="Ask"/>
    public IReadOnlyList<string> Feed(string command, IEnumerable<string> lines, int timeoutMs = 10_000, Action<string>? line = null)
    {
        _port.Write(UTF8.GetBytes(command + "\r"));
        foreach (string text in lines)
        {
            // The board's receive buffer is small, and nothing tells that a line was taken: it gets time for each.
            Thread.Sleep(LinePauseMs);
            Take(_port.Read(_buffer, 0));
            _port.Write(UTF8.GetBytes(text + "\r"));
        }

        return Await(command, timeoutMs, line);
    }

    /// <summary>Restarts the board and waits for its console.</summary>
    /// <exception cref="SerialException">It does not come back.</exception>
    public void Reboot(string portName)
    {
        Ask("reboot");
        var watch = Stopwatch.StartNew();
        while (true)
        {
            Thread.Sleep(QuietMs);
            _lines.Clear();
            _line.SetLength(0);
            try
            {
                WaitForQuiet();
                _port.Write("\u0003echo off\r"u8);
                Collect("echo off", FirstAnswerMs, null);
                return;
            }
            catch (TimeoutException) when (watch.ElapsedMilliseconds < 30_000)
            {
                // still starting
            }
            catch (TimeoutException)
            {
                throw new SerialException($"the board does not answer on {portName} after its restart");
            }
        }
    }

    /// <summary>A value as the console reads it back, whatever is in it.</summary>
    public static string Quote(string value) => "\"" + value.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";

    /// <summary>Leaves the console as a person finds it: with echo and prompt.</summary>
    public void Dispose()
    {
        try
        {
            _port.Write("echo on\r"u8);
        }
        catch (SerialException)
        {
            // who pulled the cable knows
        }

        _port.Dispose();
    }

    private IReadOnlyList<string> Await(string command, int timeoutMs, Action<string>? line)
    {
        try
        {
            return Collect(command, timeoutMs, line);
        }
        catch (TimeoutException)
        {
            throw new SerialException($"the board fell silent at: {command.Split(' ')[0]}; its console may be stuck, a reset helps");
        }
    }

    private List<string> Collect(string command, int timeoutMs, Action<string>? line)
    {
        var answer = new List<string>();
        while (true)
        {
            string text = NextLine(timeoutMs);
            if (text == "ok")
            {
                return answer;
            }

            if (text.StartsWith("error: ", StringComparison.Ordinal))
            {
                throw new BoardRefusal(text["error: ".Length..], answer);
            }

            // With the echo still on, the command itself comes first, behind the prompt.
            if (text.Length > 0 && !text.EndsWith("> " + command, StringComparison.Ordinal))
            {
                answer.Add(text);
                line?.Invoke(text);
            }
        }
    }

    private string NextLine(int timeoutMs)
    {
        var watch = Stopwatch.StartNew();
        while (_lines.Count == 0)
        {
            if (watch.ElapsedMilliseconds > timeoutMs)
            {
                throw new TimeoutException();
            }

            Take(_port.Read(_buffer, PollMs));
        }

        return _lines.Dequeue();
    }

    private void Take(int count)
    {
        foreach (byte value in _buffer.AsSpan(0, count))
        {
            if (value == (byte)'\n')
            {
                _lines.Enqueue(Watch.Printable.Text(UTF8.GetString(_line.GetBuffer(), 0, (int)_line.Length).TrimEnd('\r')));
                _line.SetLength(0);
            }
            else
            {
                _line.WriteByte(value);
            }
        }
    }

    private void WaitForQuiet()
    {
        var watch = Stopwatch.StartNew();
        while (watch.ElapsedMilliseconds < FirstAnswerMs && _port.Read(_buffer, QuietMs) > 0)
        {
            // what the board said before
        }

        _lines.Clear();
        _line.SetLength(0);
    }
}

/// <summary>The board did not do what it was asked; the message is its own.</summary>
/// <param name="message">Why.</param>
/// <param name="answer">The lines that came before.</param>
internal sealed class BoardRefusal(string message, IReadOnlyList<string> answer) : Exception(message)
{
    public IReadOnlyList<string> Answer { get; } = answer;
}
