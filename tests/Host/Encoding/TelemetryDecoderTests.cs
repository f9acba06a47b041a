using Telenode.Encoding;
using Telenode.SimBoard.Decoding;

namespace Telenode.Tests.Host.Encoding;

/// <summary>What the decoder takes beyond the RFC's examples, and what it refuses with which reason.</summary>
[TestClass]
public class TelemetryDecoderTests
{
    private const long Now = 1_760_000_100_000;

    // What is legal though this project never writes it. CBOR in hexadecimal, JSON as it is.
    private static IEnumerable<string[]> Legal =>
    [
        ["9f bf 00 61 61 02 01 ff ff", "a 1"], // everything of indefinite length
        ["81 a2 00 7f 61 61 61 62 ff 02 01", "ab 1"], // a name in chunks
        ["81 a2 02 01 00 61 61", "a 1"], // keys in another order
        ["81 a2 62 62 6e 61 61 61 76 01", "a 1"], // labels as text (§6 wants integers)
        ["d9d9f7 81 a2 00 61 61 02 01", "a 1"], // self-described CBOR
        ["81 a2 00 61 61 02 f9 3e 00", "a 1.5"], // half precision
        ["81 a2 00 61 61 02 fa 41 b8 00 00", "a 23"], // single precision
        ["81 a2 00 61 61 02 fb c0 10 66 66 66 66 66 66", "a -4.1"], // double precision
        ["81 a2 00 61 61 02 f9 7e 00", "a NaN"], // no number is one in CBOR
        ["81 a2 00 61 61 02 c4 82 21 19 08 6c", "a 21.56"], // decimal fraction
        ["81 a2 00 61 61 02 c4 9f 21 19 08 6c ff", "a 21.56"], // in an array of indefinite length
        ["81 a2 00 61 61 02 c4 82 39 03 e7 01", "a 1e-1000"], // of an odd size
        ["81 a2 00 61 61 02 c4 82 00 c2 42 01 00", "a 256"], // with a bignum
        ["81 a2 00 61 61 02 c4 82 20 c2 49 01 00 00 00 00 00 00 00 00", "a 1.8446744073709553E+18"], // too large a one
        ["81 a2 00 61 61 02 c5 82 20 03", "a 1.5"], // bigfloat
        ["81 a2 00 61 61 02 1b ff ff ff ff ff ff ff ff", "a 1.8446744073709552E+19"], // beyond a long
        ["81 a2 00 61 61 02 3b 7f ff ff ff ff ff ff ff", "a -9223372036854775808"], // the least long
        ["81 a2 00 61 61 02 c3 41 00", "a -1"], // negative bignum
        ["81 a2 00 61 61 03 63 e6 b0 b4", "a \u6c34"], // a string
        ["81 a2 00 61 61 04 f5", "a true"], // a boolean
        ["81 a2 00 61 61 08 5f 41 01 41 02 ff", "a 0102"], // data in chunks
        ["81 a2 00 61 61 05 07", "a  sum 7"], // a sum without a value (§4.2)
        ["81 a4 00 61 61 25 05 24 0a 02 01", "a 11 sum 5"], // base value and base sum
        ["82 a3 00 61 61 02 01 24 c4 82 20 05 a2 00 61 62 02 c4 82 21 19 01 00", "a 1.5; b 3.06"], // base value of another exponent
        ["82 a2 21 61 61 24 05 a1 01 61 56", "a 5"], // no value but a base value
        ["81 a3 00 61 61 02 01 18 64 82 a0 80", "a 1"], // a field of an unknown number
        ["81 a3 00 61 61 02 01 63 66 6f 6f bf 01 9f ff ff", "a 1"], // an unknown extension
        ["81 a4 00 61 61 02 01 64 62 6f 6f 74 61 78 64 62 73 65 71 f4", "a 1"], // extensions of ours that someone uses for something else
        ["81 a3 00 61 61 02 01 20 18 1a", "a 1"], // version with secondary units (RFC 9100)
        ["81 a3 00 61 61 02 01 07 18 3c", "a 1"], // an update time
        ["""[{"n":"a","v":1E2}]""", "a 100"],
        ["""[{"n":"a","v":-0.00}]""", "a 0.00"],
        ["""[{"n":"a","v":12345678901234567890.5}]""", "a 1.2345678901234567E+19"],
        ["""[{"n":"a","v":1e-400}]""", "a 1e-400"],
        ["\r\n\t [{\"n\":\"a\",\"v\":1}] \n", "a 1"],
        ["""[{"n":"\u0061","vs":"\u6c34\"\ud83d\ude00"}]""", "a \u6c34\"\U0001F600"],
        ["""[{"v":1,"foo":{"bar":[null]},"n":"a","boot":"x","bseq":1.5}]""", "a 1"],
        ["""[{"n":"a","vd":""}]""", "a "],
        ["""[{"n":"a","t":-268435456.5,"v":1}]""", "a 1"],
    ];

    [TestMethod]
    [DynamicData(nameof(Legal))]
    public void Every_legal_pack_is_decoded(string payload, string expected)
    {
        var decoded = Decode(payload);
        Assert.IsNull(decoded.Error, decoded.Error);
        Assert.AreEqual(expected, string.Join("; ", decoded.Readings.Select(r => $"{r.Name} {r.ValueText}{(r.Sum is { } sum ? " sum " + sum : "")}")));
    }

    private static IEnumerable<string[]> Undecodable =>
    [
        ["", "empty"],
        ["20 0a", "empty"], // white space
        ["a1 00 61 61", "neither SenML nor a compact pack"], // a map
        ["80", "no record"],
        ["81 a1 21 61 61", "no record"], // base fields alone
        ["83 01 00 00", "the schema message of boot 1 was not seen"], // compact as far as one can tell
        ["81 61 61", "CBOR of an unexpected type at byte 1"], // a record that is no map
        ["81 a2 00 61 61 02", "CBOR cut short at byte 6"],
        ["81 a1 00 61 61", "\"a\" has no value"],
        ["81 a1 02 01", "a record without a name"],
        ["81 a3 00 61 61 02 01 03 60", "\"a\" has more than one value"],
        ["81 a3 00 61 61 02 01 02 01", "field \"v\" twice in a record"],
        ["81 a3 00 61 61 02 01 62 78 5f 00", "field \"x_\" must be understood (RFC 8428 §4.4)"],
        ["81 a3 00 61 61 02 01 20 0b", "SenML version 11 is not known"],
        ["81 a2 00 41 61 02 01", "bytes where text belongs"],
        ["81 a2 00 61 ff 02 01", "text that is not UTF-8"],
        ["81 a2 00 61 61 08 61 61", "text where bytes belong"],
        ["81 a2 00 61 61 02 61 31", "CBOR of an unexpected type at byte 6"],
        ["81 a2 00 61 61 02 c0 00", "tag 0 where a number belongs"],
        ["81 a2 00 61 61 02 c4 82 00 c4 82 00 00", "tag 4 where an integer belongs"],
        ["81 a2 00 61 61 02 c4 83 00 01 02", "a fraction that is not a pair"],
        ["81 a2 00 61 61 02 c4 81 00", "a fraction that is not a pair"],
        ["81 a2 00 61 61 02 c4 82 1a 00 0f 42 40 01", "an exponent beyond every number"],
        ["81 a3 00 61 61 02 01 06 f9 7c 00", "the time of \"a\" is out of range"], // infinitely late
        ["81 a3 00 61 61 02 01 06 1b 7f ff ff ff ff ff ff ff", "the time of \"a\" is out of range"],
        ["81 a2 00 61 61 02 01 00", "something follows the pack"],
        ["81 a2 f4 61 61 02 01", "CBOR of an unexpected type at byte 2"], // a key that is no label
        ["""[]""", "no record"],
        ["""[1]""", "a record that is not an object"],
        ["""[{"n":"a"}]""", "\"a\" has no value"],
        ["""[{"n":1,"v":1}]""", "Number where a String belongs"],
        ["""[{"n":"a","v":"1"}]""", "String where a Number belongs"],
        ["""[{"n":"a","v":null}]""", "Null where a Number belongs"],
        ["""[{"n":"a","vb":1}]""", "Number where a boolean belongs"],
        ["""[{"n":"a","vd":"a+/="}]""", "data that is not base64url"],
        ["""[{"n":"a","v":1e999999}]""", "a number beyond every measurement"],
        ["""[{"n":"a","v":1e99999999999}]""", "a number beyond every measurement"],
        ["""[{"n":"a","v":1,"v":2}]""", "field \"v\" twice in a record"],
        ["""[{"n":"a","v":1,"x_":2}]""", "field \"x_\" must be understood (RFC 8428 §4.4)"],
        ["""[{"n":"a","v":1}""", "not valid JSON"],
        ["""[{"n":"\ud800","v":1}]""", "not valid JSON"],
        ["""[{"n":"a","v":1}]]""", "not valid JSON"],
    ];

    [TestMethod]
    [DynamicData(nameof(Undecodable))]
    public void What_cannot_be_decoded_says_why(string payload, string reason)
    {
        var decoded = Decode(payload);
        Assert.IsNotNull(decoded.Error);
        StringAssert.StartsWith(decoded.Error, reason);
        Assert.AreEqual(0, decoded.Readings.Count);
    }

    [TestMethod]
    public void Units_that_packs_leave_out_come_from_the_schema_message()
    {
        var schema = new PackSchema("node-01/", 17, ["t", "n"], ["Cel", null], [-2, 0], includeUnits: false, includeSequence: false);
        byte[] buffer = new byte[100];
        var pack = new SenmlCborPack(schema);
        pack.Begin(buffer, 0, buffer.Length);
        pack.TryAdd(0, 2156, 0, 0);
        pack.TryAdd(1, 7, 0, 1);
        byte[] payload = buffer[..pack.End()];

        var decoder = new TelemetryDecoder();
        Assert.IsNull(decoder.Decode(payload, Now).Readings[0].Unit);
        Assert.IsNull(decoder.Learn(Message(schema, SenmlCborPack.Format)));
        Assert.AreEqual("Cel", decoder.Decode(payload, Now).Readings[0].Unit);
        Assert.IsNull(decoder.Decode(payload, Now).Readings[1].Unit);
        Assert.IsNull(decoder.Decode(payload, Now).Readings[0].Boot);
    }

    [TestMethod]
    public void Compact_packs_are_laid_out_by_the_schema_before_them()
    {
        var first = new PackSchema("node-01/", 17, ["t", "h"], ["Cel", "%RH"], [-2, -2], includeUnits: false, includeSequence: true);
        var second = new PackSchema("node-01/", 18, ["h"], ["%RH"], [-1], includeUnits: false, includeSequence: true);
        var decoder = new TelemetryDecoder();
        Assert.IsNull(decoder.Learn(Message(first, CompactPack.Format)));
        Assert.AreEqual("node-01/t 0.05", Print(decoder, "84 11 00 00 05"));
        Assert.IsNull(decoder.Learn(Message(second, CompactPack.Format)));
        Assert.AreEqual(18, decoder.Schema!.Boot);
        Assert.AreEqual("node-01/h 0.5", Print(decoder, "84 11 00 00 05"), "it waited while the device was reset");
        Assert.AreEqual("node-01/h 0.5", Print(decoder, "84 12 00 00 05"));
        Assert.AreEqual("the schema message of boot 19 was not seen", Print(decoder, "84 13 00 00 05"));
        Assert.AreEqual("more values than the schema has fields", Print(decoder, "85 12 00 00 05 06"));
        Assert.AreEqual("a row without boot, sequence or time", Print(decoder, "82 12 00"));
        Assert.AreEqual("a row without boot, sequence or time", Print(decoder, "84 12 00 00 05 80"));
        Assert.AreEqual("no value", Print(decoder, "83 12 00 00"));
        Assert.AreEqual("no value", Print(decoder, "84 12 00 00 f6"));
        Assert.AreEqual("a time out of range", Print(decoder, "84 12 00 1b7fffffffffffffff 05"));
        Assert.AreEqual("CBOR of an unexpected type at byte 4", Print(decoder, "84 12 00 00 61 61"));
        Assert.AreEqual("CBOR cut short at byte 6", Print(decoder, "84 12 00 00 05 82 00"));
        Assert.AreEqual("CBOR of an unexpected type at byte 5", Print(decoder, "84 12 00 00 05 00"));
        Assert.AreEqual("node-01/h 0.5; node-01/h 0.6", Print(decoder, "9f 12 00 00 05 ff 82 01 06"), "any well-formed CBOR will do");
    }

    [TestMethod]
    public void Only_a_schema_message_is_taken_for_one()
    {
        var decoder = new TelemetryDecoder();
        string[] none =
        [
            "", "null", "[]", "{}", "{\"device\":1}", "\u00ff",
            """{"device":"d","boot":1,"format":"compact","layout":2,"base":"d/","fields":[]}""", // another layout
            """{"device":"d","boot":1,"format":"compact","layout":1,"base":"d/","fields":[null]}""",
            """{"device":"d","boot":1,"format":"compact","layout":1,"base":"d/","fields":[{"index":1,"name":"a","exponent":0}]}""", // no field 0
            """{"device":"d","boot":1,"format":"compact","layout":1,"base":"d/","fields":[{"index":0,"exponent":0}]}""", // no name
        ];
        foreach (string message in none)
        {
            Assert.IsNotNull(decoder.Learn(System.Text.Encoding.UTF8.GetBytes(message)), message);
        }

        Assert.IsNull(decoder.Schema);
    }

    private static string Print(TelemetryDecoder decoder, string hex)
    {
        var decoded = decoder.Decode(Convert.FromHexString(hex.Replace(" ", "")), Now);
        return decoded.Error ?? string.Join("; ", decoded.Readings.Select(r => $"{r.Name} {r.ValueText}"));
    }

    private static byte[] Message(PackSchema schema, string format)
    {
        byte[] message = new byte[SchemaMessage.SizeOf(schema, "node-01", format)];
        Assert.AreEqual(message.Length, SchemaMessage.Write(schema, "node-01", format, message, 0, message.Length));
        return message;
    }

    private static DecodedPayload Decode(string payload)
    {
        bool isJson = payload.TrimStart().StartsWith('[');
        byte[] bytes = isJson ? System.Text.Encoding.UTF8.GetBytes(payload) : Convert.FromHexString(payload.Replace(" ", ""));
        return new TelemetryDecoder().Decode(bytes, Now);
    }
}
