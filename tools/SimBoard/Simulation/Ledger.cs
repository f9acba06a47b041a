using Telenode.Core;
using Telenode.SimBoard.Decoding;
using Telenode.Telemetry;

namespace Telenode.SimBoard.Simulation;

/// <summary>What the board has measured and what has arrived, held against each other.</summary>
internal sealed partial class Ledger(SimulationOptions options, Action<string> trace)
{
    // A reading comes again when its acknowledgement is lost, and that does not happen to one reading time and again.
    private const int MostDeliveries = 6;

    private readonly Dictionary<int, List<Boot>> _boots = [];
    private readonly List<Boot> _inOrder = [];
    private readonly TelemetryDecoder _decoder = new();
    private Boot? _present;
    private (int Boot, int Sequence) _lastFresh;
    private (int Boot, int Sequence) _lastOld;

    /// <summary>Bytes that the ledger itself allocated within steps of the board.</summary>
    public long Allocated { get; private set; }

    /// <summary>Readings taken by all boots.</summary>
    public int Count { get; private set; }

    /// <summary>Different readings that have arrived.</summary>
    public int Delivered { get; private set; }

    /// <summary>Arrivals of readings that had arrived before.</summary>
    public int Duplicates { get; private set; }

    /// <summary>Readings that a power cut may have cost: they were younger than the journal promises, or it was known not to work.</summary>
    public int Excused { get; private set; }

    /// <summary>Changes with every connection that the board makes: only on a new one may something come twice.</summary>
    public Func<int> Epoch { get; set; } = () => 0;

    /// <summary>The time of the world.</summary>
    public Func<long> Now { get; set; } = () => 0;

    /// <summary>Changes whenever the broker forgets its sessions, or the board gives its own up.</summary>
    public int Forgotten { get; set; }

    /// <summary>A boot begins.</summary>
    public void Begin(SimulatedBoot boot)
    {
        int number = boot.Outbox.Boot;
        if (boot.Device.Guard.GoesOn)
        {
            GoOn(boot, number);
            return;
        }

        _present = new Boot(number, boot);
        if (!_boots.TryGetValue(number, out List<Boot>? same))
        {
            _boots[number] = same = [];
        }

        bool mayRepeat = options.StoreErrorShare > 0 || options.WipeEveryMs > 0;
        Promise.Check(same.Count == 0 || mayRepeat, $"boot {number} was there before: its readings bear the names of others");
        same.Add(_present);
        _inOrder.Add(_present);
    }

    // A waking from deep sleep is the same boot.
    private void GoOn(SimulatedBoot boot, int number)
    {
        Boot? last = _inOrder.Count > 0 ? _inOrder[^1] : null;
        Promise.Check(last?.Number == number, $"it woke as boot {number}, and fell asleep as boot {last?.Number}");
        last!.Board = boot;
        last.EndedAtMs = Time.Never;
        _present = last;
    }

    /// <summary>The power has gone: what is too young to be in the journal may be lost.</summary>
    /// <param name="nowMs">When.</param>
    /// <param name="isKept">Whether the journal has worked for as long as it may take to write.</param>
    public void Cut(long nowMs, bool isKept)
    {
        List<Taken> readings = _present?.Readings ?? [];
        for (int i = readings.Count - 1; i >= 0; i--)
        {
            // A reading is taken at its instant and comes in when the slowest sensor of it is done.
            Taken taken = readings[i];
            if (isKept && taken.AtMs < nowMs - options.Journal.WriteAfterMs - 2000)
            {
                break;
            }

            Excuse(taken);
        }

        End(nowMs);
    }

    /// <summary>The boot is over: what it has taken stays promised.</summary>
    public void End(long nowMs)
    {
        if (_present != null)
        {
            _present.EndedAtMs = nowMs;
            _present = null;
        }
    }

    /// <summary>The run is over: what is on its way now, or waits for the next connection or for the time, is not missing.</summary>
    public void Leave(long nowMs, bool isWithoutTime)
    {
        long youngMs = 12_000 + (isWithoutTime ? Packer.AwaitClockMs + options.IntervalMs : 0) + (2 * options.SleepConnect * options.IntervalMs);
        foreach (Taken taken in _inOrder.SelectMany(boot => boot.Readings).Where(taken => taken.AtMs >= nowMs - youngMs))
        {
            Excuse(taken);
        }
    }

    /// <summary>The flash has been emptied: what had not arrived is gone.</summary>
    public void Wipe()
    {
        _lastFresh = default;
        _lastOld = default;
        foreach (Taken taken in _inOrder.SelectMany(boot => boot.Readings))
        {
            Excuse(taken);
        }
    }

    /// <summary>Takes note of the readings that have come into the outbox since the last time.</summary>
    public void Look(Outbox outbox)
    {
        if (_present is not { } boot)
        {
            return;
        }

        NoteClock(boot);
        int first = outbox.EndOfRun(0);
        while (first > 0 && outbox.BootAt(first - 1) == boot.Number && outbox.SequenceAt(first - 1) > boot.Readings.Count)
        {
            first--;
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        int end = outbox.EndOfRun(0);
        for (int i = first; i < end; i++)
        {
            Promise.Check(outbox.SequenceAt(i) == boot.Readings.Count + 1, $"reading {boot.Number}/{outbox.SequenceAt(i)} follows {boot.Readings.Count}");
            Taken taken = Noted(boot, outbox, i);
            boot.Readings.Add(taken);
            boot.DatedSinceMs = taken.LeastErrorMs == Time.Unknown ? boot.DatedSinceMs : Math.Min(boot.DatedSinceMs, Now());
            Count++;
        }

        Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Something has arrived.</summary>
    public void Receive(string topic, byte[] payload, long nowMs)
    {
        if (topic.EndsWith("/schema", StringComparison.Ordinal))
        {
            Promise.Check(_decoder.Learn(payload) is null, "the schema message cannot be read");
        }
        else if (topic.EndsWith("/telemetry", StringComparison.Ordinal))
        {
            DecodedPayload decoded = _decoder.Decode(payload, SimulatedClock.EpochMs + nowMs);
            Promise.Check(decoded.Error is null, $"a pack cannot be read: {decoded.Error}");
            DecodedReading first = decoded.Readings[0];
            trace($"arrived {first.Boot}/{first.Sequence} to {decoded.Readings[^1].Sequence}");
            foreach (DecodedReading reading in decoded.Readings)
            {
                Take(reading);
            }
        }
    }

    /// <summary>Everything has had its time to arrive: nothing that was promised may be missing, and the board must have counted what it dropped.</summary>
    public void Close(long lostEver)
    {
        int missing = Count - Delivered;
        int excused = _inOrder.SelectMany(boot => boot.Readings).Count(taken => taken.IsExcused && taken.Deliveries == 0);
        if (missing - excused > lostEver)
        {
            var gone = _inOrder.SelectMany(boot => boot.Readings.Select((taken, i) => (boot.Number, Sequence: i + 1, taken)))
                .First(entry => entry.taken.Deliveries == 0 && !entry.taken.IsExcused);
            throw new SimulationViolation($"{missing - excused} readings did not arrive and {lostEver} are counted as lost; the first is {gone.Number}/{gone.Sequence}, taken at {gone.taken.AtMs} ms");
        }

        Promise.Check(lostEver <= missing || options.WipeEveryMs > 0, $"{lostEver} readings are counted as lost, but only {missing} did not arrive");
    }

    private void Excuse(Taken taken)
    {
        if (taken.Deliveries == 0 && !taken.IsExcused)
        {
            taken.IsExcused = true;
            Excused++;
        }
    }

    private void Take(DecodedReading reading)
    {
        int number = (int)reading.Boot!.Value;
        int sequence = (int)reading.Sequence!.Value;
        string name = $"reading {number}/{sequence}";
        Promise.Check(_boots.TryGetValue(number, out List<Boot>? same), $"{name} was never taken");
        Taken? taken = null;
        string? wrong = null;
        for (int i = same!.Count - 1; i >= 0 && taken == null; i--)
        {
            // Where the count of starts was lost with the flash, two readings bear one name: it must be one of them.
            string? differs = Differs(same[i], sequence, reading, name);
            taken = differs == null ? same[i].Readings[sequence - 1] : null;
            wrong ??= differs;
        }

        Promise.Check(taken != null, wrong!);
        taken!.Deliveries++;
        if (taken.Deliveries > 1)
        {
            Duplicates++;
            bool isExact = options.Qos == 2 && !options.FlashFails && !options.ChangesQos;
            bool mayComeAgain = isExact ? taken.Forgotten < Forgotten : Epoch() > taken.Epoch;
            Promise.Check(mayComeAgain, $"{name} came {taken.Deliveries} times at QoS {options.Qos}");
            Promise.Check(taken.Deliveries <= MostDeliveries, $"{name} came {taken.Deliveries} times: its acknowledgement is not kept");
        }
        else
        {
            Delivered++;
            KeepOrder(number, sequence, name);
        }

        taken.Epoch = Epoch();
        taken.Forgotten = Forgotten;
    }

    private string? Differs(Boot boot, int sequence, DecodedReading reading, string name)
    {
        if (sequence < 1 || sequence > boot.Readings.Count)
        {
            return $"{name} was never taken";
        }

        Taken taken = boot.Readings[sequence - 1];
        if (reading.Name.Length != taken.Name.Length + 5 || !reading.Name.EndsWith(taken.Name, StringComparison.Ordinal))
        {
            return $"{name}, {taken.Name}, came as {reading.Name}";
        }

        return reading.Value!.Value.ToUnitsOf(taken.Exponent) != taken.Mantissa
            ? $"{name} came with the value {reading.Value} in place of {taken.Mantissa}E{taken.Exponent}"
            : WrongTime(boot, taken, reading, name);
    }

    // New readings and those of the journal are two streams; each is in order. What the broker refused or forgot comes later.
    private void KeepOrder(int boot, int sequence, string name)
    {
        (int, int) at = (boot, sequence);
        ref (int, int) newest = ref _lastFresh.CompareTo(_lastOld) >= 0 ? ref _lastFresh : ref _lastOld;
        ref (int, int) other = ref _lastFresh.CompareTo(_lastOld) >= 0 ? ref _lastOld : ref _lastFresh;
        if (at.CompareTo(newest) > 0)
        {
            newest = at;
        }
        else if (at.CompareTo(other) > 0)
        {
            other = at;
        }
        else
        {
            bool mayComeLater = Forgotten > 0 || options.FlashFails || options.RefusedPacksShare > 0 || options.QuotaEveryMs > 0;
            Promise.Check(mayComeLater, $"{name} came out of order, behind {newest} and {other}");
        }
    }

    private sealed class Boot(int number, SimulatedBoot board)
    {
        public int Number { get; } = number;

        public SimulatedBoot? Board { get; set; } = board;

        public long StartedAtMs { get; } = board.StartedAtMs;

        public long EndedAtMs { get; set; } = Time.Never;

        public List<Taken> Readings { get; } = [];

        /// <summary>By channel, what has passed the filters and has not come into the outbox.</summary>
        public Queue<Seen>?[]? Seen { get; set; }

        /// <summary>By channel, how long nothing may be sent at most, and the instant of what was sent last.</summary>
        public long[] HeartbeatMs { get; set; } = [];

        public long[] PassedMs { get; set; } = [];

        /// <summary>When its clock was first known; <see cref="Time.Never"/> when it was not.</summary>
        public long ClockSinceMs { get; set; } = Time.Never;

        /// <summary>When its first reading with a date was taken, which is when the outbox hears of the clock.</summary>
        public long DatedSinceMs { get; set; } = Time.Never;

        /// <summary>The least and the most by which its clock was off.</summary>
        public long LeastErrorMs { get; set; } = long.MaxValue;

        public long MostErrorMs { get; set; } = long.MinValue;

        /// <summary>By how much it was off after the last step; <see cref="Time.Unknown"/> before it was known.</summary>
        public long ErrorMs { get; set; } = Time.Unknown;

        /// <summary>By how much it was off before it last stepped, and when that was seen.</summary>
        public long SteppedFromMs { get; set; }

        public long SteppedAtMs { get; set; } = long.MinValue;

        /// <summary>By how much the server was off whose time it shows.</summary>
        public long ToldMs { get; set; } = Time.Unknown;
    }

    private sealed class Taken
    {
        public required string Name;
        public int Exponent;
        public long Mantissa;
        public long AtMs;
        public long LeastErrorMs;
        public long MostErrorMs;
        public int Deliveries;
        public int Epoch;
        public int Forgotten;
        public bool IsExcused;
    }
}
