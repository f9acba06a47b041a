using Telenode.Encoding;
using Telenode.SimBoard.Decoding;

namespace Telenode.Tests.Host.Encoding;

/// <summary>Random and mutated inputs: whatever comes, an answer and no exception, within the input and in time.</summary>
[TestClass]
public class HostileInputTests
{
    private const int Seed = 20250804;
    private const int Inputs = 500_000;
    private const int JsonInputs = 20_000; // the JSON parser throws, which is slow

    // Bytes that CBOR in general and SenML in particular consist of, so that random inputs get far.
    private static readonly byte[] _telling = Convert.FromHexString("808182838489989f9a9ba0a1a2a3a4bfb8bbc0c1c2c3c4c5d8dbdfffe0f4f5f6f7f8f9fafb5f7f5b7b4041606161624001020304050607082021222324251817181a1b1f3b3fff");

    private static readonly PackSchema _schema = new(
        "n/", 1, ["t", "h", "p"], ["Cel", "%RH", null], [-2, -9, 9], includeUnits: true, includeSequence: true);

    [TestMethod]
    public void Random_items_are_read_or_refused()
    {
        var random = new Random(Seed);
        var reader = new CborReader(6);
        byte[] buffer = new byte[48];
        int good = 0;
        for (int i = 0; i < Inputs; i++)
        {
            int offset = random.Next(8);
            int count = random.Next(32);
            Fill(random, buffer);
            reader.Reset(buffer, offset, count);
            reader.Skip();
            bool skipped = !reader.Failed;
            int end = reader.Position;
            Assert.IsTrue(end >= offset && end <= offset + count, $"seed {Seed}, input {i}");

            reader.Reset(buffer, offset, count);
            Walk(reader, 6, offset, offset + count);
            Assert.IsTrue(reader.Position >= offset && reader.Position <= offset + count, $"seed {Seed}, input {i}");
            if (skipped)
            {
                good++;
                Assert.AreEqual(CborError.None, reader.Error, $"seed {Seed}, input {i}");
                Assert.AreEqual(end, reader.Position, $"reading and skipping go equally far: seed {Seed}, input {i}");
            }
        }

        Assert.IsTrue(good > Inputs / 20, "enough of them are well-formed");
    }

    [TestMethod]
    public void Random_payloads_are_decoded_or_refused()
    {
        var random = new Random(Seed);
        TelemetryDecoder decoder = Decoder();
        int undecodable = 0;
        for (int i = 0; i < Inputs; i++)
        {
            byte[] payload = new byte[1 + random.Next(32)];
            Fill(random, payload);
            payload[0] = (byte)(0x80 + random.Next(32));
            undecodable += Check(decoder.Decode(payload, 0)) ? 0 : 1;
        }

        Assert.IsTrue(undecodable > Inputs / 2);
    }

    [TestMethod]
    public void Mutated_packs_are_decoded_or_refused()
    {
        var random = new Random(Seed);
        TelemetryDecoder decoder = Decoder();
        byte[][] packs = [Pack(new SenmlCborPack(_schema)), Pack(new CompactPack(_schema)), Pack(new SenmlJsonPack(_schema))];
        int decodable = 0;
        for (int i = 0; i < 100_000 + JsonInputs; i++)
        {
            byte[] payload = [.. packs[i < JsonInputs ? 2 : i % 2]];
            for (int j = random.Next(4); j >= 0; j--)
            {
                int at = random.Next(payload.Length);
                payload[at] = random.Next(2) == 0 ? _telling[random.Next(_telling.Length)] : (byte)(payload[at] ^ (1 << random.Next(8)));
            }

            decodable += Check(decoder.Decode(payload[..random.Next(payload.Length / 2, payload.Length + 1)], 0)) ? 1 : 0;
        }

        Assert.IsTrue(decodable > 1000, "some mutations are harmless");
    }

    [TestMethod]
    public void Mutated_schema_messages_are_learned_or_refused()
    {
        var random = new Random(Seed);
        byte[] message = Message();
        byte[] pack = Pack(new CompactPack(_schema));
        for (int i = 0; i < JsonInputs; i++)
        {
            byte[] payload = [.. message];
            payload[random.Next(payload.Length)] = (byte)random.Next(0x20, 0x80);
            var decoder = new TelemetryDecoder();
            if (decoder.Learn(payload) is null)
            {
                Check(decoder.Decode(pack, 0));
            }
        }
    }

    [TestMethod]
    public void What_would_take_for_ever_is_refused_at_once()
    {
        byte[] deep = new byte[1_000_000];
        deep.AsSpan().Fill(0x81);
        var reader = new CborReader(64);
        reader.Reset(deep, 0, deep.Length);
        reader.Skip();
        Assert.AreEqual(CborError.TooDeep, reader.Error);
        deep.AsSpan().Fill(0xC1); // tags of tags need no depth
        reader.Reset(deep, 0, deep.Length);
        reader.Skip();
        Assert.AreEqual(CborError.Truncated, reader.Error);

        // 10^100000 + 10^-100000 for each of a thousand records: exactly, each sum would have 200,000 digits.
        byte[] far = System.Text.Encoding.UTF8.GetBytes("[{\"bn\":\"a\",\"bv\":1e-100000,\"v\":1}" + string.Concat(Enumerable.Repeat(",{\"v\":1e100000}", 1000)) + "]");
        Assert.AreEqual(double.PositiveInfinity, new TelemetryDecoder().Decode(far, 0).Readings[1000].Value!.Value.ToDouble());

        byte[] json = System.Text.Encoding.UTF8.GetBytes("[{\"n\":\"a\",\"v\":" + new string('9', 1_000_000) + "}]");
        Assert.IsNotNull(new TelemetryDecoder().Decode(json, 0).Error);
        Assert.IsNotNull(new TelemetryDecoder().Decode(System.Text.Encoding.UTF8.GetBytes(new string('[', 1_000_000)), 0).Error);
    }

    // A decoded payload can be shown; an undecodable one says why.
    private static bool Check(DecodedPayload decoded)
    {
        Assert.AreEqual(decoded.Error is null, decoded.Readings.Count > 0);
        foreach (DecodedReading reading in decoded.Readings)
        {
            Assert.IsTrue(reading.Name.Length > 0);
            Assert.IsNotNull(reading.ValueText);
            reading.Value?.ToDouble();
        }

        return decoded.Error is null;
    }

    // Reads an item with the method for its type, whatever comes; what is left of a container that is too deep is skipped.
    private static void Walk(CborReader reader, int depth, int start, int end)
    {
        Assert.IsTrue(reader.Position >= start && reader.Position <= end);
        CborType type = reader.NextType;
        if (type is CborType.Bytes or CborType.Text)
        {
            reader.BeginString();
            while (reader.NextChunk())
            {
                Assert.IsTrue(reader.ChunkOffset >= start && reader.ChunkCount >= 0 && reader.ChunkOffset + reader.ChunkCount <= end);
            }
        }
        else if (type is CborType.Array or CborType.Map && depth > 0)
        {
            int left = type == CborType.Map ? reader.ReadMapHeader() : reader.ReadArrayHeader();
            while (reader.NextItem(ref left))
            {
                Walk(reader, depth - 1, start, end);
                if (type == CborType.Map)
                {
                    Walk(reader, depth - 1, start, end);
                }
            }
        }
        else if (type == CborType.Tag)
        {
            reader.ReadTag();
            Walk(reader, depth, start, end);
        }
        else
        {
            reader.Skip();
        }
    }

    private static void Fill(Random random, byte[] buffer)
    {
        random.NextBytes(buffer);
        for (int i = 0; i < buffer.Length; i++)
        {
            if ((buffer[i] & 3) != 0)
            {
                buffer[i] = _telling[buffer[i] * _telling.Length >> 8];
            }
        }
    }

    private static TelemetryDecoder Decoder()
    {
        var decoder = new TelemetryDecoder();
        Assert.IsNull(decoder.Learn(Message()));
        return decoder;
    }

    private static byte[] Message()
    {
        byte[] message = new byte[SchemaMessage.SizeOf(_schema, "n", CompactPack.Format)];
        SchemaMessage.Write(_schema, "n", CompactPack.Format, message, 0, message.Length);
        return message;
    }

    private static byte[] Pack(IPackWriter pack)
    {
        byte[] buffer = new byte[500];
        pack.Begin(buffer, 0, buffer.Length);
        for (int i = 0; i < 7; i++)
        {
            Assert.IsTrue(pack.TryAdd(i % 3, 2156 + i, 1_760_000_000_000 + (i / 3 * 500), i));
        }

        return buffer[..pack.End()];
    }
}
