using Telenode.Core;

namespace Telenode.Tests.Application;

/// <summary>A platform's clock that the test moves.</summary>
internal sealed class ManualClock : IWallClock
{
    private long _offsetMs;
    private bool _known;

    public long MonotonicMs { get; set; }

    public long UnixMs => _known ? MonotonicMs + _offsetMs : Time.Unknown;

    public int Settings { get; private set; }

    public void SetUnixMs(long unixMs)
    {
        Settings++;
        _known = true;
        _offsetMs = unixMs - MonotonicMs;
    }
}
