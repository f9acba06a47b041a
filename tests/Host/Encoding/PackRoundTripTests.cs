using Telenode.Encoding;
using Telenode.SimBoard.Decoding;

namespace Telenode.Tests.Host.Encoding;

/// <summary>Packs of random readings come out of the decoder as they went in, whatever the format.</summary>
[TestClass]
public class PackRoundTripTests
{
    private const int Packs = 3000;
    private const long Now = 1_760_000_100_000;

    private sealed record Reading(int Channel, long Mantissa, long TimeMs, int Sequence);

    [TestMethod]
    [DataRow(SenmlCborPack.Format, 20250801)]
    [DataRow(SenmlJsonPack.Format, 20250802)]
    [DataRow(CompactPack.Format, 20250803)]
    public void What_a_pack_was_given_comes_back(string format, int seed)
    {
        var random = new Random(seed);
        int readings = 0;
        for (int i = 0; i < Packs; i++)
        {
            PackSchema schema = RandomSchema(random);
            byte[] buffer = new byte[random.Next(600)];
            List<Reading> given = Fill(PackOf(format, schema), schema, buffer, random, out byte[] payload);
            readings += given.Count;
            if (given.Count == 0)
            {
                Assert.AreEqual(0, payload.Length);
                continue;
            }

            var decoder = new TelemetryDecoder();
            byte[] message = new byte[SchemaMessage.SizeOf(schema, "d", format)];
            SchemaMessage.Write(schema, "d", format, message, 0, message.Length);
            Assert.IsNull(decoder.Learn(message));
            var decoded = decoder.Decode(payload, Now);
            Assert.IsNull(decoded.Error, $"seed {seed}, pack {i}: {decoded.Error}");
            Assert.AreEqual(format, decoded.Format);
            bool identified = schema.IncludeSequence || format == CompactPack.Format;
            CollectionAssert.AreEqual(
                given.Select(r => Expected(r, schema, identified)).ToArray(),
                decoded.Readings.Select(Actual).ToArray(),
                $"seed {seed}, pack {i}");
        }

        Assert.IsTrue(readings > 3 * Packs, "packs are of some size");
    }

    private static PackWriter PackOf(string format, PackSchema schema) => format switch
    {
        SenmlCborPack.Format => new SenmlCborPack(schema),
        SenmlJsonPack.Format => new SenmlJsonPack(schema),
        _ => new CompactPack(schema),
    };

    private static PackSchema RandomSchema(Random random)
    {
        int channels = random.Next(1, 40);
        string?[] units = ["Cel", "%RH", "Pa", "lx", random.Next(2) == 0 ? "V" : null];
        return new PackSchema(
            random.Next(4) == 0 ? "" : "node-" + random.Next(100) + "/",
            random.Next(4) == 0 ? random.Next() : random.Next(300),
            [.. Enumerable.Range(0, channels).Select(i => "c" + i)],
            [.. Enumerable.Range(0, channels).Select(_ => units[random.Next(units.Length)])],
            [.. Enumerable.Range(0, channels).Select(_ => random.Next(-9, 10))],
            random.Next(2) == 0,
            random.Next(2) == 0);
    }

    private static List<Reading> Fill(PackWriter pack, PackSchema schema, byte[] buffer, Random random, out byte[] payload)
    {
        var given = new List<Reading>();
        int offset = random.Next(buffer.Length / 2 + 1);
        pack.Begin(buffer, offset, buffer.Length - offset);
        long time = random.Next(3) == 0 ? -random.Next(100_000) : Now - random.Next(1_000_000);
        int sequence = random.Next(2) == 0 ? random.Next(100) : random.Next();
        int channel = 0;
        while (true)
        {
            // JSON writes 10^9 out, so what stands before it must leave room in a long.
            int shift = random.Next(schema.ExponentOf(channel) > 0 ? 34 : 0, 64);
            long mantissa = (random.NextInt64() >> shift) * (random.Next(2) == 0 ? 1 : -1);
            var reading = new Reading(channel, mantissa, time, sequence + given.Count);
            if (!pack.TryAdd(reading.Channel, reading.Mantissa, reading.TimeMs, reading.Sequence))
            {
                break;
            }

            given.Add(reading);
            channel = random.Next(3) == 0 ? random.Next(schema.ChannelCount) : (channel + 1) % schema.ChannelCount;
            time += random.Next(3) switch { 0 => random.Next(-3000, 3000), 1 => 1000 * random.Next(100), _ => 0 };
        }

        payload = buffer[offset..(offset + pack.End())];
        return given;
    }

    private static string Expected(Reading r, PackSchema schema, bool identified)
    {
        string unit = schema.UnitOf(r.Channel);
        string identity = identified ? $"{schema.Boot}/{r.Sequence}" : "/";
        long time = r.TimeMs < 268_435_456_000 ? Now + r.TimeMs : r.TimeMs; // RFC 8428 §4.5.3
        return $"{schema.BaseName}{schema.NameOf(r.Channel)} {r.Mantissa * (Int128)Math.Pow(10, schema.ExponentOf(r.Channel) + 9)} {unit} {time} {identity}";
    }

    private static string Actual(DecodedReading r) =>
        $"{r.Name} {Scaled(r.Value!.Value)} {r.Unit} {r.TimeMs} {r.Boot}/{r.Sequence}";

    // In units of 10^-9, since JSON writes 5 × 10^2 as 500.
    private static Int128 Scaled(Number value)
    {
        Assert.IsTrue(value.IsDecimal, "exact");
        return value.Mantissa * (Int128)Math.Pow(10, value.Exponent + 9);
    }
}
