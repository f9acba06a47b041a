using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Tests.Journaling;

[TestClass]
public class JournalTests
{
    [TestMethod]
    public void What_waits_is_there_after_a_reset_in_its_order_with_boot_sequence_and_time()
    {
        var store = new MemoryStore();
        Bench first = new Bench(store, 1);
        first.Take(30);
        first.Settle();
        Bench second = new Bench(store, 2);
        Assert.AreEqual(30, second.Outbox.Waiting);
        Assert.AreEqual(30L, second.Outbox.Taken);
        second.Take(3);
        string sent = second.SendAll();
        Assert.AreEqual("2/1-3 1/1-30 ", sent);
        Assert.AreEqual(0, second.Outbox.Waiting);
        Assert.AreEqual(0L, second.Outbox.Lost);
        second.Settle();
        Assert.AreEqual(0, new Bench(store, 3).Outbox.Waiting);
    }

    [TestMethod]
    public void A_reading_acknowledged_soon_is_never_written()
    {
        var store = new MemoryStore();
        Bench bench = new Bench(store, 1);
        int before = store.Appends; // what the channels are
        for (int i = 0; i < 500; i++)
        {
            bench.Take(5);
            bench.Pass(100);
            bench.SendAll();
        }

        Assert.AreEqual(before, store.Appends);
        Assert.AreEqual(2500L, bench.Outbox.Acknowledged);
    }

    [TestMethod]
    public void A_cut_at_any_byte_costs_only_the_record_being_written()
    {
        for (int bytes = 1; bytes < 900; bytes += 3)
        {
            var store = new MemoryStore();
            Bench bench = new Bench(store, 1);
            bench.Take(40);
            bench.Settle();
            store.BytesLeft = bytes;
            for (int i = 0; i < 6 && !store.IsCut; i++)
            {
                bench.Take(40);
                bench.Settle();
            }

            int kept = (int)bench.Outbox.Taken - bench.InMemory;
            store.BytesLeft = -1;
            Bench after = new Bench(store, 2);
            string sent = after.SendAll();
            Assert.AreEqual("1/1-" + kept.ToString() + " ", sent);
            Assert.AreEqual(0L, after.Outbox.Lost);
        }
    }

    [TestMethod]
    public void When_it_is_full_the_oldest_segment_goes_and_every_reading_is_counted_over_resets()
    {
        var store = new MemoryStore();
        long taken = 0;
        Bench bench = null;
        for (int boot = 1; boot <= 6; boot++)
        {
            bench = new Bench(store, boot);
            bench.Take(300);
            bench.Settle();
            taken += 300;
        }

        bench = new Bench(store, 7);
        Assert.IsTrue(bench.Outbox.LostEver > 0);
        Assert.AreEqual(taken, bench.Outbox.LostEver + bench.Outbox.Waiting);
        int waiting = bench.Outbox.Waiting;
        bench.SendAll();
        Assert.AreEqual((long)waiting, bench.Outbox.Acknowledged);
        Assert.AreEqual(0L, bench.Outbox.Lost);
    }

    [TestMethod]
    public void A_damaged_or_missing_segment_loses_its_readings_and_counts_them()
    {
        for (int kind = 0; kind < 4; kind++)
        {
            var store = new MemoryStore();
            Bench bench = new Bench(store, 1);
            bench.Take(700);
            bench.Settle();
            Damage(store, ReadingSegment + 1, kind);
            Bench after = new Bench(store, 2);
            Assert.AreEqual(700, after.Outbox.Waiting);
            after.SendAll();
            Assert.IsTrue(after.Outbox.Lost > 0);
            Assert.AreEqual(700L, after.Outbox.Acknowledged + after.Outbox.Lost);
            Assert.AreEqual(0, after.Outbox.Waiting);
        }
    }

    [TestMethod]
    public void A_half_created_segment_is_no_loss()
    {
        for (int length = 0; length < 16; length += 5)
        {
            var store = new MemoryStore();
            Bench bench = new Bench(store, 1);
            bench.Take(20);
            bench.Settle();
            store.Put(ReadingSegment + 1, new byte[length]);
            Bench after = new Bench(store, 2);
            after.Take(20);
            after.Settle();
            Assert.AreEqual("1/1-20 2/1-20 ", after.SendAll());
        }
    }

    [TestMethod]
    public void Without_its_checkpoint_nothing_is_lost()
    {
        var store = new MemoryStore();
        Bench bench = new Bench(store, 1);
        bench.Take(20);
        bench.Settle();
        bench.SendAll();
        bench.Take(20);
        bench.Settle();
        store.Put(0, new byte[50]);
        store.Put(1, new byte[0]);
        Assert.AreEqual("1/1-40 ", new Bench(store, 2).SendAll());
    }

    [TestMethod]
    public void A_medium_that_fails_leaves_readings_in_memory_says_so_and_comes_back()
    {
        var store = new MemoryStore { IsBroken = true };
        Bench bench = new Bench(store, 1);
        bench.Take(10);
        bench.Settle();
        Assert.IsFalse(bench.Outbox.IsKept);
        Assert.IsNotNull(bench.Outbox.Warning);
        store.IsBroken = false;
        bench.Settle();
        Assert.IsTrue(bench.Outbox.IsKept);
        Assert.IsNull(bench.Outbox.Warning);
        store.IsFull = true;
        bench.Take(10);
        bench.Settle();
        Assert.IsNotNull(bench.Outbox.Warning);
        bench.Take(400);
        Assert.IsTrue(bench.Outbox.Lost > 0);
        Assert.AreEqual(bench.Outbox.Taken, bench.Outbox.Waiting + bench.Outbox.Lost);
        store.IsFull = false;
        bench.Settle();
        Bench after = new Bench(store, 2);
        Assert.AreEqual(bench.Outbox.Lost, after.Outbox.LostEver);
        Assert.AreEqual(bench.Outbox.Waiting, after.Outbox.Waiting);
    }

    [TestMethod]
    public void A_read_that_fails_anywhere_is_tried_again_and_costs_no_reading()
    {
        for (int reads = 0; reads < 160; reads++)
        {
            var store = new MemoryStore();
            Bench bench = new Bench(store, 1);
            bench.Take(1600); // some are dropped
            bench.Settle();
            long lost = bench.Outbox.LostEver;
            Assert.IsTrue(lost > 0);
            store.ReadsLeft = reads / 2;
            store.ReadsRecover = (reads & 1) != 0;
            Bench after = new Bench(store, 2);
            after.Settle();
            store.ReadsLeft = -1;
            after.Settle();
            Assert.AreEqual(1600L, lost + after.Outbox.Waiting, reads.ToString());
            Assert.AreEqual(lost, after.Outbox.LostEver);
            store.ReadsLeft = reads / 2;
            after.SendAll();
            store.ReadsLeft = -1;
            after.Settle();
            after.SendAll();
            Assert.AreEqual(1600L, lost + after.Outbox.Acknowledged);
            Assert.AreEqual(0L, after.Outbox.Lost);
        }
    }

    [TestMethod]
    public void Readings_of_the_journal_leave_no_faster_than_the_settings_say_and_new_ones_at_once()
    {
        var store = new MemoryStore();
        Bench bench = new Bench(store, 1);
        bench.Take(300);
        bench.Settle();
        Bench after = new Bench(store, 2);
        int sent = 0;
        for (int i = 0; i < 20; i++)
        {
            after.Pass(100);
            after.Take(1);
            Assert.AreEqual(0, after.Outbox.NextSendable(0));
            after.Outbox.Acknowledge(after.Outbox.Lease(0, 1));
            sent += after.SendBacklogOnce();
        }

        Assert.IsTrue(sent > 50 && sent <= 150, sent.ToString());
    }

    [TestMethod]
    public void Readings_from_before_the_clock_was_set_are_dated_across_the_reset()
    {
        var store = new MemoryStore();
        Bench first = new Bench(store, 1);
        first.Pass(5000);
        first.TakeUndated(1); // at 5 s
        first.Pass(20000);
        first.TakeUndated(1); // at 25 s
        first.Pass(20000);
        Bench second = new Bench(store, 2);
        Assert.IsFalse(second.Outbox.IsDatedAt(0));
        Assert.AreEqual(-20000L, second.Outbox.TimeMsAt(0)); // before the start, at which the boot before is taken to have ended
        second.Pass(1000);
        second.Take(1); // at 1 s, dated 1,000,001,000
        second.Settle();
        Bench third = new Bench(store, 3);
        Assert.IsTrue(third.Outbox.IsDatedAt(0));
        Assert.AreEqual(Bench.Epoch - 20000, third.Outbox.TimeMsAt(0));
        Assert.AreEqual(Bench.Epoch, third.Outbox.TimeMsAt(1));
    }

    [TestMethod]
    public void Readings_of_a_boot_whose_end_no_checkpoint_tells_are_as_old_as_the_next_start()
    {
        var store = new MemoryStore();
        Bench first = new Bench(store, 1);
        first.Pass(100000);
        first.TakeUndated(1); // by a clock that no one knows two starts later
        first.Pass(20000);
        Bench second = new Bench(store, 2);
        second.Pass(5000);
        second.TakeUndated(1);
        second.Pass(20000);
        Bench third = new Bench(store, 3);
        Assert.AreEqual(-5000L, third.Outbox.TimeMsAt(0), "not 95 s from now");
        Assert.AreEqual(0L, third.Outbox.TimeMsAt(1));
    }

    [TestMethod]
    public void Every_order_of_events_keeps_the_counters_exact()
    {
        for (int seed = 1; seed <= 12; seed++)
        {
            var store = new MemoryStore();
            var events = new JournalEvents(store, seed);
            for (int step = 0; step < 1500; step++)
            {
                events.Step();
            }

            events.Drain();
        }
    }

    [TestMethod]
    public void A_start_reads_a_bounded_part_of_a_large_journal()
    {
        int smallReads = ReadsOfStart(200);
        int largeReads = ReadsOfStart(2000);
        Assert.IsTrue(largeReads < smallReads + 24, largeReads.ToString() + " after " + smallReads.ToString());
    }

    private const int ReadingSegment = 16;

    private static int ReadsOfStart(int readings)
    {
        var store = new MemoryStore();
        Bench bench = new Bench(store, 1);
        bench.Take(readings);
        bench.Settle();
        int before = store.Reads;
        new Bench(store, 2).Outbox.Step(0);
        return store.Reads - before;
    }

    private static void Damage(MemoryStore store, int segment, int kind)
    {
        byte[] bytes = store.BytesOf(segment);
        switch (kind)
        {
            case 0: // a bit
                bytes[40] ^= 4;
                break;
            case 1: // zeros
                for (int i = 0; i < bytes.Length; i++)
                {
                    bytes[i] = 0;
                }

                break;
            case 2: // gone
                store.Delete(segment);
                break;
            default: // torn in the middle
                byte[] half = new byte[bytes.Length / 2];
                System.Array.Copy(bytes, half, half.Length);
                store.Put(segment, half);
                break;
        }
    }
}
