using Telenode.Cli.Watch;
using Telenode.Uplinks;

namespace Telenode.Cli.Serial;

/// <summary>What a board is to be told.</summary>
internal sealed record ProvisionRequest
{
    public string? Ssid { get; init; }

    public string WifiPassword { get; init; } = "";

    /// <summary>Settings in the order in which they are made, values as they are.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];

    /// <summary>Whether to look at the broker for the telemetry.</summary>
    public bool Check { get; init; } = true;
}

/// <summary>Sets a board up over its console: Wi-Fi, settings, a restart, the uplink's test, and a look at the broker.</summary>
internal sealed class Provisioning(BoardConsole board, string port, TextWriter output)
{
    private const int JoinMs = 60_000;
    private const int TestMs = 90_000;
    private const int ArrivalSeconds = 60;

    /// <summary>Does it all.</summary>
    /// <exception cref="BoardRefusal">The board could not do a step; those before it hold.</exception>
    /// <exception cref="BadInputException">The telemetry did not arrive.</exception>
    public void Run(ProvisionRequest request)
    {
        if (request.Ssid is not null)
        {
            Step($"joining {request.Ssid}", () =>
                board.Ask($"wifi join {BoardConsole.Quote(request.Ssid)} {BoardConsole.Quote(request.WifiPassword)}", JoinMs, Indent));
        }

        bool restart = false;
        foreach ((string key, string value) in request.Settings)
        {
            Step("setting " + key, () => restart |= board.Ask($"set {key} {BoardConsole.Quote(value)}").Any(line => line.Contains("reboot", StringComparison.Ordinal)));
        }

        if (restart)
        {
            Step("restarting the board", () => board.Reboot(port));
        }

        Step("testing the uplink", () => board.Ask("uplink test", TestMs, Indent));
        if (request.Check)
        {
            string url = board.Ask("get uplink.url")[0];
            string id = board.Ask("get device.id")[0];
            Check(url, id);
        }
    }

    // The URL is the board's: a secret in it was starred out by the board, so a login comes from the request.
    private void Check(string url, string id)
    {
        EndpointUrl? endpoint = EndpointUrl.Parse(url, out _);
        if (endpoint is null || !(endpoint.Scheme.StartsWith("mqtt", StringComparison.Ordinal) || endpoint.Scheme.StartsWith("ws", StringComparison.Ordinal)))
        {
            output.WriteLine("the receiver acknowledged the readings; there is no broker to look at");
            return;
        }

        WatchOptions options = WatchOptions.Create(url, out string? problem) ?? throw new BadInputException(problem!);
        Step($"looking for telemetry of {id} at {options.Broker}", () =>
        {
            var seen = new Arrival(id);
            options = options with { Connection = Login, DurationMs = ArrivalSeconds * 1000 };
            using var stop = new CancellationTokenSource();
            seen.Arrived += stop.Cancel;
            new Watcher(options, seen).Run(stop.Token);
            if (seen.Line is null)
            {
                throw new BadInputException(seen.Failure ?? $"nothing of {id} arrived at {options.Broker} in {ArrivalSeconds} s, although the broker "
                    + "acknowledged readings: does this PC reach the same broker? --no-check leaves this out");
            }

            Indent(seen.Line);
        });
    }

    /// <summary>Login and TLS for the look at the broker.</summary>
    public Connection Login { get; init; } = Connection.Default;

    private void Step(string what, Action act)
    {
        output.WriteLine(what + " ...");
        act();
    }

    private void Indent(string line) => output.WriteLine("  " + line);

    /// <summary>Waits for the first live reading of a device.</summary>
    private sealed class Arrival(string id) : IWatchView
    {
        public event Action? Arrived;

        public string? Line { get; private set; }

        public string? Failure { get; private set; }

        public void Show(Report report)
        {
            if (Line is null && report is ReadingReport reading && reading.Topic.Split('/').Contains(id))
            {
                Line = $"{reading.Topic}: {reading.Value.Name} {Printable.Value(reading.Value)} {Printable.Unit(reading.Value.Unit)}".TrimEnd();
                Arrived?.Invoke();
            }
        }

        public void Notice(string text)
        {
        }

        public void Refresh(WatchSummary summary)
        {
        }

        public void Fail(string text) => Failure = text;

        public void Finish(WatchSummary summary)
        {
        }
    }
}
