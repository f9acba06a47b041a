using Telenode.Core;

namespace Telenode.SimBoard;

/// <summary>A Plantower PMS5003 on a serial line: active and passive mode, sleep, frames with their time on the wire.</summary>
public sealed class Pms5003Model : ISerialLine, IExposed
{
    // 9600 baud, ten bits a byte.
    private const double ByteMs = 10.0 / 9.6;
    private const int ActivePeriodMs = 2300;

    private readonly IClock _clock;
    private readonly byte[] _out = new byte[1024];
    private readonly double[] _arrives = new double[1024];
    private readonly byte[] _command = new byte[7];
    private int _first;
    private int _last;
    private int _commandCount;
    private bool _active = true;
    private bool _awake = true;
    private double _nextFrameMs;

    /// <summary>A powered sensor, sending by itself.</summary>
    public Pms5003Model(IClock clock)
    {
        _clock = clock;
        _nextFrameMs = clock.MonotonicMs;
    }

    /// <summary>Particles up to 1, 2.5 and 10 µm in the atmosphere, in µg/m³.</summary>
    public int[] Micrograms { get; } = [4, 7, 9];

    /// <summary>Whether it is connected and powered.</summary>
    public bool Present { get; set; } = true;

    /// <inheritdoc/>
    public bool Frozen { get; set; }

    /// <summary>How often the line was read or written to.</summary>
    public long Transfers { get; private set; }

    /// <summary>Frames carry a wrong checksum.</summary>
    public bool WrongChecksum { get; set; }

    /// <summary>Index of a byte that every frame loses on its way; −1 for none.</summary>
    public int LostByte { get; set; } = -1;

    /// <summary>The line takes nothing.</summary>
    public bool Stuck { get; set; }

    /// <summary>Whether fan and laser run.</summary>
    public bool Awake => _awake;

    /// <inheritdoc/>
    public void Expose(IEnvironment environment, long unixMs)
    {
        // Dust of the street rises and settles within a day.
        double hour = unixMs / 3_600_000.0 % 24;
        int dust = (int)(8 + (6 * Math.Sin(hour * Math.PI / 12)));
        (Micrograms[0], Micrograms[1], Micrograms[2]) = (dust * 6 / 10, dust, dust * 13 / 10);
    }

    /// <summary>Cuts the supply for an instant.</summary>
    public void BrownOut()
    {
        _active = true;
        _awake = true;
        _first = _last = _commandCount = 0;
        _nextFrameMs = _clock.MonotonicMs + ActivePeriodMs;
    }

    /// <inheritdoc/>
    public int Read(byte[] buffer, int offset, int capacity)
    {
        Transfers++;
        SendByItself();
        int count = 0;
        while (Present && count < capacity && _first != _last && _arrives[_first] <= _clock.MonotonicMs)
        {
            buffer[offset + count++] = _out[_first];
            _first = (_first + 1) % _out.Length;
        }

        return count;
    }

    /// <inheritdoc/>
    public int Write(byte[] buffer, int offset, int count)
    {
        Transfers++;
        if (Stuck)
        {
            return 0;
        }

        SendByItself();
        for (int i = 0; i < count && Present; i++)
        {
            _command[_commandCount++] = buffer[offset + i];
            bool begins = _command[0] == 0x42 && (_commandCount < 2 || _command[1] == 0x4D);
            if (!begins)
            {
                _commandCount = 0;
            }
            else if (_commandCount == 7)
            {
                _commandCount = 0;
                Execute();
            }
        }

        return count;
    }

    private void Execute()
    {
        int sum = 0;
        for (int i = 0; i < 5; i++)
        {
            sum += _command[i];
        }

        if (sum != ((_command[5] << 8) | _command[6]))
        {
            return;
        }

        switch (_command[2])
        {
            case 0xE1:
                _active = _command[4] == 1;
                Acknowledge();
                break;
            case 0xE4:
                _awake = _command[4] == 1;
                Acknowledge();
                break;
            case 0xE2 when _awake && !_active:
                Frame(_clock.MonotonicMs);
                break;
        }
    }

    // 42 4D, length 4, the command, its data, the sum.
    private void Acknowledge()
    {
        Span<byte> answer = [0x42, 0x4D, 0, 4, _command[2], _command[4], 0, 0];
        Send(answer, _clock.MonotonicMs);
    }

    private void SendByItself()
    {
        while (_active && _awake && _nextFrameMs <= _clock.MonotonicMs)
        {
            Frame(_nextFrameMs);
            _nextFrameMs += ActivePeriodMs;
        }

        _nextFrameMs = _active && _awake ? _nextFrameMs : _clock.MonotonicMs;
    }

    private void Frame(double fromMs)
    {
        Span<byte> frame = stackalloc byte[32];
        frame.Clear();
        frame[0] = 0x42;
        frame[1] = 0x4D;
        frame[3] = 28;
        for (int i = 0; i < 3; i++)
        {
            // The first three are for the factory's particles: a little more at high concentrations.
            int standard = Micrograms[i] + (Micrograms[i] / 3);
            frame[4 + (2 * i)] = (byte)(standard >> 8);
            frame[5 + (2 * i)] = (byte)standard;
            frame[10 + (2 * i)] = (byte)(Micrograms[i] >> 8);
            frame[11 + (2 * i)] = (byte)Micrograms[i];
        }

        int sum = WrongChecksum ? 1 : 0;
        foreach (byte value in frame[..30])
        {
            sum += value;
        }

        frame[30] = (byte)(sum >> 8);
        frame[31] = (byte)sum;
        if (LostByte >= 0)
        {
            frame[(LostByte + 1)..].CopyTo(frame[LostByte..]);
        }

        Send(frame[..(LostByte >= 0 ? 31 : 32)], fromMs);
    }

    private void Send(ReadOnlySpan<byte> bytes, double fromMs)
    {
        double at = Math.Max(fromMs, _first == _last ? 0 : _arrives[(_last + _out.Length - 1) % _out.Length]);
        foreach (byte value in bytes)
        {
            at += ByteMs;
            _out[_last] = value;
            _arrives[_last] = at;
            _last = (_last + 1) % _out.Length;
            if (_last == _first)
            {
                _first = (_first + 1) % _out.Length; // the line's buffer is full: the oldest is lost
            }
        }
    }
}
