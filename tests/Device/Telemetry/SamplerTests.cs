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
        Assert.AreEqual((int)Status.ChecksumMismatch, (int)slot.LastStatus, "left alone after two failures in a row");
        sampler.Step(3000);
        sampler.Step(3010);
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
    public void A_sensor_that_keeps_failing_is_tried_less_and_less_often_and_at_full_pace_once_it_works()
    {
        var sensor = new FakeSensor(0, "a");
        var slot = new SensorSlot(sensor, 1000, 0);
        Sampler sampler = Make(new Outbox(100, 1), slot);
        sensor.BeginResult = Status.Absent;
        sampler.Start(0);
        string tried = "";
        for (int second = 0; second < 220; second++)
        {
            int before = sensor.Begun;
            sampler.Step(second * 1000L);
            tried += sensor.Begun > before ? second.ToString() + " " : "";
        }

        Assert.AreEqual("0 1 3 7 15 31 63 123 183 ", tried);
        Assert.AreEqual(0L, slot.Missed, "an instant left out on purpose is none that was missed");
        Assert.AreEqual(9, (int)slot.FailuresInRow);
        sensor.BeginResult = Status.Pending;
        for (int second = 220; second < 246; second++)
        {
            sampler.Step(second * 1000L);
        }

        Assert.AreEqual(12, sensor.Begun, "243 and then every second");
        Assert.AreEqual(0, (int)slot.FailuresInRow);
        Assert.AreEqual(9L, slot.Failures);
    }

    [TestMethod]
    public void A_sensor_with_a_long_interval_is_tried_at_each()
    {
        var sensor = new FakeSensor(0, "a");
        sensor.BeginResult = Status.Absent;
        Sampler sampler = Make(new Outbox(100, 1), new SensorSlot(sensor, 60000, 0));
        sampler.Start(0);
        for (int minute = 0; minute < 10; minute++)
        {
            sampler.Step(minute * 60000L);
        }

        Assert.AreEqual(10, sensor.Begun);
    }

    [TestMethod]
    public void A_status_is_telemetry_when_it_changes()
    {
        var outbox = new Outbox(100, 1);
        var good = new FakeSensor(0, "a");
        var bad = new FakeSensor(0, "b");
        var slots = new SensorSlot[] { new SensorSlot(good, 1000, 0), new SensorSlot(bad, 1000, 0) };
        var channels = new Channels(new ISensor[] { good, bad }, new string[] { "good.status", "bad.status" });
        var sampler = new Sampler(slots, channels, outbox, new ClockWithoutDate());
        Assert.AreEqual(4, channels.Count);
        Assert.AreEqual("bad.status", channels[3].Name);
        Assert.AreEqual("bad.status", channels[channels.FirstStatus + 1].Name);
        Assert.IsTrue(sampler.SlotOf(3) == slots[1]);
        Assert.IsTrue(sampler.SlotOf(1) == slots[1]);

        sampler.Start(0);
        sampler.Step(0);
        Assert.AreEqual(2, outbox.Waiting, "a sensor that works needs no word");
        bad.FetchResult = Status.ChecksumMismatch;
        sampler.Step(1000);
        sampler.Step(2000);
        bad.FetchResult = Status.Ok;
        sampler.Step(3000);
        sampler.Step(4000);
        string seen = "";
        for (int i = 0; i < outbox.Waiting; i++)
        {
            seen += outbox.ChannelAt(i) >= 2 ? outbox.ChannelAt(i).ToString() + "=" + outbox.MantissaAt(i).ToString() + "@" + outbox.TimeMsAt(i).ToString() + " " : "";
        }

        // Failed at 1 s and at 2 s, left alone at 3 s, works at 4 s.
        Assert.AreEqual("3=4@1000 3=0@4000 ", seen);
        Assert.ThrowsException(typeof(ArgumentException), () => new Channels(new ISensor[] { good }, new string[] { "x", "y" }));
        Assert.ThrowsException(typeof(ArgumentException), () => new Channels(new ISensor[] { good }, new string[] { "a" }));
    }

    [TestMethod]
    public void An_event_is_dated_when_it_happened_delays_no_one_and_is_looked_for_again_at_once()
    {
        var outbox = new Outbox(100, 1);
        var door = new FakeEventSensor("door");
        var slot = new SensorSlot(door, 10000, 0);
        Sampler sampler = Make(outbox, slot, new SensorSlot(new FakeSensor(0, "a"), 1000, 0));
        sampler.Start(0);
        sampler.Step(0);
        Assert.AreEqual(1, outbox.Waiting, "the other one's reading does not wait for something to happen");
        Assert.IsFalse(sampler.Busy);
        Assert.IsFalse(sampler.Gathering);
        door.HappenedMs = 90;
        Assert.AreEqual(110L, sampler.Step(100), "begins again at once");
        Assert.AreEqual(2, outbox.Waiting);
        Assert.AreEqual(90L, outbox.TimeMsAt(1));
        Assert.AreEqual(2, door.Begun);
        Assert.AreEqual(0L, slot.Missed);
        sampler.Stop();
        door.HappenedMs = 200;
        sampler.Step(210);
        sampler.Step(220);
        Assert.AreEqual(2, door.Begun, "stopped");
        Assert.AreEqual(3, outbox.Waiting);
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

    // Polled every 10 ms; something has happened when HappenedMs is set.
    private sealed class FakeEventSensor : IEventSensor
    {
        private readonly Quantity _quantity;

        public FakeEventSensor(string name)
        {
            _quantity = new Quantity(name, "/", 0);
        }

        public string Kind => "event";

        public int QuantityCount => 1;

        public long ReadyAtMs { get; private set; }

        public long HappenedMs { get; set; } = -1;

        public int Begun { get; private set; }

        public Quantity QuantityAt(int index) => _quantity;

        public Status Begin(long nowMs)
        {
            Begun++;
            HappenedMs = -1;
            ReadyAtMs = nowMs + 10;
            return Status.Pending;
        }

        public Status Fetch(long nowMs, long[] mantissas, int offset)
        {
            ReadyAtMs = nowMs + 10;
            mantissas[offset] = 1;
            return HappenedMs < 0 ? Status.Pending : Status.Ok;
        }
    }

    private sealed class ClockWithoutDate : IClock
    {
        public long MonotonicMs => 0;

        public long UnixMs => Time.Unknown;
    }
}
