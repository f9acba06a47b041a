using Iot.Device.DHTxx.Esp32;
using Telenode.Board;
using Telenode.Core;
using Telenode.Drivers;
using Telenode.Telemetry;

namespace Telenode.Tests.Host.Board;

/// <summary>A binding of nanoFramework.IoT.Device as a sensor, by the one that is compiled: the DHT22's and the DHT11's.</summary>
[TestClass]
[DoNotParallelize]
public sealed class BindingSensorTests
{
    private readonly long[] _values = [long.MinValue, long.MinValue];
    private long _nowMs = 5000;

    public BindingSensorTests()
    {
        DhtBase.Air = (21.5, 43.2);
        DhtBase.IsGarbled = DhtBase.Throws = false;
        DhtBase.SilentMs = 0;
        DhtBase.Made = 0;
    }

    [TestMethod]
    public void The_docs_show_the_class_that_is_compiled()
    {
        string source = Repository.Read("firmware/Board/DhtSensor.cs");
        string shown = Repository.Read("docs/sensors.md").Split("## Using a nanoFramework.IoT.Device binding")[1].Split("```csharp\n")[1].Split("\n```")[0];
        Assert.StartsWith("internal sealed class DhtSensor : BindingSensor", shown);
        Assert.EndsWith("protected override void Dispose() => _chip.Dispose();", shown);
        StringAssert.Contains(source, shown);
    }

    [TestMethod]
    [DataRow("dht22@gpio26 trigger=27", 27, false)]
    [DataRow("am2302@gpio4", 5, false)]
    [DataRow("dht11@gpio26 trigger=4", 4, true)]
    public void The_line_says_pins_and_chip(string text, int trigger, bool isDht11)
    {
        var line = new SensorLine(text);
        var sensor = new DhtSensor(line);
        Assert.AreEqual(0, DhtBase.Made, "the package waits a second when it is made: not at the start");
        Assert.AreEqual(Status.Ok, Measure(sensor));
        Assert.AreEqual((line.BusNumber, trigger, isDht11), (DhtBase.Last!.Echo, DhtBase.Last.Trigger, DhtBase.Last.IsDht11));
    }

    [TestMethod]
    [DataRow(-40.0, 0.0, -400, 0)]
    [DataRow(-0.1, 0.1, -1, 1)]
    [DataRow(21.499999, 43.200001, 215, 432)]
    [DataRow(80.0, 100.0, 800, 1000)]
    public void Values_are_rounded_to_the_chip_s_tenths(double celsius, double percent, int deci, int deciPercent)
    {
        DhtBase.Air = (celsius, percent);
        Assert.AreEqual(Status.Ok, Measure(new DhtSensor(new SensorLine("dht22@gpio26"))));
        Assert.AreEqual(deci, _values[0]);
        Assert.AreEqual(deciPercent, _values[1]);
        Assert.AreEqual(Status.Ok, Measure(new DhtSensor(new SensorLine("dht22@gpio26 give=humidity"))));
        Assert.AreEqual(deciPercent, _values[0]);
    }

    [TestMethod]
    public void Failures_are_told_apart_give_no_value_and_make_the_binding_anew()
    {
        var sensor = new DhtSensor(new SensorLine("dht22@gpio26"));
        AssertFails(sensor, Status.ChecksumMismatch, () => DhtBase.IsGarbled = true, () => DhtBase.IsGarbled = false);
        AssertFails(sensor, Status.Timeout, () => DhtBase.SilentMs = 510, () => DhtBase.SilentMs = 0);
        AssertFails(sensor, Status.BusFault, () => DhtBase.Throws = true, () => DhtBase.Throws = false);
    }

    [TestMethod]
    [DataRow("dht22@gpio26", 2000)]
    [DataRow("dht11@gpio26", 1000)]
    public void The_chip_has_its_rest_between_two_measurements(string line, int restMs)
    {
        var sensor = new DhtSensor(new SensorLine(line));
        Assert.AreEqual(Status.Ok, Measure(sensor));
        _nowMs += 100;
        Assert.AreEqual(Status.Pending, sensor.Begin(_nowMs));
        Assert.AreEqual(5000 + restMs, sensor.ReadyAtMs);
        Assert.AreEqual(Status.Pending, sensor.Fetch(_nowMs, _values, 0));
    }

    private void AssertFails(DhtSensor sensor, Status expected, Action harm, Action mend)
    {
        Assert.AreEqual(Status.Ok, Measure(sensor));
        DhtBase before = DhtBase.Last!;
        int made = DhtBase.Made;
        harm();
        Array.Fill(_values, long.MinValue);
        Assert.AreEqual(expected, Measure(sensor));
        Assert.IsTrue(_values.All(value => value == long.MinValue), "a failure yields no value");
        Assert.IsTrue(before.IsDisposed);
        mend();
        Assert.AreEqual(Status.Ok, Measure(sensor));
        Assert.AreEqual(made + 1, DhtBase.Made);
        Assert.AreEqual(215, _values[0]);
    }

    private Status Measure(ISensor sensor)
    {
        Status status = sensor.Begin(_nowMs);
        while (status == Status.Pending)
        {
            _nowMs = Math.Max(_nowMs, sensor.ReadyAtMs);
            status = sensor.Fetch(_nowMs, _values, 0);
        }

        return status;
    }
}
