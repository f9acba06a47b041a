using Telenode.Encoding;
using Telenode.SimBoard.Decoding;

namespace Telenode.SimBoard.Fuzz;

/// <summary>What <c>./run watch</c> decodes: packs of any device.</summary>
internal sealed class TelemetryTarget : FuzzTarget
{
    private static readonly PackSchema _schema = new(
        "n/", 1, ["t", "h", "p"], ["Cel", "%RH", null], [-2, -9, 9], includeUnits: true, includeSequence: true);

    private readonly TelemetryDecoder _decoder = new();

    public TelemetryTarget()
    {
        byte[] message = new byte[SchemaMessage.SizeOf(_schema, "n", CompactPack.Format)];
        SchemaMessage.Write(_schema, "n", CompactPack.Format, message, 0, message.Length);
        Require(_decoder.Learn(message) is null, "the schema is not learned");
    }

    public override string Name => "senml";

    public override string Decodes => "SenML in CBOR and compact packs (RFC 8428)";

    public override int MaxInput => 200;

    public override IReadOnlyList<byte[]> Tokens { get; } =
        [.. Convert.FromHexString("8081828489989fa0a1a2a4bfc1c4c582d8fff4f5f6f7f9fafb604162000102030405060708202122182018191a1b3b").Select(next => new[] { next }), [0xC4, 0x82, 0x21, 0x19], [0x1B, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0xF9, 0x7E, 0x00]];

    // It runs on the PC: readings and texts, a few hundred bytes each, and at most one a byte or two.
    public override long HeapFor(int count) => 50_000 + (2000L * count);

    public override void Prepare()
    {
    }

    public override ulong Decode(byte[] buffer, int offset, int count, FuzzRandom random)
    {
        // The decoder takes whole arrays. JSON is the framework's parser behind an exception, too slow to be tried a million times.
        byte[] payload = buffer.AsSpan(offset, count).ToArray();
        if (count > 0 && (payload[0] & 0x80) == 0)
        {
            payload[0] |= 0x80;
        }

        DecodedPayload decoded = _decoder.Decode(payload, 0);
        Require(decoded.Error is null == decoded.Readings.Count > 0, "neither readings nor a reason");
        ulong outcome = Mix(0, decoded.Readings.Count);
        foreach (DecodedReading reading in decoded.Readings)
        {
            Step();
            Require(reading.Name.Length > 0 && reading.ValueText is not null, "a reading without name or value");
            reading.Value?.ToDouble();
            outcome = Mix(outcome, reading.Unit?.Length ?? -1);
        }

        return Mix(outcome, decoded.Error?.Length ?? 0);
    }

    protected override IEnumerable<byte[]> MoreCorpus() => [Pack(new SenmlCborPack(_schema)), Pack(new CompactPack(_schema))];

    private static byte[] Pack(IPackWriter pack)
    {
        byte[] buffer = new byte[200];
        pack.Begin(buffer, 0, buffer.Length);
        for (int i = 0; i < 5; i++)
        {
            pack.TryAdd(i % 3, 2156 + i, 1_760_000_000_000 + (i / 3 * 500), i);
        }

        return buffer[..pack.End()];
    }
}

/// <summary>JSON that a stranger's broker hands to <c>./run watch</c>: SenML, and the schema of compact packs.</summary>
internal sealed class SchemaTarget : FuzzTarget
{
    public override string Name => "json";

    public override string Decodes => "SenML in JSON and schema messages, with the framework's parser";

    public override int MaxInput => 300;

    public override IReadOnlyList<byte[]> Tokens { get; } = Words("{|}|[|]|\"|:|,|null|true|-1|1e9|1e-9|0.5|\"v\":|\"n\":|\"t\":|\"bn\":|\"bt\":|\"u\":|\"bver\":|\\u0000|\\ud800");

    public override long HeapFor(int count) => 100_000 + (5000L * count);

    public override void Prepare()
    {
    }

    public override ulong Decode(byte[] buffer, int offset, int count, FuzzRandom random)
    {
        byte[] payload = buffer.AsSpan(offset, count).ToArray();
        var decoder = new TelemetryDecoder();
        string? error = decoder.Learn(payload);
        DecodedPayload decoded = decoder.Decode(payload, 0);
        Require(decoded.Error is null == decoded.Readings.Count > 0, "neither readings nor a reason");
        return Mix(Mix((ulong)(error?.Length ?? 0), decoded.Readings.Count), decoded.Error?.Length ?? 0);
    }

    protected override IEnumerable<byte[]> MoreCorpus()
    {
        var schema = new PackSchema("n/", 1, ["t", "h"], ["Cel", null], [-2, 0], includeUnits: true, includeSequence: true);
        byte[] message = new byte[SchemaMessage.SizeOf(schema, "n", CompactPack.Format)];
        SchemaMessage.Write(schema, "n", CompactPack.Format, message, 0, message.Length);
        return [message, System.Text.Encoding.UTF8.GetBytes("[{\"bn\":\"n/\",\"bt\":1.76e9,\"n\":\"t\",\"u\":\"Cel\",\"v\":21.5},{\"n\":\"h\",\"v\":40,\"t\":-1}]")];
    }
}
