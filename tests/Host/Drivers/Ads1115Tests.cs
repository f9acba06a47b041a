using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;
using Telenode.Telemetry;

namespace Telenode.Tests.Host.Drivers;

[TestClass]
public class Ads1115Tests() : ChipContract(0x48)
{
    private Ads1115Model Model => (Ads1115Model)Chip;

    [TestMethod]
    [DataRow(6144)]
    [DataRow(4096)]
    [DataRow(2048)]
    [DataRow(1024)]
    [DataRow(512)]
    [DataRow(256)]
    public void Every_voltage_comes_back_within_half_a_step(int fullScale)
    {
        // A step is full scale / 2^15 (§8.1.2); half of it and half of the last decimal.
        double bound = (fullScale * 1000.0 / 32768 / 2) + 0.5;
        var sensor = new Ads1115(Bench.Bus, new Ads1115Options { FullScaleMillivolts = fullScale });
        for (int part = -100; part < 9999; part++)
        {
            double microvolts = fullScale * 0.1 * part;
            Model.SetVolts(0, microvolts / 1e6);
            Assert.AreEqual(Status.Ok, Bench.Measure(sensor), $"{microvolts}");
            Assert.IsTrue(Math.Abs(Bench.Mantissas[0] - microvolts) <= bound, $"{microvolts} gave {Bench.Mantissas[0]}");
        }
    }

    [TestMethod]
    public void Several_inputs_are_converted_one_after_the_other()
    {
        var options = new Ads1115Options { Input0 = null, Input1 = "b", Input2 = null, Input3 = "d" };
        var sensor = new Ads1115(Bench.Bus, options);
        Model.SetVolts(1, 1);
        Model.SetVolts(3, 3);
        Assert.AreEqual("b", sensor.QuantityAt(0).Name);
        Assert.AreEqual("d", sensor.QuantityAt(1).Name);
        Assert.AreEqual(Status.Ok, Bench.MeasureImpatiently(sensor));
        Assert.AreEqual(1_000_000, Bench.Mantissas[0]);
        Assert.AreEqual(3_000_000, Bench.Mantissas[1]);
    }

    [TestMethod]
    public void Full_scale_is_out_of_range()
    {
        Model.SetVolts(0, 4.1);
        Assert.AreEqual(Status.OutOfRange, Bench.Measure(Sensor));
    }

    [TestMethod]
    public void Another_chip_does_not_hold_the_settings()
    {
        Bench.Bus.Seat(0x48, new Mcp9808Model(Bench.Clock));
        Assert.AreEqual(Status.WrongChip, Bench.Measure(Sensor));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Ads1115(Bench.Bus, new Ads1115Options { FullScaleMillivolts = 3300 }));
        Assert.ThrowsExactly<ArgumentException>(() => new Ads1115(Bench.Bus, new Ads1115Options { Input0 = null }));
    }

    private protected override I2cChip CreateChip(IClock clock)
    {
        var model = new Ads1115Model(clock);
        model.SetVolts(0, 1.5);
        return model;
    }

    private protected override ISensor CreateSensor(II2cBus bus) => new Ads1115(bus, new Ads1115Options());

    private protected override void AssertValues() => Assert.AreEqual(1_500_000, Bench.Mantissas[0]);
}
