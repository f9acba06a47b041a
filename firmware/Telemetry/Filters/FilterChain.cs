using Telenode.Core;

namespace Telenode.Telemetry;

/// <summary>The filters of one quantity, in the order in which they were written. docs/filters.md gives the meaning of each.</summary>
/// <remarks>
/// A program over one array of cells: an object a filter would cost several times as much heap on the device.
/// Integers throughout: results are rounded to the nearest, halves away from zero, and saturate. Nothing is allocated after construction.
/// </remarks>
public sealed partial class FilterChain
{
    private readonly FilterOp[] _ops;
    private readonly short[] _first;
    private readonly long[] _cells;

    internal FilterChain(FilterOp[] ops, short[] first, long[] cells, Quantity output)
    {
        _ops = ops;
        _first = first;
        _cells = cells;
        Output = output;
        for (int i = 0; i < ops.Length; i++)
        {
            if (ops[i] == FilterOp.Throttle || ops[i] == FilterOp.Heartbeat || ops[i] == FilterOp.Gap)
            {
                cells[first[i] + 1] = Time.Unknown;
            }

            Restart(i);
        }
    }

    /// <summary>What comes out: unit and exponent may differ from what goes in.</summary>
    public Quantity Output { get; }

    /// <summary>Bytes of its parameters and its state on the heap, without object headers.</summary>
    public int StateBytes => (_cells.Length * 8) + (_ops.Length * 3);

    /// <summary>Reads a chain.</summary>
    /// <param name="text">Filters with commas between them, such as <c>median 5, delta 0.2, heartbeat 5min</c>.</param>
    /// <param name="input">What the sensor gives.</param>
    /// <param name="error">What is wrong, at which character and what to write instead; null when nothing is.</param>
    /// <returns>The chain, or null when the text is none.</returns>
    public static FilterChain Parse(string text, Quantity input, out string error)
    {
        var parser = new FilterParser(text, input);
        FilterChain chain = parser.Parse();
        error = parser.Error;
        return chain;
    }

    /// <summary>Passes a reading through the filters.</summary>
    /// <param name="mantissa">The input; receives the output unless the reading is dropped.</param>
    /// <param name="nowMs">Monotonic ms of the reading, never less than that of the reading before.</param>
    public FilterVerdict Run(ref long mantissa, long nowMs)
    {
        long value = FixedMath.Clip(mantissa);
        var verdict = FilterVerdict.Pass;
        for (int i = 0; i < _ops.Length && verdict != FilterVerdict.Drop; i++)
        {
            FilterOp op = _ops[i];
            if (op <= FilterOp.Clamp)
            {
                value = Change(op, _first[i], value);
            }
            else if (op >= FilterOp.Delta)
            {
                verdict = Gate(i, value, nowMs, verdict);
            }
            else if (verdict == FilterVerdict.Hold || !Reduce(i, ref value, nowMs))
            {
                // What a gate has held back is no input of a filter that remembers its inputs.
                verdict = FilterVerdict.Drop;
            }
        }

        mantissa = value;
        return verdict;
    }

    // Filters without a memory.
    private long Change(FilterOp op, int at, long value)
    {
        long[] cells = _cells;
        switch (op)
        {
            case FilterOp.Offset:
                return FixedMath.Add(value, cells[at]);
            case FilterOp.Multiply:
                return FixedMath.MultiplyDivide(value, cells[at], cells[at + 1]);
            case FilterOp.Calibrate:
                return Calibrate(at, value);
            case FilterOp.Quantize:
                return FixedMath.MultiplyDivide(FixedMath.Divide(value, cells[at]), cells[at], 1);
            default:
                return value < cells[at] ? cells[at] : value > cells[at + 1] ? cells[at + 1] : value;
        }
    }

    // On the segment that the value lies in; the first and the last go on beyond their outer points.
    private long Calibrate(int at, long value)
    {
        long[] cells = _cells;
        int last = at + (2 * (int)cells[at]) - 1;
        int point = at + 1;
        while (point + 2 < last && value >= cells[point + 2])
        {
            point += 2;
        }

        long run = cells[point + 2] - cells[point];
        long rise = FixedMath.Subtract(cells[point + 3], cells[point + 1]);
        long way = FixedMath.Subtract(value, cells[point]);
        long climb = FixedMath.MultiplyDivide(way, rise, run);
        long result = FixedMath.Add(cells[point + 1], climb);

        // A half that was rounded away from the point's value may have to be rounded away from zero instead. What the rounding has left
        // over is no more than half the run, so that it is right although the products may have wrapped.
        if (2 * FixedMath.Abs((way * rise) - (climb * run)) == run)
        {
            result += climb < 0 && result >= 0 ? 1 : climb > 0 && result <= 0 ? -1 : 0;
        }

        return result;
    }

    // Filters that may swallow a reading for good: false when there is no value now.
    private bool Reduce(int stage, ref long value, long nowMs)
    {
        long[] cells = _cells;
        int at = _first[stage];
        switch (_ops[stage])
        {
            case FilterOp.RejectOutside:
                return value >= cells[at] && value <= cells[at + 1];
            case FilterOp.RejectEqual:
                return value != cells[at];
            case FilterOp.SkipInitial:
                cells[at + 1] -= cells[at + 1] > 0 ? 1 : 0;
                return cells[at + 1] == 0;
            case FilterOp.Gap:
                RestartAfterGap(stage, nowMs);
                return true;
            case FilterOp.Median:
            case FilterOp.Lowest:
            case FilterOp.Highest:
            case FilterOp.Average:
                return Slide(_ops[stage], at, ref value);
            case FilterOp.Exponential:
                value = Smooth(at, value);
                return true;
            case FilterOp.Debounce:
                return IsSettled(at, value, nowMs);
            case FilterOp.Rate:
                return Differ(at, ref value, nowMs);
            default:
                return Tumble(_ops[stage], at, ref value, nowMs);
        }
    }

    private void RestartAfterGap(int stage, long nowMs)
    {
        int at = _first[stage];
        bool gap = _cells[at + 1] != Time.Unknown && nowMs - _cells[at + 1] > _cells[at];
        _cells[at + 1] = nowMs;
        for (int i = stage + 1; gap && i < _ops.Length; i++)
        {
            Restart(i);
        }
    }

    // Makes a filter forget the readings it has seen; gates keep what was sent last, for the receiver has it still.
    private void Restart(int stage)
    {
        long[] cells = _cells;
        int at = _first[stage];
        switch (_ops[stage])
        {
            case FilterOp.SkipInitial:
                cells[at + 1] = cells[at] + 1;
                break;
            case FilterOp.Median:
            case FilterOp.Lowest:
            case FilterOp.Highest:
            case FilterOp.Average:
                cells[at + 2] = cells[at + 1] - 1;
                cells[at + 3] = 0;
                cells[at + 4] = 0;
                break;
            case FilterOp.LowestOver:
            case FilterOp.HighestOver:
            case FilterOp.AverageOver:
                cells[at + 2] = 0;
                break;
            case FilterOp.Exponential:
                cells[at + 2] = 0;
                break;
            case FilterOp.Debounce:
            case FilterOp.Rate:
                cells[at + 2] = Time.Unknown;
                break;
        }
    }
}
