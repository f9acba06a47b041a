using System;
using Telenode.Core;

namespace Telenode.Telemetry;

public sealed partial class FilterChain
{
    // More readings than a window of time can ever have.
    private const long MostReadings = 1L << 40;

    private FilterChain(FilterChain other)
    {
        _ops = other._ops;
        _first = other._first;
        _cells = new long[other._cells.Length];
        Array.Copy(other._cells, _cells, _cells.Length);
        Output = other.Output;
    }

    /// <summary>Whether any of its filters remembers something.</summary>
    internal bool HasState => MaxSavedBytes > 0;

    /// <summary>Bytes of its saved state at most.</summary>
    internal int MaxSavedBytes
    {
        get
        {
            int numbers = 0;
            for (int i = 0; i < _ops.Length; i++)
            {
                numbers += StateNumbers(_ops[i], _first[i]);
            }

            return numbers * FilterState.MaxNumber;
        }
    }

    /// <summary>A number that stands for the filters, their parameters and what comes out of them, 0 to 2^32 − 1: state goes only to the same.</summary>
    internal long Fingerprint
    {
        get
        {
            string output = Output.Name + "\n" + Output.Unit + "\n" + Output.Exponent.ToString();
            byte[] bytes = new byte[output.Length + (_ops.Length * 3) + (_cells.Length * 8)];
            var writer = new ByteWriter();
            writer.Reset(bytes, 0, bytes.Length);
            for (int i = 0; i < output.Length; i++)
            {
                writer.WriteByte(output[i]);
            }

            for (int i = 0; i < _ops.Length; i++)
            {
                int parameters = Parameters(_ops[i], _first[i]);
                writer.WriteByte((int)_ops[i]);
                writer.WriteUInt16(parameters);
                for (int p = 0; p < parameters; p++)
                {
                    writer.WriteUInt64(_cells[_first[i] + p]);
                }
            }

            return Crc32.Compute(bytes, 0, writer.Count);
        }
    }

    /// <summary>Writes what the filters remember.</summary>
    internal void Save(FilterState state) => Carry(state);

    /// <summary>A chain of the same filters that remember what was saved, or null when that is not a state of theirs.</summary>
    internal FilterChain Load(FilterState state)
    {
        var loaded = new FilterChain(this);
        loaded.Carry(state);
        return state.Failed ? null : loaded;
    }

    private void Carry(FilterState state)
    {
        for (int i = 0; i < _ops.Length && !state.Failed; i++)
        {
            Carry(state, _ops[i], _first[i]);
        }
    }

    private void Carry(FilterState state, FilterOp op, int at)
    {
        long[] cells = _cells;
        switch (op)
        {
            case FilterOp.SkipInitial:
                state.Number(cells, at + 1, 0, cells[at] + 1);
                break;
            case FilterOp.Gap:
            case FilterOp.Throttle:
            case FilterOp.Heartbeat:
                state.Instant(cells, at + 1, 0);
                break;
            case FilterOp.Median:
            case FilterOp.Lowest:
            case FilterOp.Highest:
            case FilterOp.Average:
                CarryWindow(state, op, at);
                break;
            case FilterOp.LowestOver:
            case FilterOp.HighestOver:
            case FilterOp.AverageOver:
                state.Instant(cells, at + 1, cells[at]);
                state.Number(cells, at + 2, 0, cells[at + 1] == Time.Unknown ? 0 : MostReadings);
                state.Number(cells, at + 3, -FixedMath.Max, FixedMath.Max);
                break;
            case FilterOp.Exponential:
                state.Number(cells, at + 2, 0, 1);
                state.Number(cells, at + 3, -(SmoothMax << SmoothBits), SmoothMax << SmoothBits);
                break;
            case FilterOp.Debounce:
            case FilterOp.Rate:
                state.Number(cells, at + 1, -FixedMath.Max, FixedMath.Max);
                state.Instant(cells, at + 2, 0);
                break;
            case FilterOp.Delta:
                state.Number(cells, at + 2, 0, 1);
                state.Number(cells, at + 3, -FixedMath.Max, FixedMath.Max);
                break;
            case FilterOp.AlarmHigh:
            case FilterOp.AlarmLow:
                state.Number(cells, at + 2, 0, 1);
                break;
        }
    }

    // The readings from the oldest on; the ordered copy of a median follows from them.
    private void CarryWindow(FilterState state, FilterOp op, int at)
    {
        long[] cells = _cells;
        int size = (int)cells[at];
        state.Number(cells, at + 2, 0, cells[at + 1] - 1);
        state.Number(cells, at + 3, 0, size);
        int count = (int)cells[at + 3];
        if (state.IsLoading)
        {
            cells[at + 4] = count % size;
        }

        int oldest = (int)cells[at + 4] + size - count;
        for (int i = 0; i < count; i++)
        {
            int cell = at + 5 + ((oldest + i) % size);
            state.Number(cells, cell, -FixedMath.Max, FixedMath.Max);
            if (state.IsLoading && op == FilterOp.Median)
            {
                Replace(at + 5 + size, i, false, 0, cells[cell]);
            }
        }
    }

    // How many of a step's cells are parameters; they stand first.
    private int Parameters(FilterOp op, int at)
    {
        switch (op)
        {
            case FilterOp.Calibrate:
                return 1 + (2 * (int)_cells[at]);
            case FilterOp.Offset:
            case FilterOp.Quantize:
            case FilterOp.RejectEqual:
            case FilterOp.SkipInitial:
            case FilterOp.Gap:
            case FilterOp.LowestOver:
            case FilterOp.HighestOver:
            case FilterOp.AverageOver:
            case FilterOp.Debounce:
            case FilterOp.Rate:
            case FilterOp.Throttle:
            case FilterOp.Heartbeat:
                return 1;
            default:
                return 2;
        }
    }

    // How many numbers Carry carries at most.
    private int StateNumbers(FilterOp op, int at)
    {
        switch (op)
        {
            case FilterOp.SkipInitial:
            case FilterOp.Gap:
            case FilterOp.Throttle:
            case FilterOp.Heartbeat:
            case FilterOp.AlarmHigh:
            case FilterOp.AlarmLow:
                return 1;
            case FilterOp.Median:
            case FilterOp.Lowest:
            case FilterOp.Highest:
            case FilterOp.Average:
                return 2 + (int)_cells[at];
            default:
                return op <= FilterOp.RejectEqual ? 0 : op >= FilterOp.Exponential ? 2 : 3;
        }
    }
}
