using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;

namespace Telenode.Tests.Host.Drivers;

[TestClass]
public class Ds18b20Tests
{
    private readonly Bench _bench = new();
    private readonly SimOneWireBus _bus = new();
    private readonly OneWireLine _line;
    private readonly Ds18b20Model _chip;
    private readonly Ds18b20 _sensor;

    public Ds18b20Tests()
    {
        _line = new OneWireLine(_bus);
        _chip = Seat(0x3C01D607A1B2, 21.5);
        _sensor = Make(_chip);
    }

    [TestMethod]
    [DataRow(0x07D0, 12500)] // the examples of table 1: +125 °C
    [DataRow(0x0550, 8500)]
    [DataRow(0x0191, 2506)] // 25.0625
    [DataRow(0x00A2, 1013)] // 10.125
    [DataRow(0x0008, 50)]
    [DataRow(0x0000, 0)]
    [DataRow(0xFFF8, -50)]
    [DataRow(0xFF5E, -1013)]
    [DataRow(0xFE6F, -2506)]
    [DataRow(0xFC90, -5500)]
    public void The_datasheet_s_examples(int register, int centi)
    {
        _chip.Celsius = (short)register / 16.0;
        AssertMeasures(centi);
    }

    [TestMethod]
    [DataRow(9, 94, 8)]
    [DataRow(10, 188, 4)]
    [DataRow(11, 375, 2)]
    [DataRow(12, 750, 1)]
    public void Every_step_of_every_resolution_in_its_conversion_time(int resolution, int ms, int step)
    {
        var sensor = new Ds18b20(_line, new Ds18b20Options { Rom = _chip.Rom, Resolution = resolution });
        Assert.AreEqual(Status.Ok, _bench.Measure(sensor));
        for (int sixteenths = -55 * 16; sixteenths <= 125 * 16; sixteenths += step)
        {
            _chip.Celsius = sixteenths / 16.0;
            Assert.AreEqual(Status.Pending, sensor.Begin(_bench.Clock.MonotonicMs));
            Assert.AreEqual(ms + 1, sensor.ReadyAtMs - _bench.Clock.MonotonicMs);
            Assert.AreEqual(Status.Ok, _bench.Measure(sensor));
            Assert.AreEqual((long)Math.Round(sixteenths * 6.25, MidpointRounding.AwayFromZero), _bench.Mantissas[0]);
        }
    }

    [TestMethod]
    public void Nothing_goes_over_the_line_before_the_conversion_time()
    {
        AssertMeasures(2150);
        Assert.AreEqual(Status.Pending, _sensor.Begin(_bench.Clock.MonotonicMs));
        long slots = _bus.Slots;
        for (; _bench.Clock.MonotonicMs < _sensor.ReadyAtMs; _bench.Clock.MonotonicMs++)
        {
            Assert.AreEqual(Status.Pending, _sensor.Fetch(_bench.Clock.MonotonicMs, _bench.Mantissas, 0));
        }

        Assert.AreEqual(slots, _bus.Slots);
        Assert.AreEqual(Status.Ok, _sensor.Fetch(_bench.Clock.MonotonicMs, _bench.Mantissas, 0));
    }

    [TestMethod]
    public void A_search_finds_every_chip_once_whatever_bits_they_share()
    {
        var random = new Random(20260801);
        var expected = new SortedSet<string> { RomCode.TextOf(_chip.Rom) };
        for (int i = 0; i < 60; i++)
        {
            // Numbers that differ in one bit, in the first, in the last, and anyhow.
            long serial = i < 20 ? 0x3C01D607A1B2 ^ (1L << (2 * i)) : random.NextInt64(1L << 48);
            expected.Add(RomCode.TextOf(Seat(serial, 20).Rom));
        }

        for (int round = 0; round < 2; round++)
        {
            var found = new List<string>();
            var search = new OneWireSearch(_bus);
            while (search.HasMore && search.Next() == Status.Ok)
            {
                found.Add(RomCode.TextOf(search.Rom));
            }

            Assert.AreEqual(Status.Absent, search.Next());
            CollectionAssert.AreEquivalent(expected.ToArray(), found);
        }
    }

    [TestMethod]
    public void Many_on_one_line_convert_at_the_same_time()
    {
        Ds18b20[] sensors = [.. Enumerable.Range(1, 10).Select(i => Make(Seat(i, i)))];
        foreach (Ds18b20 sensor in sensors)
        {
            Assert.AreEqual(Status.Pending, sensor.Begin(_bench.Clock.MonotonicMs));
        }

        _bench.Clock.MonotonicMs += 751;
        for (int i = 0; i < sensors.Length; i++)
        {
            Assert.AreEqual(Status.Ok, sensors[i].Fetch(_bench.Clock.MonotonicMs, _bench.Mantissas, 0));
            Assert.AreEqual(100 * (i + 1), _bench.Mantissas[0]);
        }
    }

    [TestMethod]
    public void The_only_chip_needs_no_code_and_one_of_several_does()
    {
        var only = new Ds18b20(_line, new Ds18b20Options());
        Assert.AreEqual(Status.Ok, _bench.Measure(only));
        Ds18b20Model second = Seat(7, 5);
        Assert.AreEqual(Status.WrongChip, _bench.Measure(new Ds18b20(_line, new Ds18b20Options())));
        second.Present = false;
        Assert.AreEqual(Status.Ok, _bench.Measure(new Ds18b20(_line, new Ds18b20Options())));
    }

    [TestMethod]
    public void Parasitic_chips_are_fed_one_after_the_other_and_all_are_right()
    {
        Ds18b20Model[] chips = [.. Enumerable.Range(1, 4).Select(i => Seat(i, 10 * i))];
        Ds18b20[] sensors = [.. chips.Select(Make)];
        foreach (Ds18b20Model chip in chips)
        {
            chip.Parasitic = true;
        }

        long began = _bench.Clock.MonotonicMs;
        Status[] statuses = [.. sensors.Select(sensor => sensor.Begin(_bench.Clock.MonotonicMs))];
        while (statuses.Contains(Status.Pending))
        {
            _bench.Clock.MonotonicMs++;
            for (int i = 0; i < sensors.Length; i++)
            {
                if (statuses[i] == Status.Pending)
                {
                    statuses[i] = sensors[i].Fetch(_bench.Clock.MonotonicMs, _bench.Mantissas, 0);
                    Assert.IsTrue(statuses[i] is Status.Pending or Status.Ok, $"{statuses[i]}");
                    Assert.IsTrue(statuses[i] == Status.Pending || _bench.Mantissas[0] == 1000 * (i + 1));
                }
            }
        }

        Assert.IsTrue(_bench.Clock.MonotonicMs - began is > 3000 and < 3020, "750 ms each");
    }

    [TestMethod]
    public void A_parasitic_chip_on_a_line_that_cannot_feed_it_is_an_error()
    {
        _chip.Parasitic = true;
        _bus.CanPower = false;
        Assert.AreEqual(Status.Stuck, _bench.Measure(_sensor));
        _bus.CanPower = true;
        AssertMeasures(2150);

        // Its supply wire breaks later: it starves in mid-conversion.
        _bus.CanPower = false;
        Assert.AreEqual(Status.Stuck, _bench.Measure(_sensor));
    }

    [TestMethod]
    public void The_power_on_value_is_told_from_85_degrees()
    {
        _chip.Celsius = 85;
        AssertMeasures(8500);
        _chip.Celsius = 20;
        for (int at = 0; at < 752; at += 25)
        {
            AssertMeasures(2000);
            Status status = _sensor.Begin(_bench.Clock.MonotonicMs);
            for (int ms = 0; status == Status.Pending; ms++)
            {
                if (ms == at)
                {
                    _chip.BrownOut();
                }

                status = _sensor.Fetch(_bench.Clock.MonotonicMs++, _bench.Mantissas, 0);
            }

            Assert.AreEqual(Status.Stuck, status, $"after {at} ms");
        }

        AssertMeasures(2000);
        _chip.Eeprom[0] = 0x2A; // whatever alarms it holds
        _chip.BrownOut();
        Assert.AreEqual(Status.Stuck, _bench.Measure(_sensor));
        AssertMeasures(2000);
    }

    [TestMethod]
    public void Failures_are_told_apart_and_recovered_from()
    {
        AssertMeasures(2150);
        _chip.Present = false;
        Assert.AreEqual(Status.Absent, _bench.Measure(_sensor));
        Ds18b20Model other = Seat(5, 9);
        Assert.AreEqual(Status.Absent, _bench.Measure(_sensor), "another one answers the reset");
        other.Present = false;
        _chip.Present = true;
        AssertMeasures(2150);
        _bus.Stuck = true;
        Assert.AreEqual(Status.BusFault, _bench.Measure(_sensor));
        _bus.Stuck = false;
        AssertMeasures(2150);
        _chip.WrongChecksum = true;
        Assert.AreEqual(Status.ChecksumMismatch, _bench.Measure(_sensor));
        _chip.WrongChecksum = false;
        AssertMeasures(2150);
        _chip.NeverConverts = true;
        Assert.AreEqual(Status.Stuck, _bench.Measure(_sensor));
        _chip.NeverConverts = false;
        AssertMeasures(2150);
        Assert.AreEqual(0, _bench.HeapBytes(_sensor, 50));
    }

    [TestMethod]
    public void Wrong_options_are_refused()
    {
        byte[] rom = [.. _chip.Rom];
        rom[7] ^= 1;
        Assert.ThrowsExactly<ArgumentException>(() => new Ds18b20(_line, new Ds18b20Options { Rom = rom }));
        Assert.ThrowsExactly<ArgumentException>(() => new Ds18b20(_line, new Ds18b20Options { Resolution = 13 }));
        Assert.ThrowsExactly<ArgumentException>(() => new Ds18b20(null!, new Ds18b20Options()));
    }

    private Ds18b20Model Seat(long serial, double celsius)
    {
        var chip = new Ds18b20Model(_bench.Clock, serial) { Celsius = celsius };
        _bus.Seat(chip);
        return chip;
    }

    private Ds18b20 Make(Ds18b20Model chip) => new(_line, new Ds18b20Options { Rom = chip.Rom });

    private void AssertMeasures(int centi)
    {
        Assert.AreEqual(Status.Ok, _bench.Measure(_sensor));
        Assert.AreEqual(centi, _bench.Mantissas[0]);
    }
}
