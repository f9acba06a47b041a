using System.Diagnostics;
using Telenode.Core;
using Telenode.SimBoard.Net;

namespace Telenode.SimBoard;

/// <summary>The clock port on virtual time, which runs at a factor of real time or jumps from deadline to deadline.</summary>
/// <remarks>
/// While a real peer owes an answer, virtual time runs no faster than real time: a broker is not declared dead because a
/// simulated minute has passed within a millisecond.
/// </remarks>
public sealed class SimClock : IWallClock
{
    private const int LongestWaitMs = 50;

    private readonly double _speed;
    private long _unixStartMs;
    private double _virtualMs;
    private long _lastTicks = Stopwatch.GetTimestamp();

    /// <summary>Starts at monotonic 0.</summary>
    /// <param name="speed">Virtual seconds a real second; 1 is real time, <see cref="double.PositiveInfinity"/> never waits for time to pass.</param>
    /// <param name="unixStartMs">Wall time at monotonic 0.</param>
    public SimClock(double speed, long unixStartMs)
    {
        if (!(speed > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(speed), "the speed of time is positive");
        }

        _speed = speed;
        _unixStartMs = unixStartMs;
    }

    /// <inheritdoc/>
    public long MonotonicMs => (long)_virtualMs;

    /// <inheritdoc/>
    public long UnixMs => _unixStartMs + MonotonicMs;

    /// <inheritdoc/>
    public void SetUnixMs(long unixMs) => _unixStartMs = unixMs - MonotonicMs;

    /// <summary>Lets time pass until <paramref name="wakeMs"/>, until input arrives, or for a short while, whichever is first.</summary>
    public void Sleep(long wakeMs, bool awaitsPeer, IInput input)
    {
        double speed = awaitsPeer ? Math.Min(1, _speed) : _speed;
        double left = wakeMs == Time.Never ? double.PositiveInfinity : Math.Max(0, wakeMs - _virtualMs);
        if (double.IsPositiveInfinity(speed) && !double.IsPositiveInfinity(left))
        {
            _virtualMs = wakeMs;
            _lastTicks = Stopwatch.GetTimestamp();
            return;
        }

        double waitMs = Math.Min(LongestWaitMs, left / speed);
        if (waitMs >= 1 || awaitsPeer)
        {
            input.Wait((int)Math.Ceiling(Math.Max(waitMs, 0)));
        }

        long now = Stopwatch.GetTimestamp();
        double passed = (now - _lastTicks) * 1000.0 / Stopwatch.Frequency * Math.Min(speed, 1e9);
        _lastTicks = now;

        // Faster than real time, a coarse sleep must not carry the node past its deadline.
        _virtualMs += speed > 1 ? Math.Min(passed, left) : passed;
    }
}
