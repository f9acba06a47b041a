using Telenode.Core;
using Telenode.Drivers;
using Telenode.Telemetry;

namespace Telenode.Tests.Host.Drivers;

/// <summary>What every temperature and humidity chip with a checksum must do, against its model.</summary>
public abstract class ClimateContract : ChipContract
{
    private readonly int _hottest;

    private protected ClimateContract(int address, int hottest)
        : base(address)
    {
        _hottest = hottest;
        Set(21.5, 45);
    }

    [TestMethod]
    public void Every_hundredth_of_a_degree_and_of_a_per_cent_comes_back_exactly()
    {
        // The converters' steps are at most 0.003 °C and 0.002 %RH, finer than the reading's.
        for (int centi = -4000; centi <= _hottest * 100; centi++)
        {
            int humidity = (centi + 4000) % 10001;
            Set(centi / 100.0, humidity / 100.0);
            Assert.AreEqual(Status.Ok, Bench.Measure(Sensor), $"{centi}");
            Assert.AreEqual(centi, Bench.Mantissas[0]);
            Assert.AreEqual(humidity, Bench.Mantissas[1], $"at {centi}");
        }
    }

    [TestMethod]
    public void Beyond_the_range_is_out_of_range()
    {
        Set(-40.2, 50);
        Assert.AreEqual(Status.OutOfRange, Bench.Measure(Sensor));
        Set(_hottest + 0.2, 50);
        Assert.AreEqual(Status.OutOfRange, Bench.Measure(Sensor));
    }

    [TestMethod]
    public void Only_what_is_named_is_given()
    {
        ISensor humidity = CreateSensor(Bench.Bus, new ClimateOptions { Temperature = null, Humidity = "rh" });
        Assert.AreEqual(1, humidity.QuantityCount);
        Assert.AreEqual("rh", humidity.QuantityAt(0).Name);
        Assert.AreEqual(Status.Ok, Bench.Measure(humidity));
        Assert.AreEqual(4500, Bench.Mantissas[0]);
        Assert.ThrowsExactly<ArgumentException>(
            () => CreateSensor(Bench.Bus, new ClimateOptions { Temperature = null, Humidity = null }));
    }

    [TestMethod]
    public void A_wrong_checksum_is_reported_and_recovered_from()
    {
        AssertMeasures();
        SetWrongChecksum(true);
        Assert.AreEqual(Status.ChecksumMismatch, Bench.Measure(Sensor));
        Assert.IsTrue(Bench.Measure(Sensor) is Status.WrongChip or Status.ChecksumMismatch);
        SetWrongChecksum(false);
        Bench.Clock.MonotonicMs += 100;
        AssertMeasures();
    }

    private protected abstract ISensor CreateSensor(II2cBus bus, ClimateOptions options);

    private protected override ISensor CreateSensor(II2cBus bus) => CreateSensor(bus, new ClimateOptions { Address = Address });

    private protected abstract void Set(double celsius, double percent);

    private protected abstract void SetWrongChecksum(bool wrong);

    private protected override void AssertValues()
    {
        Assert.AreEqual(2150, Bench.Mantissas[0]);
        Assert.AreEqual(4500, Bench.Mantissas[1]);
    }
}
