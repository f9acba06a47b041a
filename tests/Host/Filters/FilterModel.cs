using Telenode.Telemetry;

namespace Telenode.Tests.Host.Filters;

/// <summary>Filters written a second time, as docs/filters.md describes them: lists and decimals instead of cells and integers.</summary>
/// <remarks>Values are in units of the last digit.</remarks>
internal abstract class FilterModel
{
    /// <summary>What a filter leaves of a reading: its value, whether it is held back, whether it is to go at once; null when there is none.</summary>
    public sealed record Reading(decimal Value, bool Held, bool AtOnce);

    /// <summary>Whether it forgets the readings it has seen after a gap; a new one takes its place then.</summary>
    public virtual bool ForgetsAtGaps => false;

    /// <summary>The chain's outcome for a reading.</summary>
    public static (FilterVerdict Verdict, long Value) Run(IList<FilterModel> chain, IReadOnlyList<Func<FilterModel>> makers, long value, long nowMs)
    {
        var reading = new Reading(value, false, false);
        for (int i = 0; i < chain.Count; i++)
        {
            if (chain[i] is Gap gap && !reading.Held && gap.Passed(nowMs))
            {
                for (int j = i + 1; j < chain.Count; j++)
                {
                    chain[j] = chain[j].ForgetsAtGaps ? makers[j]() : chain[j];
                }
            }

            bool wasHeld = reading.Held;
            Reading? next = chain[i].Take(reading, nowMs);
            if (next is null)
            {
                return (FilterVerdict.Drop, 0);
            }

            if (wasHeld && !next.Held)
            {
                for (int j = 0; j < i; j++)
                {
                    chain[j].Sent(nowMs);
                }
            }

            reading = next;
        }

        return (reading.Held ? FilterVerdict.Hold : reading.AtOnce ? FilterVerdict.PassAtOnce : FilterVerdict.Pass, (long)reading.Value);
    }

    /// <summary>Takes a reading.</summary>
    protected abstract Reading? Take(Reading reading, long nowMs);

    /// <summary>A later filter has let the reading go.</summary>
    protected virtual void Sent(long nowMs)
    {
    }

    private static decimal Round(decimal value) => Math.Round(value, MidpointRounding.AwayFromZero);

    /// <summary>A filter without a memory.</summary>
    internal sealed class Function(Func<decimal, decimal> function) : FilterModel
    {
        protected override Reading Take(Reading reading, long nowMs) => reading with { Value = Round(function(reading.Value)) };
    }

    internal sealed class Reject(Func<decimal, bool> isNone) : FilterModel
    {
        protected override Reading? Take(Reading reading, long nowMs) => reading.Held || isNone(reading.Value) ? null : reading;
    }

    internal sealed class SkipInitial(int count) : FilterModel
    {
        private int _seen;

        public override bool ForgetsAtGaps => true;

        protected override Reading? Take(Reading reading, long nowMs) => reading.Held || ++_seen <= count ? null : reading;
    }

    internal sealed class Gap(long longestMs) : FilterModel
    {
        private long? _last;

        public bool Passed(long nowMs)
        {
            bool passed = nowMs - _last > longestMs;
            _last = nowMs;
            return passed;
        }

        protected override Reading? Take(Reading reading, long nowMs) => reading.Held ? null : reading;
    }

    internal sealed class Window(int size, int every, Func<List<decimal>, decimal> reduce) : FilterModel
    {
        private readonly List<decimal> _seen = [];

        public override bool ForgetsAtGaps => true;

        protected override Reading? Take(Reading reading, long nowMs)
        {
            if (reading.Held)
            {
                return null;
            }

            _seen.Add(reading.Value);
            return (_seen.Count - 1) % every == 0 ? reading with { Value = Round(reduce(_seen[^Math.Min(size, _seen.Count)..])) } : null;
        }
    }

    internal sealed class Period(long periodMs, Func<List<decimal>, decimal> reduce) : FilterModel
    {
        private readonly List<decimal> _seen = [];
        private long? _start;

        public override bool ForgetsAtGaps => true;

        protected override Reading? Take(Reading reading, long nowMs)
        {
            if (reading.Held)
            {
                return null;
            }

            _start ??= nowMs;
            decimal? result = null;
            long windows = (nowMs - _start.Value) / periodMs;
            if (windows > 0)
            {
                result = windows == 1 ? Round(reduce(_seen)) : null;
                _start += windows * periodMs;
                _seen.Clear();
            }

            _seen.Add(reading.Value);
            return result is decimal value ? reading with { Value = value } : null;
        }
    }

    internal sealed class Debounce(long periodMs) : FilterModel
    {
        private readonly List<(decimal Value, long Ms)> _seen = [];

        public override bool ForgetsAtGaps => true;

        protected override Reading? Take(Reading reading, long nowMs)
        {
            if (reading.Held)
            {
                return null;
            }

            _seen.Add((reading.Value, nowMs));
            int first = _seen.FindLastIndex(entry => entry.Value != reading.Value) + 1;
            return nowMs - _seen[first].Ms >= periodMs ? reading : null;
        }
    }

    internal sealed class Rate(decimal perMs) : FilterModel
    {
        private (decimal Value, long Ms)? _last;

        public override bool ForgetsAtGaps => true;

        protected override Reading? Take(Reading reading, long nowMs)
        {
            if (reading.Held || nowMs <= _last?.Ms)
            {
                return null;
            }

            (decimal Value, long Ms)? before = _last;
            _last = (reading.Value, nowMs);
            return before is var (value, ms) ? reading with { Value = Round((reading.Value - value) * perMs / (nowMs - ms)) } : null;
        }
    }

    internal sealed class Delta(decimal distance, bool relative) : FilterModel
    {
        private decimal? _sent;
        private decimal _candidate;

        protected override Reading Take(Reading reading, long nowMs)
        {
            _candidate = reading.Value;
            if (reading.Held)
            {
                return reading;
            }

            decimal needed = relative ? Round(Math.Abs(_sent ?? 0) * distance / 100) : distance;
            bool far = _sent is not decimal sent || (reading.Value != sent && Math.Abs(reading.Value - sent) >= needed);
            _sent = far || reading.AtOnce ? reading.Value : _sent;
            return reading with { Held = !far && !reading.AtOnce };
        }

        protected override void Sent(long nowMs) => _sent = _candidate;
    }

    internal sealed class Throttle(long periodMs) : FilterModel
    {
        private long? _last;

        protected override Reading Take(Reading reading, long nowMs)
        {
            if (reading.Held)
            {
                return reading;
            }

            bool passes = reading.AtOnce || !(nowMs - _last < periodMs);
            _last = passes ? nowMs : _last;
            return reading with { Held = !passes };
        }

        protected override void Sent(long nowMs) => _last = nowMs;
    }

    internal sealed class Heartbeat(long periodMs) : FilterModel
    {
        private long? _last;

        protected override Reading Take(Reading reading, long nowMs)
        {
            bool goes = !reading.Held || !(nowMs - _last < periodMs);
            _last = goes ? nowMs : _last;
            return reading with { Held = !goes };
        }

        protected override void Sent(long nowMs) => _last = nowMs;
    }

    internal sealed class Alarm(decimal? high, decimal? low, decimal hysteresis) : FilterModel
    {
        private bool _high;
        private bool _low;

        protected override Reading Take(Reading reading, long nowMs)
        {
            bool isHigh = reading.Value >= high || (_high && reading.Value >= high - hysteresis);
            bool isLow = reading.Value <= low || (_low && reading.Value <= low + hysteresis);
            bool changed = isHigh != _high || isLow != _low;
            (_high, _low) = (isHigh, isLow);
            return changed ? reading with { Held = false, AtOnce = true } : reading;
        }
    }
}
