using Telenode.Core;

namespace Telenode.Telemetry;

/// <summary>Starts each sensor at its time, fetches what is ready, and puts the readings into the outbox.</summary>
/// <remarks>
/// Instants lie on start + phase + n × interval, so that nothing drifts; a node that was late by whole intervals leaves them out.
/// Sensors that began together are delivered together and in channel order, so that they share a pack; a slower one is
/// waited for at most <see cref="TogetherMs"/> and never delays another's measurement. A sensor that fails several times in a row
/// leaves out instants, twice as many each time, up to <see cref="LongestBackoffMs"/> or its interval if that is longer.
/// </remarks>
public sealed partial class Sampler
{
    /// <summary>How long a finished measurement waits for others that began at the same instant, in ms: a BH1750 in the dark takes 362.</summary>
    public const int TogetherMs = 450;

    /// <summary>How long a sensor that keeps failing is left alone at most, in ms.</summary>
    public const int LongestBackoffMs = 60000;

    private readonly SensorSlot[] _slots;
    private readonly Channels _channels;
    private readonly Outbox _outbox;
    private readonly IClock _clock;
    private readonly bool _derives;
    private bool _urgent;
    private bool _stopped;

    /// <summary>Creates a stopped sampler.</summary>
    /// <param name="slots">The sensors; their order is the channels' order.</param>
    /// <param name="channels">The table made of the same sensors.</param>
    /// <param name="outbox">Where the readings go.</param>
    /// <param name="clock">Gives the wall time of an instant.</param>
    public Sampler(SensorSlot[] slots, Channels channels, Outbox outbox, IClock clock)
    {
        _slots = slots;
        _channels = channels;
        _outbox = outbox;
        _clock = clock;
        int channel = 0;
        for (int i = 0; i < slots.Length; i++)
        {
            slots[i].Index = (short)i;
            slots[i].FirstChannel = channel;
            slots[i].DueMs = Time.Never;
            channel += slots[i].Sensor.QuantityCount;
            _derives = _derives || slots[i].Derived != null;
        }
    }

    /// <summary>The sensors.</summary>
    public SensorSlot[] Slots => _slots;

    /// <summary>What changes readings and decides whether they go into the outbox; null lets all pass as they are.</summary>
    public IReadingFilter Filter { get; set; }

    /// <summary>Readings since the start that an alarm sent at once.</summary>
    public long Alarms { get; private set; }

    /// <summary>The sensor that a channel belongs to.</summary>
    public SensorSlot SlotOf(int channel)
    {
        int status = channel - _channels.FirstStatus;
        if (status >= 0 && _channels.StatusOf(status) >= 0)
        {
            return _slots[status];
        }

        int i = _slots.Length - 1;
        while (_slots[i].FirstChannel > channel)
        {
            i--;
        }

        return _slots[i];
    }

    /// <summary>Whether a measurement is under way or a result waits for the others of its instant.</summary>
    public bool Busy { get; private set; }

    /// <summary>Whether readings of an instant are still to come within <see cref="TogetherMs"/> of it that those delivered may wait for.</summary>
    public bool Gathering { get; private set; }

    /// <summary>Starts the schedule: the first instants are now plus each sensor's phase.</summary>
    public void Start(long nowMs)
    {
        _stopped = false;
        for (int i = 0; i < _slots.Length; i++)
        {
            _slots[i].DueMs = _slots[i].IntervalMs == Time.Never ? Time.Never : nowMs + _slots[i].PhaseMs;
        }
    }

    /// <summary>Begins no further measurement; those under way are still fetched.</summary>
    public void Stop()
    {
        _stopped = true;
        for (int i = 0; i < _slots.Length; i++)
        {
            _slots[i].DueMs = Time.Never;
        }
    }

    /// <summary>Makes every sensor that is idle measure now, beside its schedule.</summary>
    /// <param name="nowMs">Monotonic ms.</param>
    /// <param name="unixMs">The wall time that the readings bear, or <see cref="Time.Unknown"/>.</param>
    public void Trigger(long nowMs, long unixMs)
    {
        for (int i = 0; i < _slots.Length; i++)
        {
            if (_slots[i].BeganMs == Time.Never && _slots[i].Derived == null)
            {
                _slots[i].InstantMs = nowMs;
                Begin(_slots[i], nowMs, unixMs);
            }
        }

        Busy = true;
        Gathering = true;
    }

    /// <summary>Does what is due.</summary>
    /// <returns>Monotonic ms at which to call again.</returns>
    public long Step(long nowMs)
    {
        for (int i = 0; i < _slots.Length; i++)
        {
            SensorSlot slot = _slots[i];
            if (slot.Measuring && slot.Sensor.ReadyAtMs <= nowMs)
            {
                Fetch(slot, nowMs);
            }
        }

        Deliver(nowMs);
        for (int i = 0; i < _slots.Length; i++)
        {
            SensorSlot slot = _slots[i];
            if (slot.DueMs <= nowMs)
            {
                BeginDue(slot, nowMs);
            }
        }

        Deliver(nowMs);
        return NextMs(nowMs);
    }

    private void BeginDue(SensorSlot slot, long nowMs)
    {
        if (slot.Event != null)
        {
            slot.DueMs = Time.Never;
            Begin(slot, nowMs, _clock.UnixMs);
            return;
        }

        long late = nowMs - slot.DueMs;
        long skipped = late / slot.IntervalMs;
        slot.Missed += skipped;
        slot.DueMs += (skipped + 1) * slot.IntervalMs;
        if (slot.BeganMs == Time.Never)
        {
            slot.InstantMs = slot.DueMs - slot.IntervalMs;
            Begin(slot, nowMs, _clock.UnixMs);
        }
        else
        {
            slot.Missed++;
        }
    }

    private void Begin(SensorSlot slot, long nowMs, long unixMs)
    {
        slot.BeganMs = nowMs;
        slot.BeganUnixMs = unixMs;
        Status status = slot.Sensor.Begin(nowMs);
        slot.Measuring = status == Status.Pending;
        if (!slot.Measuring)
        {
            Fail(slot, status, nowMs);
        }
        else if (slot.Sensor.ReadyAtMs <= nowMs)
        {
            Fetch(slot, nowMs);
        }
    }

    private void Fetch(SensorSlot slot, long nowMs)
    {
        Status status = slot.Sensor.Fetch(nowMs, slot.Values, 0);
        if (status == Status.Pending)
        {
            return;
        }

        slot.Measuring = false;
        if (status == Status.Ok)
        {
            slot.LastStatus = status;
            slot.FailuresInRow = 0;
            Report(slot, nowMs);
            TakeEvent(slot, nowMs);
            Judge(slot, nowMs);
        }
        else
        {
            Fail(slot, status, nowMs);
        }
    }

    // What happened is dated when it happened; the sensor looks on at once.
    private void TakeEvent(SensorSlot slot, long nowMs)
    {
        if (slot.Event == null)
        {
            return;
        }

        long afterMs = slot.Event.HappenedMs - slot.BeganMs;
        slot.BeganMs += afterMs;
        slot.InstantMs = slot.BeganMs;
        slot.BeganUnixMs += slot.BeganUnixMs == Time.Unknown ? 0 : afterMs;
        slot.DueMs = _stopped ? Time.Never : nowMs;
    }

    private void Fail(SensorSlot slot, Status status, long nowMs)
    {
        slot.LastStatus = status;
        slot.Failures++;
        slot.FailuresInRow += slot.FailuresInRow < byte.MaxValue ? (byte)1 : (byte)0;
        slot.BeganMs = Time.Never;
        for (int i = 0; _derives && slot.Derived == null && i < _slots.Length; i++)
        {
            DerivedSensor derived = _slots[i].Derived;
            if (derived != null && derived.DependsOn(slot.FirstChannel, slot.Values.Length))
            {
                _slots[i].LastStatus = status;
                _slots[i].Failures++;
            }
        }

        Report(slot, nowMs);
        if (slot.Event != null && !_stopped)
        {
            slot.DueMs = nowMs + slot.IntervalMs;
        }

        if (slot.DueMs != Time.Never)
        {
            // The first failure costs no instant: most are over by the next one.
            int leftOut = (1 << (slot.FailuresInRow > 16 ? 15 : slot.FailuresInRow - 1)) - 1;
            long most = (LongestBackoffMs / slot.IntervalMs) - 1;
            slot.DueMs += (leftOut < most ? leftOut : most < 0 ? 0 : most) * slot.IntervalMs;
        }
    }

    private void Judge(SensorSlot slot, long nowMs)
    {
        slot.AtOnce = false;
        for (int q = 0; q < slot.Values.Length; q++)
        {
            int channel = slot.FirstChannel + q;
            FilterVerdict verdict = Filter == null ? FilterVerdict.Pass : Filter.Judge(channel, ref slot.Values[q], slot.InstantMs);
            slot.Verdicts[q] = verdict;
            slot.AtOnce = slot.AtOnce || verdict == FilterVerdict.PassAtOnce;
            if (_derives && verdict != FilterVerdict.Drop)
            {
                Derive(slot, channel, slot.Values[q], nowMs);
            }
        }
    }

    // Gives a value to the sensors that calculate; one that has all of a moment measures at once, as if it had begun with the source.
    private void Derive(SensorSlot source, int channel, long mantissa, long nowMs)
    {
        for (int i = 0; i < _slots.Length; i++)
        {
            SensorSlot slot = _slots[i];
            if (slot.Derived != null && slot.Derived.Take(channel, mantissa, source.InstantMs) && slot.BeganMs == Time.Never)
            {
                slot.InstantMs = source.InstantMs;
                Begin(slot, nowMs, source.BeganUnixMs);
                slot.BeganMs = slot.BeganMs == Time.Never ? Time.Never : source.BeganMs;
            }
        }
    }

    // A change only: a status that repeats says nothing.
    private void Report(SensorSlot slot, long nowMs)
    {
        int channel = _channels.StatusOf(slot.Index);
        if (channel >= 0 && (byte)slot.LastStatus != slot.Reported)
        {
            _channels.Note(channel, (long)slot.LastStatus, nowMs);
            _outbox.Add(channel, (long)slot.LastStatus, nowMs, _clock.UnixMs);
        }

        slot.Reported = (byte)slot.LastStatus;
    }

    private void Deliver(long nowMs)
    {
        bool busy = false;
        bool gathering = false;
        for (int i = 0; i < _slots.Length; i++)
        {
            SensorSlot slot = _slots[i];
            if (slot.BeganMs == Time.Never || (slot.Measuring && slot.Event != null))
            {
                continue;
            }

            if (slot.Measuring || IsHeldBack(slot, nowMs))
            {
                busy = true;
                gathering = gathering || nowMs < slot.BeganMs + TogetherMs;
                continue;
            }

            Deliver(slot);
            slot.BeganMs = Time.Never;
        }

        Busy = busy;
        Gathering = gathering && !_urgent;
        _urgent = _urgent && gathering;
    }

    private void Deliver(SensorSlot slot)
    {
        for (int q = 0; q < slot.Values.Length; q++)
        {
            int channel = slot.FirstChannel + q;
            if (slot.Verdicts[q] <= FilterVerdict.PassAtOnce)
            {
                _urgent = _urgent || slot.AtOnce;
                Alarms += slot.Verdicts[q] == FilterVerdict.PassAtOnce ? 1 : 0;
                _channels.Note(channel, slot.Values[q], slot.BeganMs);
                _outbox.Add(channel, slot.Values[q], slot.BeganMs, slot.BeganUnixMs);
            }
        }
    }

    private bool IsHeldBack(SensorSlot done, long nowMs)
    {
        if (done.AtOnce || nowMs >= done.BeganMs + TogetherMs || nowMs >= done.DueMs)
        {
            return false;
        }

        for (int i = 0; i < _slots.Length; i++)
        {
            if (_slots[i].Measuring && _slots[i].Event == null && _slots[i].BeganMs == done.BeganMs)
            {
                return true;
            }
        }

        return false;
    }

    private long NextMs(long nowMs)
    {
        long next = Time.Never;
        for (int i = 0; i < _slots.Length; i++)
        {
            SensorSlot slot = _slots[i];
            long at = slot.DueMs;
            if (slot.Measuring)
            {
                at = slot.Sensor.ReadyAtMs < at ? slot.Sensor.ReadyAtMs : at;
            }

            if (slot.BeganMs != Time.Never && nowMs < slot.BeganMs + TogetherMs)
            {
                at = slot.BeganMs + TogetherMs < at ? slot.BeganMs + TogetherMs : at;
            }

            next = at < next ? at : next;
        }

        return next;
    }
}
