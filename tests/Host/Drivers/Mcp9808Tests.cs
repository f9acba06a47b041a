using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;
using Telenode.Telemetry;

namespace Telenode.Tests.Host.Drivers;

[TestClass]
public class Mcp9808Tests() : ChipContract(0x18)
{
    private Mcp9808Model Model => (Mcp9808Model)Chip;

    [TestMethod]
    public void Every_temperature_comes_back_within_half_a_step()
    {
        // A step is 1/16 °C = 6.25 hundredths (§5.1.3); half of it and half of the last decimal.
        for (int centi = -4000; centi <= 12500; centi++)
        {
            Model.Celsius = centi / 100.0;
            Assert.AreEqual(Status.Ok, Bench.Measure(Sensor), $"{centi}");
            Assert.IsTrue(Math.Abs(Bench.Mantissas[0] - centi) <= 3.125 + 0.5, $"{centi} gave {Bench.Mantissas[0]}");
        }
    }

    [TestMethod]
    [DataRow(0xC194, 2525)] // +25.25 °C with two alert flags
    [DataRow(0x1FF0, -100)] // −1 °C
    [DataRow(0x1FFF, -6)] // −1/16 °C
    [DataRow(0x07D0, 12500)]
    public void Words_are_thirteen_bit_numbers(int word, int centiCelsius)
    {
        Bench.Bus.Seat(0x18, new Scripted(word));
        Assert.AreEqual(Status.Ok, Bench.Measure(Sensor));
        Assert.AreEqual(centiCelsius, Bench.Mantissas[0]);
    }

    [TestMethod]
    public void Beyond_the_range_is_out_of_range()
    {
        Model.Celsius = 125.1;
        Assert.AreEqual(Status.OutOfRange, Bench.Measure(Sensor));
        Model.Celsius = -40.1;
        Assert.AreEqual(Status.OutOfRange, Bench.Measure(Sensor));
    }

    [TestMethod]
    public void An_MCP9804_is_another_chip()
    {
        Model.DeviceId = 0x0201;
        Assert.AreEqual(Status.WrongChip, Bench.Measure(Sensor));
        Model.DeviceId = 0x0400;
        AssertMeasures();
    }

    [TestMethod]
    public void A_brown_out_in_mid_conversion_is_noticed_though_0_degrees_would_be_plausible()
    {
        Assert.AreEqual(Status.Stuck, MeasureWithBrownOutInMidConversion());
    }

    private protected override I2cChip CreateChip(IClock clock) => new Mcp9808Model(clock);

    private protected override ISensor CreateSensor(II2cBus bus) => new Mcp9808(bus, new Mcp9808Options());

    private protected override void AssertValues() => Assert.AreEqual(2000, Bench.Mantissas[0]);

    /// <summary>A chip whose temperature register holds a given word.</summary>
    private sealed class Scripted(int word) : Register16Chip
    {
        private int _configuration;

        public override void BrownOut() => _configuration = 0;

        protected override int ReadRegister(int register) =>
            register switch { 1 => _configuration, 5 => word, 6 => 0x0054, 7 => 0x0400, _ => 0 };

        protected override void WriteRegister(int register, int value) => _configuration = value;
    }
}
