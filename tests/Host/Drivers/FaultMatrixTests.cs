using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;
using Telenode.Telemetry;

namespace Telenode.Tests.Host.Drivers;

/// <summary>One table for all kinds of chip: each failure is told by its own status, none yields a value, and the sensor recovers by itself.</summary>
[TestClass]
public class FaultMatrixTests
{
    // Corrupt answers and chips that hang can be told only where the chip has a checksum or a sign of being ready: null where not.
    // A brown-out in mid-conversion: what it is told by.
    public static IEnumerable<object?[]> Kinds =>
    [
        ["bme280", null, Status.Stuck, Status.Stuck],
        ["bmp280", null, Status.Stuck, Status.Stuck],
        ["sht3x", Status.ChecksumMismatch, Status.Absent, Status.Stuck],
        ["sht4x", Status.ChecksumMismatch, Status.Absent, Status.Stuck],
        ["aht20", Status.ChecksumMismatch, Status.Stuck, Status.Stuck],
        ["scd4x", Status.ChecksumMismatch, Status.Absent, Status.Absent], // it starts anew for a second and acknowledges nothing
        ["bh1750", null, null, null], // darkness: it is looked at again, and the second look is right
        ["veml7700", null, null, Status.Stuck],
        ["mcp9808", null, null, Status.Stuck],
        ["ina219", null, Status.Stuck, Status.Stuck],
        ["ina226", null, Status.Stuck, Status.Stuck],
        ["ads1115", null, Status.Stuck, Status.Stuck],
        ["ens160", Status.ChecksumMismatch, null, Status.Stuck],
        ["ds18b20", Status.ChecksumMismatch, Status.Stuck, Status.Stuck],
        ["pms5003", Status.ChecksumMismatch, null, Status.Absent], // the answer is lost; that it then speaks unasked tells the rest
    ];

    // Pins and converters: what is told when they cannot be read, and what else can go wrong.
    public static IEnumerable<object?[]> Pins =>
    [
        ["adc@adc1:6", Status.BusFault, Status.OutOfRange, "SetVolts"], // at full scale the true voltage may be anything above
        ["battery@adc1:6", Status.BusFault, Status.OutOfRange, "SetVolts"],
        ["pulse@gpio25", Status.BusFault, Status.Stuck, "BrownOut"], // it counts anew: how many are missing is not known
        ["frequency@gpio25", Status.BusFault, Status.Stuck, "BrownOut"],
        ["contact@gpio32", null, Status.Stuck, "Bounces"], // a pin that hangs in the air still has a level
    ];

    [TestMethod]
    public void The_docs_have_this_table()
    {
        string docs = Repository.Read("docs/sensors.md");
        foreach (object?[] row in Kinds)
        {
            string told = string.Join(" | ", row[1..].Select(status => status is Status one ? StatusText.Of(one) : "–"));
            StringAssert.Contains(docs, $"| {row[0]} | {told} |\n");
        }
    }

    [TestMethod]
    public void The_tables_have_every_kind()
    {
        // The DHT sensors are read by a package: BindingSensorTests has their failures.
        IEnumerable<string> here = Kinds.Concat(Pins).Select(row => new SensorLine((string)row[0]!).Kind).Concat(["dht11", "dht22"]);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, SensorKinds.Count).Select(SensorKinds.NameAt).ToArray(), here.ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(Pins))]
    public void What_cannot_be_read_and_what_is_spoilt_is_told_at_pins_too(string line, Status? unreadable, Status spoilt, string how)
    {
        var fault = new FaultBench(line, 60_000);
        fault.AssertMeasures();
        if (unreadable is Status told)
        {
            fault.AssertFails(told, chip => Set(chip, "Present", false), chip => Set(chip, "Present", true), null);
        }

        fault.AssertSpoilt(spoilt, chip =>
        {
            switch (how)
            {
                case "SetVolts": ((AdcModel)chip).SetVolts(6, 100); break;
                case "BrownOut": ((PulseModel)chip).BrownOut(); break;
                default: ((ContactModel)chip).Bounces = true; break;
            }
        }, chip =>
        {
            switch (how)
            {
                case "SetVolts": ((AdcModel)chip).SetVolts(6, 1); break;
                case "Bounces": ((ContactModel)chip).Bounces = false; break;
            }
        });
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void No_kind_touches_its_bus_before_its_conversion_time_has_passed(string kind, Status? corrupt, Status? hung, Status? brownOut)
    {
        var fault = new FaultBench(kind);
        for (int i = 0; i < 3; i++)
        {
            fault.AssertPatient();
        }
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void A_frozen_chip_repeats_itself_which_no_status_tells(string kind, Status? corrupt, Status? hung, Status? brownOut)
    {
        var fault = new FaultBench(kind);
        fault.Expose(0);
        long[] first = fault.AssertMeasures();
        fault.Frozen = true;
        fault.Expose(10);
        CollectionAssert.AreEqual(first, fault.AssertMeasures());
        fault.Frozen = false;
        fault.Expose(10);
        CollectionAssert.AreNotEqual(first, fault.AssertMeasures());
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Absent_stuck_corrupt_and_browned_out_chips_are_told_apart(string kind, Status? corrupt, Status? hung, Status? brownOut)
    {
        var fault = new FaultBench(kind);
        long[] good = fault.AssertMeasures();
        fault.AssertFails(Status.Absent, chip => Set(chip, "Present", false), chip => Set(chip, "Present", true), good);
        fault.AssertBusFails(good);
        if (corrupt is Status told)
        {
            string means = kind == "ens160" ? "Garbles" : "WrongChecksum";
            fault.AssertFails(told, chip => Set(chip, means, true), chip => Set(chip, means, false), good);
        }

        if (hung is Status stuck)
        {
            string means = kind == "ds18b20" ? "NeverConverts" : "NeverFinishes";
            fault.AssertFails(stuck, chip => Set(chip, means, true), chip =>
            {
                // What hangs is freed by cutting its supply.
                Set(chip, means, false);
                chip.GetType().GetMethod("BrownOut")!.Invoke(chip, null);
            }, good);
        }

        fault.AssertBrownOut(brownOut, good);
    }

    private static void Set(object chip, string property, bool value) => chip.GetType().GetProperty(property)!.SetValue(chip, value);

    /// <summary>One chip of a kind on the simulated board's ports.</summary>
    private sealed class FaultBench
    {
        private readonly ManualClock _clock = new() { MonotonicMs = 1_000_000 };
        private readonly SimPorts _ports;
        private readonly SensorSlot _slot;
        private readonly SensorLine _line;
        private readonly long[] _values = new long[4];

        public FaultBench(string kind, long intervalMs = 1000)
        {
            _ports = new SimPorts(_clock);
            var factory = new SensorFactory(_ports, intervalMs);
            Assert.IsTrue(factory.Add(kind), factory.Problem);
            _line = factory.LineAt(0);
            _ports.Seat(_line);
            _slot = factory.Slots()[0];
            if (Chip is Ens160Model gas)
            {
                gas.WarmUpMs = 0;
            }
        }

        private object Chip => _ports.Models[0];

        public bool Frozen
        {
            set => _ports.Models[0].Frozen = value;
        }

        private object Port => SensorKinds.BusAt(SensorKinds.Find(_line.Kind)) switch
        {
            "i2c" => _ports.I2c(1),
            "onewire" => _ports.OneWire(1),
            _ => Chip,
        };

        private long Traffic => Port switch
        {
            SimI2cBus bus => bus.Transfers,
            SimOneWireBus bus => bus.Slots,
            object line => ((Pms5003Model)line).Transfers,
        };

        public void Expose(int hour)
        {
            _ports.Models.ExposeAll(new Weather(1), 1_700_000_000_000 + (hour * 3_600_000L));
            _clock.MonotonicMs += 10_000;
        }

        public void AssertPatient()
        {
            Status status = _slot.Sensor.Begin(_clock.MonotonicMs);
            while (status == Status.Pending)
            {
                bool early = _clock.MonotonicMs < _slot.Sensor.ReadyAtMs;
                long before = Traffic;
                status = _slot.Sensor.Fetch(_clock.MonotonicMs, _values, 0);
                Assert.IsTrue(!early || (status == Status.Pending && Traffic == before), $"{_line.Kind} at {_clock.MonotonicMs}");
                _clock.MonotonicMs++;
            }

            Assert.AreEqual(Status.Ok, status, _line.Kind);
        }

        // Spoilt in mid-measurement: told, and right again as soon as it is mended.
        public void AssertSpoilt(Status expected, Action<object> harm, Action<object> mend)
        {
            AssertMeasures();
            Array.Fill(_values, long.MinValue);
            Status status = _slot.Sensor.Begin(_clock.MonotonicMs);
            harm(Chip);
            Assert.AreEqual(expected, Finish(status, Time.Never), _line.Kind);
            Assert.IsTrue(_values.All(value => value == long.MinValue), "a failure yields no value");
            mend(Chip);
            AssertMeasures();
        }

        public long[] AssertMeasures()
        {
            Assert.AreEqual(Status.Ok, Measure(-1));
            return [.. _values[.._slot.Sensor.QuantityCount]];
        }

        public void AssertFails(Status expected, Action<object> harm, Action<object> mend, long[]? good)
        {
            harm(Chip);
            Array.Fill(_values, long.MinValue);
            Assert.AreEqual(expected, Measure(-1), _line.Kind);
            Assert.IsTrue(_values.All(value => value == long.MinValue), "a failure yields no value");
            Assert.AreNotEqual(Status.Ok, Measure(-1), _line.Kind);
            mend(Chip);
            _clock.MonotonicMs += 30_000;
            AssertRecovers(good);
        }

        public void AssertBusFails(long[] good)
        {
            object bus = Port;
            AssertFails(Status.BusFault, _ => Set(bus, "Stuck", true), _ => Set(bus, "Stuck", false), good);
            if (Chip is I2cChip chip)
            {
                AssertFails(Status.BusFault, _ => chip.NakAtByte = 0, _ => chip.NakAtByte = -1, good);
            }
        }

        public void AssertBrownOut(Status? expected, long[] good)
        {
            Array.Fill(_values, long.MinValue);
            Status status = Measure(1);
            Assert.AreEqual(expected ?? Status.Ok, status, _line.Kind);
            Assert.IsTrue(status == Status.Ok ? _values.AsSpan(0, good.Length).SequenceEqual(good) : _values[0] == long.MinValue);
            _clock.MonotonicMs += 5000;
            AssertRecovers(good);
        }

        private void AssertRecovers(long[]? good)
        {
            // The first look after a failure may be what tells of another: a PMS5003 that speaks unasked.
            Status status = Measure(-1);
            status = status == Status.Ok ? status : Measure(-1);
            Assert.AreEqual(Status.Ok, status, _line.Kind);
            if (good is not null)
            {
                CollectionAssert.AreEqual(good, _values[..good.Length]);
            }
        }

        private Status Measure(int brownOutAfterMs)
        {
            long brownOutAt = brownOutAfterMs < 0 ? Time.Never : _clock.MonotonicMs + brownOutAfterMs;
            return Finish(_slot.Sensor.Begin(_clock.MonotonicMs), brownOutAt);
        }

        private Status Finish(Status status, long brownOutAt)
        {
            while (status == Status.Pending)
            {
                _clock.MonotonicMs = Math.Max(_clock.MonotonicMs, Math.Min(_slot.Sensor.ReadyAtMs, brownOutAt));
                if (_clock.MonotonicMs == brownOutAt)
                {
                    Chip.GetType().GetMethod("BrownOut")!.Invoke(Chip, null);
                    brownOutAt = Time.Never;
                }

                status = _slot.Sensor.Fetch(_clock.MonotonicMs, _values, 0);
            }

            return status;
        }
    }
}
