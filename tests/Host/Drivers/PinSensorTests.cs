using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;

namespace Telenode.Tests.Host.Drivers;

/// <summary>Pulse counters, frequencies and contacts.</summary>
[TestClass]
public class PinSensorTests
{
    private readonly Bench _bench = new();
    private readonly PulseModel _pulses;
    private readonly MemoryStore _store = new();

    public PinSensorTests() => _pulses = new PulseModel(_bench.Clock) { Hertz = 10 };

    [TestMethod]
    [DataRow("rain", 279400, 1, 4, 3600000, 0.2794, 10 * 0.2794 * 3600)]
    [DataRow("water", 1000000, 450, 3, 1000, 1 / 450.0, 10 / 450.0)]
    [DataRow("energy", 1000000, 1000, 4, 3600000, 0.001, 36)]
    public void Totals_and_rates_are_those_of_the_pulses(string kind, int millionths, int divisor, int decimals, int rateMs, double each, double rate)
    {
        PulseCounter sensor = Make(new PulseOptions { Millionths = millionths, Divisor = divisor, Decimals = decimals, RateMs = rateMs });
        long from = _pulses.Count;
        for (int minute = 1; minute <= 1000; minute++)
        {
            Assert.AreEqual(Status.Ok, _bench.Measure(sensor), kind);
            double total = (_pulses.Count - from) * each * Math.Pow(10, decimals);
            Assert.IsTrue(Math.Abs(_bench.Mantissas[0] - total) <= 0.51, $"{kind}: {_bench.Mantissas[0]} for {total}");
            Assert.IsTrue(Math.Abs(_bench.Mantissas[1] - (rate * 1000)) <= (rate * 1000 / 500) + 1, $"{kind}: {_bench.Mantissas[1]}");
            _bench.Clock.MonotonicMs += 60_000;
        }
    }

    [TestMethod]
    public void The_total_survives_a_reset_but_for_what_came_since_the_last_write()
    {
        PulseCounter sensor = Make(new PulseOptions { SaveMs = 900_000 });
        for (int minute = 0; minute < 61; minute++)
        {
            Assert.AreEqual(Status.Ok, _bench.Measure(sensor));
            _bench.Clock.MonotonicMs += 60_000;
        }

        Assert.AreEqual(4, _store.Writes, "once in a quarter of an hour");
        long total = _bench.Mantissas[0];
        _pulses.BrownOut();
        PulseCounter again = Make(new PulseOptions());
        Assert.AreEqual(Status.Ok, _bench.Measure(again));
        Assert.IsTrue(total - _bench.Mantissas[0] is >= -10 and <= 10 * 900, $"{total}, then {_bench.Mantissas[0]}");
        long before = _bench.Mantissas[0];
        _bench.Clock.MonotonicMs += 60_000;
        Assert.AreEqual(Status.Ok, _bench.Measure(again));
        Assert.AreEqual(before + 600, _bench.Mantissas[0]);
    }

    [TestMethod]
    public void A_write_that_is_torn_at_any_byte_costs_no_more_than_itself()
    {
        for (int torn = 0; torn <= 16; torn++)
        {
            var store = new MemoryStore();
            var kept = new KeptTotalProbe(store, _bench);
            kept.CountTo(100);
            long saved = kept.Reload();
            store.TearAt = torn;
            kept.CountTo(200);
            store.TearAt = -1;
            long after = kept.Reload();
            Assert.IsTrue(after >= saved, $"torn at {torn}: {saved}, then {after}");
        }
    }

    [TestMethod]
    public void A_medium_that_refuses_costs_nothing_and_is_not_worn_by_trying()
    {
        PulseCounter sensor = Make(new PulseOptions { SaveMs = 60_000 });
        _store.Refuses = true;
        for (int second = 0; second < 600; second++)
        {
            Assert.AreEqual(Status.Ok, _bench.Measure(sensor));
            _bench.Clock.MonotonicMs += 1000;
        }

        Assert.IsTrue(_store.Writes is >= 8 and <= 10, $"{_store.Writes}");
        Assert.AreEqual(Status.Ok, _bench.Measure(new PulseCounter(_pulses, null, new PulseOptions())), "no store at all");
    }

    [TestMethod]
    public void A_counter_that_cannot_be_read_or_begins_anew_is_an_error_and_the_total_stands()
    {
        PulseCounter sensor = Make(new PulseOptions());
        Assert.AreEqual(Status.Ok, _bench.Measure(sensor));
        long total = _bench.Mantissas[0];
        _pulses.Present = false;
        Assert.AreEqual(Status.BusFault, _bench.Measure(sensor));
        Assert.AreEqual(Status.BusFault, _bench.Measure(sensor));
        _pulses.Present = true;
        Assert.AreEqual(Status.Ok, _bench.Measure(sensor));
        Assert.IsTrue(_bench.Mantissas[0] >= total);
        _bench.Clock.MonotonicMs += 10_000;
        Assert.AreEqual(Status.Ok, _bench.Measure(sensor));
        total = _bench.Mantissas[0];
        _pulses.BrownOut();
        Assert.AreEqual(Status.Stuck, _bench.Measure(sensor));
        Assert.AreEqual(Status.Ok, _bench.Measure(sensor));
        Assert.IsTrue(_bench.Mantissas[0] >= total);
        Assert.AreEqual(0, _bench.HeapBytes(sensor, 100));
    }

    [TestMethod]
    [DataRow(0.5)]
    [DataRow(2.5)]
    [DataRow(50)]
    [DataRow(12345)]
    public void A_frequency_is_told_to_a_pulse_in_its_gate(double hertz)
    {
        var sensor = new Frequency(_pulses, "f", 2000);
        _pulses.Hertz = hertz;
        for (int i = 0; i < 50; i++)
        {
            Assert.AreEqual(Status.Ok, _bench.Measure(sensor));
            Assert.IsTrue(Math.Abs(_bench.Mantissas[0] - (hertz * 1000)) <= 500.5, $"{_bench.Mantissas[0]} mHz");
            _bench.Clock.MonotonicMs += 777;
        }

        _pulses.Present = false;
        Assert.AreEqual(Status.BusFault, _bench.Measure(sensor));
    }

    [TestMethod]
    public void A_contact_is_told_when_it_changes_once_however_it_bounces_and_dated_then()
    {
        var contact = new Contact(new ContactModel(_bench.Clock), "door", closedHigh: false, debounceMs: 50, repeatMs: 86_400_000);
        var seen = new List<(long Ms, long Value)>();
        _bench.Clock.MonotonicMs = 1_200_000 + 30_000; // half a minute into a minute: open
        long end = _bench.Clock.MonotonicMs + 600_000;
        Assert.AreEqual(Status.Pending, contact.Begin(_bench.Clock.MonotonicMs));
        for (; _bench.Clock.MonotonicMs < end; _bench.Clock.MonotonicMs++)
        {
            Status status = contact.Fetch(_bench.Clock.MonotonicMs, _bench.Mantissas, 0);
            if (status != Status.Pending)
            {
                Assert.AreEqual(Status.Ok, status);
                seen.Add((contact.HappenedMs % 60_000, _bench.Mantissas[0]));
                contact.Begin(_bench.Clock.MonotonicMs);
            }
        }

        // Its first state, then ten times closed at the minute and open ten seconds later; seen within a poll and the bouncing.
        Assert.HasCount(21, seen);
        Assert.AreEqual(0, seen[0].Value);
        for (int i = 1; i < seen.Count; i++)
        {
            long expected = i % 2 == 1 ? 0 : 10_000;
            Assert.AreEqual(i % 2, seen[i].Value);
            Assert.IsTrue(seen[i].Ms - expected is >= 0 and <= 20, $"{seen[i].Ms}");
        }
    }

    [TestMethod]
    public void An_unchanged_contact_is_told_from_time_to_time_and_one_that_never_rests_is_broken()
    {
        var pin = new FixedPin();
        var contact = new Contact(pin, "door", closedHigh: true, debounceMs: 20, repeatMs: 1000);
        int told = 0;
        contact.Begin(0);
        for (long ms = 0; ms < 10_000; ms++)
        {
            told += contact.Fetch(ms, _bench.Mantissas, 0) == Status.Ok ? 1 : 0;
        }

        Assert.AreEqual(10, told);
        Status status = Status.Pending;
        for (long ms = 10_000; ms < 12_000 && status == Status.Pending; ms++)
        {
            pin.IsHigh = ms / 5 % 2 == 0;
            status = contact.Fetch(ms, _bench.Mantissas, 0);
        }

        Assert.AreEqual(Status.Stuck, status);
    }

    private PulseCounter Make(PulseOptions options) => new(_pulses, _store, options);

    private sealed class FixedPin : IPinInput
    {
        public bool IsHigh { get; set; }
    }

    // A counter over a store, counted up and read back as after a reset.
    private sealed class KeptTotalProbe(MemoryStore store, Bench bench)
    {
        private readonly PulseModel _pulses = new(bench.Clock) { Hertz = 100 };

        public void CountTo(int seconds)
        {
            var sensor = new PulseCounter(_pulses, store, new PulseOptions { SaveMs = 1000 });
            for (int i = 0; i < seconds; i += 10)
            {
                Assert.AreEqual(Status.Ok, bench.Measure(sensor));
                bench.Clock.MonotonicMs += 10_000;
            }
        }

        public long Reload()
        {
            Assert.AreEqual(Status.Ok, bench.Measure(new PulseCounter(_pulses, store, new PulseOptions { SaveMs = 86_400_000 })));
            return bench.Mantissas[0];
        }
    }

    private sealed class MemoryStore : IKeyValueStore
    {
        private readonly Dictionary<string, byte[]> _values = [];

        public int Writes { get; private set; }

        public bool Refuses { get; set; }

        // A write ends after this many bytes of the new value, the rest is what was there; −1: whole.
        public int TearAt { get; set; } = -1;

        public int Read(string name, byte[] buffer, int offset, int capacity)
        {
            if (!_values.TryGetValue(name, out byte[]? value) || value.Length > capacity)
            {
                return -1;
            }

            value.CopyTo(buffer, offset);
            return value.Length;
        }

        public bool Write(string name, byte[] buffer, int offset, int count)
        {
            Writes++;
            if (Refuses)
            {
                return false;
            }

            byte[] value = buffer.AsSpan(offset, count).ToArray();
            _values.TryGetValue(name, out byte[]? old);
            if (TearAt >= 0 && old is not null)
            {
                old.AsSpan(TearAt).CopyTo(value.AsSpan(TearAt));
            }

            _values[name] = TearAt >= 0 && old is null ? value[..TearAt] : value;
            return TearAt < 0;
        }

        public bool Remove(string name) => _values.Remove(name) || true;

        public bool RemoveAll()
        {
            _values.Clear();
            return true;
        }
    }
}
