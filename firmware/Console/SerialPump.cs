using Telenode.Core;

namespace Telenode.SerialConsole;

/// <summary>Moves bytes between a serial line and a console.</summary>
public sealed class SerialPump
{
    // 57 bytes at 115200 baud.
    private const int SlowLineMs = 5;

    // A line that never falls silent must not keep the node from measuring.
    private const int ReadsAStep = 8;

    private readonly ISerialLine _line;
    private readonly ConsoleSession _session;
    private readonly byte[] _in = new byte[64];
    private readonly byte[] _out = new byte[64];
    private int _outAt;
    private int _outCount;

    /// <summary>Joins a line and a console.</summary>
    public SerialPump(ISerialLine line, ConsoleSession session)
    {
        _line = line;
        _session = session;
    }

    /// <summary>Whether the console is idle and all its bytes are with the line.</summary>
    public bool Idle => _outCount == 0 && _session.Idle;

    /// <summary>Monotonic ms of the last input; <see cref="Time.Never"/> before any.</summary>
    public long HeardMs { get; private set; } = Time.Never;

    /// <summary>Takes what has arrived, does what is due, hands over what the line takes.</summary>
    /// <returns>Monotonic ms at which to call again, earlier after input.</returns>
    public long Step(long nowMs)
    {
        int reads = 0;
        int count;
        while (reads < ReadsAStep && (count = _line.Read(_in, 0, _in.Length)) > 0)
        {
            reads++;
            HeardMs = nowMs;
            _session.HandleInput(_in, 0, count, nowMs);

            // A paste is answered as it comes: waiting for its end would overflow the output.
            Send();
        }

        long next = _session.Step(nowMs);
        next = reads == ReadsAStep ? nowMs : next;
        return Send() || next < nowMs + SlowLineMs ? next : nowMs + SlowLineMs;
    }

    // Whether the line took everything.
    private bool Send()
    {
        while (true)
        {
            if (_outCount == 0)
            {
                _outAt = 0;
                _outCount = _session.PollTransmit(_out, 0, _out.Length);
                if (_outCount == 0)
                {
                    return true;
                }
            }

            int taken = _line.Write(_out, _outAt, _outCount);
            _outAt += taken;
            _outCount -= taken;
            if (_outCount > 0)
            {
                return false;
            }
        }
    }
}
