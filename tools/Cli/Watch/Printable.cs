using System.Globalization;
using System.Text;
using Telenode.SimBoard.Decoding;

namespace Telenode.Cli.Watch;

/// <summary>Text for a person.</summary>
internal static class Printable
{
    /// <summary>What others wrote, without control characters: a topic or a name must not move the terminal's cursor.</summary>
    public static string Text(string text)
    {
        if (!text.Any(IsUnprintable))
        {
            return text;
        }

        var clean = new StringBuilder();
        foreach (char c in text)
        {
            clean.Append(IsUnprintable(c) ? $"\\u{(int)c:x4}" : c.ToString());
        }

        return clean.ToString();
    }

    /// <summary>A time in UTC, with ms only where there are some.</summary>
    public static string Time(long unixMs)
    {
        if (unixMs < DateTimeOffset.MinValue.ToUnixTimeMilliseconds() || unixMs > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return $"{unixMs}ms";
        }

        string format = unixMs % 1000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        return DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>A unit as people write it; empty for none.</summary>
    public static string Unit(string? unit) => unit == null ? "" : Text(Units.Shown(unit));

    /// <summary>The value; a text in quotes.</summary>
    public static string Value(DecodedReading reading)
    {
        if (reading.Text != null)
        {
            return $"\"{Text(reading.Text)}\"";
        }

        string value = reading.ValueText;
        return value.Length > 0 ? value : reading.Sum is { } sum ? $"sum={sum}" : "-";
    }

    /// <summary>Boot and sequence, such as "17/41"; "-" for neither.</summary>
    public static string Position(DecodedReading reading) =>
        reading.Boot == null && reading.Sequence == null ? "-" : $"{reading.Boot?.ToString() ?? "?"}/{reading.Sequence?.ToString() ?? "?"}";

    public static string Undecodable(UndecodableReport report)
    {
        string head = report.Head.Length == 0 ? "" : $": {Convert.ToHexStringLower(report.Head)}{(report.Size > report.Head.Length ? "…" : "")}";
        return $"{Text(report.Topic)}: not telemetry: {report.Size} bytes, {Text(report.Why)}{head}";
    }

    public static string Summary(WatchSummary summary) => string.Create(
        CultureInfo.InvariantCulture,
        $"{summary.Messages} messages, {summary.Readings} readings, {summary.Undecodable} undecodable, {summary.Missing} missing, {summary.Duplicates} duplicates in {summary.Elapsed.TotalSeconds:0} s");

    private static bool IsUnprintable(char c) => char.IsControl(c) || c is '\u2028' or '\u2029' || char.GetUnicodeCategory(c) == UnicodeCategory.Format;
}
