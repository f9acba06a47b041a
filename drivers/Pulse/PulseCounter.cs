using System;
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Drivers;

/// <summary>Counts pulses, such as those of a rain gauge, a flow meter or an energy meter: a total that survives resets, and the rate since the last reading.</summary>
public sealed class PulseCounter : ChipSensor
{
    // Keeps the products below 2^63.
    private const long LargestScaled = 1000000000000;

    private readonly IPulseInput _input;
    private readonly PulseOptions _options;
    private readonly KeptTotal _kept;
    private readonly long _perDecimal;
    private long _total;
    private long _saved;
    private long _savedMs;
    private long _lastCount;
    private long _lastMs;
    private bool _loaded;

    /// <summary>Prepares the counter; the store is not touched before the first measurement. The options are kept and must not change.</summary>
    /// <param name="input">Counts the pulses.</param>
    /// <param name="store">Keeps the total; null for a total since the start.</param>
    /// <param name="options">What a pulse stands for.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or no quantity is named.</exception>
    public PulseCounter(IPulseInput input, IKeyValueStore store, PulseOptions options)
        : base("pulse", QuantitiesOf(options))
    {
        if (input == null || options.Millionths < 1 || options.Divisor < 1 || options.Divisor > 1000000 || options.RateMs < 1 || options.SaveMs < 1000
            || options.FirstMs < 1 || options.Decimals < 0 || options.Decimals > 6 || options.Key.Length > 13)
        {
            throw new ArgumentException("pulse options");
        }

        _input = input;
        _options = options;
        _kept = new KeptTotal(store, options.Key);
        _perDecimal = options.Divisor;
        for (int i = options.Decimals; i < 6; i++)
        {
            _perDecimal *= 10;
        }
    }

    /// <inheritdoc/>
    protected override Status Start(long nowMs)
    {
        if (Initialised)
        {
            return Status.Pending;
        }

        if (!_loaded)
        {
            _loaded = true;
            _total = _saved = _kept.Load();
            _savedMs = nowMs;
        }

        _lastCount = _input.Count;
        _lastMs = nowMs;
        if (_lastCount < 0)
        {
            return Status.BusFault;
        }

        Initialised = true;
        return _options.Rate == null ? Status.Pending : Wait(nowMs, _options.FirstMs);
    }

    /// <inheritdoc/>
    protected override Status Continue(long nowMs, long[] mantissas, int offset)
    {
        long count = _input.Count;
        if (count < _lastCount)
        {
            // Unreadable, or begun anew by someone else: how many are missing is not known.
            return count < 0 ? Status.BusFault : Status.Stuck;
        }

        long pulses = count - _lastCount;
        long elapsedMs = nowMs > _lastMs ? nowMs - _lastMs : 1;
        _total += pulses;
        _lastCount = count;
        _lastMs = nowMs;
        if (_total != _saved && nowMs - _savedMs >= _options.SaveMs)
        {
            // Refused or not, the next try is a period later: the medium is not worn by trying.
            _savedMs = nowMs;
            _saved = _kept.Save(_total) ? _total : _saved;
        }

        if (_options.Total != null)
        {
            mantissas[offset++] = Rounded.Divide(_total * _options.Millionths, _perDecimal);
        }

        if (_options.Rate != null)
        {
            long scaled = pulses * _options.Millionths / _options.Divisor;
            mantissas[offset] = scaled < LargestScaled
                ? Rounded.Divide(scaled * _options.RateMs, elapsedMs * 1000)
                : scaled / elapsedMs * _options.RateMs / 1000;
        }

        return Status.Ok;
    }

    private static Quantity[] QuantitiesOf(PulseOptions options)
    {
        if (options == null)
        {
            throw new ArgumentNullException();
        }

        return new Quantity[]
        {
            options.Total == null ? null : new Quantity(options.Total, options.Unit, -options.Decimals),
            options.Rate == null ? null : new Quantity(options.Rate, options.RateUnit, -3),
        };
    }
}
