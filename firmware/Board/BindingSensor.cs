#nullable disable // tests/Host compiles this file, too, and has them on.
using System;
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Board;

/// <summary>Any binding of nanoFramework.IoT.Device as a sensor: derive, say what it gives, make the binding, read it.</summary>
/// <remarks>
/// Bindings wait inside their calls and throw: while one measures the loop stands still, and what it throws is a bus fault. It is made
/// at the first measurement, not at the start, so that a chip that is missing then does not keep the others from working, and anew
/// after a failure. docs/sensors.md shows one.
/// </remarks>
internal abstract class BindingSensor : ISensor
{
    private readonly Quantity[] _quantities;
    private readonly int _restMs;
    private bool _made;
    private long _nextMs;

    /// <summary>Keeps what it gives.</summary>
    /// <param name="kind">The chip, lower case.</param>
    /// <param name="quantities">What <see cref="Read"/> gives, in order.</param>
    /// <param name="restMs">Time that the chip wants between two measurements.</param>
    protected BindingSensor(string kind, Quantity[] quantities, int restMs)
    {
        Kind = kind;
        _quantities = quantities;
        _restMs = restMs;
    }

    public string Kind { get; }

    public int QuantityCount => _quantities.Length;

    public long ReadyAtMs { get; private set; }

    public Quantity QuantityAt(int index) => _quantities[index];

    public Status Begin(long nowMs)
    {
        ReadyAtMs = nowMs < _nextMs ? _nextMs : nowMs;
        return Status.Pending;
    }

    public Status Fetch(long nowMs, long[] mantissas, int offset)
    {
        if (nowMs < ReadyAtMs)
        {
            return Status.Pending;
        }

        _nextMs = nowMs + _restMs;
        Status status = TryRead(mantissas, offset);
        if (status != Status.Ok && _made)
        {
            _made = false;
            Dispose();
        }

        return status;
    }

    /// <summary>The nearest mantissa of a binding's double: 21.49999 with an exponent of −2 is 2150.</summary>
    protected static long Mantissa(double value, int tenToTheDecimals) =>
        (long)(value < 0 ? (value * tenToTheDecimals) - 0.5 : (value * tenToTheDecimals) + 0.5);

    /// <summary>Makes the binding.</summary>
    protected abstract void Make();

    /// <summary>Measures with it.</summary>
    /// <returns><see cref="Status.Ok"/> with the mantissas written, or why it failed.</returns>
    protected abstract Status Read(long[] mantissas, int offset);

    /// <summary>Lets the binding go.</summary>
    protected abstract void Dispose();

    private Status TryRead(long[] mantissas, int offset)
    {
        try
        {
            if (!_made)
            {
                Make();
                _made = true;
            }

            return Read(mantissas, offset);
        }
        catch (Exception)
        {
            return Status.BusFault;
        }
    }
}
