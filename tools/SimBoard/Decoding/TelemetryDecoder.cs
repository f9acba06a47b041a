using System.Text.Json;
using Telenode.Encoding;

namespace Telenode.SimBoard.Decoding;

/// <summary>Decodes the telemetry of one device, of this project or any other that speaks SenML.</summary>
/// <remarks>It takes every legal SenML in CBOR or JSON (RFC 8428), and compact packs once their schema message was learned.</remarks>
public sealed class TelemetryDecoder
{
    private const int MaxDepth = 64;

    // Tag 55799, which a file may start with to say that it is CBOR (RFC 8949 §3.4.6).
    private static ReadOnlySpan<byte> SelfDescribed => [0xD9, 0xD9, 0xF7];

    private readonly CborReader _reader = new(MaxDepth);

    /// <summary>The schema message learned last; null before the first.</summary>
    public TelemetrySchema? Schema { get; private set; }

    /// <summary>Takes a schema message: it lays out the compact packs that come after it, of its boot and of earlier ones, and gives the units that SenML packs leave out.</summary>
    /// <returns>Why it is none, or null.</returns>
    public string? Learn(ReadOnlySpan<byte> schemaMessage)
    {
        var schema = TelemetrySchema.Parse(schemaMessage, out string? error);
        if (schema is null)
        {
            return error;
        }

        Schema = schema;
        return null;
    }

    /// <summary>Decodes a payload, whichever of the formats it is in.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="nowMs">Unix ms of its arrival, to which relative times refer.</param>
    public DecodedPayload Decode(byte[] payload, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(payload);
        int first = payload.AsSpan().IndexOfAnyExcept(" \t\r\n"u8);
        if (first < 0)
        {
            return Undecodable(null, "empty");
        }

        if (payload[first] == '[')
        {
            return DecodeJson(payload, nowMs);
        }

        _reader.Reset(payload, 0, payload.Length);
        if (payload.AsSpan().StartsWith(SelfDescribed))
        {
            _reader.ReadTag();
        }

        if (_reader.NextType != CborType.Array)
        {
            return Undecodable(null, "neither SenML nor a compact pack");
        }

        int left = _reader.ReadArrayHeader();
        bool isCompact = _reader.NextType is CborType.Unsigned or CborType.Negative;
        return isCompact ? DecodeCompact(payload, nowMs) : DecodeCbor(payload, left, nowMs);
    }

    private DecodedPayload DecodeCompact(byte[] payload, long nowMs)
    {
        var source = new CborFieldSource(_reader, payload);
        var decoder = new CompactDecoder(_reader, source, nowMs);
        _reader.Reset(payload, 0, payload.Length);
        decoder.Decode(boot => boot <= Schema?.Boot ? Schema : null);
        string? reason = source.Reason ?? (decoder.Readings.Count == 0 ? "no value" : null);
        return reason is not null
            ? Undecodable(CompactPack.Format, reason)
            : new DecodedPayload(decoder.Readings, CompactPack.Format, null);
    }

    private DecodedPayload DecodeCbor(byte[] payload, int left, long nowMs)
    {
        var source = new CborFieldSource(_reader, payload);
        var resolver = new SenmlResolver(nowMs, Schema);
        while (!source.Failed && _reader.NextItem(ref left))
        {
            SenmlRecord record = ReadCborRecord(source);
            if (!source.Failed && resolver.Add(record) is { } problem)
            {
                source.Fail(problem);
            }
        }

        if (!source.Failed && _reader.Position != payload.Length)
        {
            source.Fail("something follows the pack");
        }

        return Finish(SenmlCborPack.Format, source.Reason, resolver);
    }

    private SenmlRecord ReadCborRecord(CborFieldSource source)
    {
        var record = new SenmlRecord();
        int pairs = _reader.ReadMapHeader();
        while (!source.Failed && _reader.NextItem(ref pairs))
        {
            string label = _reader.NextType == CborType.Text ? source.ReadText() : SenmlRecord.LabelOf(_reader.ReadInteger());
            record.Read(label, source);
        }

        return record;
    }

    private DecodedPayload DecodeJson(byte[] payload, long nowMs)
    {
        var resolver = new SenmlResolver(nowMs, Schema);
        try
        {
            using var document = JsonDocument.Parse(payload);
            var source = new JsonFieldSource();
            foreach (JsonElement element in document.RootElement.EnumerateArray())
            {
                if (source.Reason is null && resolver.Add(ReadJsonRecord(element, source)) is { } problem)
                {
                    source.Fail(problem);
                }
            }

            return Finish(SenmlJsonPack.Format, source.Reason, resolver);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter is what the parser throws for an escaped lone surrogate.
            return Undecodable(SenmlJsonPack.Format, "not valid JSON: " + e.Message);
        }
    }

    private static SenmlRecord ReadJsonRecord(JsonElement element, JsonFieldSource source)
    {
        var record = new SenmlRecord();
        if (element.ValueKind != JsonValueKind.Object)
        {
            source.Fail("a record that is not an object");
            return record;
        }

        foreach (JsonProperty field in element.EnumerateObject())
        {
            source.MoveTo(field.Value);
            record.Read(field.Name, source);
        }

        return record;
    }

    // A pack has at least one record (RFC 8428 §3); one of base fields alone says nothing either.
    private static DecodedPayload Finish(string format, string? reason, SenmlResolver resolver) =>
        reason is null && resolver.Readings.Count == 0
            ? Undecodable(format, "no record")
            : reason is null ? new DecodedPayload(resolver.Readings, format, null) : Undecodable(format, reason);

    private static DecodedPayload Undecodable(string? format, string reason) => new([], format, reason);
}
