using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;

namespace Telenode.Tests.Host.Drivers;

[TestClass]
public class Bme280Tests
{
    private readonly Bench _bench = new();
    private readonly Bme280Model _chip;
    private readonly Bme280 _sensor;

    public Bme280Tests()
    {
        _chip = new Bme280Model(_bench.Clock);
        _bench.Bus.Seat(0x76, _chip);
        _sensor = new Bme280(_bench.Bus, new Bme280Options());
    }

    [TestMethod]
    public void Every_hundredth_degree_from_minus_40_to_85_comes_back_exactly()
    {
        for (int centi = -4000; centi <= 8500; centi++)
        {
            _chip.Celsius = centi / 100.0;
            Assert.AreEqual(Status.Ok, _bench.Measure(_sensor), $"{centi}");
            Assert.AreEqual(centi, _bench.Mantissas[0]);
        }
    }

    [TestMethod]
    public void Humidity_comes_back_within_a_hundredth_percent_at_every_temperature()
    {
        // One step of the chip is 0.006 %RH with this trimming (the datasheet names 0.008, table 2): half of it, half of the
        // last decimal, and the 32-bit formula's own error (a few of its 1/1024 %RH) stay within one hundredth.
        for (int celsius = -40; celsius <= 85; celsius += 5)
        {
            _chip.Celsius = celsius;
            for (int centi = 0; centi <= 10000; centi += 7)
            {
                _chip.Percent = centi / 100.0;
                Assert.AreEqual(Status.Ok, _bench.Measure(_sensor));
                Assert.IsTrue(Math.Abs(_bench.Mantissas[1] - centi) <= 1, $"{centi} gave {_bench.Mantissas[1]} at {celsius} °C");
            }
        }
    }

    [TestMethod]
    [DataRow(1, 1, 17)] // 16 bits: a step is 2.4 to 3.1 Pa over the range with this trimming (typically 2.62, §3.4.1)
    [DataRow(16, 1, 3)] // 20 bits: 0.15 to 0.19 Pa
    [DataRow(16, 16, 6)] // the integer formula cuts 3 bits off the 20 of the temperature: another 0.3 Pa
    public void Pressure_comes_back_within_half_a_step(int oversampling, int temperatureOversampling, int deciPascal)
    {
        var sensor = new Bme280(_bench.Bus, Options(oversampling, temperatureOversampling));
        for (int celsius = -40; celsius <= 85; celsius += 25)
        {
            _chip.Celsius = celsius;
            for (int pascal = 30_010; pascal <= 109_990; pascal += 37)
            {
                _chip.Pascal = pascal;
                Assert.AreEqual(Status.Ok, _bench.Measure(sensor));
                long off = Math.Abs(_bench.Mantissas[2] - (pascal * 10));
                Assert.IsTrue(off <= deciPascal, $"{pascal} Pa gave {_bench.Mantissas[2]} at {celsius} °C");
            }
        }
    }

    private static Bme280Options Options(int pressure, int temperature) =>
        new() { PressureOversampling = pressure, TemperatureOversampling = temperature };
}
