using System;
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Drivers;

/// <summary>Plantower PMS5003 on a serial line of 9600 baud: particulate matter in µg/m³, asked for in passive mode.</summary>
/// <remarks>
/// Facts are those of the data manual, version 2.3. The values are those for the atmosphere, not for the factory's calibration
/// particles. A chip that sends without being asked has lost its settings, which tells a brown-out.
/// </remarks>
public sealed class Pms5003 : ChipSensor
{
    private const int Head = 0x42;
    private const int Head2 = 0x4D;
    private const int SetActive = 0xE1;
    private const int Request = 0xE2;
    private const int SetAwake = 0xE4;
    private const int FrameLength = 32;
    private const int DataLength = 28;
    private const int FirstAtmospheric = 10;

    // "Stable data should be got at least 30 seconds after the sensor wakeup".
    private const int SettlingMs = 30000;

    // An answer to a command takes 8 bytes, a frame 32 of 1.04 ms each.
    private const int CommandMs = 100;
    private const int PollMs = 20;
    private const int AnswerMs = 1000;

    // The highest sum that the data manual promises to tell is 1000; beyond the format's needs nothing is measured.
    private const int LargestValue = 5000;

    private readonly ISerialLine _line;
    private readonly Pms5003Options _options;
    private readonly byte[] _command = { Head, Head2, 0, 0, 0, 0, 0 };
    private readonly byte[] _frame = new byte[FrameLength];
    private readonly byte[] _rest = new byte[FrameLength];
    private Step _step;
    private int _count;
    private bool _garbled;
    private long _deadlineMs;

    /// <summary>Prepares the driver; nothing is sent before the first measurement. The options are kept and must not change.</summary>
    /// <exception cref="ArgumentException">There is no line, or no quantity is named.</exception>
    public Pms5003(ISerialLine line, Pms5003Options options)
        : base("pms5003", QuantitiesOf(options))
    {
        _line = line ?? throw new ArgumentException("serial line");
        _options = options;
    }

    private enum Step
    {
        Wake,
        Quieten,
        Settle,
        Passive,
        Ask,
        Answer,
    }

    /// <inheritdoc/>
    protected override Status Start(long nowMs)
    {
        _step = Initialised && !_options.Sleep ? Step.Ask : Step.Wake;
        return Advance(nowMs);
    }

    /// <inheritdoc/>
    protected override Status Continue(long nowMs, long[] mantissas, int offset)
    {
        if (_step != Step.Answer)
        {
            return Advance(nowMs);
        }

        while (_count < FrameLength && TakeByte())
        {
        }

        if (_count < FrameLength)
        {
            return nowMs < _deadlineMs ? Wait(nowMs, PollMs) : _garbled || _count > 0 ? Status.ChecksumMismatch : Status.Absent;
        }

        Status status = Check();
        status = status == Status.Ok && _options.Sleep ? Send(SetAwake, 0) : status;
        Initialised = status == Status.Ok;
        return status == Status.Ok ? Give(mantissas, offset) : status;
    }

    private static Quantity[] QuantitiesOf(Pms5003Options options)
    {
        if (options == null)
        {
            throw new ArgumentNullException();
        }

        return new Quantity[]
        {
            options.Pm1 == null ? null : new Quantity(options.Pm1, "ug/m3", 0),
            options.Pm25 == null ? null : new Quantity(options.Pm25, "ug/m3", 0),
            options.Pm10 == null ? null : new Quantity(options.Pm10, "ug/m3", 0),
        };
    }

    private Status Advance(long nowMs)
    {
        Status status;
        switch (_step)
        {
            case Step.Wake:
                _step = Step.Quieten;
                status = Send(SetAwake, 1);
                return status == Status.Ok ? Wait(nowMs, CommandMs) : status;
            case Step.Quieten:
                // Passive at once, so that half a minute of frames does not fill the line's buffer.
                _step = Step.Settle;
                status = Send(SetActive, 0);
                return status == Status.Ok ? Wait(nowMs, CommandMs) : status;
            case Step.Settle:
                // Both commands are answered; no byte at all is no chip.
                _step = Step.Passive;
                return Drain() ? Wait(nowMs, SettlingMs) : Status.Absent;
            case Step.Passive:
                Drain();
                _step = Step.Ask;
                return Wait(nowMs, CommandMs);
            default:
                // Whoever sends unasked has forgotten that it is to be asked: it was without supply, and its fan stood still.
                if (Drain())
                {
                    return Status.Stuck;
                }

                _step = Step.Answer;
                _count = 0;
                _garbled = false;
                _deadlineMs = nowMs + AnswerMs;
                status = Send(Request, 0);
                return status == Status.Ok ? Wait(nowMs, PollMs) : status;
        }
    }

    private Status Send(int command, int data)
    {
        int sum = Head + Head2 + command + data;
        _command[2] = (byte)command;
        _command[4] = (byte)data;
        _command[5] = (byte)(sum >> 8);
        _command[6] = (byte)sum;
        return _line.Write(_command, 0, 7) == 7 ? Status.Ok : Status.BusFault;
    }

    private bool Drain()
    {
        bool any = false;
        while (_line.Read(_rest, 0, FrameLength) > 0)
        {
            any = true;
        }

        return any;
    }

    // Looks for a frame's beginning, so that a byte lost on the way costs one frame only.
    private bool TakeByte()
    {
        if (_line.Read(_frame, _count, 1) != 1)
        {
            return false;
        }

        int value = _frame[_count];
        bool fits = _count > 3 || value == (_count == 0 ? Head : _count == 1 ? Head2 : _count == 2 ? 0 : DataLength);
        _garbled = _garbled || !fits;
        _count = fits ? _count + 1 : value == Head ? 1 : 0;
        _frame[0] = Head;
        return true;
    }

    private Status Check()
    {
        int sum = 0;
        for (int i = 0; i < FrameLength - 2; i++)
        {
            sum += _frame[i];
        }

        return sum == Word(FrameLength - 2) ? Status.Ok : Status.ChecksumMismatch;
    }

    private int Word(int at) => (_frame[at] << 8) | _frame[at + 1];

    private Status Give(long[] mantissas, int offset)
    {
        int pm1 = Word(FirstAtmospheric);
        int pm25 = Word(FirstAtmospheric + 2);
        int pm10 = Word(FirstAtmospheric + 4);
        if (pm10 > LargestValue || pm25 > LargestValue || pm1 > LargestValue)
        {
            return Status.OutOfRange;
        }

        if (_options.Pm1 != null)
        {
            mantissas[offset++] = pm1;
        }

        if (_options.Pm25 != null)
        {
            mantissas[offset++] = pm25;
        }

        if (_options.Pm10 != null)
        {
            mantissas[offset] = pm10;
        }

        return Status.Ok;
    }
}
