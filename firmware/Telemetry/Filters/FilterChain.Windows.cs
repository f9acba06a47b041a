using Telenode.Core;

namespace Telenode.Telemetry;

public sealed partial class FilterChain
{
    // Fraction bits of an exponential average: its error stays below 2^-17 ÷ α of the last digit.
    private const int SmoothBits = 16;
    private const long SmoothMax = 1L << 46;

    // The last readings, as many as there are up to the window's size; one result at the first reading and at every so-manyeth after.
    private bool Slide(FilterOp op, int at, ref long value)
    {
        long[] cells = _cells;
        int size = (int)cells[at];
        int count = (int)cells[at + 3];
        int next = (int)cells[at + 4];
        int ring = at + 5;
        if (op == FilterOp.Median)
        {
            Replace(ring + size, count, count == size, cells[ring + next], value);
        }

        cells[ring + next] = value;
        cells[at + 4] = next + 1 == size ? 0 : next + 1;
        count += count < size ? 1 : 0;
        cells[at + 3] = count;
        if (++cells[at + 2] < cells[at + 1])
        {
            return false;
        }

        cells[at + 2] = 0;
        if (op == FilterOp.Median)
        {
            long upper = cells[ring + size + (count / 2)];
            value = (count & 1) != 0 ? upper : Mean(ring + size + (count / 2) - 1, 2);
        }
        else
        {
            value = op == FilterOp.Average ? Mean(ring, count) : Extreme(op == FilterOp.Lowest, ring, count);
        }

        return true;
    }

    // Keeps the second copy of the window in order: takes the oldest out when the window is full, puts the newest in.
    private void Replace(int sorted, int count, bool full, long oldest, long newest)
    {
        long[] cells = _cells;
        int at = sorted;
        int end = sorted + count;
        if (full)
        {
            while (cells[at] != oldest)
            {
                at++;
            }

            end--;
            for (; at < end; at++)
            {
                cells[at] = cells[at + 1];
            }
        }

        for (at = end; at > sorted && cells[at - 1] > newest; at--)
        {
            cells[at] = cells[at - 1];
        }

        cells[at] = newest;
    }

    // Exact: quotients and remainders are added apart, so that no sum overflows.
    private long Mean(int at, int count)
    {
        long whole = 0;
        long rest = 0;
        for (int i = at; i < at + count; i++)
        {
            whole += _cells[i] / count;
            rest += _cells[i] % count;
        }

        whole += rest / count;
        rest %= count;

        // One sign for both, or the half would be taken from the wrong side.
        if (whole > 0 && rest < 0)
        {
            whole--;
            rest += count;
        }
        else if (whole < 0 && rest > 0)
        {
            whole++;
            rest -= count;
        }

        return whole + FixedMath.Divide(rest, count);
    }

    private long Extreme(bool lowest, int at, int count)
    {
        long found = _cells[at];
        for (int i = at + 1; i < at + count; i++)
        {
            found = (_cells[i] < found) == lowest ? _cells[i] : found;
        }

        return found;
    }

    // Windows that follow each other from the first reading on. The first reading after a window's end brings its result;
    // a window that ended more than a period ago is too old to be sent with the time of that reading.
    private bool Tumble(FilterOp op, int at, ref long value, long nowMs)
    {
        long[] cells = _cells;
        long period = cells[at];
        long input = value;
        bool ended = false;
        if (cells[at + 2] > 0 && nowMs >= cells[at + 1])
        {
            long late = nowMs - cells[at + 1];
            ended = late < period;
            value = op == FilterOp.AverageOver ? FixedMath.Divide(cells[at + 3], cells[at + 2]) : cells[at + 3];
            cells[at + 1] += (1 + (late / period)) * period;
            cells[at + 2] = 0;
        }
        else if (cells[at + 2] == 0)
        {
            cells[at + 1] = nowMs + period;
        }

        if (cells[at + 2]++ == 0)
        {
            cells[at + 3] = input;
        }
        else if (op == FilterOp.AverageOver)
        {
            cells[at + 3] = FixedMath.Add(cells[at + 3], input);
        }
        else if ((input < cells[at + 3]) == (op == FilterOp.LowestOver))
        {
            cells[at + 3] = input;
        }

        return ended;
    }

    private long Smooth(int at, long value)
    {
        long[] cells = _cells;
        long input = value > SmoothMax ? SmoothMax : value < -SmoothMax ? -SmoothMax : value;
        input <<= SmoothBits;
        long average = cells[at + 2] == 0 ? input : cells[at + 3] + FixedMath.MultiplyDivide(FixedMath.Subtract(input, cells[at + 3]), cells[at], cells[at + 1]);
        cells[at + 2] = 1;
        cells[at + 3] = average;
        return FixedMath.Divide(average, 1L << SmoothBits);
    }

    private bool IsSettled(int at, long value, long nowMs)
    {
        long[] cells = _cells;
        if (cells[at + 2] == Time.Unknown || value != cells[at + 1])
        {
            cells[at + 1] = value;
            cells[at + 2] = nowMs;
        }

        return nowMs - cells[at + 2] >= cells[at];
    }

    private bool Differ(int at, ref long value, long nowMs)
    {
        long[] cells = _cells;
        long before = cells[at + 1];
        long beforeMs = cells[at + 2];
        if (beforeMs != Time.Unknown && nowMs <= beforeMs)
        {
            return false;
        }

        cells[at + 1] = value;
        cells[at + 2] = nowMs;
        if (beforeMs == Time.Unknown)
        {
            return false;
        }

        value = FixedMath.MultiplyDivide(FixedMath.Subtract(value, before), cells[at], nowMs - beforeMs);
        return true;
    }
}
