using Telenode.Core;
using Telenode.Telemetry;
using Telenode.Tests.Telemetry;

namespace Telenode.Tests.Filters;

/// <summary>Filters and derived quantities in the sampler. FakeSensor gives 100 × the number of the measurement + the index of the quantity.</summary>
[TestClass]
public class FilterSamplerTests
{
    [TestMethod]
    public void What_passes_is_what_the_outbox_and_the_channel_hold()
    {
        var sensor = new FakeSensor(0, "temperature", "humidity");
        var outbox = new Outbox(100, 1);
        var channels = new Channels(new ISensor[] { sensor });
        Sampler sampler = Make(outbox, channels, "temperature", "delta 2, round 0, offset 100", sensor);
        sampler.Start(0);
        for (int t = 0; t < 5; t++)
        {
            sampler.Step(t * 1000);
        }

        // 1, 2, 3, 4 and 5 °C: 1, 3 and 5 are 2 from the one sent before.
        Assert.AreEqual(8, outbox.Waiting);
        Assert.AreEqual(101L, outbox.MantissaAt(0));
        Assert.AreEqual(101L, outbox.MantissaAt(1), "the humidity has no filter");
        Assert.AreEqual(105L, channels.LastMantissa(0));
        Assert.AreEqual(0, channels[0].Exponent);
        Assert.AreEqual(8L, outbox.Taken, "what was held back is not counted");
    }

    [TestMethod]
    public void A_failed_sample_leaves_the_windows_as_they_were()
    {
        var sensor = new FakeSensor(0, "temperature");
        var outbox = new Outbox(100, 1);
        Sampler sampler = Make(outbox, new Channels(new ISensor[] { sensor }), "temperature", "average 2", sensor);
        sampler.Start(0);
        sampler.Step(0);
        sensor.FetchResult = Status.ChecksumMismatch;
        sampler.Step(1000);
        sensor.FetchResult = Status.Ok;
        sampler.Step(2000);
        Assert.AreEqual(2, outbox.Waiting);
        Assert.AreEqual(100L, outbox.MantissaAt(0));
        Assert.AreEqual(200L, outbox.MantissaAt(1), "the mean of the first and the third");
    }

    [TestMethod]
    public void An_alarm_waits_neither_for_slow_sensors_nor_for_a_fuller_pack()
    {
        var slow = new FakeSensor(400, "slow");
        var fast = new FakeSensor(0, "fast");
        var outbox = new Outbox(100, 1);
        Sampler sampler = Make(outbox, new Channels(new ISensor[] { fast, slow }), "fast", "alarm high 2", fast, slow);
        sampler.Start(0);
        sampler.Step(0);
        Assert.AreEqual(0, outbox.Waiting, "an ordinary reading waits for the others of its instant");
        Assert.IsTrue(sampler.Gathering);
        sampler.Step(400);
        sampler.Step(1000);
        Assert.AreEqual(3, outbox.Waiting);
        Assert.AreEqual(200L, outbox.MantissaAt(2));
        Assert.IsFalse(sampler.Gathering, "nothing holds the pack");
        Assert.AreEqual(1L, sampler.Alarms);
        sampler.Step(1400);
        sampler.Step(2000);
        Assert.IsTrue(sampler.Gathering, "the alarm goes on, and readings wait again");
        Assert.AreEqual(1L, sampler.Alarms);
    }

    [TestMethod]
    public void Filters_count_time_by_instants_so_that_lateness_does_not_matter()
    {
        var sensor = new FakeSensor(0, "t");
        var outbox = new Outbox(100, 1);
        Sampler sampler = Make(outbox, new Channels(new ISensor[] { sensor }), "t", "throttle 2s", sensor);
        sampler.Start(0);
        sampler.Step(7);
        sampler.Step(1001);
        sampler.Step(2000);
        Assert.AreEqual(2, outbox.Waiting, "2000 is 1993 after the first step, and two intervals after the first instant");
        Assert.AreEqual(7L, outbox.TimeMsAt(0), "the reading keeps the time at which it was measured");
    }

    [TestMethod]
    public void A_derived_quantity_comes_with_its_sources_and_with_their_time()
    {
        var sensor = new FakeSensor(30, "temperature", "humidity");
        DerivedSensor dewPoint = Derived("dew_point");
        Outbox outbox = RunDerived(sensor, dewPoint, "humidity", "unit %RH");
        Assert.AreEqual(6, outbox.Waiting);
        Assert.AreEqual(2, outbox.ChannelAt(2));
        Assert.AreEqual(0L, outbox.TimeMsAt(2));
        Assert.AreEqual(1000L, outbox.TimeMsAt(5));

        // Dew point of 1.00 °C and 1.01 %RH.
        Assert.AreEqual(-4966L, outbox.MantissaAt(2));
    }

    [TestMethod]
    public void Nothing_is_derived_from_what_failed_or_was_rejected()
    {
        var sensor = new FakeSensor(0, "temperature", "humidity");
        Outbox outbox = RunDerived(sensor, Derived("dew_point"), "humidity", "unit %RH, reject above 2");
        Assert.AreEqual(4, outbox.Waiting, "the second humidity is 2.01: the temperature stands alone");

        sensor = new FakeSensor(0, "temperature", "humidity") { FetchResult = Status.BusFault };
        DerivedSensor dewPoint = Derived("dew_point");
        outbox = RunDerived(sensor, dewPoint, "humidity", "unit %RH");
        Assert.AreEqual(0, outbox.Waiting);
    }

    [TestMethod]
    public void Values_of_different_moments_are_not_combined()
    {
        var temperature = new FakeSensor(0, "temperature");
        var humidity = new FakeSensor(0, "humidity");
        DerivedSensor dewPoint = Derived("dew_point");
        var channels = new Channels(new ISensor[] { temperature, humidity, dewPoint });
        var filters = new FilterTable(channels);
        string error;
        Assert.IsTrue(filters.TrySet(1, "unit %RH", out error));
        Assert.IsTrue(dewPoint.TryBind(channels, out error), error);
        var outbox = new Outbox(100, 1);
        var slots = new SensorSlot[] { new SensorSlot(temperature, 10000, 0), new SensorSlot(humidity, 20000, 0), new SensorSlot(dewPoint, Time.Never, 0) };
        var sampler = new Sampler(slots, channels, outbox, new ClockWithoutDate()) { Filter = filters };
        sampler.Start(0);
        for (int t = 0; t <= 40000; t += 10000)
        {
            sampler.Step(t);
        }

        // Five temperatures, three humidities, and a dew point for each of the three.
        Assert.AreEqual(11, outbox.Waiting);
        Assert.AreEqual(0L, slots[2].Failures);
        humidity.FetchResult = Status.Timeout;
        sampler.Step(60000);
        Assert.AreEqual(1L, slots[2].Failures);
        Assert.AreEqual((int)Status.Timeout, (int)slots[2].LastStatus, "why there is none");
    }

    private static Outbox RunDerived(FakeSensor sensor, DerivedSensor derived, string filtered, string chain)
    {
        var outbox = new Outbox(100, 1);
        var channels = new Channels(new ISensor[] { sensor, derived });
        Sampler sampler = Make(outbox, channels, filtered, chain, sensor, derived);
        string error;
        Assert.IsTrue(derived.TryBind(channels, out error), error);
        sampler.Start(0);
        sampler.Step(0);
        sampler.Step(sensor.ConversionMs);
        sampler.Step(1000);
        sampler.Step(1000 + sensor.ConversionMs);
        return outbox;
    }

    private static DerivedSensor Derived(string text)
    {
        string error;
        DerivedSensor sensor = DerivedSensor.Parse(text, out error);
        Assert.IsNull(error);
        return sensor;
    }

    private static Sampler Make(Outbox outbox, Channels channels, string quantity, string chain, params ISensor[] sensors)
    {
        var slots = new SensorSlot[sensors.Length];
        for (int i = 0; i < slots.Length; i++)
        {
            slots[i] = new SensorSlot(sensors[i], sensors[i] is DerivedSensor ? Time.Never : 1000, 0);
        }

        var filters = new FilterTable(channels);
        string error;
        Assert.IsTrue(filters.TrySet(channels.Find(quantity), chain, out error), error);
        return new Sampler(slots, channels, outbox, new ClockWithoutDate()) { Filter = filters };
    }

    private sealed class ClockWithoutDate : IClock
    {
        public long MonotonicMs => 0;

        public long UnixMs => Time.Unknown;
    }
}
