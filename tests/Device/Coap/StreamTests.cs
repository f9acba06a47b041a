using Telenode.Coap;
using Telenode.Tests.Security;

namespace Telenode.Tests.Coap;

/// <summary>CoAP over streams (RFC 8323): framing, the introduction, signals; input whole, byte by byte, and with the next message behind it.</summary>
[TestClass]
public class StreamTests
{
    private const string OurCsm = "40e1" + "220480" + "20"; // Max-Message-Size 1152, Block-Wise-Transfer
    private const string TheirCsm = "00e1";

    [TestMethod]
    public void Request_and_response_with_the_peer_introduced()
    {
        Desk desk = Opened(out int handle);
        Assert.AreEqual(OurCsm, desk.Sent());
        Assert.AreEqual("21" + "01" + "aa" + "b161", desk.Sent());
        Assert.AreEqual("", desk.Sent());
        Assert.IsTrue(Feed(desk, TheirCsm, 100) == CoapEvent.StreamOpened);
        Assert.IsTrue(Feed(desk, "3145aa" + "ff6f6b", 100) == CoapEvent.Response);
        Assert.AreEqual(handle, desk.Endpoint.EventHandle);
        Assert.AreEqual("ok", desk.Payload());
        Assert.AreEqual("", desk.Sent()); // nothing is acknowledged on a stream
    }

    [TestMethod]
    public void Byte_by_byte_it_is_the_same()
    {
        Desk desk = Opened(out int handle);
        desk.Sent();
        desk.Sent();
        Assert.IsTrue(Feed(desk, TheirCsm, 1) == CoapEvent.StreamOpened);
        Assert.IsTrue(Feed(desk, "3145aa" + "ff6f6b", 1) == CoapEvent.Response);
        Assert.AreEqual(handle, desk.Endpoint.EventHandle);
    }

    [TestMethod]
    public void Of_several_messages_one_is_taken_at_a_time()
    {
        Desk desk = Server();
        byte[] bytes = Hex.Bytes(TheirCsm + "2101bbb161" + "2101ccb161");
        int at = desk.Endpoint.HandleStreamInput(bytes, 0, bytes.Length, 5, Arrival.Plain, 0);
        Assert.AreEqual(2, at);
        Assert.IsTrue(desk.Endpoint.PollEvent() == CoapEvent.StreamOpened);
        at += desk.Endpoint.HandleStreamInput(bytes, at, bytes.Length - at, 5, Arrival.Plain, 0);
        Assert.AreEqual(7, at);
        Assert.AreEqual(0, desk.Endpoint.HandleStreamInput(bytes, at, bytes.Length - at, 5, Arrival.Plain, 0)); // until the answer is out
        Assert.AreEqual("71" + "45" + "bb" + "ff32322e332043", desk.Sent());
        at += desk.Endpoint.HandleStreamInput(bytes, at, bytes.Length - at, 5, Arrival.Plain, 0);
        Assert.AreEqual(bytes.Length, at);
        Assert.AreEqual("71" + "45" + "cc" + "ff32322e332043", desk.Sent());
    }

    // RFC 8323 §3.2: 13 bytes and more of options and payload have a longer length.
    [TestMethod]
    [DataRow(10, "b1")]
    [DataRow(11, "c1")]
    [DataRow(12, "d100")]
    [DataRow(265, "d1fd")]
    [DataRow(268, "e10000")]
    [DataRow(400, "e10084")]
    public void Lengths_have_three_forms(int payload, string head)
    {
        Desk desk = Opened(out int handle);
        desk.Sent();
        desk.Sent();
        Feed(desk, TheirCsm, 100);
        string bytes = Hex.Text(new byte[payload], 0, payload);
        string message = Head(payload + 1) + "45aaff" + bytes;
        Assert.IsTrue(Feed(desk, message, 1000) == CoapEvent.Response);
        Assert.AreEqual(payload, desk.Endpoint.Message.PayloadLength);
        Assert.AreEqual(handle, desk.Endpoint.EventHandle);

        var request = new CoapRequest { Method = CoapCode.Put, Body = new PatternBody(payload) };
        desk.Random.Dictate("aa");
        desk.Endpoint.TrySend(request, 5, 0);
        Assert.AreEqual(head + "03aaff", desk.Sent().Substring(0, head.Length + 6));
    }

    [TestMethod]
    public void Ping_is_answered_with_its_token_and_ours_by_a_pong()
    {
        Desk desk = Server();
        Feed(desk, TheirCsm, 100);
        Feed(desk, "01e2ab", 100);
        Assert.AreEqual("01e3ab", desk.Sent());
        int handle = desk.Endpoint.TryPing(5, 0);
        Assert.AreEqual("00e2", desk.Sent());
        Assert.IsTrue(Feed(desk, "00e3", 100) == CoapEvent.Pong);
        Assert.AreEqual(handle, desk.Endpoint.EventHandle);
    }

    [TestMethod]
    [DataRow("2101bbb161", "00e5")] // no CSM first (§5.3)
    [DataRow("20e1" + "d0", "")] // unfinished: nothing happens yet
    [DataRow("20e1213f", "00e5")] // a Max-Message-Size that our shortest messages with a block would not fit
    [DataRow("20e1" + "d000", "20e5" + "210d")] // a critical option in the CSM that nobody knows: named in the Abort (§5.6)
    [DataRow("f0ffffffff01", "00e5")] // a message of 4 GB
    [DataRow("09e1" + "000000000000000000", "00e5")] // token length 9
    public void What_a_stream_must_not_carry_ends_it(string bytes, string answer)
    {
        Desk desk = Server();
        Feed(desk, bytes, 100);
        Assert.AreEqual(answer, desk.Sent());
        Assert.IsTrue((desk.Endpoint.PollEvent() == CoapEvent.StreamClosed) == (answer.Length > 0));
    }

    [TestMethod]
    public void A_stream_that_breaks_ends_its_requests_and_observers()
    {
        Desk desk = Opened(out int handle);
        desk.Endpoint.AddResource("t", new TextResource(), "", ResourceFlags.Observable);
        desk.Sent();
        desk.Sent();
        Feed(desk, TheirCsm, 100);
        Feed(desk, "3101bb" + "60" + "5174", 100);
        Assert.AreEqual(1, desk.Endpoint.ObserverCount);
        desk.Endpoint.CloseStream(5, 0);
        Assert.IsTrue(desk.Endpoint.PollEvent() == CoapEvent.TimedOut);
        Assert.AreEqual(handle, desk.Endpoint.EventHandle);
        Assert.AreEqual(0, desk.Endpoint.ObserverCount);
        Assert.AreEqual("", desk.Sent());
        Assert.IsTrue(desk.Endpoint.OpenStream(5, 0));
    }

    [TestMethod]
    public void Taking_leave()
    {
        Desk desk = Server();
        Feed(desk, TheirCsm, 100);
        desk.Endpoint.ReleaseStream(5);
        Assert.AreEqual("00e4", desk.Sent());
        Assert.IsTrue(desk.Endpoint.PollEvent() == CoapEvent.StreamClosed);
        desk = Server();
        Feed(desk, TheirCsm, 100);
        Assert.IsTrue(Feed(desk, "00e4", 100) == CoapEvent.StreamClosed);
    }

    // RFC 8323 §5.3.1: what the peer takes counts, from its introduction or from a later CSM.
    [TestMethod]
    [DataRow("20e12180", 64)]
    [DataRow("00e1" + "20e12180", 64)]
    [DataRow("20e12160", 32)]
    [DataRow("20e12140", 16)] // the least that is spoken to
    public void A_peer_that_takes_shorter_messages_gets_smaller_blocks(string csm, int block)
    {
        Desk desk = Server();
        desk.Endpoint.AddResource("t", new PatternResource(300), "", ResourceFlags.None);
        FeedAll(desk, csm);
        Feed(desk, "2101bb" + "b174", 100);
        string answer = desk.Sent();
        Assert.AreEqual(new PatternBody(300).Hex(0, block), answer.Substring(answer.Length - (2 * block)));
        Assert.AreEqual("45bb" + "d10a" + Hex.Text(new byte[] { (byte)(8 | Block.ExponentFor(block)) }, 0, 1) + "ff", answer.Substring(answer.Length - (2 * block) - 12, 12));
    }

    [TestMethod]
    public void What_is_sent_to_such_a_peer_goes_in_smaller_blocks()
    {
        var body = new PatternBody(300);
        var desk = new Desk(new CoapOptions { TokenLength = 1, MaxStreams = 1 }, 0);
        desk.Endpoint.OpenStream(5, 0);
        desk.Sent();
        FeedAll(desk, "20e12180"); // 128 bytes
        desk.Random.Dictate("aa");
        desk.Endpoint.TrySend(new CoapRequest { Method = CoapCode.Put, Body = body }, 5, 0);
        for (int at = 0; at < 300; at += 64)
        {
            string sent = desk.Sent();
            int count = 300 - at < 64 ? 300 - at : 64;
            Assert.IsTrue(sent.Length <= 256, sent);
            Assert.AreEqual(body.Hex(at, count), sent.Substring(sent.Length - (2 * count)));
            byte value = (byte)(((at / 64) << 4) | (count == 64 ? 8 : 0) | 2);
            string code = count == 64 ? "5f" : "44";
            CoapEvent last = Feed(desk, "31" + code + "aa" + "d10e" + Hex.Text(new byte[] { value }, 0, 1), 100);
            Assert.IsTrue(last == (count == 64 ? CoapEvent.None : CoapEvent.Response));
        }
    }

    [TestMethod]
    public void A_request_too_long_for_the_peer_fails_and_throws_nothing()
    {
        var desk = new Desk(new CoapOptions { TokenLength = 1, MaxStreams = 1 }, 0);
        desk.Endpoint.OpenStream(5, 0);
        desk.Sent();
        FeedAll(desk, "20e12180");
        var request = new CoapRequest();
        request.Options.Add(OptionNumber.ProxyUri, new byte[150], 0, 150);
        int handle = desk.Endpoint.TrySend(request, 5, 0);
        Assert.IsTrue(desk.Endpoint.PollEvent() == CoapEvent.Failed);
        Assert.AreEqual(handle, desk.Endpoint.EventHandle);
        Assert.AreEqual("", desk.Sent());
        Assert.IsFalse(desk.Endpoint.IsUnderWay(handle));
    }

    private static void FeedAll(Desk desk, string hex)
    {
        byte[] bytes = Hex.Bytes(hex);
        for (int at = 0; at < bytes.Length;)
        {
            at += desk.Endpoint.HandleStreamInput(bytes, at, bytes.Length - at, 5, Arrival.Plain, 0);
            desk.Endpoint.PollEvent();
        }
    }

    private static Desk Opened(out int handle)
    {
        var desk = new Desk(new CoapOptions { TokenLength = 1, MaxStreams = 1 }, 0);
        desk.Endpoint.OpenStream(5, 0);
        desk.Random.Dictate("aa");
        var request = new CoapRequest();
        request.AddPath("a");
        handle = desk.Endpoint.TrySend(request, 5, 0);
        return desk;
    }

    private static Desk Server()
    {
        var desk = new Desk(new CoapOptions { MaxStreams = 1 }, 0);
        desk.Endpoint.AddResource("a", new TextResource(), "", ResourceFlags.None);
        desk.Endpoint.OpenStream(5, 0);
        desk.Sent();
        return desk;
    }

    private static CoapEvent Feed(Desk desk, string hex, int step)
    {
        byte[] bytes = Hex.Bytes(hex);
        CoapEvent last = CoapEvent.None;
        for (int at = 0; at < bytes.Length && last == CoapEvent.None;)
        {
            int count = bytes.Length - at < step ? bytes.Length - at : step;
            at += desk.Endpoint.HandleStreamInput(bytes, at, count, 5, Arrival.Plain, 0);
            last = desk.Endpoint.PollEvent();
        }

        return last;
    }

    private static string Head(int rest)
    {
        if (rest < 13)
        {
            return Hex.Text(new byte[] { (byte)((rest << 4) | 1) }, 0, 1);
        }

        return rest < 269
            ? Hex.Text(new byte[] { 0xD1, (byte)(rest - 13) }, 0, 2)
            : Hex.Text(new byte[] { 0xE1, (byte)((rest - 269) >> 8), (byte)(rest - 269) }, 0, 3);
    }
}
