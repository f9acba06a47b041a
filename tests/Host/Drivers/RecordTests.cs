using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;
using Telenode.Telemetry;

namespace Telenode.Tests.Host.Drivers;

/// <summary>Recorded rooms through chip models and drivers, value by value.</summary>
[TestClass]
public class RecordTests
{
    // BME280 temperature, 16 bits: half of a 0.005 °C step (§3.4.3) and half of the last decimal.
    private const double TemperatureBound = 0.0025 + 0.005;

    // BME280 humidity: half of a 0.008 %RH step (table 2), half of the last decimal, and four of the integer formula's 1/1024.
    private const double HumidityBound = 0.004 + 0.005 + 0.004;

    // BH1750: half a count of 1/1.2 lx (p. 11) and half of the last decimal.
    private const double LightBound = (0.5 / 1.2) + 0.05;

    // SCD4x: whole ppm.
    private const double CarbonDioxideBound = 0.5;

    // SHT4x: half of a 0.0027 °C or 0.0019 %RH step and half of the last decimal.
    private const double FineBound = 0.0014 + 0.005;

    public static IEnumerable<object[]> Records
    {
        get
        {
            yield return [TestData.PathOf("room.csv"), 40];
            if (TestData.PathOfShared("room-climate.csv") is string real)
            {
                yield return [real, 2665];
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Records))]
    public void Every_value_comes_out_of_the_drivers_to_the_chip_s_resolution(string path, int rows)
    {
        CsvReplay record = CsvReplay.Open(path);
        Assert.IsEmpty(record.Warnings);
        var bench = new Bench();
        var climate = new Bme280Model(bench.Clock);
        var light = new Bh1750Model(bench.Clock);
        bench.Bus.Seat(0x76, climate);
        bench.Bus.Seat(0x23, light);
        var bme280 = new Bme280(bench.Bus, new Bme280Options { Pressure = null });
        var bh1750 = new Bh1750(bench.Bus, new Bh1750Options());

        int seen = 0;
        while (record.MoveNext())
        {
            climate.Expose(record, record.UnixMs);
            light.Expose(record, record.UnixMs);
            Assert.AreEqual(Status.Ok, bench.Measure(bme280), $"line {record.Line}");
            AssertNear(record, Measurand.Temperature, bme280, 0, bench.Mantissas[0], TemperatureBound);
            AssertNear(record, Measurand.Humidity, bme280, 1, bench.Mantissas[1], HumidityBound);
            Assert.AreEqual(Status.Ok, bench.Measure(bh1750), $"line {record.Line}");
            AssertNear(record, Measurand.Light, bh1750, 0, bench.Mantissas[0], LightBound);
            seen++;
        }

        Assert.AreEqual(rows, seen);
    }

    [TestMethod]
    [DynamicData(nameof(Records))]
    public void Every_value_comes_out_of_the_finer_chips_to_their_resolution(string path, int rows)
    {
        CsvReplay record = CsvReplay.Open(path);
        var bench = new Bench();
        var climate = new Sht4xModel(bench.Clock);
        var air = new Scd4xModel(bench.Clock);
        bench.Bus.Seat(0x44, climate);
        bench.Bus.Seat(0x62, air);
        var sht4x = new Sht4x(bench.Bus, new ClimateOptions());
        var scd4x = new Scd4x(bench.Bus, new Scd4xOptions());

        int seen = 0;
        while (record.MoveNext())
        {
            climate.Expose(record, record.UnixMs);
            air.Expose(record, record.UnixMs);
            Assert.AreEqual(Status.Ok, bench.Measure(sht4x), $"line {record.Line}");
            AssertNear(record, Measurand.Temperature, sht4x, 0, bench.Mantissas[0], FineBound);
            AssertNear(record, Measurand.Humidity, sht4x, 1, bench.Mantissas[1], FineBound);
            Assert.AreEqual(Status.Ok, bench.Measure(scd4x), $"line {record.Line}");
            AssertNear(record, Measurand.CarbonDioxide, scd4x, 0, bench.Mantissas[0], CarbonDioxideBound);
            seen++;
        }

        Assert.AreEqual(rows, seen);
    }

    private static void AssertNear(CsvReplay record, Measurand measurand, ISensor sensor, int index, long mantissa, double bound)
    {
        Assert.IsTrue(record.TryGet(measurand, record.UnixMs, out FixedPoint expected));
        double actual = new FixedPoint(mantissa, sensor.QuantityAt(index).Exponent).ToDouble();
        double off = Math.Abs(actual - expected.ToDouble());
        Assert.IsTrue(off <= bound + 1e-9, $"line {record.Line}: {measurand} {expected.ToDouble()} gave {actual}");
    }
}
