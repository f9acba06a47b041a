using System.Text.Encodings.Web;
using System.Text.Json;
using Telenode.SimBoard.Decoding;

namespace Telenode.Cli.Watch;

/// <summary>A JSON object a line, told apart by its "kind". Notices go to the error output.</summary>
internal sealed class JsonView(TextWriter output, TextWriter error) : IWatchView
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Show(Report report) => Write(json =>
    {
        switch (report)
        {
            case ReadingReport reading:
                json.WriteString("kind", "reading");
                json.WriteString("topic", report.Topic);
                WriteReading(json, reading);
                break;
            case StatusReport status:
                json.WriteString("kind", "status");
                json.WriteString("topic", report.Topic);
                json.WriteString("device", status.Device);
                json.WriteString("status", status.Status);
                break;
            case SchemaReport schema:
                json.WriteString("kind", "schema");
                json.WriteString("topic", report.Topic);
                json.WriteString("device", schema.Schema.Device);
                json.WriteNumber("boot", schema.Schema.Boot);
                json.WriteString("format", schema.Schema.Format);
                break;
            case UndecodableReport undecodable:
                json.WriteString("kind", "undecodable");
                json.WriteString("topic", report.Topic);
                json.WriteNumber("bytes", undecodable.Size);
                json.WriteString("why", undecodable.Why);
                json.WriteString("head", Convert.ToHexStringLower(undecodable.Head));
                break;
            default:
                throw new ArgumentException(nameof(report));
        }
    });

    public void Notice(string text) => error.WriteLine(Printable.Text(text));

    public void Fail(string text) => error.WriteLine($"telenode watch: {Printable.Text(text)}");

    public void Refresh(WatchSummary soFar)
    {
    }

    public void Finish(WatchSummary summary) => Write(json =>
    {
        json.WriteString("kind", "summary");
        json.WriteNumber("messages", summary.Messages);
        json.WriteNumber("readings", summary.Readings);
        json.WriteNumber("undecodable", summary.Undecodable);
        json.WriteNumber("missing", summary.Missing);
        json.WriteNumber("duplicates", summary.Duplicates);
        json.WriteNumber("seconds", Math.Round(summary.Elapsed.TotalSeconds, 1));
    });

    private static void WriteReading(Utf8JsonWriter json, ReadingReport report)
    {
        DecodedReading reading = report.Value;
        json.WriteString("name", reading.Name);
        WriteNumber(json, "value", reading.Value);
        WriteNumber(json, "sum", reading.Sum);
        if (reading.Text != null)
        {
            json.WriteString("value", reading.Text);
        }
        else if (reading.Boolean is { } boolean)
        {
            json.WriteBoolean("value", boolean);
        }
        else if (reading.Data != null)
        {
            json.WriteString("data", Convert.ToHexStringLower(reading.Data));
        }

        if (reading.Unit != null)
        {
            json.WriteString("unit", reading.Unit);
        }

        json.WriteString("time", Printable.Time(reading.TimeMs));
        json.WriteNumber("timeMs", reading.TimeMs);
        if (reading.Boot is { } boot)
        {
            json.WriteNumber("boot", boot);
        }

        if (reading.Sequence is { } sequence)
        {
            json.WriteNumber("sequence", sequence);
        }

        if (report.Missing > 0)
        {
            json.WriteNumber("missingBefore", report.Missing);
        }

        if (report.IsDuplicate)
        {
            json.WriteBoolean("duplicate", true);
        }
    }

    /// <summary>Writes a number with the digits it was sent with; JSON has no infinities, which become strings.</summary>
    private static void WriteNumber(Utf8JsonWriter json, string name, Number? number)
    {
        if (number is { } value)
        {
            json.WritePropertyName(name);
            if (value.IsDecimal || double.IsFinite(value.Binary))
            {
                json.WriteRawValue(value.ToString());
            }
            else
            {
                json.WriteStringValue(value.ToString());
            }
        }
    }

    private void Write(Action<Utf8JsonWriter> write)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(line.ToArray()));
        output.Flush();
    }
}
