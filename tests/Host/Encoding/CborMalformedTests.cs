using Telenode.Encoding;

namespace Telenode.Tests.Host.Encoding;

/// <summary>Every example of RFC 8949 Appendix F.1, and what it leaves out, through skipping and through reading.</summary>
[TestClass]
public class CborMalformedTests
{
    private static readonly string[] _truncated =
    [
        "", // nothing at all
        "18", "19", "1a", "1b", "19 01", "1a 01 02", "1b 01 02 03 04 05 06 07", // ends in the head of an unsigned integer
        "38", "58", "78", "98", "9a 01 ff 00", "b8", "d8", // ends in the head of each other major type
        "f8", "f9 00", "fa 00 00", "fb 00 00 00", // ends in a simple value or a floating-point number
        "41", "61", // a string with no byte of its one
        "5a ff ff ff ff 00", "7a ff ff ff ff 00", // 4 GB announced
        "5b ff ff ff ff ff ff ff ff 01 02 03", "7b ff ff ff ff ff ff ff ff 01 02 03", // a length that is negative as a signed 64-bit number
        "7b 7f ff ff ff ff ff ff ff 01 02 03", // a length that overflows when added to a position
        "81", "81 81 81 81 81 81 81 81 81", "82 00", // arrays with items missing
        "9b ff ff ff ff ff ff ff ff 00", "9a 7f ff ff ff 00", // arrays of more items than there can be
        "a1", "a2 01 02", "a1 00", "a2 00 00 00", // maps with items missing
        "ba ff ff ff ff 00 00", "bb 80 00 00 00 00 00 00 00 00 00", // maps whose count doubled overflows
        "a1 ff", "a2 00 00 ff", // likewise, with a break in place of the rest
        "c0", // a tag of nothing
        "5f 41 00", "7f 61 00", "5f", "7f", // indefinite strings without a break
        "9f", "9f 01 02", "bf", "bf 01 02 01 02", "81 9f", "9f 80 00", // indefinite arrays and maps without a break
        "9f 9f 9f 9f 9f ff ff ff ff", "9f 81 9f 81 9f 9f ff ff ff", // fewer breaks than arrays
    ];

    private static readonly string[] _malformed =
    [
        "1c", "1d", "1e", "3c", "3d", "3e", "5c", "5d", "5e", "7c", "7d", "7e", // reserved additional information 28 to 30
        "9c", "9d", "9e", "bc", "bd", "be", "dc", "dd", "de", "fc", "fd", "fe",
        "f8 00", "f8 01", "f8 18", "f8 1f", // simple values below 32 in two bytes
        "5f 00 ff", "5f 21 ff", "5f 61 00 ff", "5f 80 ff", "5f a0 ff", "5f c0 00 ff", "5f e0 ff", "7f 41 00 ff", // chunks of another type
        "5f 5f 41 00 ff ff", "7f 7f 61 00 ff ff", // chunks of indefinite length
        "ff", // a break on its own
        "81 ff", "82 00 ff", "a1 ff 00", "a1 00 ff", "9f 81 ff", // a break in a definite container
        "9f 82 9f 81 9f 9f ff ff ff ff", // likewise, deep inside
        "c0 ff", "9f c0 ff", // a break as what a tag is about
        "bf 00 ff", "bf 00 00 00 ff", // a break in place of a value
        "1f", "3f", "df", // an integer or tag of indefinite length
    ];

    [TestMethod]
    public void What_is_cut_short_is_found() => AllFail(_truncated, CborError.Truncated);

    [TestMethod]
    public void What_is_malformed_is_found() => AllFail(_malformed, CborError.Malformed);

    private static void AllFail(string[] rows, CborError expected)
    {
        var reader = new CborReader(16);
        foreach (string row in rows)
        {
            byte[] bytes = Convert.FromHexString(row.Replace(" ", ""));
            reader.Reset(bytes, 0, bytes.Length);
            reader.Skip();
            Assert.AreEqual(expected, reader.Error, "skipping " + row);
            Assert.IsTrue(reader.Position <= bytes.Length, row);

            reader.Reset(bytes, 0, bytes.Length);
            CborDiagnostic.Of(reader, bytes);
            Assert.AreEqual(expected, reader.Error, "reading " + row);
            Assert.IsTrue(reader.Position <= bytes.Length, row);
            Assert.AreEqual(CborType.None, reader.NextType);
        }
    }
}
