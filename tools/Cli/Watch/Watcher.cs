namespace Telenode.Cli.Watch;

/// <summary>Watches a broker until it is told to stop, enough was seen, or the broker refuses.</summary>
internal sealed class Watcher(WatchOptions options, IWatchView view)
{
    private const int RefreshMs = 100; // also how soon a stop is noticed

    private readonly MessageReader _reader = new();

    /// <summary>Runs to the end.</summary>
    /// <returns>The exit code.</returns>
    public int Run(CancellationToken stop)
    {
        using var feed = new MqttFeed(options);
        long startMs = Environment.TickCount64;
        long nowMs = startMs;
        string? failure = null;
        while (failure == null && !stop.IsCancellationRequested && !IsEnough(nowMs - startMs))
        {
            FeedEvent next = feed.Step(nowMs);
            failure = Handle(next, feed);
            if (next == FeedEvent.None)
            {
                view.Refresh(Summarize(nowMs - startMs));
                feed.Wait(nowMs, RefreshMs);
            }

            nowMs = Environment.TickCount64;
        }

        feed.Close(nowMs);
        failure ??= MissedCount(stop.IsCancellationRequested);
        if (failure != null)
        {
            view.Fail(failure);
        }

        view.Finish(Summarize(nowMs - startMs));
        return failure == null ? ExitCode.Ok : ExitCode.Failed;
    }

    private bool IsEnough(long elapsedMs) =>
        _reader.TelemetryMessages >= options.Count || elapsedMs >= options.DurationMs;

    /// <summary>Who asked for so many messages in so many seconds wants to know that they did not come.</summary>
    private string? MissedCount(bool stopped) => !stopped && _reader.TelemetryMessages < options.Count
        ? $"{_reader.TelemetryMessages} of {options.Count} messages came in {options.DurationMs / 1000.0:0.#} s"
        : null;

    /// <returns>Why the watch is over; null while it is not.</returns>
    private string? Handle(FeedEvent next, MqttFeed feed)
    {
        switch (next)
        {
            case FeedEvent.Subscribed:
                view.Notice($"subscribed to {options.Filter} on {options.Broker}; waiting");
                if (feed.Warning is { } warning)
                {
                    view.Notice($"warning: {warning}");
                }

                return null;
            case FeedEvent.Message:
                long unixMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
                foreach (Report report in _reader.Read(feed.Topic, feed.Payload, feed.IsRetained, unixMs))
                {
                    view.Show(report);
                }

                return null;
            case FeedEvent.Skipped:
                view.Show(_reader.Skip(feed.Topic, feed.SkippedSize));
                return null;
            case FeedEvent.Lost:
                view.Notice($"lost {options.Broker}: {feed.Failure}; trying again in {feed.RetryMs / 1000.0:0.0} s");
                return null;
            case FeedEvent.Refused:
                return $"cannot watch {options.Broker}: {feed.Failure}";
            default:
                return null;
        }
    }

    private WatchSummary Summarize(long elapsedMs) => _reader.Summarize(TimeSpan.FromMilliseconds(elapsedMs));
}
