namespace Telenode.SimBoard.Simulation;

/// <summary>Where the next power cut strikes: in the next write to flash, or at a use of a port.</summary>
internal sealed class Cuts
{
    private int _inTouches;
    private bool _inWrite;

    /// <summary>Strikes at the so-many-th use of a port from now on.</summary>
    public void StrikeAfter(int touches) => _inTouches = touches;

    /// <summary>Strikes in the next write to flash.</summary>
    public void StrikeInWrite() => _inWrite = true;

    /// <summary>A port is used.</summary>
    public void Touch()
    {
        if (_inTouches > 0 && --_inTouches == 0)
        {
            throw new PowerCut();
        }
    }

    /// <summary>Whether a write that has begun is to be cut.</summary>
    public bool TakeInWrite()
    {
        bool strikes = _inWrite;
        _inWrite = false;
        return strikes;
    }

    /// <summary>The power has gone: nothing is pending any more.</summary>
    public void Clear()
    {
        _inTouches = 0;
        _inWrite = false;
    }
}
