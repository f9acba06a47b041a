using System;
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Drivers;

/// <summary>The frequency of pulses in mHz, such as those of an anemometer or a fan: how many come while a gate is open.</summary>
public sealed class Frequency : ChipSensor
{
    private readonly IPulseInput _input;
    private readonly int _gateMs;
    private long _count;
    private long _openedMs;

    /// <summary>Prepares the sensor.</summary>
    /// <param name="input">Counts the pulses.</param>
    /// <param name="name">Name of the frequency.</param>
    /// <param name="gateMs">How long to count, 10 to 60,000 ms: one pulse is 1000 / gate Hz.</param>
    /// <exception cref="ArgumentException">An argument is missing or out of its range.</exception>
    public Frequency(IPulseInput input, string name, int gateMs)
        : base("frequency", new Quantity[] { new Quantity(name, "Hz", -3) })
    {
        if (input == null || gateMs < 10 || gateMs > 60000)
        {
            throw new ArgumentException("frequency needs an input and a gate from 10 to 60000 ms");
        }

        _input = input;
        _gateMs = gateMs;
    }

    /// <inheritdoc/>
    protected override Status Start(long nowMs)
    {
        _count = _input.Count;
        _openedMs = nowMs;
        return _count < 0 ? Status.BusFault : Wait(nowMs, _gateMs);
    }

    /// <inheritdoc/>
    protected override Status Continue(long nowMs, long[] mantissas, int offset)
    {
        long count = _input.Count;
        if (count < _count)
        {
            return count < 0 ? Status.BusFault : Status.Stuck;
        }

        mantissas[offset] = Rounded.Divide((count - _count) * 1000000, nowMs - _openedMs);
        return Status.Ok;
    }
}
