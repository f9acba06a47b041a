using System;
using Telenode.Core;

namespace Telenode.Telemetry;

/// <summary>A sensor of the node with its schedule and how it fares.</summary>
public sealed class SensorSlot
{
    /// <summary>Seats a sensor.</summary>
    /// <param name="sensor">The driver.</param>
    /// <param name="intervalMs">Time between two measurements, at least 1; <see cref="Time.Never"/> measures only when triggered.</param>
    /// <param name="phaseMs">Delay of the first measurement after the start, 0 or more: spreads sensors that need not share an instant.</param>
    /// <exception cref="ArgumentException">Interval or phase is out of its range.</exception>
    public SensorSlot(ISensor sensor, long intervalMs, long phaseMs)
    {
        if (sensor == null || intervalMs < 1 || phaseMs < 0)
        {
            throw new ArgumentException("sensor slot");
        }

        Sensor = sensor;
        IntervalMs = intervalMs;
        PhaseMs = phaseMs;
        Values = new long[sensor.QuantityCount];
        Verdicts = new FilterVerdict[sensor.QuantityCount];
        Derived = sensor as DerivedSensor;
        Event = sensor as IEventSensor;
    }

    /// <summary>The driver.</summary>
    public ISensor Sensor { get; }

    /// <summary>Time between two measurements in ms.</summary>
    public long IntervalMs { get; }

    /// <summary>Delay of the first measurement after the start in ms.</summary>
    public long PhaseMs { get; }

    /// <summary>How the last measurement ended; <see cref="Status.Pending"/> before the first.</summary>
    public Status LastStatus { get; internal set; } = Status.Pending;

    /// <summary>Measurements that failed since the start.</summary>
    public long Failures { get; internal set; }

    /// <summary>Measurements that were left out because the node was late by an interval or more.</summary>
    public long Missed { get; internal set; }

    /// <summary>Measurements that failed one after the other up to the last, 255 for more; 0 when it succeeded.</summary>
    public byte FailuresInRow { get; internal set; }

    // The status that was last put into the outbox; a sensor counts as working until it does not.
    internal byte Reported { get; set; }

    // The sensor, where it is one of those; else null.
    internal IEventSensor Event { get; }

    internal short Index { get; set; }

    internal int FirstChannel { get; set; }

    internal long[] Values { get; }

    internal FilterVerdict[] Verdicts { get; }

    // The sensor, when it is one that calculates from others; null otherwise.
    internal DerivedSensor Derived { get; }

    // Whether one of the values must not wait for other sensors.
    internal bool AtOnce { get; set; }

    // When the measurement was due, however late it began: filters count time by it, so that jitter does not change what they do.
    internal long InstantMs { get; set; }

    internal long DueMs { get; set; }

    // When the measurement under way or the undelivered result began; Never when there is neither.
    internal long BeganMs { get; set; } = Time.Never;

    // Wall time of the same instant.
    internal long BeganUnixMs { get; set; }

    internal bool Measuring { get; set; }
}
