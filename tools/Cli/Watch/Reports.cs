using Telenode.SimBoard.Decoding;

namespace Telenode.Cli.Watch;

/// <summary>One thing that a message said.</summary>
/// <param name="Topic">The topic it came on.</param>
internal abstract record Report(string Topic);

/// <summary>A reading.</summary>
/// <param name="Topic">The topic it came on.</param>
/// <param name="Value">The reading.</param>
/// <param name="Missing">Readings of its boot that are missing right before it.</param>
/// <param name="IsDuplicate">Whether it came before.</param>
internal sealed record ReadingReport(string Topic, DecodedReading Value, long Missing, bool IsDuplicate) : Report(Topic);

/// <summary>A device says whether it is there; its broker says so in its stead when it is lost.</summary>
internal sealed record StatusReport(string Topic, string Device, string Status) : Report(Topic);

/// <summary>A device describes its payloads.</summary>
internal sealed record SchemaReport(string Topic, TelemetrySchema Schema) : Report(Topic);

/// <summary>A message that is no telemetry.</summary>
/// <param name="Topic">The topic it came on.</param>
/// <param name="Size">Bytes of its payload.</param>
/// <param name="Why">Why it cannot be decoded.</param>
/// <param name="Head">The first bytes.</param>
internal sealed record UndecodableReport(string Topic, int Size, string Why, byte[] Head) : Report(Topic);

/// <summary>What was seen from beginning to end.</summary>
internal sealed record WatchSummary(long Messages, long Readings, long Undecodable, long Missing, long Duplicates, TimeSpan Elapsed);
