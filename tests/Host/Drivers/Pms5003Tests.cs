using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;

namespace Telenode.Tests.Host.Drivers;

[TestClass]
public class Pms5003Tests
{
    private readonly Bench _bench = new();
    private readonly Pms5003Model _chip;
    private readonly Pms5003 _sensor;

    public Pms5003Tests()
    {
        _chip = new Pms5003Model(_bench.Clock);
        _sensor = new Pms5003(_chip, new Pms5003Options());
    }

    [TestMethod]
    public void The_first_value_comes_after_the_fan_has_run_half_a_minute_the_others_at_once()
    {
        long from = _bench.Clock.MonotonicMs;
        AssertMeasures();
        Assert.IsTrue(_bench.Clock.MonotonicMs - from is > 30_000 and < 31_000);
        from = _bench.Clock.MonotonicMs;
        AssertMeasures();
        Assert.IsTrue(_bench.Clock.MonotonicMs - from < 100);
    }

    [TestMethod]
    public void Every_value_of_the_atmosphere_comes_back()
    {
        for (int value = 0; value <= 1000; value++)
        {
            (_chip.Micrograms[0], _chip.Micrograms[1], _chip.Micrograms[2]) = (value / 2, value, value * 2);
            Assert.AreEqual(Status.Ok, _bench.Measure(_sensor));
            Assert.AreEqual(value / 2, _bench.Mantissas[0]);
            Assert.AreEqual(value, _bench.Mantissas[1]);
            Assert.AreEqual(value * 2, _bench.Mantissas[2]);
        }

        _chip.Micrograms[2] = 60_000;
        Assert.AreEqual(Status.OutOfRange, _bench.Measure(_sensor));
    }

    [TestMethod]
    public void The_fan_rests_between_when_it_is_told_to()
    {
        var sensor = new Pms5003(_chip, new Pms5003Options { Sleep = true, Pm1 = null, Pm10 = null });
        for (int i = 0; i < 3; i++)
        {
            long from = _bench.Clock.MonotonicMs;
            Assert.AreEqual(Status.Ok, _bench.Measure(sensor));
            Assert.AreEqual(7, _bench.Mantissas[0]);
            Assert.IsFalse(_chip.Awake);
            Assert.IsTrue(_bench.Clock.MonotonicMs - from > 30_000);
            _bench.Clock.MonotonicMs += 300_000;
        }
    }

    [TestMethod]
    public void Failures_are_told_apart_and_recovered_from()
    {
        AssertMeasures();
        _chip.Present = false;
        Assert.AreEqual(Status.Absent, _bench.Measure(_sensor));
        Assert.AreEqual(Status.Absent, _bench.Measure(_sensor), "and soon, not after half a minute");
        _chip.Present = true;
        AssertMeasures();
        _chip.WrongChecksum = true;
        Assert.AreEqual(Status.ChecksumMismatch, _bench.Measure(_sensor));
        _chip.WrongChecksum = false;
        AssertMeasures();
        _chip.Stuck = true;
        Assert.AreEqual(Status.BusFault, _bench.Measure(_sensor));
        _chip.Stuck = false;
        AssertMeasures();
        for (int lost = 0; lost < 32; lost++)
        {
            _chip.LostByte = lost;
            Assert.AreEqual(Status.ChecksumMismatch, _bench.Measure(_sensor), $"byte {lost}");
            _chip.LostByte = -1;
            AssertMeasures();
        }
    }

    [TestMethod]
    public void A_brown_out_is_told_by_a_chip_that_speaks_unasked()
    {
        AssertMeasures();
        _chip.BrownOut();
        _bench.Clock.MonotonicMs += 5000;
        Assert.AreEqual(Status.Stuck, _bench.Measure(_sensor));
        long from = _bench.Clock.MonotonicMs;
        AssertMeasures();
        Assert.IsTrue(_bench.Clock.MonotonicMs - from > 30_000, "its fan stood still");
    }

    [TestMethod]
    public void A_measurement_takes_no_heap() => Assert.AreEqual(0, _bench.HeapBytes(_sensor, 100));

    private void AssertMeasures()
    {
        Assert.AreEqual(Status.Ok, _bench.Measure(_sensor));
        Assert.AreEqual(4, _bench.Mantissas[0]);
        Assert.AreEqual(7, _bench.Mantissas[1]);
        Assert.AreEqual(9, _bench.Mantissas[2]);
    }
}
