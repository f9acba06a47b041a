using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.SerialConsole;

/// <summary>The console over the network: the same lines, of those commands that may come from afar, answered at once.</summary>
public sealed class RemoteConsole : IDownlink
{
    private readonly CommandContext _context;
    private readonly CommandRunner _runner;
    private int _written;
    private bool _full;

    /// <summary>A remote console.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="host">The node.</param>
    /// <param name="commands">The commands, of <see cref="ConsoleCommands.Create"/>; the serial console can have the same objects.</param>
    public RemoteConsole(Settings settings, IConsoleHost host, ConsoleCommand[] commands)
    {
        _context = new CommandContext(settings, host, commands, new ConsoleWriter(ConsoleWriter.LineRoom), true);
        _runner = new CommandRunner(_context);
    }

    /// <inheritdoc/>
    public int Handle(byte[] request, int offset, int count, bool secured, byte[] answer, int answerOffset, int capacity)
    {
        Buffers.CheckRange(request, offset, count);
        Buffers.CheckRange(answer, answerOffset, capacity);
        _context.MayCarrySecrets = secured;
        _written = 0;
        _full = false;
        int end = offset + count;
        if (!Utf8Text.IsWellFormed(request, offset, count))
        {
            _context.Out.WriteLine("error: the request is not UTF-8");
            Drain(answer, answerOffset, capacity);
            offset = end;
        }

        while (offset < end)
        {
            int lineEnd = offset;
            while (lineEnd < end && request[lineEnd] != '\n' && request[lineEnd] != '\r')
            {
                lineEnd++;
            }

            long now = _context.Host.Clock.MonotonicMs;
            _runner.Start(request, offset, lineEnd - offset, now);
            while (_runner.Busy)
            {
                _runner.Step(now);
                if (_runner.NeedsLine || _runner.NextMs > now)
                {
                    // There is no further turn: it would wait for ever.
                    _runner.Interrupt("this takes longer than an answer may; it works at the serial console");
                }

                Drain(answer, answerOffset, capacity);
            }

            offset = lineEnd + 1;
        }

        return _written;
    }

    // A turn of a command writes whole lines. Once some do not fit, nothing more is put in.
    private void Drain(byte[] answer, int offset, int capacity)
    {
        _full = _full || _context.Out.Count > capacity - _written;
        if (_full)
        {
            _context.Out.Clear();
        }
        else
        {
            _written += _context.Out.Take(answer, offset + _written, capacity - _written);
        }
    }
}
