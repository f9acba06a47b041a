using System.Globalization;
using Telenode.Telemetry;

namespace Telenode.Tests.Host.Filters;

/// <summary>Random filters of a quantity with two decimals: the text, and the model of the same.</summary>
internal sealed class RandomFilters(Random random)
{
    /// <summary>A filter of each kind that rounds no more than once, so that the model is exact.</summary>
    public (string Text, Func<FilterModel> Model) Next(bool afterGate, bool afterAlarm)
    {
        while (true)
        {
            int kind = random.Next(19);
            bool reduces = kind is >= 5 and <= 13;
            if ((kind != 17 || afterGate) && !(afterAlarm && reduces))
            {
                return kind < 5 ? Function(kind) : reduces ? Reducer(kind) : Gate(kind);
            }
        }
    }

    private (string Text, Func<FilterModel> Model) Function(int kind)
    {
        decimal a = random.Next(-2000, 2000);
        decimal b = random.Next(1, 2000);
        switch (kind)
        {
            case 0: return ($"offset {Cents(a)}", () => new FilterModel.Function(x => x + a));
            case 1: return ($"multiply {Cents(a)}", () => new FilterModel.Function(x => x * a / 100));
            case 2: return Calibrate();
            case 3: return ($"quantize {Cents(b)}", () => new FilterModel.Function(x => Math.Round(x / b, MidpointRounding.AwayFromZero) * b));
            default: return ($"clamp min {Cents(a)} max {Cents(a + b)}", () => new FilterModel.Function(x => Math.Clamp(x, a, a + b)));
        }
    }

    private (string Text, Func<FilterModel> Model) Calibrate()
    {
        var points = new List<(decimal From, decimal To)>();
        decimal from = random.Next(-3000, 0);
        for (int i = random.Next(2, 6); i > 0; i--)
        {
            points.Add((from, random.Next(-3000, 3000)));
            from += random.Next(1, 1500);
        }

        return ("calibrate " + string.Join(' ', points.Select(point => $"{Cents(point.From)}->{Cents(point.To)}")), () => new FilterModel.Function(x =>
        {
            int i = points.FindLastIndex(point => point.From <= x);
            i = Math.Clamp(i, 0, points.Count - 2);
            (decimal From, decimal To) p = points[i];
            (decimal From, decimal To) q = points[i + 1];
            return p.To + ((x - p.From) * (q.To - p.To) / (q.From - p.From));
        }));
    }

    private (string Text, Func<FilterModel> Model) Reducer(int kind)
    {
        decimal a = random.Next(-2000, 2000);
        decimal b = random.Next(1, 2000);
        int n = random.Next(2, 10);
        int every = random.Next(1, 4);
        string suffix = every == 1 ? "" : $" every {every}";
        switch (kind)
        {
            case 5: return ($"reject below {Cents(a)} above {Cents(a + b)}", () => new FilterModel.Reject(x => x < a || x > a + b));
            case 6: return ($"reject equal {Cents(a)}", () => new FilterModel.Reject(x => x == a));
            case 7: return ($"skip_initial {n}", () => new FilterModel.SkipInitial(n));
            case 8: return ($"gap {n}s", () => new FilterModel.Gap(n * 1000));
            case 9: return ($"median {n}{suffix}", () => new FilterModel.Window(n, every, Median));
            case 10: return ($"average {n}{suffix}", () => new FilterModel.Window(n, every, window => window.Average()));
            case 11:
                return random.Next(2) == 0
                    ? ($"min {n}{suffix}", () => new FilterModel.Window(n, every, window => window.Min()))
                    : ($"max {n}{suffix}", () => new FilterModel.Window(n, every, window => window.Max()));
            case 12:
                return random.Next(3) switch
                {
                    0 => ($"min {n}s", () => new FilterModel.Period(n * 1000, window => window.Min())),
                    1 => ($"max {n}s", () => new FilterModel.Period(n * 1000, window => window.Max())),
                    _ => ($"average {n}s", () => new FilterModel.Period(n * 1000, window => window.Average())),
                };
            default:
                return random.Next(2) == 0
                    ? ($"debounce {n}s", () => new FilterModel.Debounce(n * 1000))
                    : ("rate min", () => new FilterModel.Rate(60_000_000));
        }
    }

    private (string Text, Func<FilterModel> Model) Gate(int kind)
    {
        decimal d = random.Next(0, 300);
        decimal h = random.Next(0, 300);
        decimal high = random.Next(-1000, 1000);
        int n = random.Next(2, 20);
        switch (kind)
        {
            case 14: return ($"delta {Cents(d)}", () => new FilterModel.Delta(d, false));
            case 15: return ($"delta {d}%", () => new FilterModel.Delta(d, true));
            case 16: return ($"throttle {n}s", () => new FilterModel.Throttle(n * 1000));
            case 17: return ($"heartbeat {n}s", () => new FilterModel.Heartbeat(n * 1000));
            default:
                // One alarm of two limits is two steps in a row, each with its own state, as in the model.
                return random.Next(2) == 0
                    ? ($"alarm high {Cents(high)} hysteresis {Cents(h)}", () => new FilterModel.Alarm(high, null, h))
                    : ($"alarm low {Cents(high - 500)} high {Cents(high)} hysteresis {Cents(h)}", () => new FilterModel.Alarm(high, high - 500, h));
        }
    }

    private static decimal Median(List<decimal> window)
    {
        List<decimal> sorted = [.. window.Order()];
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static string Cents(decimal value) => (value / 100).ToString("0.##", CultureInfo.InvariantCulture);
}
