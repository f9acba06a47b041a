using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;

namespace Telenode.Tests.Host.Drivers;

[TestClass]
public class Bh1750Tests
{
    private readonly Bench _bench = new();
    private readonly Bh1750Model _chip;
    private readonly Bh1750 _sensor;

    public Bh1750Tests()
    {
        _chip = new Bh1750Model(_bench.Clock);
        _bench.Bus.Seat(0x23, _chip);
        _sensor = new Bh1750(_bench.Bus, new Bh1750Options());
    }

    [TestMethod]
    public void The_code_of_the_technical_note_is_28067_lx()
    {
        // Page 10: 1000 0011 1001 0000 / 1.2 ≒ 28067 lx; 33680 / 1.2 = 28066.67.
        _chip.Lux = 33680 / 1.2;
        Assert.AreEqual(Status.Ok, _bench.Measure(_sensor));
        Assert.AreEqual(280667, _bench.Mantissas[0]);
    }

    [TestMethod]
    [DataRow(69, 54611)]
    [DataRow(31, 121554)]
    [DataRow(254, 14835)]
    public void Every_illuminance_comes_back_within_half_a_count(int measurementTime, int most)
    {
        // A count is 1/1.2 × 69/MTreg lx (p. 11); half a count, and half of the last decimal.
        double bound = (0.5 / 1.2 * 69 / measurementTime) + 0.05 + 1e-9;
        var sensor = new Bh1750(_bench.Bus, new Bh1750Options { MeasurementTime = measurementTime });
        for (double lux = 0; lux <= most; lux += lux < 100 ? 0.37 : 17.3)
        {
            _chip.Lux = lux;
            Assert.AreEqual(Status.Ok, _bench.Measure(sensor), $"{lux}");
            Assert.IsTrue(Math.Abs((_bench.Mantissas[0] / 10.0) - lux) <= bound, $"{lux} gave {_bench.Mantissas[0]}");
        }
    }

    [TestMethod]
    public void A_saturated_chip_is_out_of_range()
    {
        _chip.Lux = 54_613;
        Assert.AreEqual(Status.OutOfRange, _bench.Measure(_sensor));
        _chip.Lux = 120_000;
        Assert.AreEqual(Status.OutOfRange, _bench.Measure(_sensor));
        Assert.AreEqual(Status.Ok, _bench.Measure(new Bh1750(_bench.Bus, new Bh1750Options { MeasurementTime = 31 })));
    }

    [TestMethod]
    [DataRow(69, 181)]
    [DataRow(31, 82)]
    [DataRow(254, 664)]
    public void The_conversion_time_is_held(int measurementTime, int ms)
    {
        var sensor = new Bh1750(_bench.Bus, new Bh1750Options { MeasurementTime = measurementTime });
        long start = _bench.Clock.MonotonicMs;
        Assert.AreEqual(Status.Pending, sensor.Begin(start));
        Assert.AreEqual(start + ms, sensor.ReadyAtMs);
        _bench.Clock.MonotonicMs += ms;
        Assert.AreEqual(Status.Ok, sensor.Fetch(_bench.Clock.MonotonicMs, _bench.Mantissas, 0));
        Assert.IsTrue(_bench.Mantissas[0] is >= 2990 and <= 3010);
        Assert.AreEqual(Status.Ok, _bench.MeasureImpatiently(sensor));
    }

    [TestMethod]
    public void A_brown_out_at_any_instant_yields_an_error_or_the_true_value()
    {
        for (int at = 0; at < 400; at += 3)
        {
            long start = _bench.Clock.MonotonicMs;
            Status status = _sensor.Begin(start);
            bool done = false;
            while (status == Status.Pending)
            {
                if (!done && _bench.Clock.MonotonicMs - start >= at)
                {
                    _chip.BrownOut();
                    done = true;
                }

                status = _sensor.Fetch(_bench.Clock.MonotonicMs, _bench.Mantissas, 0);
                _bench.Clock.MonotonicMs++;
            }

            Assert.AreEqual(Status.Ok, status);
            Assert.AreEqual(3000, _bench.Mantissas[0], $"brown-out after {at} ms");
        }
    }

    [TestMethod]
    public void Darkness_is_measured_twice_and_is_0()
    {
        _chip.Lux = 0;
        long start = _bench.Clock.MonotonicMs;
        Assert.AreEqual(Status.Ok, _bench.Measure(_sensor));
        Assert.AreEqual(0, _bench.Mantissas[0]);
        Assert.AreEqual(2 * 181, _bench.Clock.MonotonicMs - start);
    }

    [TestMethod]
    public void Absent_chips_and_bus_faults_are_told_apart_and_recovered_from()
    {
        _chip.Present = false;
        Assert.AreEqual(Status.Absent, _bench.Measure(_sensor));
        _chip.Present = true;
        _chip.NakAtByte = 0;
        Assert.AreEqual(Status.BusFault, _bench.Measure(_sensor));
        _chip.NakAtByte = -1;
        _bench.Bus.Stuck = true;
        Assert.AreEqual(Status.BusFault, _bench.Measure(_sensor));
        _bench.Bus.Stuck = false;
        Assert.AreEqual(Status.Ok, _bench.Measure(_sensor));
        Assert.AreEqual(3000, _bench.Mantissas[0]);
    }

    [TestMethod]
    public void Options_the_chip_does_not_know_are_refused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Bh1750(_bench.Bus, new Bh1750Options { MeasurementTime = 30 }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Bh1750(_bench.Bus, new Bh1750Options { MeasurementTime = 255 }));
        Assert.ThrowsExactly<ArgumentException>(() => new Bh1750(null!, new Bh1750Options()));
        Assert.ThrowsExactly<ArgumentException>(() => new Bh1750(_bench.Bus, new Bh1750Options { Light = null! }));
    }

    [TestMethod]
    public void A_measurement_takes_no_heap()
    {
        Assert.AreEqual(0, _bench.HeapBytes(_sensor, 200));
    }
}
