using Telenode.Coap;

namespace Telenode.Tests.Coap;

/// <summary>FETCH, PATCH and iPATCH (RFC 8132), our client's and our server's side.</summary>
[TestClass]
public class MethodTests
{
    [TestMethod]
    public void Fetch_sends_its_body()
    {
        Desk client = Client(16);
        Send(client, CoapCode.Fetch, 3, false);
        Assert.AreEqual("40050000" + "b161" + "ff00070e", client.Sent());
        Assert.IsTrue(client.Receive("60450000" + "ff6f6b") == CoapEvent.Response);
        Assert.AreEqual("ok", client.Payload());
    }

    // What is asked for stands in the body: it goes along with every block of the response (§2.5).
    [TestMethod]
    public void Fetch_repeats_its_body_for_each_block_of_the_response()
    {
        Desk client = Client(16);
        Send(client, CoapCode.Fetch, 3, false);
        client.Sent();
        Assert.IsTrue(client.Receive("60450000" + "d10a08" + "ff" + new PatternBody(20).Hex(0, 16)) == CoapEvent.Response);
        Assert.IsTrue(client.Endpoint.EventMore);
        Assert.AreEqual("40050001" + "b161" + "c110" + "ff00070e", client.Sent());
        Assert.IsTrue(client.Receive("60450001" + "d10a10" + "ff6f6b") == CoapEvent.Response);
        Assert.AreEqual(16, client.Endpoint.EventBodyOffset);
        Assert.IsFalse(client.Endpoint.EventMore);
    }

    [TestMethod]
    [DataRow(CoapCode.Fetch, "05", "45")]
    [DataRow(CoapCode.Patch, "06", "44")]
    [DataRow(CoapCode.IPatch, "07", "44")]
    [DataRow(CoapCode.Patch, "06", "96")] // 4.22: understood, and cannot be done (§3.4)
    [DataRow(CoapCode.IPatch, "07", "89")] // 4.09: the state does not allow it
    public void Bodies_go_in_blocks(int method, string code, string answer)
    {
        var body = new PatternBody(20);
        Desk client = Client(16);
        int handle = Send(client, method, 20, false);
        Assert.AreEqual("40" + code + "0000" + "b161" + "d10308" + "d11414" + "ff" + body.Hex(0, 16), client.Sent());
        Assert.IsTrue(client.Receive("605f0000" + "d10e08") == CoapEvent.None);
        Assert.AreEqual("40" + code + "0001" + "b161" + "d10310" + "ff" + body.Hex(16, 4), client.Sent());
        Assert.IsTrue(client.Receive("60" + answer + "0001" + "d10e10") == CoapEvent.Response);
        Assert.AreEqual(answer, Security.Hex.Text(new byte[] { (byte)client.Endpoint.Message.Code }, 0, 1));
        Assert.IsFalse(client.Endpoint.IsUnderWay(handle));
    }

    // §2.4: a FETCH is observed as a GET is, and registered anew with what it asked for.
    [TestMethod]
    public void Fetch_is_observed_and_registered_anew_with_its_body()
    {
        var desk = new Desk(new CoapOptions { TokenLength = 1 }, 0);
        desk.Random.Dictate("aa");
        Send(desk, CoapCode.Fetch, 3, true);
        Assert.AreEqual("41050000aa" + "60" + "5161" + "ff00070e", desk.Sent());
        Assert.IsTrue(desk.Receive("61450000aa" + "6105" + "810f" + "ff31") == CoapEvent.Response);
        Assert.IsTrue(desk.Endpoint.EventObserving);
        Assert.IsTrue(desk.Receive("51450007aa" + "6106" + "810f" + "ff32") == CoapEvent.Notification);
        desk.WaitForDeadline();
        Assert.AreEqual("41050001aa" + "60" + "5161" + "ff00070e", desk.Sent());
    }

    [TestMethod]
    [DataRow(CoapCode.Patch)]
    [DataRow(CoapCode.IPatch)]
    public void What_changes_something_is_not_observed(int method) =>
        Assert.ThrowsException(typeof(System.ArgumentException), () => Send(Client(16), method, 3, true));

    [TestMethod]
    public void A_fetch_is_answered_by_what_it_asks_for_now_and_later()
    {
        Desk server = Server(new MirrorResource(), out int index);
        server.Receive("40050001" + "60" + "5161" + "ff4142");
        Assert.AreEqual("60450001" + "6101" + "ff4142", server.Sent());
        server.Receive("41050002bb" + "60" + "5161" + "ff43");
        Assert.AreEqual("61450002bb" + "6102" + "ff43", server.Sent());
        server.Endpoint.Notify(index, 4000);
        Assert.AreEqual("50450000" + "6103" + "ff4142", server.Sent());
        Assert.AreEqual("51450001bb" + "6104" + "ff43", server.Sent());
    }

    // A notification answers the whole body, and of one in blocks only the last block is at hand: answered, and not observed.
    [TestMethod]
    public void A_fetch_in_blocks_is_answered_and_not_observed()
    {
        Desk server = Server(new MirrorResource(), out int index);
        server.Receive("40050001" + "60" + "5161" + "d10308" + "ff" + new PatternBody(20).Hex(0, 16));
        Assert.AreEqual("605f0001" + "d10e08", server.Sent());
        server.Receive("40050002" + "60" + "5161" + "d10310" + "ff6162");
        Assert.AreEqual("60450002" + "d10e10" + "ff6162", server.Sent());
        Assert.AreEqual(0, server.Endpoint.ObserverCount);
        server.Endpoint.Notify(index, 4000);
        Assert.AreEqual("", server.Sent());
    }

    [TestMethod]
    [DataRow("06", 0, "44")]
    [DataRow("07", 0, "44")]
    [DataRow("06", CoapCode.Conflict, "89")]
    [DataRow("06", CoapCode.UnsupportedContentFormat, "8f")]
    [DataRow("07", CoapCode.UnprocessableEntity, "96")]
    [DataRow("07", CoapCode.PreconditionFailed, "8c")]
    public void A_patch_is_dealt_with_once_and_answered_alike(string method, int error, string answer)
    {
        var resource = new TextResource { ErrorCode = error };
        Desk server = Server(resource, out _);
        for (int i = 0; i < 2; i++)
        {
            server.Receive("40" + method + "0001" + "b161" + "ff61");
            Assert.AreEqual("60" + answer + "0001", server.Sent());
        }

        Assert.AreEqual(1, resource.Handled);
    }

    // Only what is safe may be done again when the answer is forgotten (RFC 7252 §4.5); of iPATCH the server does not count on it.
    [TestMethod]
    [DataRow("05", 1)]
    [DataRow("06", 0)]
    [DataRow("07", 0)]
    public void A_duplicate_whose_answer_is_forgotten(string method, int again)
    {
        var resource = new TextResource();
        var server = new Desk(new CoapOptions { MaxMessageSize = 128, BlockSize = 16, DuplicateRows = 64 }, 0);
        server.Endpoint.AddResource("a", resource, "", ResourceFlags.None);
        server.Receive("40" + method + "0001" + "b161" + "ff61");
        for (int i = 0x10; i < 0x40; i++)
        {
            server.Receive("400100" + Security.Hex.Text(new byte[] { (byte)i }, 0, 1) + "b161");
            server.Sent();
        }

        int handled = resource.Handled;
        server.Receive("40" + method + "0001" + "b161" + "ff61");
        Assert.AreEqual(handled + again, resource.Handled);
    }

    private static Desk Client(int blockSize) => new Desk(new CoapOptions { TokenLength = 0, BlockSize = blockSize }, 0);

    private static Desk Server(ICoapResource resource, out int index)
    {
        var desk = new Desk(new CoapOptions { MaxTransfers = 1 }, 0);
        index = desk.Endpoint.AddResource("a", resource, "", ResourceFlags.Observable | ResourceFlags.TakesBlocks);
        return desk;
    }

    private static int Send(Desk desk, int method, int bodySize, bool observe)
    {
        var request = new CoapRequest { Method = method, Body = new PatternBody(bodySize), Observe = observe };
        request.AddPath("a");
        return desk.Endpoint.TrySend(request, Desk.Peer, 0);
    }

    /// <summary>Answers with what came last.</summary>
    private sealed class MirrorResource : ICoapResource
    {
        public void Handle(CoapIncoming request, CoapReply reply)
        {
            CoapMessage message = request.Message;
            if (!request.MoreFollows)
            {
                reply.Code = CoapCode.Content;
                reply.PayloadLength = message.PayloadLength;
                System.Array.Copy(message.Buffer, message.PayloadOffset, reply.Payload, 0, message.PayloadLength);
            }
        }
    }
}
