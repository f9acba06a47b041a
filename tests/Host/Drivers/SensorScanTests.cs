using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;

namespace Telenode.Tests.Host.Drivers;

/// <summary>What a look for sensors finds on the buses.</summary>
[TestClass]
public class SensorScanTests
{
    private readonly ManualClock _clock = new() { MonotonicMs = 1_000_000 };

    [TestMethod]
    public void Every_chip_is_named_at_its_place_and_measures_on_as_if_nothing_had_been()
    {
        string[] lines =
        [
            "bme280@i2c1:0x76", "bmp280@i2c1:0x77 name=b", "sht3x@i2c1:0x44 name=c", "aht20 name=d", "scd4x", "bh1750", "veml7700 name=e",
            "mcp9808@i2c1:0x1C name=f", "ina219@i2c1:0x41 name=g", "ina226@i2c1:0x48 name=h", "ads1115@i2c1:0x4A", "ens160@i2c2:0x52",
            "ds18b20@onewire1:28-000000000001 name=i", "ds18b20@onewire2:28-3c01d607a1b2 name=k", "ds18b20@onewire2:28-0000000000ff name=l",
        ];
        SimPorts ports = Seat(lines, out SensorFactory factory);
        Measure(factory);
        string[] found = Scan(ports);
        string[] expected =
        [
            "i2c1:0x10  veml7700", "i2c1:0x1C  mcp9808", "i2c1:0x23  bh1750", "i2c1:0x38  aht20", "i2c1:0x41  ina219", "i2c1:0x44  sht3x or sht4x or ina219",
            "i2c1:0x48  ina226", "i2c1:0x4A  ina219 or ads1115", "i2c1:0x62  scd4x", "i2c1:0x76  bme280", "i2c1:0x77  bmp280", "i2c2:0x52  ens160",
            "onewire1:28-000000000001  ds18b20", "onewire2:28-3c01d607a1b2  ds18b20", "onewire2:28-0000000000ff  ds18b20",
        ];
        CollectionAssert.AreEquivalent(expected, found);
        Measure(factory);
    }

    [TestMethod]
    public void An_unknown_chip_an_empty_bus_and_a_dead_one_are_told()
    {
        SimPorts ports = Seat([], out _);
        ((SimI2cBus)ports.I2c(1)).Seat(0x29, new Mcp9808Model(_clock));
        ((SimI2cBus)ports.I2c(2)).Stuck = true;
        CollectionAssert.AreEqual(
            new[] { "i2c1:0x29  unknown chip", "i2c2: bus fault: are both lines connected, and pulled up?" }, Scan(ports));
    }

    [TestMethod]
    public void A_step_is_a_few_transfers_at_most()
    {
        SimPorts ports = Seat(["bme280", "ina226 name=b"], out _);
        var bus = (SimI2cBus)ports.I2c(1);
        var scan = new SensorScan(ports);
        while (!scan.Done)
        {
            long before = bus.Transfers;
            scan.Step();
            Assert.IsTrue(bus.Transfers - before <= 4);
        }

        Assert.AreEqual(2, scan.Found);
    }

    private static string[] Scan(SimPorts ports)
    {
        var found = new List<string>();
        for (var scan = new SensorScan(ports); !scan.Done;)
        {
            string line = scan.Step();
            if (line.Length > 0)
            {
                found.Add(line);
            }
        }

        return [.. found];
    }

    private SimPorts Seat(string[] lines, out SensorFactory factory)
    {
        var ports = new SimPorts(_clock);
        factory = new SensorFactory(ports, 1000);
        foreach (string line in lines)
        {
            Assert.IsTrue(factory.Add(line), factory.Problem);
            ports.Seat(factory.LineAt(factory.Count - 1));
        }

        foreach (Ens160Model warm in ports.Models.OfType<Ens160Model>())
        {
            warm.WarmUpMs = 0;
        }

        return ports;
    }

    private void Measure(SensorFactory factory)
    {
        var mantissas = new long[4];
        foreach (Telenode.Telemetry.SensorSlot slot in factory.Slots())
        {
            Status status = slot.Sensor.Begin(_clock.MonotonicMs);
            while (status == Status.Pending)
            {
                _clock.MonotonicMs = Math.Max(_clock.MonotonicMs, slot.Sensor.ReadyAtMs);
                status = slot.Sensor.Fetch(_clock.MonotonicMs, mantissas, 0);
            }

            Assert.AreEqual(Status.Ok, status, slot.Sensor.Kind);
        }
    }
}
