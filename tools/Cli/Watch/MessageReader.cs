using Telenode.SimBoard.Decoding;

namespace Telenode.Cli.Watch;

/// <summary>Makes reports of messages. A device's messages have all but the last level of their topics in common.</summary>
internal sealed class MessageReader
{
    private const int MaximumDevices = 2000;
    private const int HeadSize = 32;

    private readonly Dictionary<string, TelemetryDecoder> _decoders = [];
    private readonly DeliveryLedger _ledger = new();
    private long _messages;
    private long _readings;
    private long _undecodable;

    /// <summary>Telemetry messages, decodable or not.</summary>
    public long TelemetryMessages { get; private set; }

    public WatchSummary Summarize(TimeSpan elapsed) =>
        new(_messages, _readings, _undecodable, _ledger.Missing, _ledger.Duplicates, elapsed);

    /// <summary>Reads a message.</summary>
    /// <param name="topic">Its topic.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="isRetained">Whether the broker had kept it: such a one comes again with each subscription.</param>
    /// <param name="nowMs">Unix ms of its arrival.</param>
    public IReadOnlyList<Report> Read(string topic, byte[] payload, bool isRetained, long nowMs)
    {
        _messages++;
        int slash = topic.LastIndexOf('/');
        string device = slash < 0 ? "" : topic[..slash];
        string? special = topic[(slash + 1)..] switch
        {
            "schema" => "schema",
            "status" when IsStatus(payload) => "status",
            _ => null,
        };
        if (special == "status")
        {
            return [new StatusReport(topic, device[(device.LastIndexOf('/') + 1)..], System.Text.Encoding.UTF8.GetString(payload))];
        }

        TelemetryDecoder decoder = DecoderOf(device);
        if (special == "schema")
        {
            string? problem = decoder.Learn(payload);
            return [problem == null ? new SchemaReport(topic, decoder.Schema!) : Undecodable(topic, payload, problem)];
        }

        TelemetryMessages++;
        DecodedPayload decoded = decoder.Decode(payload, nowMs);
        return decoded.Error == null
            ? [.. decoded.Readings.Select(reading => Note(topic, device, reading, isRetained))]
            : [Undecodable(topic, payload, decoded.Format == null ? decoded.Error : $"{decoded.Format}: {decoded.Error}")];
    }

    /// <summary>Reports a message that is too large to take.</summary>
    public Report Skip(string topic, int size)
    {
        _messages++;
        _undecodable++;
        TelemetryMessages++;
        return new UndecodableReport(topic, size, "too large to take", []);
    }

    private static bool IsStatus(byte[] payload) => payload.AsSpan().SequenceEqual("online"u8) || payload.AsSpan().SequenceEqual("offline"u8);

    private UndecodableReport Undecodable(string topic, byte[] payload, string why)
    {
        _undecodable++;
        return new UndecodableReport(topic, payload.Length, why, payload[..Math.Min(payload.Length, HeadSize)]);
    }

    private ReadingReport Note(string topic, string device, DecodedReading reading, bool isRetained)
    {
        _readings++;
        bool isCounted = !isRetained && reading is { Boot: not null, Sequence: >= 0 and <= uint.MaxValue };
        long skipped = isCounted ? _ledger.Note(device, reading.Boot!.Value, reading.Sequence!.Value) : 0;
        return new ReadingReport(topic, reading, Math.Max(skipped, 0), skipped < 0);
    }

    private TelemetryDecoder DecoderOf(string device)
    {
        if (!_decoders.TryGetValue(device, out TelemetryDecoder? decoder))
        {
            if (_decoders.Count == MaximumDevices)
            {
                _decoders.Clear(); // schemas are retained: nobody has so many devices, and who does may subscribe to fewer
            }

            decoder = new TelemetryDecoder();
            _decoders.Add(device, decoder);
        }

        return decoder;
    }
}
