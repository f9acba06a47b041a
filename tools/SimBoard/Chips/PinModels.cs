using Telenode.Core;

namespace Telenode.SimBoard;

/// <summary>Pulses of a steady frequency, counted.</summary>
public sealed class PulseModel(IClock clock) : IPulseInput, IExposed
{
    private long _fromMs = clock.MonotonicMs;
    private double _before;
    private double _hertz = 2.5;

    /// <summary>Pulses a second from now on.</summary>
    public double Hertz
    {
        get => _hertz;
        set
        {
            _before = Exact;
            _fromMs = clock.MonotonicMs;
            _hertz = value;
        }
    }

    /// <inheritdoc/>
    public bool Frozen { get; set; }

    /// <summary>Whether the counter can be read.</summary>
    public bool Present { get; set; } = true;

    /// <inheritdoc/>
    public long Count => Present ? (long)Math.Floor(Exact + 1e-6) : -1;

    private double Exact => _before + (_hertz * (clock.MonotonicMs - _fromMs) / 1000);

    /// <inheritdoc/>
    public void Expose(IEnvironment environment, long unixMs)
    {
    }

    /// <summary>Begins to count anew, as after a power cut.</summary>
    public void BrownOut()
    {
        _before = 0;
        _fromMs = clock.MonotonicMs;
    }
}

/// <summary>A contact to ground with a pull-up: closed for ten seconds of each minute, and bouncing at every change.</summary>
public sealed class ContactModel(IClock clock) : IPinInput, IExposed
{
    private const int PeriodMs = 60_000;
    private const int ClosedMs = 10_000;
    private const int BounceMs = 8;

    /// <inheritdoc/>
    public bool Frozen { get; set; }

    /// <summary>Whether the contact never comes to rest.</summary>
    public bool Bounces { get; set; }

    /// <inheritdoc/>
    public bool IsHigh
    {
        get
        {
            if (Bounces)
            {
                return clock.MonotonicMs / 5 % 2 == 0;
            }

            long at = clock.MonotonicMs % PeriodMs;
            bool closed = at < ClosedMs;
            long sinceChange = closed ? at : at - ClosedMs;
            return sinceChange < BounceMs && at % 2 == 1 ? closed : !closed;
        }
    }

    /// <inheritdoc/>
    public void Expose(IEnvironment environment, long unixMs)
    {
    }
}
