using System.Globalization;
using System.Text.RegularExpressions;
using Telenode.Encoding;
using Telenode.SimBoard.Decoding;

namespace Telenode.Tests.Host.Encoding;

/// <summary>docs/telemetry-format.md says what the code does.</summary>
[TestClass]
public partial class FormatDocumentTests
{
    private const long TimeMs = 1_760_000_000_000;
    private const int Sequence = 1234;
    private const int AtOneTime = 5;

    private static readonly string[] _names = ["temperature", "humidity", "pressure", "light", "battery"];
    private static readonly string[] _units = ["Cel", "%RH", "Pa", "lx", "V"];
    private static readonly int[] _exponents = [-2, -2, -1, -1, -3];

    private static readonly (int Channel, long Mantissa, long TimeMs)[] _readings =
    [
        (0, 2156, TimeMs), (1, 4512, TimeMs), (2, 1013250, TimeMs), (3, 3205, TimeMs), (4, 3712, TimeMs),
        (0, 2157, TimeMs + 10_500), (4, 3711, TimeMs + 10_500),
    ];

    private static readonly string _document = Repository.Read("docs/telemetry-format.md");

    [TestMethod]
    public void The_schema_message_is_that_of_the_example() => Assert.AreEqual(Block("json", 0), SchemaText());

    [TestMethod]
    public void The_SenML_CBOR_example_is_what_is_sent() => Assert.AreEqual(HexOf(Block("hex", 0)), Convert.ToHexStringLower(Example(new SenmlCborPack(Schema(true, true)))));

    [TestMethod]
    public void The_SenML_JSON_example_is_what_is_sent() => Assert.AreEqual(Block("json", 1), System.Text.Encoding.UTF8.GetString(Example(new SenmlJsonPack(Schema(true, true)))));

    [TestMethod]
    public void The_compact_example_is_what_is_sent() => Assert.AreEqual(HexOf(Block("hex", 1)), Convert.ToHexStringLower(Example(new CompactPack(Schema(true, true)))));

    [TestMethod]
    public void The_sizes_are_the_measured_ones()
    {
        string[] rows =
        [
            Row("`senml+cbor` without units, without identity", false, false, s => new SenmlCborPack(s)),
            Row("`senml+cbor` with units", true, false, s => new SenmlCborPack(s)),
            Row("`senml+cbor` with units and identity", true, true, s => new SenmlCborPack(s)),
            Row("`senml+json` with units and identity", true, true, s => new SenmlJsonPack(s)),
            Row("`compact`", false, false, s => new CompactPack(s)),
        ];
        string sizes = _document[_document.IndexOf("## Sizes", StringComparison.Ordinal)..];
        Assert.AreEqual(string.Join("\n", rows), string.Join("\n", sizes.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))));
    }

    [TestMethod]
    public void The_Python_code_decodes_the_example()
    {
        byte[] payload = Example(new CompactPack(Schema(true, true)));
        var decoder = new TelemetryDecoder();
        Assert.IsNull(decoder.Learn(System.Text.Encoding.UTF8.GetBytes(SchemaText())));
        string program = Block("python", 0) + $"""


            import json
            for r in readings(json.loads('{SchemaText()}'), bytes.fromhex('{Convert.ToHexString(payload)}')):
                print(r[0], r[1], r[2], r[3], '%.3f' % r[4], r[5])

            """;
        (int exitCode, string output) = Repository.Run("python3", "-c", program);
        Assert.AreEqual(0, exitCode, output);
        string[] expected = [.. decoder.Decode(payload, 0).Readings.Select(r =>
            string.Create(CultureInfo.InvariantCulture, $"{r.Boot} {r.Sequence} {r.TimeMs} {r.Name} {r.Value!.Value.ToDouble():F3} {r.Unit}"))];
        Assert.AreEqual(string.Join("\n", expected), output.Trim().ReplaceLineEndings("\n"));
        Assert.AreEqual(_readings.Length, expected.Length);
    }

    private static string Row(string format, bool units, bool identity, Func<PackSchema, IPackWriter> pack)
    {
        var brief = new PackSchema("node-01/", 17, ["t", "h", "p", "l", "b"], _units, [-2, -2, 1, -1, -3], units, identity);
        int briefSize = Encode(pack(brief), [(0, 2156, TimeMs), (1, 4512, TimeMs), (2, 10132, TimeMs), (3, 3205, TimeMs), (4, 3712, TimeMs)]).Length;
        int exampleSize = Encode(pack(Schema(units, identity)), _readings[..AtOneTime]).Length;
        return $"| {format} | {briefSize} | {exampleSize} |";
    }

    private static PackSchema Schema(bool units, bool identity) => new("node-01/", 17, _names, _units, _exponents, units, identity);

    private static byte[] Example(IPackWriter pack) => Encode(pack, _readings);

    private static byte[] Encode(IPackWriter pack, (int Channel, long Mantissa, long TimeMs)[] readings)
    {
        byte[] buffer = new byte[1000];
        pack.Begin(buffer, 0, buffer.Length);
        for (int i = 0; i < readings.Length; i++)
        {
            Assert.IsTrue(pack.TryAdd(readings[i].Channel, readings[i].Mantissa, readings[i].TimeMs, Sequence + i));
        }

        return buffer[..pack.End()];
    }

    private static string SchemaText()
    {
        byte[] message = new byte[1000];
        int size = SchemaMessage.Write(Schema(true, true), "node-01", CompactPack.Format, message, 0, message.Length);
        return System.Text.Encoding.UTF8.GetString(message, 0, size);
    }

    private static string Block(string language, int index)
    {
        MatchCollection blocks = CodeBlock().Matches(_document);
        return blocks.Where(b => b.Groups[1].Value == language).ElementAt(index).Groups[2].Value.TrimEnd();
    }

    private static string HexOf(string block) =>
        string.Concat(block.Split('\n').Select(line => line.Split('#')[0].Replace(" ", "")));

    [GeneratedRegex("^```(\\w+)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
