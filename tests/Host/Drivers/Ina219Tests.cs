using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;
using Telenode.Telemetry;

namespace Telenode.Tests.Host.Drivers;

[TestClass]
public class Ina219Tests() : ChipContract(0x40)
{
    private Ina219Model Model => (Ina219Model)Chip;

    [TestMethod]
    public void Every_voltage_and_current_comes_back_within_half_a_step()
    {
        // Steps of 4 mV and of 10 µV over 0.1 Ω = 100 µA (§8.6.3), which is ten units of the current.
        for (int i = 0; i < 25_990; i++)
        {
            int tenMicroamperes = (i * 24) - 310_000;
            Model.Volts = i / 1000.0;
            Model.Amperes = tenMicroamperes / 1e5;
            Assert.AreEqual(Status.Ok, Bench.Measure(Sensor), $"{i} mV");
            Assert.IsTrue(Math.Abs(Bench.Mantissas[0] - i) <= 2, $"{i} mV gave {Bench.Mantissas[0]}");
            Assert.IsTrue(Math.Abs(Bench.Mantissas[1] - tenMicroamperes) <= 5, $"{tenMicroamperes} gave {Bench.Mantissas[1]}");
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(10)]
    [DataRow(2000)]
    public void Other_shunts_scale_current_and_power(int milliohms)
    {
        var sensor = new Ina219(Bench.Bus, new PowerOptions { Power = "power", ShuntMicroohms = milliohms * 1000 });
        Model.ShuntOhms = milliohms / 1000.0;
        Model.Volts = 12;
        Model.Amperes = 100.0 / milliohms;
        Assert.AreEqual(Status.Ok, Bench.Measure(sensor));
        Assert.AreEqual(12_000, Bench.Mantissas[0]);
        Assert.AreEqual(10_000_000 / milliohms, Bench.Mantissas[1]);
        Assert.AreEqual(1_200_000 / milliohms, Bench.Mantissas[2]);
    }

    [TestMethod]
    public void The_datasheet_s_example_is_11_98_V_10_A_and_119_8_W()
    {
        // The example of programming the chip: 2 mΩ, 20 mV over the shunt (0x07D0) and 11.98 V on the bus (0x5D98).
        var sensor = new Ina219(Bench.Bus, new PowerOptions { Power = "power", ShuntMicroohms = 2000 });
        Model.ShuntOhms = 0.002;
        Model.Volts = 11.98;
        Model.Amperes = 10;
        Assert.AreEqual(Status.Ok, Bench.Measure(sensor));
        Assert.AreEqual(11_980, Bench.Mantissas[0]);
        Assert.AreEqual(1_000_000, Bench.Mantissas[1]);
        Assert.AreEqual(119_800, Bench.Mantissas[2]);
    }

    [TestMethod]
    public void Full_scales_are_out_of_range()
    {
        Model.Amperes = 3.3;
        Assert.AreEqual(Status.OutOfRange, Bench.Measure(Sensor));
        Model.Amperes = -3.3;
        Assert.AreEqual(Status.OutOfRange, Bench.Measure(Sensor));
        Model.Amperes = 0;
        Model.Volts = 33;
        Assert.AreEqual(Status.OutOfRange, Bench.Measure(Sensor));
    }

    [TestMethod]
    public void Another_chip_is_told_by_its_power_on_settings()
    {
        Bench.Bus.Seat(0x40, new Mcp9808Model(Bench.Clock));
        Assert.AreEqual(Status.WrongChip, Bench.Measure(Sensor));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Ina219(Bench.Bus, new PowerOptions { ShuntMicroohms = 0 }));
    }

    private protected override I2cChip CreateChip(IClock clock) => new Ina219Model(clock) { Volts = 3.7, Amperes = 0.08 };

    private protected override ISensor CreateSensor(II2cBus bus) => new Ina219(bus, new PowerOptions());

    private protected override void AssertValues()
    {
        Assert.AreEqual(3700, Bench.Mantissas[0]);
        Assert.AreEqual(8000, Bench.Mantissas[1]);
    }
}
