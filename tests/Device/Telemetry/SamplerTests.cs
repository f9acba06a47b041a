using System;
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Tests.Telemetry;

[TestClass]
public class SamplerTests
{
    [TestMethod]
    public void Instants_lie_on_phase_plus_whole_intervals_however_late_the_steps_come()
    {
        var sensor = new FakeSensor(0, "a");
        Sampler sampler = Make(new Outbox(100, 1), new SensorSlot(sensor, 1000, 300));
        sampler.Start(50);
        Assert.AreEqual(350L, sampler.Step(50));
        Assert.AreEqual(0, sensor.Begun);
        sampler.Step(357);
        Assert.AreEqual(1, sensor.Begun);
        Assert.AreEqual(1350L, sampler.Step(400), "late by 7 ms: the next instant does not move");
        sampler.Step(1351);
        Assert.AreEqual(2, sensor.Begun);
    }

    [TestMethod]
    public void A_node_that_was_late_by_intervals_leaves_them_out_and_counts_them()
    {
        var sensor = new FakeSensor(0, "a");
        var slot = new SensorSlot(sensor, 1000, 0);
        Sampler sampler = Make(new Outbox(100, 1), slot);
        sampler.Start(0);
        sampler.Step(0);
        Assert.AreEqual(5000L, sampler.Step(4100));
        Assert.AreEqual(2, sensor.Begun);
        Assert.AreEqual(3L, slot.Missed);
    }

    [TestMethod]
    public void Sensors_that_began_together_are_delivered_together_in_channel_order()
    {
        var outbox = new Outbox(100, 1);
        Sampler sampler = Make(outbox, new SensorSlot(new FakeSensor(120, "a", "b"), 10000, 0), new SensorSlot(new FakeSensor(0, "c"), 10000, 0));
        sampler.Start(0);
        Assert.AreEqual(120L, sampler.Step(0));
        Assert.AreEqual(0, outbox.Waiting);
        Assert.IsTrue(sampler.Busy);
        sampler.Step(120);
        Assert.IsFalse(sampler.Busy);
        Assert.AreEqual(3, outbox.Waiting);
        for (int i = 0; i < 3; i++)
        {
            Assert.AreEqual(i, outbox.ChannelAt(i));
            Assert.AreEqual(0L, outbox.TimeMsAt(i), "the instant at which the measurement began");
        }
    }

    [TestMethod]
    public void A_slow_sensor_delays_the_others_of_its_instant_by_no_more_than_the_bound()
    {
        var outbox = new Outbox(100, 1);
        var fast = new FakeSensor(0, "fast");
        Sampler sampler = Make(outbox, new SensorSlot(new FakeSensor(5000, "slow"), 10000, 0), new SensorSlot(fast, 1000, 0));
        sampler.Start(0);
        Assert.AreEqual((long)Sampler.TogetherMs, sampler.Step(0));
        Assert.IsTrue(sampler.Gathering);
        sampler.Step(Sampler.TogetherMs);
        Assert.AreEqual(1, outbox.Waiting);
        Assert.IsTrue(sampler.Busy);
        Assert.IsFalse(sampler.Gathering, "packs wait for the slow one no longer");
        for (int t = 1000; t <= 4000; t += 1000)
        {
            sampler.Step(t);
        }

        Assert.AreEqual(5, fast.Begun, "the fast one keeps its interval");
        Assert.AreEqual(5, outbox.Waiting);
        sampler.Step(5000);
        Assert.AreEqual(7, outbox.Waiting);
    }

    [TestMethod]
    public void A_sensor_that_fails_gives_no_reading_and_is_tried_at_its_next_instant()
    {
        var outbox = new Outbox(100, 1);
        var sensor = new FakeSensor(10, "a");
        var slot = new SensorSlot(sensor, 1000, 0);
        Sampler sampler = Make(outbox, slot);
        sampler.Start(0);
        sensor.BeginResult = Status.Absent;
        sampler.Step(0);
        Assert.AreEqual((int)Status.Absent, (int)slot.LastStatus);
        Assert.IsFalse(sampler.Busy);
        sensor.BeginResult = Status.Pending;
        sensor.FetchResult = Status.ChecksumMismatch;
        sampler.Step(1000);
        sampler.Step(1010);
        Assert.AreEqual((int)Status.ChecksumMismatch, (int)slot.LastStatus);
        sensor.FetchResult = Status.Ok;
        sampler.Step(2000);
        sampler.Step(2010);
        Assert.AreEqual((int)Status.Ok, (int)slot.LastStatus);
        Assert.AreEqual(2L, slot.Failures);
        Assert.AreEqual(1, outbox.Waiting);
    }

    [TestMethod]
    public void A_trigger_measures_without_a_schedule_and_stop_lets_the_running_one_end()
    {
        var outbox = new Outbox(100, 1);
        Sampler sampler = Make(outbox, new SensorSlot(new FakeSensor(10, "a"), Time.Never, 0));
        sampler.Start(0);
        Assert.AreEqual(Time.Never, sampler.Step(0));
        sampler.Trigger(100, 1700000000000L);
        Assert.AreEqual(110L, sampler.Step(100));
        sampler.Stop();
        Assert.AreEqual(Time.Never, sampler.Step(110));
        Assert.AreEqual(1, outbox.Waiting);
        Assert.AreEqual(1700000000000L, outbox.TimeMsAt(0));
    }

    [TestMethod]
    public void Two_quantities_of_one_name_are_refused_with_the_name()
    {
        Assert.ThrowsException(typeof(ArgumentException), () => new Channels(new ISensor[] { new FakeSensor(0, "t"), new FakeSensor(0, "t") }));
    }

    private static Sampler Make(Outbox outbox, params SensorSlot[] slots)
    {
        ISensor[] sensors = new ISensor[slots.Length];
        for (int i = 0; i < slots.Length; i++)
        {
            sensors[i] = slots[i].Sensor;
        }

        return new Sampler(slots, new Channels(sensors), outbox, new ClockWithoutDate());
    }

    private sealed class ClockWithoutDate : IClock
    {
        public long MonotonicMs => 0;

        public long UnixMs => Time.Unknown;
    }
}
