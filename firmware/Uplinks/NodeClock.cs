using Telenode.Core;

namespace Telenode.Uplinks;

/// <summary>The time of the current step, for resources that are asked in the middle of it.</summary>
internal sealed class NodeClock
{
    private readonly IClock _clock;

    public NodeClock(IClock clock)
    {
        _clock = clock;
    }

    public long MonotonicMs { get; set; }

    public long UnixMs => _clock.UnixMs;
}
