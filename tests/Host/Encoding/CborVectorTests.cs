using Telenode.Core;
using Telenode.Encoding;

namespace Telenode.Tests.Host.Encoding;

/// <summary>Every example of RFC 8949 Appendix A, through the reader and, where the writer writes the type, back.</summary>
[TestClass]
public class CborVectorTests
{
    // Encoding and diagnostic notation (§8); floating-point numbers as .NET prints them.
    private static IEnumerable<string[]> AppendixA =>
    [
        ["00", "0"],
        ["01", "1"],
        ["0a", "10"],
        ["17", "23"],
        ["1818", "24"],
        ["1819", "25"],
        ["1864", "100"],
        ["1903e8", "1000"],
        ["1a000f4240", "1000000"],
        ["1b000000e8d4a51000", "1000000000000"],
        ["1bffffffffffffffff", "18446744073709551615"],
        ["c249010000000000000000", "2(h'010000000000000000')"],
        ["3bffffffffffffffff", "-18446744073709551616"],
        ["c349010000000000000000", "3(h'010000000000000000')"],
        ["20", "-1"],
        ["29", "-10"],
        ["3863", "-100"],
        ["3903e7", "-1000"],
        ["f90000", "0"],
        ["f98000", "-0"],
        ["f93c00", "1"],
        ["fb3ff199999999999a", "1.1"],
        ["f93e00", "1.5"],
        ["f97bff", "65504"],
        ["fa47c35000", "100000"],
        ["fa7f7fffff", "3.4028234663852886E+38"],
        ["fb7e37e43c8800759c", "1E+300"],
        ["f90001", "5.960464477539063E-08"],
        ["f90400", "6.103515625E-05"],
        ["f9c400", "-4"],
        ["fbc010666666666666", "-4.1"],
        ["f97c00", "Infinity"],
        ["f97e00", "NaN"],
        ["f9fc00", "-Infinity"],
        ["fa7f800000", "Infinity"],
        ["fa7fc00000", "NaN"],
        ["faff800000", "-Infinity"],
        ["fb7ff0000000000000", "Infinity"],
        ["fb7ff8000000000000", "NaN"],
        ["fbfff0000000000000", "-Infinity"],
        ["f4", "false"],
        ["f5", "true"],
        ["f6", "null"],
        ["f7", "undefined"],
        ["f0", "simple(16)"],
        ["f8ff", "simple(255)"],
        ["c074323031332d30332d32315432303a30343a30305a", "0(\"2013-03-21T20:04:00Z\")"],
        ["c11a514b67b0", "1(1363896240)"],
        ["c1fb41d452d9ec200000", "1(1363896240.5)"],
        ["d74401020304", "23(h'01020304')"],
        ["d818456449455446", "24(h'6449455446')"],
        ["d82076687474703a2f2f7777772e6578616d706c652e636f6d", "32(\"http://www.example.com\")"],
        ["40", "h''"],
        ["4401020304", "h'01020304'"],
        ["60", "\"\""],
        ["6161", "\"a\""],
        ["6449455446", "\"IETF\""],
        ["62225c", "\"\"\\\""],
        ["62c3bc", "\"ü\""],
        ["63e6b0b4", "\"水\""],
        ["64f0908591", "\"\ud800\udd51\""],
        ["80", "[]"],
        ["83010203", "[1, 2, 3]"],
        ["8301820203820405", "[1, [2, 3], [4, 5]]"],
        ["98190102030405060708090a0b0c0d0e0f101112131415161718181819", "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25]"],
        ["a0", "{}"],
        ["a201020304", "{1: 2, 3: 4}"],
        ["a26161016162820203", "{\"a\": 1, \"b\": [2, 3]}"],
        ["826161a161626163", "[\"a\", {\"b\": \"c\"}]"],
        ["a56161614161626142616361436164614461656145", "{\"a\": \"A\", \"b\": \"B\", \"c\": \"C\", \"d\": \"D\", \"e\": \"E\"}"],
        ["5f42010243030405ff", "(_ h'0102', h'030405')"],
        ["7f657374726561646d696e67ff", "(_ \"strea\", \"ming\")"],
        ["9fff", "[_ ]"],
        ["9f018202039f0405ffff", "[_ 1, [2, 3], [_ 4, 5]]"],
        ["9f01820203820405ff", "[_ 1, [2, 3], [4, 5]]"],
        ["83018202039f0405ff", "[1, [2, 3], [_ 4, 5]]"],
        ["83019f0203ff820405", "[1, [_ 2, 3], [4, 5]]"],
        ["9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff", "[_ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25]"],
        ["bf61610161629f0203ffff", "{_ \"a\": 1, \"b\": [_ 2, 3]}"],
        ["826161bf61626163ff", "[\"a\", {_ \"b\": \"c\"}]"],
        ["bf6346756ef563416d7421ff", "{_ \"Fun\": true, \"Amt\": -2}"],
    ];

    [TestMethod]
    [DynamicData(nameof(AppendixA))]
    public void Is_read(string hex, string diagnostic)
    {
        byte[] bytes = Convert.FromHexString(hex);
        var reader = new CborReader(16);
        reader.Reset(bytes, 0, bytes.Length);
        Assert.AreEqual(diagnostic, CborDiagnostic.Of(reader, bytes));
        Assert.AreEqual(CborType.None, reader.NextType);
    }

    [TestMethod]
    [DynamicData(nameof(AppendixA))]
    public void Is_skipped_whole_and_what_follows_is_left(string hex, string diagnostic)
    {
        byte[] bytes = [0xAA, .. Convert.FromHexString(hex), 0x1C, 0xFF];
        var reader = new CborReader(16);
        reader.Reset(bytes, 1, bytes.Length - 1);
        reader.Skip();
        Assert.AreEqual(CborError.None, reader.Error, diagnostic);
        Assert.AreEqual(bytes.Length - 2, reader.Position);
    }

    [TestMethod]
    [DynamicData(nameof(AppendixA))]
    public void Is_truncated_at_every_length_that_is_short(string hex, string diagnostic)
    {
        byte[] bytes = Convert.FromHexString(hex);
        for (int count = 0; count < bytes.Length; count++)
        {
            var reader = new CborReader(16);
            reader.Reset(bytes, 0, count);
            reader.Skip();
            Assert.AreEqual(CborError.Truncated, reader.Error, $"{count} bytes of {diagnostic}");
            reader.Reset(bytes, 0, count);
            CborDiagnostic.Of(reader, bytes);
            Assert.AreEqual(CborError.Truncated, reader.Error, $"{count} bytes of {diagnostic}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(AppendixA))]
    public void Is_written_the_same(string hex, string diagnostic)
    {
        byte[] bytes = Convert.FromHexString(hex);
        var reader = new CborReader(16);
        reader.Reset(bytes, 0, bytes.Length);
        byte[] written = new byte[bytes.Length];
        var output = new ByteWriter();
        output.Reset(written, 0, written.Length);
        if (CborTranscoder.Copy(reader, bytes, new CborWriter(output)))
        {
            Assert.AreEqual(hex, Convert.ToHexStringLower(written), diagnostic);
        }
        else
        {
            string[] unwritten = ["f9", "fa", "fb", "f0", "f7", "f8", "1bff", "3bff", "c1fb", "5f", "7f", "9f", "bf", "83019f", "83018202039f", "826161bf"];
            Assert.IsTrue(unwritten.Any(start => hex.StartsWith(start, StringComparison.Ordinal)), diagnostic);
        }
    }

    [TestMethod]
    public void Text_is_valid_UTF_8_whatever_the_string()
    {
        // Not as DataRow: an attribute cannot hold a lone surrogate.
        string[][] rows =
        [
            ["\ud800\udd51", "64f0908591"], // U+10151, RFC 8949 Appendix A
            ["\udbff\udfff", "64f48fbfbf"], // the last code point
            ["\ud800", "63efbfbd"], // lone surrogates become U+FFFD, as System.Text.Encoding has it too
            ["\udc00a", "64efbfbd61"],
            ["\ud800\ud800\udd51", "67efbfbdf0908591"],
            ["\u007f\u0080\u07ff\u0800\uffff", "6b7fc280dfbfe0a080efbfbf"], // the ends of each length
        ];
        foreach (string[] row in rows)
        {
            byte[] bytes = new byte[20];
            var output = new ByteWriter();
            output.Reset(bytes, 0, bytes.Length);
            new CborWriter(output).WriteText(row[0]);
            Assert.AreEqual(row[1], Convert.ToHexStringLower(bytes, 0, output.Count));
            CollectionAssert.AreEqual(System.Text.Encoding.UTF8.GetBytes(row[0]), bytes[1..output.Count]);
        }
    }
}
