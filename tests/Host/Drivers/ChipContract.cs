using Telenode.Core;
using Telenode.SimBoard;
using Telenode.Telemetry;

namespace Telenode.Tests.Host.Drivers;

/// <summary>What every driver of an I2C chip must do, against its model.</summary>
public abstract class ChipContract
{
    private protected ChipContract(int address)
    {
        Address = address;
        Chip = CreateChip(Bench.Clock);
        Bench.Bus.Seat(address, Chip);
        Sensor = CreateSensor(Bench.Bus);
    }

    private protected int Address { get; }

    private protected Bench Bench { get; } = new();

    private protected I2cChip Chip { get; }

    private protected ISensor Sensor { get; }

    [TestMethod]
    public void No_bus_traffic_before_the_conversion_time_and_the_slowest_chip_is_ready_then()
    {
        AssertMeasures();
        Assert.AreEqual(Status.Pending, Sensor.Begin(Bench.Clock.MonotonicMs));
        Status status = Status.Pending;
        long polledAt = -1;
        while (status == Status.Pending)
        {
            // Each wait is of full length: none is a poll that comes too early.
            Assert.AreNotEqual(polledAt + 1, Sensor.ReadyAtMs);
            polledAt = Sensor.ReadyAtMs;
            Bench.Clock.MonotonicMs = polledAt;
            status = Sensor.Fetch(polledAt, Bench.Mantissas, 0);
        }

        Assert.AreEqual(Status.Ok, status);
        Assert.AreEqual(Status.Ok, Bench.MeasureImpatiently(Sensor));
        Bench.Clock.MonotonicMs += 100;
        Assert.AreEqual(Status.Ok, Bench.MeasureImpatiently(CreateSensor(Bench.Bus)));
    }

    [TestMethod]
    public void Absent_chips_stuck_buses_and_missing_acknowledges_are_told_apart_and_recovered_from()
    {
        Chip.Present = false;
        Assert.AreEqual(Status.Absent, Bench.Measure(Sensor));
        Chip.Present = true;
        AssertMeasures();
        Bench.Bus.Stuck = true;
        Assert.AreEqual(Status.BusFault, Bench.Measure(Sensor));
        Bench.Bus.Stuck = false;
        AssertMeasures();
        Chip.NakAtByte = 0;
        Assert.AreEqual(Status.BusFault, Bench.Measure(Sensor));
        Chip.NakAtByte = -1;
        AssertMeasures();
        Assert.AreEqual(Status.Pending, Sensor.Begin(Bench.Clock.MonotonicMs));
        Chip.Present = false;
        Bench.Clock.MonotonicMs = Sensor.ReadyAtMs;
        Assert.AreEqual(Status.Absent, Sensor.Fetch(Bench.Clock.MonotonicMs, Bench.Mantissas, 0));
        Chip.Present = true;
        AssertMeasures();
    }

    [TestMethod]
    public void A_brown_out_at_any_instant_yields_an_error_or_the_true_value()
    {
        AssertMeasures();
        int spoilt = 0;
        for (int at = 0; at <= 320; at++)
        {
            Status status = Sensor.Begin(Bench.Clock.MonotonicMs);
            for (int ms = 0; status == Status.Pending; ms++)
            {
                if (ms == at)
                {
                    Chip.BrownOut();
                }

                status = Sensor.Fetch(Bench.Clock.MonotonicMs, Bench.Mantissas, 0);
                Bench.Clock.MonotonicMs++;
            }

            if (status == Status.Ok)
            {
                AssertValues();
            }
            else
            {
                Assert.IsTrue(status is Status.Stuck or Status.Absent or Status.OutOfRange or Status.WrongChip, $"{status}");
                spoilt++;
            }
        }

        Assert.IsTrue(spoilt > 3 || OutlivesBrownOuts);
        Bench.Clock.MonotonicMs += 100;
        AssertMeasures();
    }

    [TestMethod]
    public void A_measurement_takes_no_heap_nor_does_an_absent_chip()
    {
        Assert.AreEqual(0, Bench.HeapBytes(Sensor, 200));
        Chip.Present = false;
        Bench.Measure(Sensor);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            Bench.Measure(Sensor);
        }

        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Whether the driver measures again by itself after a brown-out.</summary>
    private protected virtual bool OutlivesBrownOuts => false;

    /// <summary>A chip in the state that <see cref="AssertValues"/> expects.</summary>
    private protected abstract I2cChip CreateChip(IClock clock);

    private protected abstract ISensor CreateSensor(II2cBus bus);

    /// <summary>The mantissas are those of the chip's state.</summary>
    private protected abstract void AssertValues();

    private protected void AssertMeasures()
    {
        Assert.AreEqual(Status.Ok, Bench.Measure(Sensor));
        AssertValues();
    }

    private protected Status MeasureWithBrownOutInMidConversion()
    {
        AssertMeasures();
        Assert.AreEqual(Status.Pending, Sensor.Begin(Bench.Clock.MonotonicMs));
        Chip.BrownOut();
        Bench.Clock.MonotonicMs = Sensor.ReadyAtMs;
        return Sensor.Fetch(Bench.Clock.MonotonicMs, Bench.Mantissas, 0);
    }
}
