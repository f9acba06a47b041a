using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;

namespace Telenode.Tests.Host.Drivers;

[TestClass]
public class Bme280FaultTests
{
    private readonly Bench _bench = new();
    private readonly Bme280Model _chip;
    private readonly Bme280 _sensor;

    public Bme280FaultTests()
    {
        _chip = new Bme280Model(_bench.Clock) { Celsius = 21.5, Percent = 45, Pascal = 98_765 };
        _bench.Bus.Seat(0x76, _chip);
        _sensor = new Bme280(_bench.Bus, new Bme280Options());
    }

    [TestMethod]
    [DataRow(1, 1, 1, 10)] // 1.25 + 2.3 + (2.3 + 0.575) × 2 = 9.3 ms (§9.1)
    [DataRow(1, 0, 4, 14)] // the example of §9.1: 1.25 + 2.3 + 9.2 + 0.575 = 13.325 ms
    [DataRow(16, 16, 16, 113)] // 112.8 ms
    [DataRow(1, 0, 0, 4)] // 3.55 ms
    public void Conversion_times_are_the_datasheet_maximum(int temperature, int humidity, int pressure, int ms)
    {
        Assert.AreEqual(ms, Bme280.ConversionMs(temperature, humidity, pressure));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(4)]
    [DataRow(8)]
    [DataRow(16)]
    public void No_bus_traffic_before_the_conversion_time_and_the_slowest_chip_is_ready_then(int oversampling)
    {
        var sensor = new Bme280(_bench.Bus, new Bme280Options
        {
            TemperatureOversampling = oversampling,
            HumidityOversampling = oversampling,
            PressureOversampling = oversampling,
        });
        Assert.AreEqual(Status.Ok, _bench.Measure(sensor));
        Assert.AreEqual(Status.Pending, sensor.Begin(_bench.Clock.MonotonicMs));
        _bench.Clock.MonotonicMs = sensor.ReadyAtMs;
        Assert.AreEqual(Status.Ok, sensor.Fetch(_bench.Clock.MonotonicMs, _bench.Mantissas, 0));
        Assert.AreEqual(Status.Ok, _bench.MeasureImpatiently(sensor));
    }

    [TestMethod]
    public void Only_the_named_quantities_are_measured_and_given()
    {
        var sensor = new Bme280(_bench.Bus, new Bme280Options { Temperature = null, Humidity = "rh", Pressure = null });
        Assert.AreEqual(1, sensor.QuantityCount);
        Assert.AreEqual("rh", sensor.QuantityAt(0).Name);
        Assert.AreEqual("%RH", sensor.QuantityAt(0).Unit);
        Assert.AreEqual(Status.Ok, _bench.Measure(sensor));
        Assert.AreEqual(4500, _bench.Mantissas[0]);

        // A pressure that would be out of range does not matter where none is measured.
        _chip.Pascal = 1000;
        Assert.AreEqual(Status.Ok, _bench.Measure(sensor));
        Assert.AreEqual(Status.OutOfRange, _bench.Measure(_sensor));
    }

    [TestMethod]
    public void Options_the_chip_does_not_know_are_refused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Bme280(_bench.Bus, new Bme280Options { HumidityOversampling = 3 }));
        Assert.ThrowsExactly<ArgumentException>(() => new Bme280(_bench.Bus, new Bme280Options { Address = 0x78 }));
        Assert.ThrowsExactly<ArgumentException>(
            () => new Bme280(_bench.Bus, new Bme280Options { Temperature = null, Humidity = null, Pressure = null }));
        Assert.ThrowsExactly<ArgumentException>(() => new Bme280(_bench.Bus, new Bme280Options { Pressure = "" }));
        Assert.ThrowsExactly<ArgumentNullException>(() => new Bme280(_bench.Bus, null!));
    }

    [TestMethod]
    public void Fetching_without_a_measurement_is_a_mistake_of_the_caller()
    {
        Assert.ThrowsExactly<InvalidOperationException>(() => _sensor.Fetch(0, _bench.Mantissas, 0));
        _sensor.Begin(0);
        Assert.ThrowsExactly<ArgumentException>(() => _sensor.Fetch(0, new long[2], 0));
        Assert.ThrowsExactly<ArgumentException>(() => _sensor.Fetch(0, new long[4], 2));
    }

    [TestMethod]
    public void An_absent_chip_is_found_once_it_is_plugged_in()
    {
        _chip.Present = false;
        Assert.AreEqual(Status.Absent, _bench.Measure(_sensor));
        _chip.Present = true;
        AssertMeasuresAgain();
    }

    [TestMethod]
    public void A_chip_pulled_out_during_the_conversion_is_absent()
    {
        Assert.AreEqual(Status.Ok, _bench.Measure(_sensor));
        Assert.AreEqual(Status.Pending, _sensor.Begin(_bench.Clock.MonotonicMs));
        _chip.Present = false;
        _bench.Clock.MonotonicMs = _sensor.ReadyAtMs;
        Assert.AreEqual(Status.Absent, _sensor.Fetch(_bench.Clock.MonotonicMs, _bench.Mantissas, 0));
        _chip.Present = true;
        AssertMeasuresAgain();
    }

    [TestMethod]
    public void A_BMP280_is_another_chip()
    {
        _chip.ChipId = 0x58;
        Assert.AreEqual(Status.WrongChip, _bench.Measure(_sensor));
        _chip.ChipId = 0x60;
        AssertMeasuresAgain();
    }

    [TestMethod]
    public void A_stuck_bus_is_a_bus_fault_before_and_during_a_measurement()
    {
        _bench.Bus.Stuck = true;
        Assert.AreEqual(Status.BusFault, _bench.Measure(_sensor));
        _bench.Bus.Stuck = false;
        AssertMeasuresAgain();
        Assert.AreEqual(Status.Pending, _sensor.Begin(_bench.Clock.MonotonicMs));
        _bench.Bus.Stuck = true;
        _bench.Clock.MonotonicMs = _sensor.ReadyAtMs;
        Assert.AreEqual(Status.BusFault, _sensor.Fetch(_bench.Clock.MonotonicMs, _bench.Mantissas, 0));
        _bench.Bus.Stuck = false;
        AssertMeasuresAgain();
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void A_byte_that_is_not_acknowledged_is_a_bus_fault(int index)
    {
        Assert.AreEqual(Status.Ok, _bench.Measure(_sensor));
        _chip.NakAtByte = index;
        Assert.AreEqual(Status.BusFault, _bench.Measure(_sensor));
        _chip.NakAtByte = -1;
        AssertMeasuresAgain();
    }

    [TestMethod]
    public void A_chip_that_never_finishes_is_stuck()
    {
        _chip.NeverFinishes = true;
        Assert.AreEqual(Status.Stuck, _bench.Measure(_sensor));
        _chip.NeverFinishes = false;
        AssertMeasuresAgain();
    }

    [TestMethod]
    public void A_chip_that_converts_nothing_is_stuck()
    {
        _chip.Frozen = true;
        Assert.AreEqual(Status.Stuck, _bench.Measure(_sensor));
        _chip.Frozen = false;
        AssertMeasuresAgain();
    }

    [TestMethod]
    public void A_chip_that_never_finishes_copying_its_trimming_is_stuck_and_a_slow_one_is_waited_for()
    {
        _chip.TrimmingCopyMs = 5;
        Assert.AreEqual(Status.Ok, _bench.Measure(_sensor));
        AssertValues();
        _chip.TrimmingCopyMs = 100_000;
        Assert.AreEqual(Status.Stuck, _bench.Measure(new Bme280(_bench.Bus, new Bme280Options())));
    }

    [TestMethod]
    public void A_brown_out_at_any_instant_yields_an_error_or_the_true_value()
    {
        Assert.AreEqual(Status.Ok, _bench.Measure(_sensor));
        int spoilt = 0;
        for (int at = 0; at <= 40; at++)
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
                Assert.IsTrue(status is Status.Stuck or Status.Absent, $"{status}");
                spoilt++;
            }
        }

        Assert.IsGreaterThan(10, spoilt);
        _bench.Clock.MonotonicMs += 10;
        AssertMeasuresAgain();
    }

    [TestMethod]
    public void A_brown_out_between_measurements_costs_nothing()
    {
        Assert.AreEqual(Status.Ok, _bench.Measure(_sensor));
        _chip.BrownOut();
        _bench.Clock.MonotonicMs += 1000;
        Assert.AreEqual(Status.Ok, _bench.Measure(_sensor));
        AssertValues();
    }

    [TestMethod]
    [DataRow(-41.0, 50.0, 101325.0)]
    [DataRow(86.0, 50.0, 101325.0)]
    [DataRow(20.0, 50.0, 29900.0)]
    [DataRow(20.0, 50.0, 110200.0)]
    public void Beyond_the_operating_range_is_out_of_range(double celsius, double percent, double pascal)
    {
        _chip.Celsius = celsius;
        _chip.Percent = percent;
        _chip.Pascal = pascal;
        Assert.AreEqual(Status.OutOfRange, _bench.Measure(_sensor));
    }

    [TestMethod]
    public void A_measurement_takes_no_heap_nor_does_an_absent_chip()
    {
        Assert.AreEqual(0, _bench.HeapBytes(_sensor, 200));
        _chip.Present = false;
        _bench.Measure(_sensor);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            _bench.Measure(_sensor);
        }

        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void AssertMeasuresAgain()
    {
        Assert.AreEqual(Status.Ok, _bench.Measure(_sensor));
        AssertValues();
    }

    private void AssertValues()
    {
        Assert.AreEqual(2150, _bench.Mantissas[0]);
        Assert.AreEqual(4500, _bench.Mantissas[1]);
        Assert.IsTrue(Math.Abs(_bench.Mantissas[2] - 987_650) <= 17);
    }
}
