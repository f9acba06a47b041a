namespace Telenode.SimBoard.Decoding;

/// <summary>What a telemetry payload says, or why it says nothing.</summary>
/// <param name="Readings">The readings in the order of the payload; empty when it cannot be decoded.</param>
/// <param name="Format">The format it was taken for: "senml+cbor", "senml+json" or "compact"; null when it looks like none of them.</param>
/// <param name="Error">Why it cannot be decoded; null when it can.</param>
public sealed record DecodedPayload(IReadOnlyList<DecodedReading> Readings, string? Format, string? Error);
