using Telenode.Application;
using Telenode.Core;

namespace Telenode.Tests.Application;

[TestClass]
public class SleepTests
{
    [TestMethod]
    public void What_was_kept_is_taken_up_after_the_sleep_with_the_clocks_moved_on()
    {
        var store = new MemoryStore();
        Keep(store, 7000000);
        var kept = new SleepState(store);
        ByteReader rest = kept.TryLoad(7000000 + 61500);
        Assert.IsNotNull(rest);
        Assert.AreEqual(12, kept.Boot);
        Assert.AreEqual(345, kept.LastSequence);
        Assert.AreEqual(100000L + 61500, kept.MonotonicMs);
        Assert.AreEqual(1781946000000L + 61500, kept.UnixMs);
        Assert.AreEqual(3, kept.WakesLeft);
        Assert.AreEqual(2, kept.Failures);
        Assert.AreEqual(-987654321987L, kept.Sensors);
        Assert.AreEqual(0x1234, rest.ReadUInt16());
        Assert.IsFalse(rest.Failed);
    }

    [TestMethod]
    public void Without_a_clock_that_goes_on_the_sleep_counts_as_long_as_it_was_ordered()
    {
        var store = new MemoryStore();
        Keep(store, -1);
        var kept = new SleepState(store);
        Assert.IsNotNull(kept.TryLoad(-1));
        Assert.AreEqual(160000L, kept.MonotonicMs);
    }

    [TestMethod]
    [DataRow(60000 - 10001)] // the sleep cannot be over yet
    [DataRow(60000 + 600001)] // another start than the one behind the sleep
    [DataRow(-5)] // the clock went back
    public void A_value_of_another_sleep_does_not_count(int passedMs)
    {
        var store = new MemoryStore();
        Keep(store, 7000000);
        Assert.IsNull(new SleepState(store).TryLoad(7000000 + passedMs));
    }

    [TestMethod]
    public void A_torn_value_does_not_count_and_one_that_does_not_fit_is_not_written()
    {
        for (int cut = 0; cut < 66; cut++)
        {
            var store = new MemoryStore { CutAt = cut };
            Keep(store, 7000000);
            Assert.IsNull(new SleepState(store).TryLoad(7060000));
        }

        var full = new MemoryStore();
        var kept = new SleepState(full);
        ByteWriter writer = kept.Begin(0);
        for (int i = 0; i < 5000; i++)
        {
            writer.WriteByte(1);
        }

        Assert.IsFalse(kept.Write(writer));
        Assert.AreEqual(0, full.Writes);
        var refused = new SleepState(new MemoryStore { Refuses = true });
        Assert.IsFalse(refused.Write(refused.Begin(0)));
    }

    [TestMethod]
    public void A_boot_goes_on_through_wakings_and_nothing_is_written_for_them()
    {
        var store = new MemoryStore();
        Assert.AreEqual(1, new BootGuard(store, StartCause.Reset).Boot);
        int writes = store.Writes;
        for (int i = 0; i < 20; i++)
        {
            var waking = new BootGuard(store, StartCause.DeepSleep, 1);
            Assert.AreEqual(1, waking.Boot);
            Assert.IsTrue(waking.GoesOn);
            Assert.IsFalse(waking.SafeMode);
            Assert.AreEqual((int)RestartReason.DeepSleep, (int)waking.Reason);
        }

        Assert.AreEqual(writes, store.Writes);
        Assert.AreEqual(2, new BootGuard(store, StartCause.Reset).Boot);
        var other = new BootGuard(store, StartCause.DeepSleep, 1);
        Assert.AreEqual(3, other.Boot, "the store has counted on: this is no waking of boot 1");
        Assert.IsFalse(other.GoesOn);
    }

    [TestMethod]
    public void A_board_that_sleeps_in_order_was_no_early_reset()
    {
        var store = new MemoryStore();
        for (int i = 0; i < 3 * BootGuard.EarlyStarts; i++)
        {
            var guard = new BootGuard(store, StartCause.Reset);
            Assert.IsFalse(guard.SafeMode);
            guard.Settle();
            int writes = store.Writes;
            guard.Settle();
            Assert.AreEqual(writes, store.Writes, "once is enough");
        }
    }

    [TestMethod]
    public void The_clocks_go_on()
    {
        var platform = new ManualClock();
        platform.MonotonicMs = 1200;
        var clock = new NetworkClock(platform);
        clock.GoOn(500000, 1781946000000);
        Assert.AreEqual(500000L, clock.MonotonicMs);
        Assert.AreEqual(1781946000000L, clock.UnixMs);
        platform.MonotonicMs += 2000;
        Assert.AreEqual(502000L, clock.MonotonicMs);
        Assert.AreEqual(1781946002000L, clock.UnixMs);
        clock.Learn(1781946002100, clock.MonotonicMs);
        Assert.AreEqual(100L, clock.LastErrorMs);
        Assert.AreEqual(0, clock.Steps);
    }

    private static void Keep(MemoryStore store, long runningMs)
    {
        var kept = new SleepState(store);
        kept.Boot = 12;
        kept.LastSequence = 345;
        kept.MonotonicMs = 100000;
        kept.UnixMs = 1781946000000;
        kept.SleepMs = 60000;
        kept.WakesLeft = 3;
        kept.Failures = 2;
        kept.Sensors = -987654321987;
        ByteWriter writer = kept.Begin(runningMs);
        writer.WriteUInt16(0x1234);
        kept.Write(writer);
    }
}
