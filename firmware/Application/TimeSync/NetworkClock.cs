using Telenode.Core;

namespace Telenode.Application;

/// <summary>The board's clocks as the node sees them: wall time that follows a server's without jumping.</summary>
/// <remarks>
/// A small error is slewed: the clock runs faster or slower by 500 parts in a million, the most that RFC 5905 §11.3 allows, so that
/// readings keep their order and no interval comes out negative. Only an error past <see cref="StepMs"/>, which slewing would take
/// half an hour to mend, makes it step.
/// </remarks>
public sealed class NetworkClock : IWallClock
{
    /// <summary>The largest error that is slewed, in ms.</summary>
    public const int StepMs = 1000;

    // 500 ppm: one millisecond in 2000.
    private const int MsPerSlewedMs = 2000;

    private readonly IWallClock _platform;
    private long _fromMs;
    private long _fromUnixMs;
    private long _slewMs;
    private long _sleptMs;

    /// <summary>Begins with the platform's wall time, which outlives a deep sleep.</summary>
    public NetworkClock(IWallClock platform)
    {
        _platform = platform;
        _fromUnixMs = Time.Unknown;
    }

    /// <summary>Milliseconds since the board started, wakings from deep sleep left out: it goes on through those.</summary>
    public long MonotonicMs => _platform.MonotonicMs + _sleptMs;

    /// <inheritdoc/>
    public long UnixMs => _fromUnixMs == Time.Unknown ? _platform.UnixMs : At(MonotonicMs);

    /// <summary>Whether a server or a person has set it since the start.</summary>
    public bool IsSet => _fromUnixMs != Time.Unknown;

    /// <summary>What the last setting found wrong, in ms: positive when the clock was behind; 0 when it was not known.</summary>
    public long LastErrorMs { get; private set; }

    /// <summary>How often the clock has stepped since the start; being set for the first time is no step.</summary>
    public int Steps { get; private set; }

    /// <summary>Goes on after a deep sleep with what was known before it.</summary>
    /// <param name="monotonicMs"><see cref="MonotonicMs"/> of now.</param>
    /// <param name="unixMs"><see cref="UnixMs"/> of now; <see cref="Time.Unknown"/> when it was not known.</param>
    public void GoOn(long monotonicMs, long unixMs)
    {
        _sleptMs = monotonicMs - _platform.MonotonicMs;
        _fromMs = monotonicMs;
        _fromUnixMs = unixMs;
        _slewMs = 0;
    }

    /// <summary>Takes a better knowledge of the present.</summary>
    /// <param name="unixMs">The wall time at <paramref name="nowMs"/>.</param>
    /// <param name="nowMs">Monotonic ms.</param>
    public void Learn(long unixMs, long nowMs)
    {
        long before = _fromUnixMs == Time.Unknown ? _platform.UnixMs : At(nowMs);
        bool known = before != Time.Unknown;
        LastErrorMs = known ? unixMs - before : 0;
        bool slews = known && LastErrorMs <= StepMs && LastErrorMs >= -StepMs;
        Steps += known && !slews ? 1 : 0;
        _fromMs = nowMs;
        _fromUnixMs = slews ? before : unixMs;
        _slewMs = slews ? LastErrorMs : 0;
        long platform = _platform.UnixMs;
        if (platform == Time.Unknown || platform - unixMs > StepMs || unixMs - platform > StepMs)
        {
            _platform.SetUnixMs(unixMs);
        }
    }

    /// <summary>Steps to a time that a person gave.</summary>
    public void SetUnixMs(long unixMs)
    {
        _fromMs = MonotonicMs;
        _fromUnixMs = unixMs;
        _slewMs = 0;
        _platform.SetUnixMs(unixMs);
    }

    private long At(long nowMs)
    {
        long passed = nowMs - _fromMs;
        long slewed = passed / MsPerSlewedMs;
        if (_slewMs < 0)
        {
            slewed = -slewed > _slewMs ? -slewed : _slewMs;
        }
        else
        {
            slewed = slewed < _slewMs ? slewed : _slewMs;
        }

        return _fromUnixMs + passed + slewed;
    }
}
