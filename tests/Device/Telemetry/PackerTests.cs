using Telenode.Core;
using Telenode.Encoding;
using Telenode.Telemetry;

namespace Telenode.Tests.Telemetry;

[TestClass]
public class PackerTests
{
    [TestMethod]
    public void A_reading_from_before_the_clock_was_set_waits_for_its_date()
    {
        var bench = new Bench();
        bench.Outbox.Add(0, 2150, 1000, Time.Unknown);
        Assert.AreEqual(0, bench.Fill(2000), "no clock yet");
        bench.Clock.OffsetMs = 1700000000000L;
        Assert.IsTrue(bench.Fill(3000) > 0);
        Assert.AreEqual(1700000001000L, bench.Pack.LastTimeMs, "dated when the clock was set");
    }

    [TestMethod]
    public void Without_a_clock_it_is_sent_after_a_minute_as_so_long_ago()
    {
        var bench = new Bench();
        bench.Outbox.Add(0, 2150, 1000, Time.Unknown);
        Assert.AreEqual(0, bench.Fill(1000 + Packer.AwaitClockMs - 1));
        Assert.IsTrue(bench.Fill(1000 + Packer.AwaitClockMs) > 0);
        Assert.AreEqual((long)-Packer.AwaitClockMs, bench.Pack.LastTimeMs);
    }

    [TestMethod]
    public void A_pack_that_others_could_join_waits_and_a_full_one_does_not()
    {
        var bench = new Bench();
        bench.Clock.OffsetMs = 1700000000000L;
        bench.Outbox.Add(0, 1, 0, 1700000000000L);
        Assert.AreEqual(0, bench.Packer.Fill(bench.Buffer, 0, 100, 0, true));
        for (int i = 0; i < RecordingPack.Room; i++)
        {
            bench.Outbox.Add(0, i, 0, 1700000000000L);
        }

        Assert.IsTrue(bench.Packer.Fill(bench.Buffer, 0, 100, 0, true) > 0);
        Assert.AreEqual(1, bench.Outbox.Sendable);
    }

    private sealed class Bench
    {
        public Bench()
        {
            Packer = new Packer(Outbox, new Channels(new ISensor[] { new FakeSensor(0, "a") }), Pack, Clock);
        }

        public Outbox Outbox { get; } = new Outbox(20, 1);

        public RecordingPack Pack { get; } = new RecordingPack();

        public SettableClock Clock { get; } = new SettableClock();

        public byte[] Buffer { get; } = new byte[100];

        public Packer Packer { get; }

        public int Fill(long nowMs)
        {
            Clock.MonotonicMs = nowMs;
            return Packer.Fill(Buffer, 0, Buffer.Length, nowMs, false);
        }
    }

    private sealed class SettableClock : IClock
    {
        public long MonotonicMs { get; set; }

        public long OffsetMs { get; set; } = Time.Unknown;

        public long UnixMs => OffsetMs == Time.Unknown ? Time.Unknown : OffsetMs + MonotonicMs;
    }

    private sealed class RecordingPack : IPackWriter
    {
        public const int Room = 3;

        public int Count { get; private set; }

        public int Boot { get; set; }

        public long LastTimeMs { get; private set; }

        public void Begin(byte[] buffer, int offset, int capacity) => Count = 0;

        public bool TryAdd(int channel, long mantissa, long timeMs, int sequence)
        {
            if (Count == Room)
            {
                return false;
            }

            Count++;
            LastTimeMs = timeMs;
            return true;
        }

        public int End() => Count;
    }
}
