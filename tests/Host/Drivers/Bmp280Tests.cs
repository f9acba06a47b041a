using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;

namespace Telenode.Tests.Host.Drivers;

[TestClass]
public class Bmp280Tests
{
    private readonly Bench _bench = new();
    private readonly Bme280Model _chip;
    private readonly Bmp280 _sensor;

    public Bmp280Tests()
    {
        _chip = new Bme280Model(_bench.Clock) { ChipId = 0x58 };
        _bench.Bus.Seat(0x76, _chip);
        _sensor = new Bmp280(_bench.Bus, new Bmp280Options());
    }

    [TestMethod]
    public void Every_hundredth_degree_comes_back_exactly_and_the_pressure_within_half_a_step()
    {
        for (int centi = -4000; centi <= 8500; centi++)
        {
            int pascal = 30_010 + ((centi + 4000) * 6);
            _chip.Celsius = centi / 100.0;
            _chip.Pascal = pascal;
            Assert.AreEqual(Status.Ok, _bench.Measure(_sensor), $"{centi}");
            Assert.AreEqual(centi, _bench.Mantissas[0]);

            // As for the BME280: half of a step of 2.4 to 3.1 Pa, and the reading's last decimal.
            Assert.IsTrue(Math.Abs(_bench.Mantissas[1] - (pascal * 10)) <= 17, $"{pascal} Pa gave {_bench.Mantissas[1]} at {centi}");
        }
    }

    [TestMethod]
    public void A_measurement_takes_at_most_the_datasheet_s_6_4_ms()
    {
        // BST-BMP280-DS001 §3.8.1: ultra low power, both at 1, 6.4 ms.
        AssertMeasures();
        long start = _bench.Clock.MonotonicMs;
        Assert.AreEqual(Status.Pending, _sensor.Begin(start));
        Assert.AreEqual(7 + 1, _sensor.ReadyAtMs - start);
        _bench.Clock.MonotonicMs = _sensor.ReadyAtMs;
        Assert.AreEqual(Status.Ok, _sensor.Fetch(_bench.Clock.MonotonicMs, _bench.Mantissas, 0));
        Assert.AreEqual(Status.Ok, _bench.MeasureImpatiently(_sensor));
    }

    [TestMethod]
    public void A_BME280_is_another_chip()
    {
        _chip.ChipId = 0x60;
        Assert.AreEqual(Status.WrongChip, _bench.Measure(_sensor));
        _chip.ChipId = 0x58;
        AssertMeasures();
    }

    [TestMethod]
    public void Nothing_converted_and_settings_lost_are_stuck()
    {
        _chip.Frozen = true;
        Assert.AreEqual(Status.Stuck, _bench.Measure(_sensor));
        _chip.Frozen = false;
        AssertMeasures();
        Assert.AreEqual(Status.Pending, _sensor.Begin(_bench.Clock.MonotonicMs));
        _chip.BrownOut();
        _bench.Clock.MonotonicMs = _sensor.ReadyAtMs;
        Assert.AreEqual(Status.Stuck, _sensor.Fetch(_bench.Clock.MonotonicMs, _bench.Mantissas, 0));
        AssertMeasures();
    }

    [TestMethod]
    public void Pressure_alone_can_be_given()
    {
        var sensor = new Bmp280(_bench.Bus, new Bmp280Options { Temperature = null, Pressure = "air", PressureOversampling = 16 });
        Assert.AreEqual(1, sensor.QuantityCount);
        Assert.AreEqual("bmp280", sensor.Kind);
        Assert.AreEqual(Status.Ok, _bench.Measure(sensor));
        Assert.IsTrue(Math.Abs(_bench.Mantissas[0] - 1013250) <= 3);
        Assert.ThrowsExactly<ArgumentNullException>(() => new Bmp280(_bench.Bus, null!));
    }

    [TestMethod]
    public void A_measurement_takes_no_heap()
    {
        Assert.AreEqual(0, _bench.HeapBytes(_sensor, 200));
    }

    private void AssertMeasures()
    {
        Assert.AreEqual(Status.Ok, _bench.Measure(_sensor));
        Assert.AreEqual(2000, _bench.Mantissas[0]);
        Assert.IsTrue(Math.Abs(_bench.Mantissas[1] - 1013250) <= 17);
    }
}
