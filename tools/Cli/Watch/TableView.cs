using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Telenode.Cli.Watch;

/// <summary>A live table on a terminal: the last reading of each name, its age, and what was missed.</summary>
internal sealed class TableView : IWatchView
{
    private const int MaximumRows = 1000;
    private const int NotesKept = 5;
    private const int RedrawMs = 250;

    private readonly WatchOptions _options;
    private readonly LiveDisplayContext _display;
    private readonly SortedDictionary<(string Topic, string Name), Row> _rows = [];
    private readonly Queue<string> _notes = [];
    private string? _failure;
    private WatchSummary? _summary;
    private long _drawnMs;

    private TableView(WatchOptions options, LiveDisplayContext display)
    {
        _options = options;
        _display = display;
    }

    /// <summary>Runs a watch with its view.</summary>
    /// <returns>What the watch returned.</returns>
    public static int Show(WatchOptions options, Func<IWatchView, int> run)
    {
        TableView? view = null;
        int code = AnsiConsole.Live(new Text($"connecting to {options.Broker}"))
            .Overflow(VerticalOverflow.Ellipsis)
            .Cropping(VerticalOverflowCropping.Bottom)
            .Start(display => run(view = new TableView(options, display)));
        AnsiConsole.WriteLine(Printable.Summary(view!._summary!));
        if (view._failure != null)
        {
            Console.Error.WriteLine($"telenode watch: {view._failure}");
        }

        return code;
    }

    public void Show(Report report)
    {
        switch (report)
        {
            case ReadingReport reading:
                Update(reading);
                break;
            case StatusReport status:
                Note($"{Printable.Text(status.Device)} is {status.Status}");
                break;
            case UndecodableReport undecodable:
                Note(Printable.Undecodable(undecodable));
                break;
            default:
                break; // a schema shows in what it makes readable
        }
    }

    public void Notice(string text) => Note(Printable.Text(text));

    public void Fail(string text) => _failure = Printable.Text(text);

    public void Refresh(WatchSummary soFar)
    {
        long nowMs = Environment.TickCount64;
        if (nowMs - _drawnMs >= RedrawMs)
        {
            _drawnMs = nowMs;
            _display.UpdateTarget(new Rows(Draw(nowMs), Cell(Printable.Summary(soFar)), new Markup("[grey]Ctrl-C ends[/]")));
            _display.Refresh();
        }
    }

    public void Finish(WatchSummary summary)
    {
        _summary = summary;
        _display.UpdateTarget(Draw(Environment.TickCount64));
        _display.Refresh();
    }

    private static string Age(long ms) => ms switch
    {
        < 1000 => "now",
        < 60_000 => $"{ms / 1000} s",
        < 3_600_000 => $"{ms / 60_000} min",
        _ => $"{ms / 3_600_000} h",
    };

    private static Text Cell(string text) => new(text);

    private void Update(ReadingReport report)
    {
        (string, string) key = (report.Topic, report.Value.Name);
        if (!_rows.TryGetValue(key, out Row? row))
        {
            if (_rows.Count == MaximumRows)
            {
                return; // no terminal is that high
            }

            row = new Row();
            _rows.Add(key, row);
        }

        row.Last = report;
        row.HeardMs = Environment.TickCount64;
        row.Missing += report.Missing;
        row.Duplicates += report.IsDuplicate ? 1 : 0;
    }

    private void Note(string text)
    {
        _notes.Enqueue($"{DateTime.Now.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} {text}");
        if (_notes.Count > NotesKept)
        {
            _notes.Dequeue();
        }
    }

    private Rows Draw(long nowMs)
    {
        Table table = new Table().RoundedBorder().BorderColor(Color.Grey);
        table.AddColumn("name").AddColumn(new TableColumn("value").RightAligned()).AddColumn("unit");
        table.AddColumn(new TableColumn("age").RightAligned()).AddColumn("boot/seq").AddColumn("noticed");
        foreach (Row row in _rows.Values)
        {
            ReadingReport last = row.Last!;
            string noticed = (row.Missing > 0 ? $"{row.Missing} missing " : "") + (row.Duplicates > 0 ? $"{row.Duplicates} again" : "");
            table.AddRow(
                Cell(Printable.Text(last.Value.Name)),
                new Text(Printable.Value(last.Value), new Style(Color.Green, decoration: Decoration.Bold)),
                Cell(Printable.Unit(last.Value.Unit)),
                Cell(Age(nowMs - row.HeardMs)),
                Cell(Printable.Position(last.Value)),
                Cell(noticed.TrimEnd()));
        }

        IEnumerable<IRenderable> parts = [Cell($"{_options.Filter} on {_options.Broker}"), table, .. _notes.Select(Cell)];
        return new Rows(parts);
    }

    private sealed class Row
    {
        public ReadingReport? Last { get; set; }

        public long HeardMs { get; set; }

        public long Missing { get; set; }

        public long Duplicates { get; set; }
    }
}
