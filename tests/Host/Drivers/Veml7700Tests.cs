using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;
using Telenode.Telemetry;

namespace Telenode.Tests.Host.Drivers;

[TestClass]
public class Veml7700Tests() : ChipContract(0x10)
{
    private Veml7700Model Model => (Veml7700Model)Chip;

    [TestMethod]
    public void Every_illuminance_comes_back_within_half_a_step()
    {
        for (double lux = 0; lux < 139_000; lux += lux < 100 ? 0.13 : lux < 2000 ? 3.7 : 101)
        {
            if (lux is > 999 and < 1076)
            {
                continue; // the application note's correction sets in at 1000 lx and jumps to 1075 there
            }

            Model.Lux = lux;
            Assert.AreEqual(Status.Ok, Bench.Measure(Sensor), $"{lux}");

            // Steps of 0.0336 lx below 100 counts of 0.5376 lx, of 0.5376 lx above. The correction, taken of tenths of a lux,
            // stretches half a step and half a tenth up to 22 times. Then half of the last decimal.
            double slope = lux < 1000 ? 1 : 1.2 + (lux / 6400);
            double bound = lux < 53 ? 0.0168 : ((0.2688 + (lux < 1000 ? 0 : 0.05)) * slope);
            double off = Math.Abs((Bench.Mantissas[0] / 10.0) - lux);
            Assert.IsTrue(off <= bound + 0.06, $"{lux} gave {Bench.Mantissas[0]}");
        }
    }

    [TestMethod]
    [DataRow(1000, 0x1000, 5376)] // 1000 counts at gain 1/8: 537.6 lx
    [DataRow(1000, 0x0800, 336)] // 1000 counts at gain 2: 33.6 lx
    [DataRow(37202, 0x1000, 737155)] // 19999.8 lx, which the application note's formula corrects to 73715.5 lx
    public void Counts_are_scaled_by_the_gain_and_corrected(int counts, int configuration, int decilux)
    {
        Bench.Bus.Seat(0x10, new Scripted(counts, configuration));
        Assert.AreEqual(Status.Ok, Bench.Measure(Sensor));
        Assert.IsTrue(Math.Abs(Bench.Mantissas[0] - decilux) <= 3, $"{Bench.Mantissas[0]}");
    }

    [TestMethod]
    public void Brighter_than_full_sun_is_out_of_range()
    {
        Model.Lux = 141_000;
        Assert.AreEqual(Status.OutOfRange, Bench.Measure(Sensor));
        Model.Lux = 500_000;
        Assert.AreEqual(Status.OutOfRange, Bench.Measure(Sensor));
    }

    [TestMethod]
    public void A_brown_out_in_mid_conversion_is_not_darkness()
    {
        Assert.AreEqual(Status.Stuck, MeasureWithBrownOutInMidConversion());
    }

    [TestMethod]
    public void Another_chip_does_not_hold_the_settings()
    {
        Bench.Bus.Seat(0x10, new Bh1750Model(Bench.Clock));
        Assert.AreEqual(Status.BusFault, Bench.Measure(Sensor));
        Bench.Bus.Seat(0x10, new Mcp9808Model(Bench.Clock));
        Assert.AreEqual(Status.WrongChip, Bench.Measure(Sensor));
    }

    private protected override I2cChip CreateChip(IClock clock) => new Veml7700Model(clock);

    private protected override ISensor CreateSensor(II2cBus bus) => new Veml7700(bus, new Veml7700Options());

    private protected override void AssertValues() => Assert.IsTrue(Math.Abs(Bench.Mantissas[0] - 3000) <= 3);

    /// <summary>A chip that shows given counts at one gain and few at any other.</summary>
    private sealed class Scripted(int counts, int configuration) : I2cChip
    {
        private int _register;
        private int _configuration;

        public override void BrownOut()
        {
        }

        protected override int Receive(ReadOnlySpan<byte> data)
        {
            _register = data[0];
            _configuration = data.Length == 3 ? data[1] | (data[2] << 8) : _configuration;
            return data.Length;
        }

        protected override void Transmit(Span<byte> data)
        {
            int value = _register == 0 ? _configuration : _configuration == configuration ? counts : 1;
            data[0] = (byte)value;
            data[1] = (byte)(value >> 8);
        }
    }
}
