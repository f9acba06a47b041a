using Telenode.Core;

namespace Telenode.Telemetry;

public sealed partial class FilterChain
{
    // Delta and throttle hold a good value back; heartbeat and alarm let one go that was held back before them.
    private FilterVerdict Gate(int stage, long value, long nowMs, FilterVerdict verdict)
    {
        bool held = verdict == FilterVerdict.Hold;
        int at = _first[stage];
        switch (_ops[stage])
        {
            case FilterOp.Delta:
                _cells[at + 4] = value;
                if (verdict == FilterVerdict.Pass && !IsFarEnough(at, value))
                {
                    return FilterVerdict.Hold;
                }

                break;
            case FilterOp.Throttle:
                if (verdict == FilterVerdict.Pass && !HasPassed(at, nowMs))
                {
                    return FilterVerdict.Hold;
                }

                break;
            case FilterOp.Heartbeat:
                if (held && HasPassed(at, nowMs))
                {
                    verdict = FilterVerdict.Pass;
                }

                break;
            default:
                verdict = Alarm(_ops[stage] == FilterOp.AlarmHigh, at, value) ? FilterVerdict.PassAtOnce : verdict;
                break;
        }

        if (verdict != FilterVerdict.Hold)
        {
            // What goes is what the gates compare with from now on, whichever gate let it go.
            for (int i = held ? 0 : stage; i <= stage; i++)
            {
                NoteSent(i, nowMs);
            }
        }

        return verdict;
    }

    private void NoteSent(int stage, long nowMs)
    {
        int at = _first[stage];
        switch (_ops[stage])
        {
            case FilterOp.Delta:
                _cells[at + 2] = 1;
                _cells[at + 3] = _cells[at + 4];
                break;
            case FilterOp.Throttle:
            case FilterOp.Heartbeat:
                _cells[at + 1] = nowMs;
                break;
        }
    }

    private bool HasPassed(int at, long nowMs) => _cells[at + 1] == Time.Unknown || nowMs - _cells[at + 1] >= _cells[at];

    // An unchanged value is never far enough, not even for a relative delta of a reference of 0.
    private bool IsFarEnough(int at, long value)
    {
        long[] cells = _cells;
        if (cells[at + 2] == 0)
        {
            return true;
        }

        long distance = FixedMath.Abs(FixedMath.Subtract(value, cells[at + 3]));
        long needed = cells[at + 1] == 0 ? cells[at] : FixedMath.MultiplyDivide(FixedMath.Abs(cells[at + 3]), cells[at], cells[at + 1]);
        return distance > 0 && distance >= needed;
    }

    private bool Alarm(bool high, int at, long value)
    {
        long[] cells = _cells;
        bool raised = cells[at + 2] != 0;
        bool now = high
            ? value >= cells[at] || (raised && value >= cells[at + 1])
            : value <= cells[at] || (raised && value <= cells[at + 1]);
        cells[at + 2] = now ? 1 : 0;
        return now != raised;
    }
}
