using Telenode.SimBoard.Decoding;

namespace Telenode.Cli.Watch;

/// <summary>A line per reading: time, boot/sequence, name, value, unit, and what is to be noted. Notices and the summary go to the error output.</summary>
internal sealed class LineView(TextWriter output, TextWriter error) : IWatchView
{
    private bool _failed;

    public void Show(Report report)
    {
        output.WriteLine(report switch
        {
            ReadingReport reading => Line(reading),
            StatusReport status => $"{Printable.Text(status.Device)} is {status.Status}",
            SchemaReport schema => $"{Printable.Text(schema.Schema.Device)} sends {Printable.Text(schema.Schema.Format)} since boot {schema.Schema.Boot}",
            UndecodableReport undecodable => Printable.Undecodable(undecodable),
            _ => throw new ArgumentException(nameof(report)),
        });
        output.Flush();
    }

    public void Notice(string text) => error.WriteLine(Printable.Text(text));

    public void Fail(string text)
    {
        _failed = true;
        error.WriteLine($"telenode watch: {Printable.Text(text)}");
    }

    public void Refresh(WatchSummary soFar)
    {
    }

    public void Finish(WatchSummary summary)
    {
        if (!_failed || summary.Messages > 0)
        {
            error.WriteLine(Printable.Summary(summary));
        }
    }

    private static string Line(ReadingReport report)
    {
        DecodedReading reading = report.Value;
        string value = $"{Printable.Value(reading)} {Printable.Unit(reading.Unit)}".TrimEnd();
        string note = report.IsDuplicate ? " (again)" : report.Missing > 0 ? $" ({report.Missing} missing before)" : "";
        return $"{Printable.Time(reading.TimeMs)} {Printable.Position(reading)} {Printable.Text(reading.Name)} {value}{note}";
    }
}
