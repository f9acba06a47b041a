using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;
using Telenode.Telemetry;

namespace Telenode.Tests.Host.Drivers;

[TestClass]
public class Bmp280Tests() : ChipContract(0x76)
{
    private Bme280Model Model => (Bme280Model)Chip;

    [TestMethod]
    public void Every_hundredth_degree_comes_back_exactly_and_the_pressure_within_half_a_step()
    {
        for (int centi = -4000; centi <= 8500; centi++)
        {
            int pascal = 30_010 + ((centi + 4000) * 6);
            Model.Celsius = centi / 100.0;
            Model.Pascal = pascal;
            Assert.AreEqual(Status.Ok, Bench.Measure(Sensor), $"{centi}");
            Assert.AreEqual(centi, Bench.Mantissas[0]);

            // As for the BME280: half of a step of 2.4 to 3.1 Pa, and the reading's last decimal.
            Assert.IsTrue(Math.Abs(Bench.Mantissas[1] - (pascal * 10)) <= 17, $"{pascal} Pa gave {Bench.Mantissas[1]} at {centi}");
        }
    }

    [TestMethod]
    public void A_measurement_takes_at_most_the_datasheet_s_6_4_ms()
    {
        // BST-BMP280-DS001 §3.8.1: ultra low power, both at 1, 6.4 ms.
        AssertMeasures();
        long start = Bench.Clock.MonotonicMs;
        Assert.AreEqual(Status.Pending, Sensor.Begin(start));
        Assert.AreEqual(7 + 1, Sensor.ReadyAtMs - start);
        Bench.Clock.MonotonicMs = Sensor.ReadyAtMs;
        Assert.AreEqual(Status.Ok, Sensor.Fetch(Bench.Clock.MonotonicMs, Bench.Mantissas, 0));
    }

    [TestMethod]
    public void A_BME280_is_another_chip()
    {
        Model.ChipId = 0x60;
        Assert.AreEqual(Status.WrongChip, Bench.Measure(Sensor));
        Model.ChipId = 0x58;
        AssertMeasures();
    }

    [TestMethod]
    public void Nothing_converted_and_settings_lost_are_stuck()
    {
        Model.Frozen = true;
        Assert.AreEqual(Status.Stuck, Bench.Measure(Sensor));
        Model.Frozen = false;
        Assert.AreEqual(Status.Stuck, MeasureWithBrownOutInMidConversion());
    }

    [TestMethod]
    public void Temperature_alone_is_not_made_up_of_a_power_on_value_that_would_be_26_degrees()
    {
        var sensor = new Bmp280(Bench.Bus, new Bmp280Options { Pressure = null });
        Assert.AreEqual(Status.Ok, Bench.Measure(sensor));
        Assert.AreEqual(Status.Pending, sensor.Begin(Bench.Clock.MonotonicMs));
        Chip.BrownOut();
        Bench.Clock.MonotonicMs = sensor.ReadyAtMs;
        Assert.AreEqual(Status.Stuck, sensor.Fetch(Bench.Clock.MonotonicMs, Bench.Mantissas, 0));
    }

    [TestMethod]
    public void Pressure_alone_can_be_given()
    {
        var sensor = new Bmp280(Bench.Bus, new Bmp280Options { Temperature = null, Pressure = "air", PressureOversampling = 16 });
        Assert.AreEqual(1, sensor.QuantityCount);
        Assert.AreEqual("bmp280", sensor.Kind);
        Assert.AreEqual(Status.Ok, Bench.Measure(sensor));
        Assert.IsTrue(Math.Abs(Bench.Mantissas[0] - 1013250) <= 3);
        Assert.ThrowsExactly<ArgumentNullException>(() => new Bmp280(Bench.Bus, null!));
    }

    private protected override I2cChip CreateChip(IClock clock) => new Bme280Model(clock) { ChipId = 0x58 };

    private protected override ISensor CreateSensor(II2cBus bus) => new Bmp280(bus, new Bmp280Options());

    private protected override void AssertValues()
    {
        Assert.AreEqual(2000, Bench.Mantissas[0]);
        Assert.IsTrue(Math.Abs(Bench.Mantissas[1] - 1013250) <= 17);
    }
}
