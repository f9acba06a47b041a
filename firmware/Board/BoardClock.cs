using System;
using nanoFramework.Runtime.Native;
using Telenode.Core;

namespace Telenode.Board;

/// <summary>The board's clocks: ticks since its start, and the wall clock that the firmware sets by SNTP once the network is up.</summary>
internal sealed class BoardClock : IWallClock
{
    // Ticks of 100 ns from year 1 to 1970. An unset clock counts from 1970, a set one is past the day this was written.
    private const long UnixEpochTicks = 621355968000000000;
    private const long EarliestUnixMs = 1735689600000;

    private long _sleptMs;

    public long MonotonicMs => Environment.TickCount64 + _sleptMs;

    /// <summary>The ticks have left out so much of the time.</summary>
    public void Slept(long ms) => _sleptMs += ms > 0 ? ms : 0;

    public void SetUnixMs(long unixMs) => Rtc.SetSystemTime(new DateTime((unixMs * TimeSpan.TicksPerMillisecond) + UnixEpochTicks));

    public long UnixMs
    {
        get
        {
            long unixMs = (DateTime.UtcNow.Ticks - UnixEpochTicks) / TimeSpan.TicksPerMillisecond;
            return unixMs < EarliestUnixMs ? Time.Unknown : unixMs;
        }
    }
}
