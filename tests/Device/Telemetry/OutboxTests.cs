using System;
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Tests.Telemetry;

[TestClass]
public class OutboxTests
{
    [TestMethod]
    public void Acknowledged_readings_leave_and_the_counters_balance()
    {
        Outbox outbox = Filled(8, 5);
        int lease = outbox.Lease(0, 3);
        Assert.AreEqual(2, outbox.Sendable);
        outbox.Acknowledge(lease);
        AssertHeld(outbox, "4 5");
        Assert.AreEqual(3L, outbox.Acknowledged);
        Assert.AreEqual(3L, outbox.Published);
        AssertBalance(outbox);
    }

    [TestMethod]
    public void Returned_readings_wait_in_their_old_place_and_count_as_published_once()
    {
        Outbox outbox = Filled(8, 4);
        int first = outbox.Lease(0, 2);
        int second = outbox.Lease(2, 2);
        outbox.Return(first);
        Assert.AreEqual(0, outbox.NextSendable(0));
        Assert.AreEqual(2, outbox.Sendable);
        outbox.Acknowledge(second);
        AssertHeld(outbox, "1 2");
        outbox.Acknowledge(outbox.Lease(0, 2));
        Assert.AreEqual(4L, outbox.Published);
        AssertBalance(outbox);
    }

    [TestMethod]
    public void Acknowledgements_out_of_order_leave_the_order_of_the_others()
    {
        Outbox outbox = Filled(8, 7);
        int first = outbox.Lease(0, 2);
        int second = outbox.Lease(2, 2);
        int third = outbox.Lease(4, 2);
        outbox.Acknowledge(second);
        AssertHeld(outbox, "1 2 5 6 7");
        outbox.Acknowledge(first);
        AssertHeld(outbox, "5 6 7");
        outbox.Return(third);
        Assert.AreEqual(3, outbox.Sendable);
        AssertBalance(outbox);
    }

    [TestMethod]
    public void When_full_the_oldest_that_is_not_on_its_way_is_dropped_and_counted()
    {
        Outbox outbox = Filled(4, 4);
        int lease = outbox.Lease(0, 2);
        outbox.Add(0, 50, 50, 50);
        AssertHeld(outbox, "1 2 4 5");
        Assert.AreEqual(1L, outbox.Lost);
        outbox.Acknowledge(lease);
        AssertHeld(outbox, "4 5");
        AssertBalance(outbox);
    }

    [TestMethod]
    public void When_everything_is_on_its_way_the_new_reading_is_lost_and_counted()
    {
        Outbox outbox = Filled(3, 3);
        outbox.Lease(0, 3);
        outbox.Add(0, 40, 40, 40);
        AssertHeld(outbox, "1 2 3");
        Assert.AreEqual(1L, outbox.Lost);
        outbox.Acknowledge(1);
        outbox.Add(0, 50, 50, 50);
        AssertHeld(outbox, "5");
        AssertBalance(outbox);
    }

    [TestMethod]
    public void Every_order_of_events_keeps_the_readings_in_order_and_the_counters_exact()
    {
        var outbox = new Outbox(7, 1);
        int[] leases = new int[Outbox.MaxLeases];
        int held = 0;
        uint state = 12345;
        for (int step = 0; step < 20000; step++)
        {
            state = (state * 1664525) + 1013904223;
            int choice = (int)(state >> 28);
            if (choice < 8)
            {
                outbox.Add(0, step, step, step);
            }
            else if (choice < 12)
            {
                int at = outbox.NextSendable(0);
                if (at >= 0 && outbox.CanLease)
                {
                    leases[held++] = outbox.Lease(at, 1);
                }
            }
            else if (held > 0)
            {
                int pick = (int)((state >> 8) % (uint)held);
                int lease = leases[pick];
                leases[pick] = leases[--held];
                if (choice < 14)
                {
                    outbox.Acknowledge(lease);
                }
                else
                {
                    outbox.Return(lease);
                }
            }

            AssertBalance(outbox);
            for (int i = 1; i < outbox.Waiting; i++)
            {
                Assert.IsTrue(outbox.SequenceAt(i - 1) < outbox.SequenceAt(i), "order");
            }
        }
    }

    [TestMethod]
    public void A_reading_before_the_clock_is_set_keeps_its_monotonic_time()
    {
        var outbox = new Outbox(2, 1);
        outbox.Add(0, 1, 500, Time.Unknown);
        outbox.Add(0, 2, 600, 1700000000000L);
        Assert.IsFalse(outbox.IsDatedAt(0));
        Assert.AreEqual(500L, outbox.TimeMsAt(0));
        Assert.IsTrue(outbox.IsDatedAt(1));
        Assert.AreEqual(1700000000000L, outbox.TimeMsAt(1));
    }

    [TestMethod]
    public void An_uplink_that_is_given_up_leaves_all_its_readings_in_their_place()
    {
        Outbox outbox = Filled(8, 6);
        outbox.Lease(0, 2);
        outbox.Lease(3, 2);
        outbox.ReturnAll();
        Assert.AreEqual(6, outbox.Sendable);
        AssertHeld(outbox, "1 2 3 4 5 6");
        AssertBalance(outbox);
        outbox.ReturnAll();
        Assert.AreEqual(6, outbox.Sendable);
    }

    [TestMethod]
    public void Readings_follow_their_channels_into_a_new_table()
    {
        var outbox = new Outbox(3, 1);
        outbox.Add(9, 1, 1, 1);
        outbox.Acknowledge(outbox.Lease(0, 1)); // the ring does not begin at its first place
        outbox.Add(0, 10, 1, 1);
        outbox.Add(1, 11, 1, 1);
        outbox.Add(0, 12, 1, 1);
        int[] map = new int[2];
        map[0] = 5;
        outbox.Renumber(map);
        Assert.AreEqual(5, outbox.ChannelAt(0));
        Assert.AreEqual(0, outbox.ChannelAt(1));
        Assert.AreEqual(5, outbox.ChannelAt(2));
        Assert.AreEqual(12L, outbox.MantissaAt(2));
    }

    [TestMethod]
    public void Misuse_is_refused_before_anything_changes()
    {
        Outbox outbox = Filled(4, 2);
        Assert.ThrowsException(typeof(InvalidOperationException), () => outbox.Lease(0, 3));
        Assert.ThrowsException(typeof(ArgumentException), () => outbox.Acknowledge(1));
        outbox.Lease(1, 1);
        Assert.ThrowsException(typeof(InvalidOperationException), () => outbox.Lease(0, 2));
        Assert.AreEqual(1, outbox.Sendable);
        Assert.ThrowsException(typeof(ArgumentOutOfRangeException), () => new Outbox(0, 1));
    }

    private static Outbox Filled(int capacity, int count)
    {
        var outbox = new Outbox(capacity, 1);
        for (int i = 1; i <= count; i++)
        {
            outbox.Add(0, i * 10, i * 10, i * 10);
        }

        return outbox;
    }

    private static void AssertHeld(Outbox outbox, string sequences)
    {
        string held = "";
        for (int i = 0; i < outbox.Waiting; i++)
        {
            held += (i == 0 ? "" : " ") + outbox.SequenceAt(i).ToString();
            Assert.AreEqual(outbox.SequenceAt(i) * 10L, outbox.MantissaAt(i));
        }

        Assert.AreEqual(sequences, held);
    }

    private static void AssertBalance(Outbox outbox) =>
        Assert.AreEqual(outbox.Taken, outbox.Acknowledged + outbox.Waiting + outbox.Lost);
}
