using Telenode.Core;
using Telenode.SimBoard.Decoding;
using Telenode.Telemetry;

namespace Telenode.SimBoard.Simulation;

/// <summary>What the board has measured and what has arrived, held against each other.</summary>
internal sealed class Ledger(SimulationOptions options, Action<string> trace) : IReadingFilter
{
    // A reading comes again when its acknowledgement is lost, and that does not happen to one reading time and again.
    private const int MostDeliveries = 6;

    private readonly Dictionary<int, List<Taken>> _boots = [];
    private readonly TelemetryDecoder _decoder = new();
    private List<Taken> _present = [];
    private IReadOnlyList<string> _names = [];
    private int _boot;
    private long _bootAtMs;
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

    /// <summary>Changes whenever the broker forgets its sessions.</summary>
    public int Forgotten { get; set; }

    /// <summary>A boot begins.</summary>
    public void Begin(int boot, long nowMs, Channels channels)
    {
        _boot = boot;
        _bootAtMs = nowMs;
        _present = [];
        _boots.Add(boot, _present);
        _names = [.. Enumerable.Range(0, channels.Count).Select(i => "node/" + channels[i].Name)];
    }

    /// <inheritdoc/>
    public FilterVerdict Judge(int channel, ref long mantissa, long instantMs)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        _present.Add(new Taken { Channel = channel, Mantissa = mantissa, AtMs = _bootAtMs + instantMs });
        Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        Count++;
        return FilterVerdict.Pass;
    }

    /// <summary>The power has gone: what is too young to be in the journal may be lost.</summary>
    /// <param name="nowMs">When.</param>
    /// <param name="isKept">Whether the journal has worked for as long as it may take to write.</param>
    public void Cut(long nowMs, bool isKept)
    {
        for (int i = _present.Count - 1; i >= 0; i--)
        {
            // A reading is taken at its instant and comes in when the slowest sensor of it is done.
            Taken taken = _present[i];
            if (isKept && taken.AtMs < nowMs - options.Journal.WriteAfterMs - 2000)
            {
                break;
            }

            if (taken.Deliveries == 0 && !taken.IsExcused)
            {
                taken.IsExcused = true;
                Excused++;
            }
        }
    }

    /// <summary>Something has arrived.</summary>
    public void Receive(string topic, byte[] payload, long nowMs)
    {
        if (topic.EndsWith("/schema", StringComparison.Ordinal))
        {
            Require(_decoder.Learn(payload) is null, "the schema message cannot be read");
        }
        else if (topic.EndsWith("/telemetry", StringComparison.Ordinal))
        {
            DecodedPayload decoded = _decoder.Decode(payload, SimulatedClock.EpochMs + nowMs);
            Require(decoded.Error is null, $"a pack cannot be read: {decoded.Error}");
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
        int excused = _boots.Values.SelectMany(boot => boot).Count(taken => taken.IsExcused && taken.Deliveries == 0);
        if (missing - excused > lostEver)
        {
            var gone = _boots.SelectMany(boot => boot.Value.Select((taken, i) => (boot.Key, i + 1, taken)))
                .Where(entry => entry.taken.Deliveries == 0 && !entry.taken.IsExcused).ToList();
            throw new SimulationViolation($"{missing - excused} readings did not arrive and {lostEver} are counted as lost; the first is {gone[0].Key}/{gone[0].Item2}, taken at {gone[0].taken.AtMs} ms");
        }

        Require(lostEver <= missing, $"{lostEver} readings are counted as lost, but only {missing} did not arrive");
    }

    private void Take(DecodedReading reading)
    {
        int boot = (int)reading.Boot!.Value;
        int sequence = (int)reading.Sequence!.Value;
        string name = $"reading {boot}/{sequence}";
        Require(_boots.TryGetValue(boot, out List<Taken>? list) && sequence >= 1 && sequence <= list.Count, $"{name} was never taken");
        Taken taken = list![sequence - 1];
        Require(reading.Name == _names[taken.Channel], $"{name} came as {reading.Name}");
        Require(reading.Value!.Value.Mantissa == taken.Mantissa, $"{name} came with the value {reading.Value} in place of mantissa {taken.Mantissa}");
        taken.Deliveries++;
        if (taken.Deliveries > 1)
        {
            Duplicates++;
            bool isExact = options.Qos == 2 && !options.FlashFails;
            bool mayComeAgain = isExact ? taken.Forgotten < Forgotten : Epoch() > taken.Epoch;
            Require(mayComeAgain, $"{name} came {taken.Deliveries} times at QoS {options.Qos}");
            Require(taken.Deliveries <= MostDeliveries, $"{name} came {taken.Deliveries} times: its acknowledgement is not kept");
        }
        else
        {
            Delivered++;
            KeepOrder(boot, sequence, name);
        }

        taken.Epoch = Epoch();
        taken.Forgotten = Forgotten;
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
            Require(Forgotten > 0 || options.FlashFails, $"{name} came out of order, behind {newest} and {other}");
        }
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new SimulationViolation(otherwise);
        }
    }

    private sealed class Taken
    {
        public int Channel;
        public long Mantissa;
        public long AtMs;
        public int Deliveries;
        public int Epoch;
        public int Forgotten;
        public bool IsExcused;
    }
}
