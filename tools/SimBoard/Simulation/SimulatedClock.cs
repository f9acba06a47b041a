using Telenode.Core;

namespace Telenode.SimBoard.Simulation;

/// <summary>The platform's clocks from one start to the next: an oscillator that is off by some millionths, and wall time once it is set.</summary>
internal sealed class SimulatedClock(Func<long> now, int driftPpm, long unixMs) : IWallClock
{
    /// <summary>Wall time at the start of a simulation: 2026-06-20T09:00:00Z.</summary>
    public const long EpochMs = 1_781_946_000_000;

    private const int Million = 1_000_000;

    private readonly long _startedAtMs = now();
    private long _offsetMs = unixMs;

    /// <inheritdoc/>
    public long MonotonicMs => At(now());

    /// <inheritdoc/>
    public long UnixMs => _offsetMs == Time.Unknown ? Time.Unknown : MonotonicMs + _offsetMs;

    /// <inheritdoc/>
    public void SetUnixMs(long unixMs) => _offsetMs = unixMs - MonotonicMs;

    /// <summary>The board's time at a time of the world.</summary>
    public long At(long worldMs) => (worldMs - _startedAtMs) * (Million + driftPpm) / Million;

    /// <summary>The first time of the world at which the board's clock shows a time or more.</summary>
    public long WorldMs(long monotonicMs)
    {
        if (monotonicMs == Time.Never)
        {
            return Time.Never;
        }

        long world = _startedAtMs + (monotonicMs * Million / (Million + driftPpm));
        return At(world) < monotonicMs ? world + 1 : world;
    }
}
