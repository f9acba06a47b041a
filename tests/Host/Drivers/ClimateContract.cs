using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;
using Telenode.Telemetry;

namespace Telenode.Tests.Host.Drivers;

/// <summary>What every temperature and humidity chip with a checksum must do, against its model.</summary>
public abstract class ClimateContract
{
    private readonly Bench _bench = new();
    private readonly I2cChip _chip;
    private readonly ISensor _sensor;
    private readonly int _address;
    private readonly int _hottest;

    private protected ClimateContract(int address, int hottest)
    {
        _address = address;
        _hottest = hottest;
        _chip = CreateChip(_bench.Clock);
        _bench.Bus.Seat(address, _chip);
        _sensor = CreateSensor(_bench.Bus, new ClimateOptions());
        Set(21.5, 45);
    }

    private protected I2cChip Chip => _chip;

    private protected Bench Bench => _bench;

    private protected ISensor Sensor => _sensor;

    [TestMethod]
    public void Every_hundredth_of_a_degree_and_of_a_per_cent_comes_back_exactly()
    {
        // The converters' steps are at most 0.003 °C and 0.002 %RH, finer than the reading's.
        for (int centi = -4000; centi <= _hottest * 100; centi++)
        {
            int humidity = (centi + 4000) % 10001;
            Set(centi / 100.0, humidity / 100.0);
            Assert.AreEqual(Status.Ok, _bench.Measure(_sensor), $"{centi}");
            Assert.AreEqual(centi, _bench.Mantissas[0]);
            Assert.AreEqual(humidity, _bench.Mantissas[1], $"at {centi}");
        }
    }

    [TestMethod]
    public void Beyond_the_range_is_out_of_range()
    {
        Set(-40.2, 50);
        Assert.AreEqual(Status.OutOfRange, _bench.Measure(_sensor));
        Set(_hottest + 0.2, 50);
        Assert.AreEqual(Status.OutOfRange, _bench.Measure(_sensor));
    }

    [TestMethod]
    public void No_bus_traffic_before_the_conversion_time_and_the_slowest_chip_is_ready_then()
    {
        AssertMeasures();
        Assert.AreEqual(Status.Pending, _sensor.Begin(_bench.Clock.MonotonicMs));
        _bench.Clock.MonotonicMs = _sensor.ReadyAtMs;
        Assert.AreEqual(Status.Ok, _sensor.Fetch(_bench.Clock.MonotonicMs, _bench.Mantissas, 0));
        Assert.AreEqual(Status.Ok, _bench.MeasureImpatiently(_sensor));
        _bench.Clock.MonotonicMs += 100;
        Assert.AreEqual(Status.Ok, _bench.MeasureImpatiently(CreateSensor(_bench.Bus, new ClimateOptions { Address = _address })));
    }

    [TestMethod]
    public void Only_what_is_named_is_given()
    {
        ISensor humidity = CreateSensor(_bench.Bus, new ClimateOptions { Temperature = null, Humidity = "rh" });
        Assert.AreEqual(1, humidity.QuantityCount);
        Assert.AreEqual("rh", humidity.QuantityAt(0).Name);
        Assert.AreEqual(Status.Ok, _bench.Measure(humidity));
        Assert.AreEqual(4500, _bench.Mantissas[0]);
        Assert.ThrowsExactly<ArgumentException>(
            () => CreateSensor(_bench.Bus, new ClimateOptions { Temperature = null, Humidity = null }));
    }

    [TestMethod]
    public void A_wrong_checksum_is_reported_and_recovered_from()
    {
        AssertMeasures();
        SetWrongChecksum(true);
        Assert.AreEqual(Status.ChecksumMismatch, _bench.Measure(_sensor));
        Assert.IsTrue(_bench.Measure(_sensor) is Status.WrongChip or Status.ChecksumMismatch);
        SetWrongChecksum(false);
        _bench.Clock.MonotonicMs += 100;
        AssertMeasures();
    }

    [TestMethod]
    public void Absent_chips_stuck_buses_and_missing_acknowledges_are_told_apart_and_recovered_from()
    {
        _chip.Present = false;
        Assert.AreEqual(Status.Absent, _bench.Measure(_sensor));
        _chip.Present = true;
        AssertMeasures();
        _bench.Bus.Stuck = true;
        Assert.AreEqual(Status.BusFault, _bench.Measure(_sensor));
        _bench.Bus.Stuck = false;
        _chip.NakAtByte = 0;
        Assert.AreEqual(Status.BusFault, _bench.Measure(_sensor));
        _chip.NakAtByte = -1;
        AssertMeasures();
        Assert.AreEqual(Status.Pending, _sensor.Begin(_bench.Clock.MonotonicMs));
        _chip.Present = false;
        _bench.Clock.MonotonicMs = _sensor.ReadyAtMs;
        Assert.AreEqual(Status.Absent, _sensor.Fetch(_bench.Clock.MonotonicMs, _bench.Mantissas, 0));
        _chip.Present = true;
        AssertMeasures();
    }

    [TestMethod]
    public void A_brown_out_at_any_instant_yields_an_error_or_the_true_value()
    {
        AssertMeasures();
        int spoilt = 0;
        for (int at = 0; at <= 150; at++)
        {
            Status status = _sensor.Begin(_bench.Clock.MonotonicMs);
            for (int ms = 0; status == Status.Pending; ms++)
            {
                if (ms == at)
                {
                    _chip.BrownOut();
                }

                status = _sensor.Fetch(_bench.Clock.MonotonicMs, _bench.Mantissas, 0);
                _bench.Clock.MonotonicMs++;
            }

            if (status == Status.Ok)
            {
                AssertValues();
            }
            else
            {
                Assert.IsTrue(status is Status.Stuck or Status.Absent or Status.OutOfRange, $"{status}");
                spoilt++;
            }
        }

        Assert.IsGreaterThan(5, spoilt);
        _bench.Clock.MonotonicMs += 100;
        AssertMeasures();
    }

    [TestMethod]
    public void A_measurement_takes_no_heap()
    {
        Assert.AreEqual(0, _bench.HeapBytes(_sensor, 200));
    }

    private protected abstract I2cChip CreateChip(IClock clock);

    private protected abstract ISensor CreateSensor(II2cBus bus, ClimateOptions options);

    private protected abstract void Set(double celsius, double percent);

    private protected abstract void SetWrongChecksum(bool wrong);

    private protected void AssertMeasures()
    {
        Assert.AreEqual(Status.Ok, _bench.Measure(_sensor));
        AssertValues();
    }

    private void AssertValues()
    {
        Assert.AreEqual(2150, _bench.Mantissas[0]);
        Assert.AreEqual(4500, _bench.Mantissas[1]);
    }
}
