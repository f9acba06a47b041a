using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;
using Telenode.Telemetry;

namespace Telenode.Tests.Host.Drivers;

[TestClass]
public class Bh1750Tests() : ChipContract(0x23)
{
    private Bh1750Model Model => (Bh1750Model)Chip;

    [TestMethod]
    public void The_code_of_the_technical_note_is_28067_lx()
    {
        // Page 10: 1000 0011 1001 0000 / 1.2 ≒ 28067 lx; 33680 / 1.2 = 28066.67.
        Model.Lux = 33680 / 1.2;
        Assert.AreEqual(Status.Ok, Bench.Measure(Sensor));
        Assert.AreEqual(280667, Bench.Mantissas[0]);
    }

    [TestMethod]
    [DataRow(69, 54611)]
    [DataRow(31, 121554)]
    [DataRow(254, 14835)]
    public void Every_illuminance_comes_back_within_half_a_count(int measurementTime, int most)
    {
        // A count is 1/1.2 × 69/MTreg lx (p. 11); half a count, and half of the last decimal.
        double bound = (0.5 / 1.2 * 69 / measurementTime) + 0.05 + 1e-9;
        var sensor = new Bh1750(Bench.Bus, new Bh1750Options { MeasurementTime = measurementTime });
        for (double lux = 0; lux <= most; lux += lux < 100 ? 0.37 : 17.3)
        {
            Model.Lux = lux;
            Assert.AreEqual(Status.Ok, Bench.Measure(sensor), $"{lux}");
            Assert.IsTrue(Math.Abs((Bench.Mantissas[0] / 10.0) - lux) <= bound, $"{lux} gave {Bench.Mantissas[0]}");
        }
    }

    [TestMethod]
    public void A_saturated_chip_is_out_of_range()
    {
        Model.Lux = 54_613;
        Assert.AreEqual(Status.OutOfRange, Bench.Measure(Sensor));
        Model.Lux = 120_000;
        Assert.AreEqual(Status.OutOfRange, Bench.Measure(Sensor));
        Assert.AreEqual(Status.Ok, Bench.Measure(new Bh1750(Bench.Bus, new Bh1750Options { MeasurementTime = 31 })));
    }

    [TestMethod]
    [DataRow(69, 181)]
    [DataRow(31, 82)]
    [DataRow(254, 664)]
    public void The_conversion_time_is_held(int measurementTime, int ms)
    {
        var sensor = new Bh1750(Bench.Bus, new Bh1750Options { MeasurementTime = measurementTime });
        long start = Bench.Clock.MonotonicMs;
        Assert.AreEqual(Status.Pending, sensor.Begin(start));
        Assert.AreEqual(start + ms, sensor.ReadyAtMs);
        Bench.Clock.MonotonicMs += ms;
        Assert.AreEqual(Status.Ok, sensor.Fetch(Bench.Clock.MonotonicMs, Bench.Mantissas, 0));
        Assert.IsTrue(Bench.Mantissas[0] is >= 2990 and <= 3010);
        Assert.AreEqual(Status.Ok, Bench.MeasureImpatiently(sensor));
    }

    [TestMethod]
    public void A_brown_out_costs_time_but_no_reading()
    {
        for (int at = 0; at < 400; at += 3)
        {
            long start = Bench.Clock.MonotonicMs;
            Status status = Sensor.Begin(start);
            bool done = false;
            while (status == Status.Pending)
            {
                if (!done && Bench.Clock.MonotonicMs - start >= at)
                {
                    Model.BrownOut();
                    done = true;
                }

                status = Sensor.Fetch(Bench.Clock.MonotonicMs, Bench.Mantissas, 0);
                Bench.Clock.MonotonicMs++;
            }

            Assert.AreEqual(Status.Ok, status);
            Assert.AreEqual(3000, Bench.Mantissas[0], $"brown-out after {at} ms");
        }
    }

    [TestMethod]
    public void Darkness_is_measured_twice_and_is_0()
    {
        Model.Lux = 0;
        long start = Bench.Clock.MonotonicMs;
        Assert.AreEqual(Status.Ok, Bench.Measure(Sensor));
        Assert.AreEqual(0, Bench.Mantissas[0]);
        Assert.AreEqual(2 * 181, Bench.Clock.MonotonicMs - start);
    }

    [TestMethod]
    public void Options_the_chip_does_not_know_are_refused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Bh1750(Bench.Bus, new Bh1750Options { MeasurementTime = 30 }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Bh1750(Bench.Bus, new Bh1750Options { MeasurementTime = 255 }));
        Assert.ThrowsExactly<ArgumentException>(() => new Bh1750(null!, new Bh1750Options()));
        Assert.ThrowsExactly<ArgumentException>(() => new Bh1750(Bench.Bus, new Bh1750Options { Light = null! }));
    }

    private protected override bool OutlivesBrownOuts => true;

    private protected override I2cChip CreateChip(IClock clock) => new Bh1750Model(clock);

    private protected override ISensor CreateSensor(II2cBus bus) => new Bh1750(bus, new Bh1750Options());

    private protected override void AssertValues() => Assert.AreEqual(3000, Bench.Mantissas[0]);
}
