using Telenode.Core;
using Telenode.SimBoard.Decoding;
using Telenode.Telemetry;

namespace Telenode.SimBoard.Simulation;

/// <content>What was measured and when, seen between the sensors and the outbox, and which time it must arrive with.</content>
internal sealed partial class Ledger
{
    // Milliseconds are rounded on the way, and the node's step may be one behind.
    private const int RoundingMs = 3;

    // How long a pack with ages may be on its way on one connection: longer, and the uplink has given the connection up.
    private const int MostTransitMs = 60_000;

    // A clock that is slewed moves by less between two steps of the node.
    private const int SteppedMs = 100;

    // What SNTP may be off by: half of a trip of 2 s, and an error that is still being slewed.
    private const int MostClockErrorMs = 2100;

    // How fast the board's clock runs away at most.
    private int Ppm => options.DriftPpm + (options.SleepConnect > 0 ? options.SleepDriftPpm : 0);

    /// <summary>Stands between the sensors of a boot and its filters, to see what passes them.</summary>
    public IReadingFilter Between(IReadingFilter? filter, Channels channels)
    {
        _present!.Seen = new Queue<Seen>[channels.Count];
        _present.HeartbeatMs = [.. Enumerable.Range(0, channels.Count).Select(i => HeartbeatOf(channels[i].Name))];
        if (_present.PassedMs.Length != channels.Count)
        {
            _present.PassedMs = new long[channels.Count];
            Array.Fill(_present.PassedMs, Time.Never);
        }

        return new FilterTap(this, _present, filter);
    }

    // What the settings promise of a quantity: at least one reading in so long; 0 for no promise.
    private long HeartbeatOf(string channel)
    {
        const string Word = "heartbeat ";
        string quantity = $".filter.{channel[(channel.LastIndexOf('.') + 1)..]}=";
        string? line = options.Settings.FirstOrDefault(line => line.Contains(quantity, StringComparison.Ordinal) && line.Contains(Word, StringComparison.Ordinal));
        return line == null ? 0 : DurationText.Parse(line[(line.IndexOf(Word, StringComparison.Ordinal) + Word.Length)..].Split(',')[0]);
    }

    private static void CheckHeartbeat(Boot boot, int channel, long instantMs, FilterVerdict verdict)
    {
        ref long passedMs = ref boot.PassedMs[channel];
        bool isOverdue = verdict == FilterVerdict.Hold && boot.HeartbeatMs[channel] > 0 && passedMs != Time.Never && instantMs - passedMs >= boot.HeartbeatMs[channel];
        Promise.Check(!isOverdue, $"a filter holds back what has not been sent for {instantMs - passedMs} ms");
        passedMs = verdict <= FilterVerdict.PassAtOnce ? instantMs : passedMs;
    }

    private void NoteClock(Boot boot)
    {
        long error = boot.Board!.ClockErrorMs;
        if (error == Time.Unknown)
        {
            return;
        }

        boot.ClockSinceMs = Math.Min(boot.ClockSinceMs, Now());
        if (boot.ErrorMs != Time.Unknown && Math.Abs(error - boot.ErrorMs) > SteppedMs)
        {
            boot.SteppedFromMs = boot.ErrorMs;
            boot.SteppedAtMs = Now();
        }

        boot.ErrorMs = error;
        boot.LeastErrorMs = Math.Min(boot.LeastErrorMs, error);
        boot.MostErrorMs = Math.Max(boot.MostErrorMs, error);
        RequireTold(boot, error);
    }

    // The clock shows what a time server has told since the start, or what it showed before.
    private void RequireTold(Boot boot, long error)
    {
        List<long> told = boot.Board!.Told;
        long most = MostClockErrorMs + ((Now() - boot.StartedAtMs) * Ppm / 1_000_000);
        if (boot.ToldMs != Time.Unknown && Math.Abs(error - boot.ToldMs) <= most)
        {
            return;
        }

        for (int i = told.Count - 1; i >= 0; i--)
        {
            if (Math.Abs(error - told[i]) <= most)
            {
                boot.ToldMs = told[i];
                return;
            }
        }

        Promise.Check(boot.ToldMs == Time.Unknown && boot.Board.BeganWithTime, $"the clock is {error} ms off, and no server has told it so");
        boot.ToldMs = error;
    }

    private Taken Noted(Boot boot, Outbox outbox, int position)
    {
        int channel = outbox.ChannelAt(position);
        Quantity quantity = boot.Board!.Device.Channels[channel];
        var taken = new Taken { Name = quantity.Name, Exponent = quantity.Exponent, Mantissa = outbox.MantissaAt(position), AtMs = Now() };
        (taken.LeastErrorMs, taken.MostErrorMs) = ErrorsAt(boot, Now());
        if (boot.Seen![channel] is { Count: > 0 } waiting)
        {
            Seen seen = waiting.Dequeue();
            Promise.Check(seen.Mantissa == taken.Mantissa, $"{quantity.Name} was measured as {seen.Mantissa} and kept as {taken.Mantissa}");
            taken.AtMs = seen.AtMs;
            taken.LeastErrorMs = seen.LeastErrorMs;
            taken.MostErrorMs = seen.MostErrorMs;
        }
        else
        {
            Promise.Check(channel >= boot.Board.Device.Channels.FirstStatus, $"{quantity.Name} was kept, but not measured");
        }

        return taken;
    }

    // How far the clock was off at an instant that is not long ago; Unknown when it was not set then.
    private static (long Least, long Most) ErrorsAt(Boot boot, long atMs)
    {
        long now = boot.Board!.ClockErrorMs;
        if (now == Time.Unknown || boot.ErrorMs == Time.Unknown || atMs < boot.ClockSinceMs)
        {
            return (Time.Unknown, Time.Unknown);
        }

        long before = boot.SteppedAtMs >= atMs ? boot.SteppedFromMs : boot.ErrorMs;
        return (Math.Min(now, Math.Min(before, boot.ErrorMs)), Math.Max(now, Math.Max(before, boot.ErrorMs)));
    }

    // Why a reading's time is not that of its measurement, as far as the board could know that; null when it is.
    private string? WrongTime(Boot boot, Taken taken, DecodedReading reading, string name)
    {
        (long least, long most) = reading.TimeIsRelative ? OfAge(boot, taken)
            : taken.LeastErrorMs != Time.Unknown ? (taken.AtMs + taken.LeastErrorMs, taken.AtMs + taken.MostErrorMs)
            : Undated(boot, taken);
        long atMs = reading.TimeMs - SimulatedClock.EpochMs;
        long drift = RoundingMs + (taken.LeastErrorMs == Time.Unknown ? (Now() - taken.AtMs) * (2L * Ppm) / 1_000_000 : 0);
        return atMs >= least - drift && atMs <= most + drift ? null
            : $"{name}, measured at {taken.AtMs} ms, came with the time {atMs} ms, which is not from {least} to {most}";
    }

    // So long ago: as good as its arrival, and at QoS 2 as that of a repetition.
    private (long Least, long Most) OfAge(Boot boot, Taken taken)
    {
        bool isLate = options.Qos == 2 || boot.EndedAtMs != Time.Never;
        return (taken.AtMs, isLate ? Now() : taken.AtMs + MostTransitMs);
    }

    // Its boot learned the time later, or the board was without until a later boot: then it is taken to be as young as it can be.
    private (long Least, long Most) Undated(Boot boot, Taken taken)
    {
        long least = long.MaxValue;
        long most = long.MinValue;
        for (int i = _inOrder.IndexOf(boot); i < _inOrder.Count; i++)
        {
            least = Math.Min(least, _inOrder[i].LeastErrorMs);
            most = Math.Max(most, _inOrder[i].MostErrorMs);
        }

        bool isWritten = boot.DatedSinceMs != Time.Never && (boot.EndedAtMs == Time.Never || boot.EndedAtMs > boot.DatedSinceMs + options.Journal.WriteAfterMs + 2000);
        if (isWritten && !options.FlashFails)
        {
            return (taken.AtMs + boot.LeastErrorMs, taken.AtMs + boot.MostErrorMs);
        }

        return least == long.MaxValue ? (0, 0) : (taken.AtMs + least, Math.Max(taken.AtMs, _inOrder[^1].StartedAtMs) + most);
    }

    private readonly record struct Seen(long Mantissa, long AtMs, long LeastErrorMs, long MostErrorMs);

    private sealed class FilterTap(Ledger ledger, Boot boot, IReadingFilter? filter) : IReadingFilter
    {
        public FilterVerdict Judge(int channel, ref long mantissa, long instantMs)
        {
            FilterVerdict verdict = filter == null ? FilterVerdict.Pass : filter.Judge(channel, ref mantissa, instantMs);
            CheckHeartbeat(boot, channel, instantMs, verdict);
            if (verdict <= FilterVerdict.PassAtOnce)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                long atMs = Math.Max(boot.Board!.WorldMs(instantMs), boot.Board.StartedAtMs); // a board that wakes for an instant comes a moment late
                (long least, long most) = ErrorsAt(boot, atMs);
                (boot.Seen![channel] ??= new Queue<Seen>(4)).Enqueue(new Seen(mantissa, atMs, least, most));
                ledger.Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            }

            return verdict;
        }
    }
}
