using Telenode.Coap;
using Telenode.Tests.Security;

namespace Telenode.Tests.Coap;

/// <summary>RFC 7959 §3.4, Figures 12 and 13: observing a representation of 309 bytes. The client's side with every number of the figures;
/// the server's with Observe values of its own counting, which RFC 7641 §4.4 leaves to it.</summary>
[TestClass]
public class Rfc7959ObserveTests
{
    private const string Icon = "7374617475732d69636f6e"; // "status-icon"
    private const string Old = "446f00f38e"; // ETag
    private const string New = "446f00f392";
    private const int Size = 309;

    [TestMethod]
    public void Figure_12_client()
    {
        var body = new PatternBody(Size);
        Desk client = Observer(0x1636, 0);
        Assert.AreEqual("41011636fb" + "60" + "5b" + Icon, client.Sent());

        // The usual transfer, which the figure leaves out, takes two message IDs.
        client = Observer(0x1634, 0);
        client.Sent();
        Assert.IsTrue(client.Receive("61451634fb" + Old + "22f38e" + "d1040b" + "ff" + body.Hex(0, 128)) == CoapEvent.Response);
        Take(client, Old, 1, "1b", 128);
        Take(client, Old, 2, "23", 53);
        Assert.IsTrue(client.Endpoint.EventObserving);

        client.Random.Dictate("fc");
        Assert.IsTrue(client.Receive("4145af9cfb" + New + "22f392" + "d1040b" + "ff" + body.Hex(0, 128)) == CoapEvent.Notification);
        Assert.IsTrue(client.Endpoint.EventMore);
        Assert.AreEqual("6000af9c", client.Sent());
        Assert.AreEqual("41011637fc" + "bb" + Icon + "c113", client.Sent());
        Assert.IsTrue(client.Receive("61451637fc" + New + "d1061b" + "ff" + body.Hex(128, 128)) == CoapEvent.Notification);
        Assert.AreEqual("41011638fc" + "bb" + Icon + "c123", client.Sent());
        Assert.IsTrue(client.Receive("61451638fc" + New + "d10623" + "ff" + body.Hex(256, 53)) == CoapEvent.Notification);
        Assert.IsFalse(client.Endpoint.EventMore);
        Assert.IsTrue(client.Endpoint.EventObserving);
        Assert.AreEqual("", client.Sent());
    }

    [TestMethod]
    public void Figure_13_client_with_early_negotiation()
    {
        var body = new PatternBody(Size);
        Desk client = Observer(0x1636, 64);
        Assert.AreEqual("41011636fb" + "60" + "5b" + Icon + "c102", client.Sent());

        client = Observer(0x1632, 64);
        client.Sent();
        client.Receive("61451632fb" + Old + "22f38e" + "813c" + "910a" + "ff" + body.Hex(0, 64)); // with Max-Age 60
        Take(client, Old, 1, "1a", 64);
        Take(client, Old, 2, "2a", 64);
        Take(client, Old, 3, "3a", 64);
        Take(client, Old, 4, "42", 53);

        client.Random.Dictate("fc");
        Assert.IsTrue(client.Receive("4145af9cfb" + New + "22f392" + "d1040a" + "ff" + body.Hex(0, 64)) == CoapEvent.Notification);
        Assert.AreEqual("6000af9c", client.Sent());

        // The figure leaves blocks 2 and 3 out and does not count their message IDs: its last is 0x1638.
        string[] more = { "1a", "2a", "3a", "42" };
        for (int i = 0; i < 4; i++)
        {
            string messageId = "163" + (7 + i < 10 ? (7 + i).ToString() : "a");
            Assert.AreEqual("4101" + messageId + "fc" + "bb" + Icon + "c1" + (i + 1).ToString() + "2", client.Sent());
            int count = i < 3 ? 64 : 53;
            client.Receive("6145" + messageId + "fc" + New + "d106" + more[i] + "ff" + body.Hex(64 * (i + 1), count));
            Assert.AreEqual(i < 3, client.Endpoint.EventMore);
            Assert.AreEqual(64 * (i + 1), client.Endpoint.EventBodyOffset);
        }
    }

    [TestMethod]
    public void Figures_12_and_13_server()
    {
        var body = new PatternBody(Size);
        var icon = new IconResource(body);
        var server = new Desk(new CoapOptions { BlockSize = 128 }, 0xaf9c);
        int resource = server.Endpoint.AddResource("status-icon", icon, "", ResourceFlags.Observable);
        server.Receive("41011636fb" + "60" + "5b" + Icon);
        Assert.AreEqual("61451636fb" + Old + "2101" + "d1040b" + "ff" + body.Hex(0, 128), server.Sent());
        icon.Changes();
        server.Endpoint.Notify(resource, 100); // soon after: confirmable
        Assert.AreEqual("4145af9cfb" + New + "2102" + "d1040b" + "ff" + body.Hex(0, 128), server.Sent());
        server.Receive("6000af9c");
        server.Receive("41011637fc" + "bb" + Icon + "c113");
        Assert.AreEqual("61451637fc" + New + "d1061b" + "ff" + body.Hex(128, 128), server.Sent());
        server.Receive("41011638fc" + "bb" + Icon + "c123");
        Assert.AreEqual("61451638fc" + New + "d10623" + "ff" + body.Hex(256, 53), server.Sent());

        // Registered anew with blocks of 64: notifications keep to that size.
        server.Receive("41011639fb" + "60" + "5b" + Icon + "c102");
        Assert.AreEqual("61451639fb" + New + "2103" + "d1040a" + "ff" + body.Hex(0, 64), server.Sent());
        server.Endpoint.Notify(resource, 200);
        Assert.AreEqual("4145af9dfb" + New + "2104" + "d1040a" + "ff" + body.Hex(0, 64), server.Sent());
        server.Receive("4101163bfc" + "bb" + Icon + "c142");
        Assert.AreEqual("6145163bfc" + New + "d10642" + "ff" + body.Hex(256, 53), server.Sent());
    }

    private static Desk Observer(int messageId, int blockSize)
    {
        var desk = new Desk(new CoapOptions { TokenLength = 1 }, messageId);
        desk.Random.Dictate("fb");
        var request = new CoapRequest { Observe = true, BlockSize = blockSize };
        request.AddPath("status-icon");
        desk.Endpoint.TrySend(request, Desk.Peer, 0);
        return desk;
    }

    // Answers the request for a block, whatever its message ID and token are.
    private static void Take(Desk client, string etag, int block, string value, int count)
    {
        string request = client.Sent();
        int size = value.Substring(1) == "b" || value.Substring(1) == "3" ? 128 : 64;
        var body = new PatternBody(Size);
        client.Receive("6145" + request.Substring(4, 6) + etag + "d106" + value + "ff" + body.Hex(size * block, count));
    }

    private sealed class IconResource : ICoapResource
    {
        private readonly PatternBody _body;
        private byte[] _etag = Hex.Bytes("6f00f38e");

        public IconResource(PatternBody body)
        {
            _body = body;
        }

        public void Changes() => _etag = Hex.Bytes("6f00f392");

        public void Handle(CoapIncoming request, CoapReply reply)
        {
            reply.Code = CoapCode.Content;
            reply.Body = _body;
            reply.SetETag(_etag, 0, _etag.Length);
        }
    }
}
