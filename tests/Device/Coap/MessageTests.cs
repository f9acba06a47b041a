using Telenode.Coap;
using Telenode.Tests.Security;

namespace Telenode.Tests.Coap;

[TestClass]
public class MessageTests
{
    // RFC 7252 §3.1: deltas and lengths at the edges of their one-, two- and three-byte forms.
    [TestMethod]
    public void Options_survive_at_the_edges_of_their_encodings()
    {
        int[] numbers = { 1, 12, 13, 14, 268, 269, 270, 65535 };
        int[] lengths = { 0, 12, 13, 14, 268, 269, 270, 300 };
        byte[] value = new byte[300];
        byte[] buffer = new byte[2048];
        for (int i = 0; i < numbers.Length; i++)
        {
            for (int j = 0; j < lengths.Length; j++)
            {
                var options = new OptionList(2, 600);
                options.Add(numbers[i], value, 0, lengths[j]);
                int end = TestWriter.Write(buffer, options);
                var message = new CoapMessage();
                Assert.IsTrue(message.Parse(buffer, 0, end) == MessageError.None);
                Assert.IsTrue(message.NextOption() || Rewound(message));
                Assert.AreEqual(numbers[i], message.OptionNumber);
                Assert.AreEqual(lengths[j], message.OptionLength);
                Assert.IsFalse(message.NextOption());
            }
        }
    }

    [TestMethod]
    public void Options_are_sorted_whatever_order_they_are_added_in()
    {
        var options = new OptionList(8, 64);
        options.AddInteger(OptionNumber.MaxAge, 256);
        options.AddText(OptionNumber.UriPath, "b");
        options.AddInteger(OptionNumber.ContentFormat, 0);
        options.AddText(OptionNumber.UriPath, "c");
        options.AddText(OptionNumber.UriHost, "a");
        byte[] buffer = new byte[1024];
        int end = TestWriter.Write(buffer, options);
        Assert.AreEqual("40010000" + "3161" + "8162" + "0163" + "10" + "220100", Hex.Text(buffer, 0, end));
    }

    [TestMethod]
    public void Known_options_are_read()
    {
        // Observe 9, Content-Format 112, Max-Age 30, Accept 110, Block2 3/1/64, Block1 0/0/16, Size2 5, Size1 1000, No-Response 26.
        CoapMessage message = Parse("40010000" + "6109" + "6170" + "211e" + "316e" + "613a" + "40" + "1105" + "d2 13 03e8" + "d1 b9 1a");
        Assert.AreEqual(9, message.Observe);
        Assert.AreEqual(112, message.ContentFormat);
        Assert.AreEqual(30L, message.MaxAge);
        Assert.AreEqual(110, message.Accept);
        Assert.AreEqual(3, Block.NumberOf(message.Block2));
        Assert.IsTrue(Block.MoreOf(message.Block2));
        Assert.AreEqual(64, Block.SizeOf(message.Block2));
        Assert.AreEqual(192, Block.OffsetOf(message.Block2));
        Assert.AreEqual(0, message.Block1);
        Assert.AreEqual(5L, message.Size2);
        Assert.AreEqual(1000L, message.Size1);
        Assert.AreEqual(26, message.NoResponse);
        Assert.AreEqual(0, message.BadOption);
    }

    [TestMethod]
    public void Absent_options_have_their_defaults()
    {
        CoapMessage message = Parse("40010000");
        Assert.AreEqual(60L, message.MaxAge);
        Assert.AreEqual(-1, message.Observe);
        Assert.AreEqual(-1, message.Block1);
        Assert.AreEqual(-1, message.ContentFormat);
    }

    // RFC 7252 §5.4.1, §5.4.3, §5.4.5.
    [TestMethod]
    [DataRow("40010000 90", 0)] // OSCORE may be empty
    [DataRow("40010000 d0 08", 21)] // unknown, critical
    [DataRow("40010000 d0 09", 0)] // unknown, elective
    [DataRow("40010000 30", 3)] // Uri-Host of 0 bytes
    [DataRow("40010000 51 00", 5)] // If-None-Match with a value
    [DataRow("40010000 31 61 01 62", 3)] // Uri-Host twice
    [DataRow("40010000 61 01 01 02", 0)] // Observe twice: elective, the second is ignored
    [DataRow("40010000 d4 0a 01020304", 23)] // Block2 of 4 bytes
    [DataRow("40010000 40", 0)] // ETag of 0 bytes: elective
    public void Options_that_cannot_be_processed(string hex, int bad)
    {
        Assert.AreEqual(bad, Parse(hex).BadOption);
    }

    private static bool Rewound(CoapMessage message)
    {
        message.RewindOptions();
        return message.NextOption();
    }

    private static CoapMessage Parse(string hex)
    {
        byte[] bytes = Hex.Bytes(hex);
        var message = new CoapMessage();
        Assert.IsTrue(message.Parse(bytes, 0, bytes.Length) == MessageError.None);
        return message;
    }
}
