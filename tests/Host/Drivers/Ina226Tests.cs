using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;
using Telenode.Telemetry;

namespace Telenode.Tests.Host.Drivers;

[TestClass]
public class Ina226Tests() : ChipContract(0x40)
{
    private Ina226Model Model => (Ina226Model)Chip;

    [TestMethod]
    public void The_datasheet_s_example()
    {
        // SBOS547A §8.2: 10 A through 2 mΩ at 11.98 V; the chip itself shows 12 V as 9584 steps.
        Model.ShuntOhms = 0.002;
        Model.Amperes = 10;
        Model.Volts = 11.98;
        var sensor = new Ina226(Bench.Bus, new PowerOptions { Power = "power", ShuntMicroohms = 2000 });
        Assert.AreEqual(Status.Ok, Bench.Measure(sensor));
        Assert.AreEqual(1_198_000, Bench.Mantissas[0]);
        Assert.AreEqual(10_000_000, Bench.Mantissas[1]);
        Assert.AreEqual(119_800, Bench.Mantissas[2]);
    }

    [TestMethod]
    public void Every_step_of_voltage_and_current_comes_back_exactly()
    {
        for (int step = 0; step <= 36 * 800; step += 7)
        {
            int shunt = (step * 2) - 28800;
            Model.Volts = step * 0.00125;
            Model.Amperes = shunt * 25e-6;
            Assert.AreEqual(Status.Ok, Bench.Measure(Sensor));
            Assert.AreEqual(step * 125, Bench.Mantissas[0]);
            Assert.AreEqual(shunt * 25, Bench.Mantissas[1]);
        }
    }

    [TestMethod]
    public void Beyond_the_range_is_out_of_range()
    {
        Model.Volts = 36.5;
        Assert.AreEqual(Status.OutOfRange, Bench.Measure(Sensor));
        Model.Volts = 3.7;
        Model.Amperes = 0.9;
        Assert.AreEqual(Status.OutOfRange, Bench.Measure(Sensor));
        Model.Amperes = -0.9;
        Assert.AreEqual(Status.OutOfRange, Bench.Measure(Sensor));
    }

    [TestMethod]
    public void Another_chip_and_one_that_never_ends_are_told()
    {
        AssertMeasures();
        Model.NeverFinishes = true;
        Assert.AreEqual(Status.Stuck, Bench.Measure(Sensor));
        Model.NeverFinishes = false;
        Model.DieId = 0x2271;
        Assert.AreEqual(Status.WrongChip, Bench.Measure(Sensor));
        Model.DieId = 0x2260;
        AssertMeasures();
        Assert.AreEqual(Status.Stuck, MeasureWithBrownOutInMidConversion());
    }

    private protected override I2cChip CreateChip(IClock clock) => new Ina226Model(clock);

    private protected override ISensor CreateSensor(II2cBus bus) => new Ina226(bus, new PowerOptions());

    private protected override void AssertValues()
    {
        Assert.AreEqual(370_000, Bench.Mantissas[0]);
        Assert.AreEqual(80_000, Bench.Mantissas[1]);
    }
}
