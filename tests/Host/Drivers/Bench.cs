using Telenode.Core;
using Telenode.SimBoard;
using Telenode.Telemetry;

namespace Telenode.Tests.Host.Drivers;

/// <summary>A clock that a test moves.</summary>
internal sealed class ManualClock : IClock
{
    public long MonotonicMs { get; set; }

    public long UnixMs => Time.Unknown;
}

/// <summary>A bus, a clock and a sensor under test.</summary>
internal sealed class Bench
{
    private const int MostWaits = 100;

    public ManualClock Clock { get; } = new() { MonotonicMs = 1_000_000 };

    public SimI2cBus Bus { get; } = new();

    public long[] Mantissas { get; } = new long[4];

    /// <summary>Begins and fetches exactly when the sensor says so, until it ends.</summary>
    public Status Measure(ISensor sensor)
    {
        Status status = sensor.Begin(Clock.MonotonicMs);
        for (int i = 0; status == Status.Pending && i < MostWaits; i++)
        {
            Clock.MonotonicMs = Math.Max(Clock.MonotonicMs, sensor.ReadyAtMs);
            status = sensor.Fetch(Clock.MonotonicMs, Mantissas, 0);
        }

        return status;
    }

    /// <summary>As <see cref="Measure"/>, asking every millisecond: before the time has come nothing may go over the bus.</summary>
    public Status MeasureImpatiently(ISensor sensor)
    {
        Status status = sensor.Begin(Clock.MonotonicMs);
        while (status == Status.Pending)
        {
            long before = Bus.Transfers;
            bool early = Clock.MonotonicMs < sensor.ReadyAtMs;
            status = sensor.Fetch(Clock.MonotonicMs, Mantissas, 0);
            if (early)
            {
                Assert.AreEqual(Status.Pending, status);
                Assert.AreEqual(before, Bus.Transfers, "bus traffic before the conversion time had passed");
            }

            Clock.MonotonicMs++;
        }

        return status;
    }

    /// <summary>Heap bytes that <paramref name="rounds"/> measurements take once everything is warm.</summary>
    public long HeapBytes(ISensor sensor, int rounds)
    {
        for (int i = 0; i < 10; i++)
        {
            Assert.AreEqual(Status.Ok, Measure(sensor));
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        int good = 0;
        for (int i = 0; i < rounds; i++)
        {
            good += Measure(sensor) == Status.Ok ? 1 : 0;
        }

        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.AreEqual(rounds, good);
        return bytes;
    }
}
