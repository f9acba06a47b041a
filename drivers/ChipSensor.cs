using System;
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Drivers;

/// <summary>What all drivers share: quantities, no bus traffic before the conversion time has passed, initialising anew after a failure.</summary>
public abstract class ChipSensor : ISensor
{
    private readonly Quantity[] _quantities;
    private bool _pending;

    /// <summary>Keeps the quantities.</summary>
    /// <param name="kind">The chip, lower case.</param>
    /// <param name="quantities">In the order of the mantissas; entries that are null are left out.</param>
    /// <exception cref="ArgumentException">No quantity is left.</exception>
    protected ChipSensor(string kind, Quantity[] quantities)
    {
        int count = 0;
        for (int i = 0; i < quantities.Length; i++)
        {
            count += quantities[i] == null ? 0 : 1;
        }

        if (count == 0)
        {
            throw new ArgumentException("a sensor without a quantity");
        }

        _quantities = count == quantities.Length ? quantities : new Quantity[count];
        for (int i = quantities.Length - 1; i >= 0 && count > 0; i--)
        {
            if (quantities[i] != null)
            {
                _quantities[--count] = quantities[i];
            }
        }

        Kind = kind;
    }

    /// <inheritdoc/>
    public string Kind { get; }

    /// <inheritdoc/>
    public int QuantityCount => _quantities.Length;

    /// <inheritdoc/>
    public long ReadyAtMs { get; private set; }

    /// <summary>Whether the chip was identified and set up, and nothing has failed since.</summary>
    protected bool Initialised { get; set; }

    /// <inheritdoc/>
    public Quantity QuantityAt(int index) => _quantities[index];

    /// <inheritdoc/>
    public Status Begin(long nowMs)
    {
        ReadyAtMs = nowMs;
        return Settle(Start(nowMs));
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No measurement is pending.</exception>
    /// <exception cref="ArgumentException">The values do not fit at <paramref name="offset"/>.</exception>
    public Status Fetch(long nowMs, long[] mantissas, int offset)
    {
        if (mantissas == null || offset < 0 || offset > mantissas.Length - _quantities.Length)
        {
            throw new ArgumentException("mantissas");
        }

        if (!_pending)
        {
            throw new InvalidOperationException();
        }

        return nowMs < ReadyAtMs ? Status.Pending : Settle(Continue(nowMs, mantissas, offset));
    }

    /// <summary>Starts a measurement, or the initialisation that comes before it.</summary>
    /// <returns><see cref="Wait"/>'s result, or why it failed.</returns>
    protected abstract Status Start(long nowMs);

    /// <summary>Goes on once <see cref="ReadyAtMs"/> has come.</summary>
    /// <returns><see cref="Status.Ok"/> with the mantissas written, <see cref="Wait"/>'s result, or why it failed.</returns>
    protected abstract Status Continue(long nowMs, long[] mantissas, int offset);

    /// <summary>Sets <see cref="ReadyAtMs"/> so that at least <paramref name="waitMs"/> pass from now.</summary>
    /// <returns><see cref="Status.Pending"/>.</returns>
    protected Status Wait(long nowMs, int waitMs)
    {
        // One more: both ends are cut to whole milliseconds, so the difference can exceed the time that passed by almost one.
        ReadyAtMs = nowMs + waitMs + 1;
        return Status.Pending;
    }

    private Status Settle(Status status)
    {
        _pending = status == Status.Pending;
        Initialised = Initialised && (_pending || status == Status.Ok);
        return status;
    }
}
