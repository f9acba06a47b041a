using Telenode.Encoding;
using Telenode.SimBoard.Decoding;

namespace Telenode.Tests.Host.Encoding;

[TestClass]
public class TelemetryDecoderTests
{
    private const long Now = 1_760_000_100_000;

    private static readonly PackSchema Schema = new(
        "node-01/", 17, ["temperature", "humidity", "light"], ["Cel", "%RH", "lx"], [-2, -1, 0], includeUnits: true, includeSequence: true);

    private static IEnumerable<object[]> Packs =>
    [
        [new SenmlCborPack(Schema), SenmlCborPack.Format],
        [new SenmlJsonPack(Schema), SenmlJsonPack.Format],
        [new CompactPack(Schema), CompactPack.Format],
    ];

    [TestMethod]
    [DynamicData(nameof(Packs))]
    public void What_a_pack_was_given_comes_back(IPackWriter pack, string format)
    {
        byte[] buffer = new byte[500];
        pack.Begin(buffer, 0, buffer.Length);
        Assert.IsTrue(pack.TryAdd(0, 2156, 1_760_000_000_000, 41));
        Assert.IsTrue(pack.TryAdd(2, 320, 1_760_000_000_000, 42));
        Assert.IsTrue(pack.TryAdd(1, -5, 1_760_000_000_250, 43));
        byte[] payload = buffer[..pack.End()];

        var decoder = new TelemetryDecoder();
        byte[] message = new byte[SchemaMessage.SizeOf(Schema, "node-01", format)];
        Assert.AreEqual(message.Length, SchemaMessage.Write(Schema, "node-01", format, message, 0, message.Length));
        Assert.IsNull(decoder.Learn(message), System.Text.Encoding.UTF8.GetString(message));
        var decoded = decoder.Decode(payload, Now);
        Assert.IsNull(decoded.Error, decoded.Error);
        Assert.AreEqual(format, decoded.Format);
        CollectionAssert.AreEqual(
            new[]
            {
                "node-01/temperature 21.56 Cel 1760000000000 17/41",
                "node-01/light 320 lx 1760000000000 17/42",
                "node-01/humidity -0.5 %RH 1760000000250 17/43",
            },
            decoded.Readings.Select(r => $"{r.Name} {r.ValueText} {r.Unit} {r.TimeMs} {r.Boot}/{r.Sequence}").ToArray());
    }
}
