using System.Globalization;
using Telenode.Encoding;
using Telenode.SimBoard.Decoding;

namespace Telenode.Tests.Host.Encoding;

/// <summary>Against cbor2, a CBOR implementation in Python and C: ours reads what it writes, it reads what ours writes.</summary>
[TestClass]
public class Cbor2PeerTests
{
    // Debian's own, since that is where python3-cbor2 installs.
    private const string Python = "/usr/bin/python3";
    private const string Peer = "tests/Host/Encoding/cbor2_peer.py";
    private const int Seed = 20250805;

    [TestMethod]
    public void Packs_are_read_and_are_already_in_canonical_form()
    {
        var random = new Random(Seed);
        var packs = new List<string>();
        for (int i = 0; i < 500; i++)
        {
            string?[] units = ["Cel", "%RH", random.Next(2) == 0 ? "V" : null];
            var schema = new PackSchema("node-01/", random.Next(), ["t", "h", "b"], units, [-2, random.Next(-9, 10), 0], i % 2 == 0, i % 3 == 0);
            byte[] buffer = new byte[400];
            var pack = new SenmlCborPack(schema);
            pack.Begin(buffer, 0, buffer.Length);
            int sequence = random.Next(1_000_000);
            while (pack.TryAdd(random.Next(3), random.NextInt64() >> random.Next(64), 1_760_000_000_000 + random.Next(5000), sequence++))
            {
            }

            packs.Add(Convert.ToHexStringLower(buffer, 0, pack.End()));
        }

        string file = Path.GetTempFileName();
        File.WriteAllLines(file, packs);
        string[] again = Run("reencode", file);
        File.Delete(file);
        CollectionAssert.AreEqual(packs, again);
    }

    [TestMethod]
    public void What_it_writes_resolves_to_what_it_meant()
    {
        var decoder = new TelemetryDecoder();
        int readings = 0;
        foreach (string line in Run("generate", Seed.ToString(CultureInfo.InvariantCulture), "2000"))
        {
            string[] parts = line.Split('|');
            var decoded = decoder.Decode(Convert.FromHexString(parts[0]), 0);
            Assert.IsNull(decoded.Error, decoded.Error + " in " + line);
            Assert.AreEqual(parts.Length - 1, decoded.Readings.Count, line);
            for (int i = 1; i < parts.Length; i++)
            {
                AssertMeans(parts[i].Split(' '), decoded.Readings[i - 1], line);
                readings++;
            }
        }

        Assert.IsTrue(readings > 20_000);
    }

    // name unit value sum ms
    private static void AssertMeans(string[] expected, DecodedReading actual, string line)
    {
        Assert.AreEqual(expected[0], actual.Name, line);
        Assert.AreEqual(expected[1], actual.Unit ?? "-", line);
        Assert.AreEqual(expected[4], actual.TimeMs.ToString(CultureInfo.InvariantCulture), line);
        AssertNear(expected[3], actual.Sum, line);
        if (actual.Value is not null)
        {
            AssertNear(expected[2], actual.Value, line);
        }
        else
        {
            string value = actual.Text is { } text ? Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(text))
                : actual.Boolean?.ToString() ?? (actual.Data is { } data ? Convert.ToHexStringLower(data) : "-");
            Assert.AreEqual(expected[2], value, line);
        }
    }

    // Sums of numbers that are not decimals both, or beyond a long, are rounded twice.
    private static void AssertNear(string expected, Number? actual, string line)
    {
        Assert.AreEqual(expected == "-", actual is null, line);
        if (actual is { } number)
        {
            double value = double.Parse(expected, CultureInfo.InvariantCulture);
            Assert.AreEqual(value, number.ToDouble(), Math.Abs(value) * 1e-12, line);
        }
    }

    private static string[] Run(params string[] arguments)
    {
        (int exitCode, string output) = Repository.Run(Python, [Peer, .. arguments]);
        Assert.AreEqual(0, exitCode, output);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
