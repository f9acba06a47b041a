using System;
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Drivers;

/// <summary>A debounced contact, such as a door's or a float switch's: 1 when closed, 0 when open, told when it changes and from time to time.</summary>
/// <remarks>A change is dated to the first instant at which the contact was seen in its new state and stayed there.</remarks>
public sealed class Contact : IEventSensor
{
    private const int SlowestPollMs = 20;

    // A contact that bounces this many times its debounce time is broken.
    private const int MostBounces = 40;

    private readonly IPinInput _pin;
    private readonly Quantity _quantity;
    private readonly bool _closedHigh;
    private readonly int _debounceMs;
    private readonly int _repeatMs;
    private bool _known;
    private bool _closed;
    private bool _candidate;
    private bool _begun;
    private long _sinceMs;
    private long _settledMs;
    private long _repeatAtMs;

    /// <summary>Prepares the sensor.</summary>
    /// <param name="pin">Where the contact is.</param>
    /// <param name="name">Name of the state.</param>
    /// <param name="closedHigh">Whether a closed contact makes the pin high; else low, as one to ground with a pull-up does.</param>
    /// <param name="debounceMs">How long a state must last to count, 0 to 5000 ms.</param>
    /// <param name="repeatMs">How often an unchanged state is told, at least 1 ms.</param>
    /// <exception cref="ArgumentException">An argument is missing or out of its range.</exception>
    public Contact(IPinInput pin, string name, bool closedHigh, int debounceMs, int repeatMs)
    {
        if (pin == null || debounceMs < 0 || debounceMs > 5000 || repeatMs < 1)
        {
            throw new ArgumentException("contact needs a pin, a debounce time up to 5000 ms and a repetition");
        }

        _pin = pin;
        _closedHigh = closedHigh;
        _debounceMs = debounceMs;
        _repeatMs = repeatMs;

        // "/" is the registry's unit of a switch's value (RFC 8428 §12.1).
        _quantity = new Quantity(name, "/", 0);
    }

    /// <inheritdoc/>
    public string Kind => "contact";

    /// <inheritdoc/>
    public int QuantityCount => 1;

    /// <inheritdoc/>
    public long ReadyAtMs { get; private set; }

    /// <inheritdoc/>
    public long HappenedMs { get; private set; }

    /// <inheritdoc/>
    public Quantity QuantityAt(int index) => _quantity;

    /// <inheritdoc/>
    public Status Begin(long nowMs)
    {
        if (!_begun)
        {
            _begun = true;
            _candidate = IsClosed();
            _sinceMs = nowMs;
            _settledMs = nowMs;
            _repeatAtMs = nowMs;
        }

        Wait(nowMs);
        return Status.Pending;
    }

    /// <inheritdoc/>
    public Status Fetch(long nowMs, long[] mantissas, int offset)
    {
        if (nowMs < ReadyAtMs)
        {
            return Status.Pending;
        }

        Wait(nowMs);
        bool closed = IsClosed();
        if (closed != _candidate)
        {
            _candidate = closed;
            _sinceMs = nowMs;
        }

        if (nowMs - _sinceMs < _debounceMs)
        {
            return IsBroken(nowMs) ? Status.Stuck : Status.Pending;
        }

        _settledMs = nowMs;
        bool changed = !_known || _candidate != _closed;
        if (!changed && nowMs < _repeatAtMs)
        {
            return Status.Pending;
        }

        HappenedMs = changed ? _sinceMs : nowMs;
        _known = true;
        _closed = _candidate;

        // Repetitions stay on the grid of the start's instants, whatever happens between.
        long late = nowMs - _repeatAtMs;
        _repeatAtMs += late < 0 ? 0 : (1 + (late / _repeatMs)) * _repeatMs;
        mantissas[offset] = _closed ? 1 : 0;
        return Status.Ok;
    }

    private bool IsClosed() => _pin.IsHigh == _closedHigh;

    // What it is then is not known.
    private bool IsBroken(long nowMs)
    {
        bool broken = nowMs - _settledMs >= MostBounces * (long)_debounceMs;
        _known = _known && !broken;
        _settledMs = broken ? nowMs : _settledMs;
        return broken;
    }

    // Until the next look; an unchanged state is told at its instant.
    private void Wait(long nowMs)
    {
        long next = nowMs + PollMs();
        ReadyAtMs = _repeatAtMs > nowMs && _repeatAtMs < next ? _repeatAtMs : next;
    }

    private int PollMs() => _debounceMs / 4 > SlowestPollMs || _debounceMs < 4 ? SlowestPollMs : _debounceMs / 4;
}
