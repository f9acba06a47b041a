using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Telenode.Core;
using Telenode.SimBoard;
using Telenode.Telemetry;
using Status = Telenode.Core.Status;

namespace Telenode.Cli.Sim;

/// <summary>The view on a terminal: sensors, delivery, the broker's address and the last events, redrawn in place.</summary>
internal sealed class LiveView(string brokerAddress, LiveDisplayContext context) : ISimView
{
    private const int KeptEvents = 5;

    // Lines that stand around the sensors' rows: headings, frames, delivery, events.
    private const int OtherLines = 18;
    private const int FewestRows = 5;

    private readonly Queue<string> _events = new();

    public void Event(BoardEvent happened)
    {
        _events.Enqueue($"[grey]{DateTimeOffset.FromUnixTimeMilliseconds(happened.UnixMs):HH:mm:ss}[/] {Markup.Escape(happened.Text)}");
        if (_events.Count > KeptEvents)
        {
            _events.Dequeue();
        }
    }

    public void Show(BoardSnapshot board)
    {
        context.UpdateTarget(Render(board));
        context.Refresh();
    }

    public void End(SimSummary summary) => Show(summary.Board);

    public IRenderable Render(BoardSnapshot board)
    {
        var rows = new List<IRenderable>
        {
            new Markup($"[bold]{Markup.Escape(board.DeviceId)}[/]  boot {board.Boot}  [grey]{DateTimeOffset.FromUnixTimeMilliseconds(board.UnixMs):yyyy-MM-dd HH:mm:ss} UTC[/]"),
            Sensors(board),
            Delivery(board),
            new Markup($"publishing to [aqua]{Markup.Escape(brokerAddress)}[/]   {Connection(board)}{Warning(board)}"),
        };
        rows.AddRange(_events.Select(line => new Markup(line)));
        rows.Add(new Markup("[grey]Ctrl-C ends[/]"));
        return new Rows(rows);
    }

    private static Table Sensors(BoardSnapshot board)
    {
        Table table = new Table().RoundedBorder().BorderColor(Color.Grey)
            .AddColumn("sensor").AddColumn("reading").AddColumn(new TableColumn("value").RightAligned())
            .AddColumn("unit").AddColumn(new TableColumn("age").RightAligned()).AddColumn("state");
        int room = Math.Max(FewestRows, AnsiConsole.Profile.Height - OtherLines);
        foreach (ChannelSnapshot channel in board.Channels.Take(room))
        {
            string value = channel.Value is null ? "[grey]-[/]" : $"[bold green]{channel.Value}[/]";
            string age = channel.Value is null ? "" : Age(channel.AgeMs);
            string state = channel.Status switch
            {
                Status.Ok => "[green]ok[/]",
                Status.Pending => "[grey]measuring[/]",
                _ => $"[red]{StatusText.Of(channel.Status)}[/] ({channel.Failures} times)",
            };
            table.AddRow(channel.Sensor, channel.Name, value, Markup.Escape(Units.Shown(channel.Unit)), age, state);
        }

        if (board.Channels.Count > room)
        {
            table.Caption($"and {board.Channels.Count - room} more, {board.Channels.Skip(room).Count(channel => channel.Status > Status.Pending)} of them failing");
        }

        return table;
    }

    private static Table Delivery(BoardSnapshot board)
    {
        string bytes = board.BytesPerReading is { } b ? b.ToString("0.0", CultureInfo.InvariantCulture) : "-";
        string heap = board.HeapBytesPerReading is { } h ? h.ToString("0.#", CultureInfo.InvariantCulture) : "-";
        return new Table().RoundedBorder().BorderColor(Color.Grey)
            .AddColumn("taken").AddColumn("published").AddColumn("acknowledged").AddColumn("waiting").AddColumn("lost")
            .AddColumn("bytes/reading").AddColumn("heap bytes/reading")
            .AddRow(
                board.Taken.ToString(CultureInfo.InvariantCulture),
                board.Published.ToString(CultureInfo.InvariantCulture),
                board.Acknowledged.ToString(CultureInfo.InvariantCulture),
                board.Waiting.ToString(CultureInfo.InvariantCulture),
                board.Lost > 0 ? $"[red]{board.Lost}[/]" : "0",
                bytes,
                heap);
    }

    private static string Connection(BoardSnapshot board) => board.State switch
    {
        UplinkState.Ready => "[green]connected[/]",
        UplinkState.Connecting => "[yellow]connecting[/]",
        UplinkState.BackingOff => $"[red]not connected[/]: {Markup.Escape(board.Failure ?? "")}",
        _ => "[grey]closed[/]",
    };

    private static string Warning(BoardSnapshot board) => board.Warning is null ? "" : $"   [yellow]{Markup.Escape(board.Warning)}[/]";

    private static string Age(long ms) => ms switch
    {
        < 10_000 => (ms / 1000.0).ToString("0.0", CultureInfo.InvariantCulture) + " s",
        < 120_000 => (ms / 1000).ToString(CultureInfo.InvariantCulture) + " s",
        _ => (ms / 60_000).ToString(CultureInfo.InvariantCulture) + " min",
    };
}
