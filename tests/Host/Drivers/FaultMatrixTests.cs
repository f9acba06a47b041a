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

        public FaultBench(string kind)
        {
            _ports = new SimPorts(_clock);
            var factory = new SensorFactory(_ports, 1000);
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

        public long[] AssertMeasures()
        {
            Assert.AreEqual(Status.Ok, Measure(-1));
            return [.. _values[.._slot.Sensor.QuantityCount]];
        }

        public void AssertFails(Status expected, Action<object> harm, Action<object> mend, long[] good)
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
            object bus = SensorKinds.BusAt(SensorKinds.Find(_line.Kind)) switch
            {
                "i2c" => _ports.I2c(1),
                "onewire" => _ports.OneWire(1),
                _ => Chip,
            };
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

        private void AssertRecovers(long[] good)
        {
            // The first look after a failure may be what tells of another: a PMS5003 that speaks unasked.
            Status status = Measure(-1);
            status = status == Status.Ok ? status : Measure(-1);
            Assert.AreEqual(Status.Ok, status, _line.Kind);
            CollectionAssert.AreEqual(good, _values[..good.Length]);
        }

        private Status Measure(int brownOutAfterMs)
        {
            Status status = _slot.Sensor.Begin(_clock.MonotonicMs);
            long brownOutAt = brownOutAfterMs < 0 ? Time.Never : _clock.MonotonicMs + brownOutAfterMs;
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
