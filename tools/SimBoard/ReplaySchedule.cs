using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.SimBoard;

/// <summary>Makes the sensors measure at each row's time, one row after the other: no row is left out, however close they stand.</summary>
/// <remarks>As a filter it keeps back what a row does not know: the chip would give the value of an earlier row.</remarks>
internal sealed class ReplaySchedule : IReadingFilter
{
    private readonly CsvReplay _replay;
    private readonly IClock _clock;
    private readonly Sampler _sampler;
    private readonly Measurand?[] _measurands;
    private readonly IReadingFilter? _next;
    private bool _armed;

    /// <summary>Stands before the first row, which the record has.</summary>
    /// <param name="replay">The record.</param>
    /// <param name="clock">Its wall time is that of the record.</param>
    /// <param name="sampler">Measures when a row's time comes.</param>
    /// <param name="measurands">What each channel measures; null for what the record cannot hold.</param>
    public ReplaySchedule(CsvReplay replay, IClock clock, Sampler sampler, Measurand?[] measurands)
    {
        _replay = replay;
        _clock = clock;
        _sampler = sampler;
        _measurands = measurands;
        _armed = replay.MoveNext();
        _next = sampler.Filter;
        sampler.Filter = this;
    }

    /// <summary>Whether the last row is in the outbox.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>Begins the next row if its time has come and the row before it is done.</summary>
    /// <returns>Monotonic ms at which to call again.</returns>
    public long Step(long nowMs)
    {
        if (AtEnd || _sampler.Busy)
        {
            return Time.Never;
        }

        _armed = _armed || _replay.MoveNext();
        AtEnd = !_armed;
        long leftMs = AtEnd ? 0 : _replay.UnixMs - _clock.UnixMs;
        if (leftMs <= 0 && !AtEnd)
        {
            _armed = false;
            _sampler.Trigger(nowMs, _replay.UnixMs);
        }

        return nowMs + Math.Max(0, leftMs);
    }

    /// <inheritdoc/>
    public FilterVerdict Judge(int channel, ref long mantissa, long instantMs)
    {
        // Channels behind those of the chips are calculated from what passed here.
        bool known = channel >= _measurands.Length || (_measurands[channel] is Measurand measurand && _replay.TryGet(measurand, 0, out _));
        return known ? _next?.Judge(channel, ref mantissa, instantMs) ?? FilterVerdict.Pass : FilterVerdict.Drop;
    }
}
