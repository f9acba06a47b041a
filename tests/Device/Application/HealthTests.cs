using Telenode.Application;
using Telenode.Core;

namespace Telenode.Tests.Application;

[TestClass]
public class HealthTests
{
    [TestMethod]
    public void Starts_are_counted_and_a_stable_one_is_no_early_one()
    {
        var store = new MemoryStore();
        for (int start = 1; start <= 50; start++)
        {
            var guard = new BootGuard(store, StartCause.Reset);
            Assert.AreEqual(start, guard.Boot);
            Assert.IsFalse(guard.SafeMode);
            Assert.IsFalse(guard.Step(BootGuard.StableMs));
        }
    }

    [TestMethod]
    public void Early_resets_in_a_row_lead_to_safe_mode_which_says_why()
    {
        var store = new MemoryStore();
        for (int start = 1; start <= BootGuard.EarlyStarts; start++)
        {
            Assert.IsFalse(new BootGuard(store, StartCause.Reset).SafeMode);
        }

        var guard = new BootGuard(store, StartCause.Reset);
        Assert.IsTrue(guard.SafeMode);
        Assert.AreEqual(
            "the board was reset 5 times in a row within 3 minutes of its start, the last time by power, the reset button or a crash", guard.Why);
        Assert.IsTrue(new BootGuard(store, StartCause.Reset).SafeMode, "a reset in safe mode does not leave it");
    }

    [TestMethod]
    public void Safe_mode_ends_by_itself_and_one_more_early_reset_brings_it_back()
    {
        var store = new MemoryStore();
        BootGuard guard = InSafeMode(store);
        Assert.IsFalse(guard.Step(BootGuard.SafeModeMs - 1));
        Assert.IsTrue(guard.Step(BootGuard.SafeModeMs));
        guard.Note(RestartReason.SafeModeOver);
        guard = new BootGuard(store, StartCause.Reset);
        Assert.IsFalse(guard.SafeMode);
        Assert.AreEqual((int)RestartReason.SafeModeOver, (int)guard.Reason);
        Assert.IsTrue(new BootGuard(store, StartCause.Reset).SafeMode);
    }

    [TestMethod]
    public void A_command_enters_and_leaves_safe_mode()
    {
        var store = new MemoryStore();
        new BootGuard(store, StartCause.Reset).Note(RestartReason.SafeMode);
        var guard = new BootGuard(store, StartCause.Reset);
        Assert.IsTrue(guard.SafeMode);
        Assert.AreEqual("safe mode was asked for", guard.Why);
        guard.Note(RestartReason.Command);
        guard = new BootGuard(store, StartCause.Reset);
        Assert.IsFalse(guard.SafeMode);
        Assert.AreEqual((int)RestartReason.Command, (int)guard.Reason);
    }

    [TestMethod]
    public void Restarts_by_command_are_no_early_resets_and_those_of_the_watchdog_are()
    {
        var store = new MemoryStore();
        for (int i = 0; i < 20; i++)
        {
            var guard = new BootGuard(store, StartCause.Reset);
            Assert.IsFalse(guard.SafeMode);
            guard.Note(RestartReason.Command);
        }

        for (int i = 0; i < BootGuard.EarlyStarts; i++)
        {
            new BootGuard(store, StartCause.Reset).Note(RestartReason.Watchdog);
        }

        var last = new BootGuard(store, StartCause.Reset);
        Assert.IsTrue(last.SafeMode);
        Assert.AreEqual(
            "the board was reset 5 times in a row within 3 minutes of its start, the last time by the watchdog: the loop stood still", last.Why);
    }

    [TestMethod]
    public void Waking_from_deep_sleep_is_a_start_but_no_early_one()
    {
        var store = new MemoryStore();
        for (int i = 1; i <= 30; i++)
        {
            var guard = new BootGuard(store, i == 1 ? StartCause.Reset : StartCause.DeepSleep);
            Assert.AreEqual(i, guard.Boot);
            Assert.IsFalse(guard.SafeMode);
            guard.Note(RestartReason.DeepSleep);
        }

        Assert.AreEqual((int)RestartReason.Unknown, (int)new BootGuard(store, StartCause.Reset).Reason, "a reset in the middle of a sleep");
    }

    [TestMethod]
    public void A_power_cut_at_any_byte_of_a_write_never_lets_the_count_fall()
    {
        for (int cut = 0; cut < 24; cut++)
        {
            var store = new MemoryStore();
            for (int i = 0; i < 3; i++)
            {
                new BootGuard(store, StartCause.Reset).Step(BootGuard.StableMs);
            }

            store.CutAt = cut;
            Assert.AreEqual(4, new BootGuard(store, StartCause.Reset).Boot);
            store.CutAt = -1;
            Assert.AreEqual(4, new BootGuard(store, StartCause.Reset).Boot, "nothing was sent under the count that was not kept");
            Assert.AreEqual(5, new BootGuard(store, StartCause.Reset).Boot);
        }
    }

    [TestMethod]
    public void Changes_of_the_flash_are_counted_over_starts_and_a_cut_costs_few()
    {
        var store = new MemoryStore();
        var wear = new FlashWear();
        var guard = new BootGuard(store, StartCause.Reset, 0, wear);
        for (int i = 0; i < FlashWear.Unkept - 1; i++)
        {
            wear.Count();
        }

        Assert.IsTrue(wear.Changes < FlashWear.Unkept);
        guard.Step(10000);
        Assert.AreEqual(1, store.Writes, "not yet");
        wear.Count();
        wear.Count();
        guard.Step(20000);
        Assert.AreEqual(2, store.Writes);
        guard.Step(30000);
        Assert.AreEqual(2, store.Writes);
        wear.Count();
        long counted = wear.Changes;
        wear = new FlashWear();
        new BootGuard(store, StartCause.Reset, 0, wear);
        Assert.IsTrue(wear.Changes >= counted && wear.Changes <= counted + 2, wear.Changes.ToString());
    }

    [TestMethod]
    public void A_record_of_the_first_version_counts_on()
    {
        byte[] record = { 1, 2, 0, 0, 0, 0, 0, 41, 0, 0, 0, 7, 0, 0, 0, 0 };
        var writer = new ByteWriter();
        writer.Reset(record, 12, 4);
        writer.WriteUInt32(Crc32.Compute(record, 0, 12) & 0xFFFFFFFFL);
        var store = new MemoryStore();
        store.Write("boot-b", record, 0, 16);
        Assert.AreEqual(42, new BootGuard(store, StartCause.Reset).Boot);
        Assert.AreEqual(43, new BootGuard(store, StartCause.Reset).Boot);
    }

    [TestMethod]
    public void A_store_that_refuses_is_told_and_the_board_runs()
    {
        var guard = new BootGuard(new MemoryStore { Refuses = true }, StartCause.Reset);
        Assert.AreEqual(1, guard.Boot);
        Assert.IsNotNull(guard.Warning);
        Assert.IsFalse(guard.SafeMode);
    }

    [TestMethod]
    public void Writes_that_fail_one_after_the_other_leave_the_copy_that_stands()
    {
        var store = new MemoryStore();
        for (int i = 0; i < 3; i++)
        {
            new BootGuard(store, StartCause.Reset).Step(BootGuard.StableMs);
        }

        store.CutAt = 5;
        var guard = new BootGuard(store, StartCause.Reset);
        guard.Step(20000);
        guard.Step(40000);
        store.CutAt = -1;
        Assert.AreEqual(4, new BootGuard(store, StartCause.Reset).Boot);
    }

    [TestMethod]
    public void A_count_that_could_not_be_written_is_written_later()
    {
        var store = new MemoryStore { Refuses = true };
        var guard = new BootGuard(store, StartCause.Reset);
        guard.Step(1000);
        store.Refuses = false;
        guard.Step(1500);
        Assert.IsNotNull(guard.Warning, "it is not tried at every step");
        guard.Step(11000);
        Assert.IsNull(guard.Warning);
        Assert.AreEqual(2, new BootGuard(store, StartCause.Reset).Boot);
    }

    [TestMethod]
    public void A_read_that_fails_is_tried_again()
    {
        var store = new MemoryStore();
        new BootGuard(store, StartCause.Reset);
        store.FailingReads = 2;
        Assert.AreEqual(2, new BootGuard(store, StartCause.Reset).Boot);
    }

    [TestMethod]
    public void The_watchdog_names_the_step_that_takes_too_long()
    {
        var watchdog = new Watchdog(60000);
        Assert.IsNull(watchdog.Overdue(1000000), "nothing runs");
        watchdog.Enter("sensors", 1000);
        watchdog.Enter("uplink", 1400);
        Assert.IsNull(watchdog.Overdue(61400));
        Assert.AreEqual("uplink", watchdog.Overdue(61401));
        watchdog.Leave(1600);
        Assert.IsNull(watchdog.Overdue(1000000), "the loop may wait");
        Assert.AreEqual(400L, watchdog.LongestMs);
        Assert.AreEqual("sensors", watchdog.LongestStep);
        watchdog.ResetLongest();
        Assert.AreEqual(0L, watchdog.LongestMs);
    }

    [TestMethod]
    [DataRow(0, "30 4970 30 4970")]
    [DataRow(1, "1000 1000 1000 1000")]
    [DataRow(2, "100 100 100 100")]
    [DataRow(3, "150 1500 150 1500")]
    [DataRow(4, "150 250 150 1500 150 250")]
    [DataRow(5, "150 250 150 250 150 1500 150")]
    public void Each_state_has_its_own_light(int light, string pattern)
    {
        var led = new RecordingLed();
        var status = new StatusLight(led);
        string[] expected = pattern.Split(' ');
        long now = 7;
        status.Step(now, light == 0 ? Light.Blank : Light.Well); // from another state
        for (int i = 0; i < expected.Length; i++)
        {
            long next = status.Step(now, (Light)light);
            Assert.AreEqual(i % 2 == 0, led.On);
            Assert.AreEqual(expected[i], (next - now).ToString());
            now = next;
        }

        Assert.AreEqual(Time.Never, new StatusLight(null).Step(0, Light.Well));
    }

    private static BootGuard InSafeMode(MemoryStore store)
    {
        for (int i = 0; i < BootGuard.EarlyStarts; i++)
        {
            new BootGuard(store, StartCause.Reset);
        }

        return new BootGuard(store, StartCause.Reset);
    }

    private sealed class RecordingLed : IStatusLed
    {
        public bool On { get; private set; }

        public void Set(bool on) => On = on;
    }
}
