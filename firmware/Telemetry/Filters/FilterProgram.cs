using System;

namespace Telenode.Telemetry;

/// <summary>A chain while it is read: steps and cells so far, and what the quantity is behind them.</summary>
internal sealed class FilterProgram
{
    /// <summary>Filters of a chain at most; some take two steps.</summary>
    private const int MaxSteps = 32;

    private FilterOp[] _ops = new FilterOp[4];
    private short[] _first = new short[4];
    private long[] _cells = new long[16];
    private int _steps;
    private int _used;

    public FilterProgram(Quantity input)
    {
        Name = input.Name;
        Unit = input.Unit;
        Exponent = input.Exponent;
    }

    /// <summary>Name of the quantity, which no filter changes.</summary>
    public string Name { get; }

    /// <summary>Unit behind the steps so far.</summary>
    public string Unit { get; set; }

    /// <summary>Exponent behind the steps so far.</summary>
    public int Exponent { get; set; }

    /// <summary>Whether a value that a gate holds back can still be let go behind the steps so far.</summary>
    public bool HoldsBack { get; private set; }

    /// <summary>Whether there is an alarm.</summary>
    public bool HasAlarm { get; private set; }

    /// <summary>Whether there is no room for one more filter.</summary>
    public bool IsFull => _steps + 2 > MaxSteps;

    /// <summary>Appends a step.</summary>
    /// <param name="op">What it does.</param>
    /// <param name="cells">How many cells it has; all are 0.</param>
    /// <returns>Index of its first cell, for <see cref="Set"/>.</returns>
    public int Add(FilterOp op, int cells)
    {
        if (_steps == _ops.Length)
        {
            var ops = new FilterOp[_steps * 2];
            var first = new short[_steps * 2];
            Array.Copy(_ops, ops, _steps);
            Array.Copy(_first, first, _steps);
            _ops = ops;
            _first = first;
        }

        if (_used + cells > _cells.Length)
        {
            var more = new long[(_used + cells) * 2];
            Array.Copy(_cells, more, _used);
            _cells = more;
        }

        if (op > FilterOp.Clamp)
        {
            HoldsBack = op == FilterOp.Delta || op == FilterOp.Throttle || (HoldsBack && op > FilterOp.Delta);
            HasAlarm = HasAlarm || op >= FilterOp.AlarmHigh;
        }

        int at = _used;
        _ops[_steps] = op;
        _first[_steps++] = (short)at;
        _used += cells;
        return at;
    }

    /// <summary>Sets a parameter of the step that was added last or before.</summary>
    public void Set(int cell, long value) => _cells[cell] = value;

    /// <summary>Gives the cells from one on back, all of the step that was added last.</summary>
    public void Trim(int cell) => _used = cell;

    /// <summary>A parameter.</summary>
    public long Get(int cell) => _cells[cell];

    /// <summary>Appends a factor; one of 1 is left out.</summary>
    public void Scale(long numerator, long denominator)
    {
        if (numerator != denominator)
        {
            int at = Add(FilterOp.Multiply, 2);
            Set(at, numerator);
            Set(at + 1, denominator);
        }
    }

    /// <summary>Changes to another exponent, the values staying what they are up to rounding.</summary>
    public void ChangeExponent(int exponent)
    {
        int finer = Exponent - exponent;
        Exponent = exponent;
        Scale(FixedMath.Power10(finer > 0 ? finer : 0), FixedMath.Power10(finer < 0 ? -finer : 0));
    }

    /// <summary>The finished chain.</summary>
    public FilterChain ToChain()
    {
        var ops = new FilterOp[_steps];
        var first = new short[_steps];
        var cells = new long[_used];
        Array.Copy(_ops, ops, _steps);
        Array.Copy(_first, first, _steps);
        Array.Copy(_cells, cells, _used);
        return new FilterChain(ops, first, cells, new Quantity(Name, Unit, Exponent));
    }
}
