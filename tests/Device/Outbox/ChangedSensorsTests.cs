using Telenode.Core;
using Telenode.Telemetry;
using Telenode.Tests.Telemetry;

namespace Telenode.Tests.Journaling;

/// <summary>Readings that wait while the sensors become others: they go out under their own names, whatever happens in between.</summary>
[TestClass]
public class ChangedSensorsTests
{
    private const int LayoutFile = 0x40000000;

    [TestMethod]
    public void What_waits_goes_out_under_its_own_name_when_the_sensors_are_others_after_a_reset()
    {
        var store = new MemoryStore();
        Kept(store, 1, "t", "h");
        Kept(store, 2, "p", "t"); // h has gone, and t has another number
        Kept(store, 3, "h");
        Bench last = new Bench(store, 4, LayoutBench.Of("h", "x"));
        Assert.AreEqual(5, last.Outbox.Waiting);
        Assert.AreEqual(4, last.Channels.Count);
        Assert.AreEqual(2, last.Channels.PresentCount);
        last.TakeAll();
        Assert.AreEqual("h x t h p t h ", LayoutBench.SendAll(last));
        Assert.AreEqual(0L, last.Outbox.Lost);
    }

    [TestMethod]
    public void A_unit_or_exponent_that_has_changed_makes_another_channel_of_the_same_name()
    {
        var store = new MemoryStore();
        var before = new Quantity("p", "Pa", 0);
        Bench first = new Bench(store, 1, new Channels(new ISensor[] { new OneSensor(before) }));
        first.TakeAll();
        first.Settle();
        Bench second = new Bench(store, 2, new Channels(new ISensor[] { new OneSensor(new Quantity("p", "Pa", -1)) }));
        second.TakeAll();
        second.Settle();
        Bench third = new Bench(store, 3, new Channels(new ISensor[] { new OneSensor(new Quantity("p", "hPa", -1)) }));
        Assert.AreEqual(3, third.Channels.Count);
        Assert.AreEqual("Pa 0", UnitAt(third, 0));
        Assert.AreEqual("Pa -1", UnitAt(third, 1));
    }

    [TestMethod]
    public void The_layout_is_written_when_it_changes_and_goes_with_the_last_reading_that_needs_it()
    {
        var store = new MemoryStore();
        Kept(store, 1, "t", "h");
        Assert.AreEqual(1, Layouts(store));
        int before = store.Appends;
        Bench same = new Bench(store, 2, LayoutBench.Of("t", "h"));
        Assert.AreEqual(before, store.Appends);
        Assert.AreEqual("t h ", LayoutBench.SendAll(same));
        same.TakeAll();
        same.Settle();
        Kept(store, 3, "x");
        Assert.AreEqual(2, Layouts(store));
        Bench after = new Bench(store, 4, LayoutBench.Of("x"));
        Assert.AreEqual("t h x ", LayoutBench.SendAll(after));
        after.Settle();
        Bench last = new Bench(store, 5, LayoutBench.Of("x"));
        Assert.AreEqual(1, Layouts(store));
        Assert.AreEqual(1, last.Channels.Count);
        last = new Bench(store, 6, LayoutBench.Of("y"));
        Assert.AreEqual(1, Layouts(store));
        Assert.AreEqual(1, last.Channels.Count, "the segment is there still, but nothing of it waits");
    }

    [TestMethod]
    public void A_cut_at_any_byte_of_a_change_loses_nothing_and_names_nothing_wrong()
    {
        int changes = 0;
        for (int bytes = 1; bytes < 420; bytes++)
        {
            var store = new MemoryStore();
            Kept(store, 1, "t", "h");
            store.BytesLeft = bytes;
            Bench cut = new Bench(store, 2, LayoutBench.Of("pressure", "t"));
            cut.TakeAll();
            cut.Settle();
            bool written = cut.Outbox.IsKept;
            store.BytesLeft = store.IsCut ? 40 : -1; // and once more while the next start finds its way
            Bench again = new Bench(store, 3, LayoutBench.Of("light"));
            again.TakeAll();
            again.Settle();
            store.BytesLeft = -1;
            Bench last = new Bench(store, 4, LayoutBench.Of("t"));
            string sent = LayoutBench.SendAll(last);

            // The cut may come just behind the record, so that it is there though the board never knew.
            written = written || sent.IndexOf("pressure") > 0;
            bool lit = again.Outbox.IsKept || sent.IndexOf("light") > 0;
            Assert.AreEqual("t h " + (written ? "pressure t " : "") + (lit ? "light " : ""), sent, bytes.ToString());
            Assert.AreEqual(0L, last.Outbox.LostEver);
            changes += written ? 1 : 0;
        }

        Assert.IsTrue(changes > 100 && changes < 400, changes.ToString());
    }

    [TestMethod]
    public void There_is_a_place_for_every_change_however_many_there_are()
    {
        var store = new MemoryStore();
        Bench bench = null;
        for (int boot = 1; boot <= 40; boot++)
        {
            bench = new Bench(store, boot, LayoutBench.Of("quantity." + boot.ToString()));
            bench.TakeAll();
            bench.Settle();
            Assert.IsTrue(bench.Outbox.IsKept, boot.ToString());
        }

        Assert.AreEqual(40L, bench.Outbox.LostEver + bench.Outbox.Waiting);
        Assert.AreEqual(8, bench.Outbox.Waiting); // one to each segment
        Assert.IsTrue(LayoutBench.SendAll(bench).IndexOf("quantity.33 quantity.34 ") == 0);
    }

    [TestMethod]
    public void Readings_whose_layout_is_damaged_or_gone_are_counted_as_lost_and_never_named_wrong()
    {
        for (int damage = 0; damage < 60; damage++)
        {
            var store = new MemoryStore();
            Kept(store, 1, "t", "h");
            byte[] file = store.BytesOf(LayoutFile + 8);
            if (damage < file.Length)
            {
                file[damage] ^= 16;
            }
            else
            {
                byte[] torn = new byte[damage - file.Length];
                System.Array.Copy(file, torn, torn.Length > file.Length ? file.Length : torn.Length);
                store.Put(LayoutFile + 8, torn);
            }

            Bench after = new Bench(store, 2, LayoutBench.Of("x"));
            after.TakeAll();
            Assert.AreEqual("x ", LayoutBench.SendAll(after), damage.ToString());
            Assert.AreEqual(2L, after.Outbox.Lost);
            Assert.AreEqual(0, after.Outbox.Waiting);
            Kept(store, 3, "y");
            Assert.AreEqual("y ", LayoutBench.SendAll(new Bench(store, 4, LayoutBench.Of("z"))));
        }
    }

    [TestMethod]
    public void A_damaged_layout_is_no_harm_to_readings_of_the_present_one()
    {
        var store = new MemoryStore();
        Kept(store, 1, "t", "h");
        store.Put(LayoutFile + 8, new byte[30]);
        Assert.AreEqual("t h ", LayoutBench.SendAll(new Bench(store, 2, LayoutBench.Of("t", "h"))));
    }

    [TestMethod]
    public void More_quantities_than_a_pack_can_number_are_counted_as_lost()
    {
        var store = new MemoryStore();
        Kept(store, 1, "t", "h", "p");
        string[] many = new string[249];
        for (int i = 0; i < many.Length; i++)
        {
            many[i] = "q" + i.ToString();
        }

        Bench after = new Bench(store, 2, LayoutBench.Of(many));
        Assert.AreEqual(250, after.Channels.Count);
        Assert.AreEqual("t ", LayoutBench.SendAll(after));
        Assert.AreEqual(2L, after.Outbox.Lost);
    }

    [TestMethod]
    public void A_medium_that_was_not_readable_at_the_start_keeps_what_waits_until_a_restart_can_name_it()
    {
        var store = new MemoryStore();
        Kept(store, 1, "t", "h");
        store.IsBroken = true;
        Bench late = new Bench(store, 2, LayoutBench.Of("x"));
        store.IsBroken = false;
        late.TakeAll();
        late.Settle();
        Assert.AreEqual(1, late.Channels.Count, "packs have been laid out already");
        Assert.IsFalse(late.Outbox.IsKept);
        Assert.IsTrue(late.Outbox.Warning.IndexOf("restart") > 0);
        Assert.AreEqual("x ", LayoutBench.SendAll(late));
        Assert.AreEqual("t h ", LayoutBench.SendAll(new Bench(store, 3, LayoutBench.Of("x"))));

        store = new MemoryStore();
        Kept(store, 1, "t", "h");
        store.IsBroken = true;
        late = new Bench(store, 2, LayoutBench.Of("h", "t")); // the same quantities need no rows
        store.IsBroken = false;
        late.Settle();
        Assert.AreEqual("t h ", LayoutBench.SendAll(late));
    }

    [TestMethod]
    public void A_restart_that_is_meant_keeps_the_youngest_reading_too()
    {
        var store = new MemoryStore();
        Bench bench = new Bench(store, 1, LayoutBench.Of("t", "h"));
        bench.TakeAll();
        int lease = bench.Outbox.Lease(0, 1);
        bench.Outbox.Keep(0);
        Assert.AreEqual("t h ", LayoutBench.SendAll(new Bench(store, 2, LayoutBench.Of("x"))), "lease " + lease.ToString());
    }

    private static void Kept(MemoryStore store, int boot, params string[] names)
    {
        Bench bench = new Bench(store, boot, LayoutBench.Of(names));
        bench.TakeAll();
        bench.Settle();
        Assert.IsTrue(bench.Outbox.IsKept);
    }

    private static int Layouts(MemoryStore store)
    {
        int count = 0;
        for (int row = 0; row < 9; row++)
        {
            count += store.BytesOf(LayoutFile + row) == null ? 0 : 1;
        }

        return count;
    }

    private static string UnitAt(Bench bench, int position)
    {
        Quantity quantity = bench.Channels[bench.Outbox.ChannelAt(position)];
        return quantity.Unit + " " + quantity.Exponent.ToString();
    }
}
