using System.CommandLine;
using System.Runtime.InteropServices;
using Spectre.Console;

namespace Telenode.Cli.Watch;

/// <summary><c>telenode watch URL</c>: subscribes on a broker and shows the telemetry that arrives.</summary>
public static class WatchCommand
{
    /// <summary>The command, to be added to the root command.</summary>
    public static Command Create()
    {
        var url = new Argument<string>("URL")
        {
            Description = "The broker, and after its slash a topic or a filter with + and #: mqtt[s]://[user:password@]host[:port][/filter], "
                + "or over a WebSocket ws[s]://host[:port][/path][?prefix=filter] "
                + $"[default filter: {WatchOptions.DefaultFilter}]",
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a line; the last one is the summary" };
        var count = new Option<long?>("--count")
        {
            HelpName = "N",
            Description = "End after N messages; those that tell a device's status or describe its format do not count",
        };
        count.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!long.TryParse(result.Tokens[0].Value, out long given) || given < 1))
            {
                result.AddError($"'{result.Tokens[0].Value}' is not a number of messages: 1 or more");
            }
        });
        var seconds = new Option<long?>("--seconds")
        {
            HelpName = "N",
            Description = "End after N seconds; with --count, fail when the messages have not come by then",
            CustomParser = Duration.FromArgument,
        };

        var command = new Command("watch", "Show the telemetry that arrives at a broker, decoded") { url, json, count, seconds };
        ConnectionOptions connection = ConnectionOptions.For(command);
        command.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            TextWriter error = parsed.InvocationConfiguration.Error;
            WatchOptions? options = WatchOptions.Create(parsed.GetValue(url)!, out string? problem);
            if (options == null)
            {
                error.WriteLine($"telenode watch: {problem}");
                return ExitCode.BadInput;
            }

            try
            {
                options = options with { Connection = connection.Read(parsed), Count = parsed.GetValue(count), DurationMs = parsed.GetValue(seconds) };
            }
            catch (BadInputException e)
            {
                error.WriteLine($"telenode watch: {e.Message}");
                return ExitCode.BadInput;
            }

            return Run(options, parsed.GetValue(json), output, error);
        });
        return command;
    }

    private static int Run(WatchOptions options, bool json, TextWriter output, TextWriter error)
    {
        using var stop = new CancellationTokenSource();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        bool isTerminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive;
        if (json || !isTerminal)
        {
            IWatchView view = json ? new JsonView(output, error) : new LineView(output, error);
            return new Watcher(options, view).Run(stop.Token);
        }

        return TableView.Show(options, view => new Watcher(options, view).Run(stop.Token));

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }
}
