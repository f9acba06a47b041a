using Telenode.Core;

namespace Telenode.Application;

/// <summary>Watches the loop: how long its turns take, and whether one takes so long that only a restart helps.</summary>
/// <remarks>The loop calls it at each step, a second thread asks <see cref="Overdue"/>; nothing is locked, nothing allocated.</remarks>
public sealed class Watchdog
{
    private readonly long _limitMs;
    private string _step;
    private long _sinceMs = Time.Never;

    /// <summary>Creates it, with no step under way.</summary>
    /// <param name="limitMs">The longest that one step may take, in ms; a TLS handshake takes seconds on the device.</param>
    public Watchdog(long limitMs)
    {
        _limitMs = limitMs;
    }

    /// <summary>The longest step since the last <see cref="ResetLongest"/>, in ms.</summary>
    public long LongestMs { get; private set; }

    /// <summary>The name of that step.</summary>
    public string LongestStep { get; private set; }

    /// <summary>A step begins, and the one before ends.</summary>
    /// <param name="step">What it does, such as "sensors".</param>
    /// <param name="nowMs">Monotonic ms.</param>
    public void Enter(string step, long nowMs)
    {
        Leave(nowMs);
        _step = step;
        _sinceMs = nowMs;
    }

    /// <summary>The step under way ends; the loop may now wait for as long as it likes.</summary>
    public void Leave(long nowMs)
    {
        if (_sinceMs != Time.Never && nowMs - _sinceMs > LongestMs)
        {
            LongestMs = nowMs - _sinceMs;
            LongestStep = _step;
        }

        _sinceMs = Time.Never;
    }

    /// <summary>Begins a new measurement of the longest step.</summary>
    public void ResetLongest()
    {
        LongestMs = 0;
        LongestStep = null;
    }

    /// <summary>The name of a step that has taken longer than the limit; null when none has. May be called from another thread.</summary>
    public string Overdue(long nowMs)
    {
        long since = _sinceMs;
        return since != Time.Never && nowMs - since > _limitMs ? _step : null;
    }
}
