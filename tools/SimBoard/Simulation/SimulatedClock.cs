using Telenode.Core;

namespace Telenode.SimBoard.Simulation;

/// <summary>The clocks of a board in simulated time.</summary>
internal sealed class SimulatedClock(Func<long> now, long bootAtMs, long setAfterMs) : IClock
{
    /// <summary>Wall time at the start of a simulation: 2026-06-20T09:00:00Z.</summary>
    public const long EpochMs = 1_781_946_000_000;

    /// <summary>How far the clock is off.</summary>
    public long ErrorMs { get; set; }

    /// <inheritdoc/>
    public long MonotonicMs => now() - bootAtMs;

    /// <inheritdoc/>
    public long UnixMs => setAfterMs < 0 || MonotonicMs < setAfterMs ? Time.Unknown : EpochMs + now() + ErrorMs;
}
