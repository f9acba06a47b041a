using Telenode.Coap;

namespace Telenode.Tests.Coap;

/// <summary>RFC 7959 §3: the message flows of its figures, byte for byte; tokens are empty as there.</summary>
[TestClass]
public class Rfc7959ExampleTests
{
    private const string Status = "b6737461747573"; // Uri-Path "status"
    private const string Options = "b76f7074696f6e73"; // Uri-Path "options"
    private const string Soap = "b4736f6170"; // Uri-Path "soap"

    [TestMethod]
    public void Figure_2_simple_blockwise_get()
    {
        Desk client = Client();
        Desk server = Server(128, new PatternResource(300));
        client.Get("status", "");
        Exchange(client, server, "400104d2" + Status, "604504d2" + "d10a0b" + "ff", 128, true);
        Exchange(client, server, "400104d3" + Status + "c113", "604504d3" + "d10a1b" + "ff", 128, true);
        Exchange(client, server, "400104d4" + Status + "c123", "604504d4" + "d10a23" + "ff", 44, false);
    }

    [TestMethod]
    public void Figure_3_early_negotiation()
    {
        Desk client = Client();
        Desk server = Server(128, new PatternResource(350));
        var request = new CoapRequest { BlockSize = 64 };
        request.AddPath("status");
        client.Endpoint.TrySend(request, Desk.Peer, 0);
        Exchange(client, server, "400104d2" + Status + "c102", "604504d2" + "d10a0a" + "ff", 64, true);
        Exchange(client, server, "400104d3" + Status + "c112", "604504d3" + "d10a1a" + "ff", 64, true);
        Exchange(client, server, "400104d4" + Status + "c122", "604504d4" + "d10a2a" + "ff", 64, true);
        Exchange(client, server, "400104d5" + Status + "c132", "604504d5" + "d10a3a" + "ff", 64, true);
        Exchange(client, server, "400104d6" + Status + "c142", "604504d6" + "d10a4a" + "ff", 64, true);
        Exchange(client, server, "400104d7" + Status + "c152", "604504d7" + "d10a52" + "ff", 30, false);
    }

    [TestMethod]
    public void Figure_4_late_negotiation()
    {
        Desk client = Small(64);
        Desk server = Server(128, new PatternResource(350));
        client.Get("status", "");
        Exchange(client, server, "400104d2" + Status, "604504d2" + "d10a0b" + "ff", 128, true);
        FromThirdBlock(client, server);
    }

    // Figures 5 and 6 are 4 with a lost request and a lost response: the same bytes once more.
    [TestMethod]
    public void Figure_5_late_negotiation_with_lost_request()
    {
        Desk client = Small(64);
        Desk server = Server(128, new PatternResource(350));
        client.Get("status", "");
        Exchange(client, server, "400104d2" + Status, "604504d2" + "d10a0b" + "ff", 128, true);
        Assert.AreEqual("400104d3" + Status + "c122", client.Sent());
        client.WaitForDeadline();
        FromThirdBlock(client, server);
    }

    [TestMethod]
    public void Figure_6_late_negotiation_with_lost_response()
    {
        Desk client = Small(64);
        var resource = new PatternResource(350);
        Desk server = Server(128, resource);
        client.Get("status", "");
        Exchange(client, server, "400104d2" + Status, "604504d2" + "d10a0b" + "ff", 128, true);
        server.Receive(client.Sent());
        server.Sent();
        client.WaitForDeadline();
        FromThirdBlock(client, server);
        Assert.AreEqual(5, resource.Handled);
    }

    [TestMethod]
    public void Figure_7_simple_atomic_put()
    {
        var body = new PatternBody(300);
        Desk client = Small(128);
        var sink = new SinkResource { ResponseSize = 0 };
        Desk server = Sink(512, "options", sink);
        Put(client, CoapCode.Put, "options", body);

        // The first block carries Size1 too, as RFC 7959 §4 recommends and the figure leaves out.
        Send(client, server, "400304d2" + Options + "d1030b" + "d214012c" + "ff", 128, "605f04d2" + "d10e0b");
        Send(client, server, "400304d3" + Options + "d1031b" + "ff", 128, "605f04d3" + "d10e1b");
        Assert.AreEqual("400304d4" + Options + "d10323" + "ff" + body.Hex(256, 44), client.Sent());
        server.Receive(client.Last);
        string last = server.Sent();
        Assert.AreEqual("604404d4" + "d10e23", last);
        Assert.IsTrue(client.Receive(last) == CoapEvent.Response);
        Assert.AreEqual(300, sink.Received);
        Assert.AreEqual(body.Hex(0, 300), sink.Hex());
    }

    [TestMethod]
    public void Figure_8_simple_stateless_put()
    {
        var body = new PatternBody(300);
        Desk client = Small(128);
        var sink = new SinkResource { IsStateless = true };
        Desk server = Sink(512, "options", sink);
        Put(client, CoapCode.Put, "options", body);
        Send(client, server, "400304d2" + Options + "d1030b" + "d214012c" + "ff", 128, "604404d2" + "d10e03");
        Send(client, server, "400304d3" + Options + "d1031b" + "ff", 128, "604404d3" + "d10e13");
        server.Receive(client.Sent());
        Assert.AreEqual("400304d4" + Options + "d10323" + "ff" + body.Hex(256, 44), client.Last);
        string last = server.Sent();
        Assert.AreEqual("604404d4" + "d10e23", last);
        Assert.IsTrue(client.Receive(last) == CoapEvent.Response);
        Assert.AreEqual(body.Hex(0, 300), sink.Hex());
    }

    // The figure's last two acknowledgements name MIDs 1235 and 1236, a misprint: they answer 1236 and 1237.
    [TestMethod]
    public void Figure_9_put_with_negotiation()
    {
        Desk client = Small(128);
        var sink = new SinkResource { ResponseSize = 0 };
        Desk server = Sink(32, "options", sink);
        var body = new PatternBody(200);
        Put(client, CoapCode.Put, "options", body);
        Send(client, server, "400304d2" + Options + "d1030b" + "d114c8" + "ff", 128, "605f04d2" + "d10e09");
        Send(client, server, "400304d3" + Options + "d10349" + "ff", 32, "605f04d3" + "d10e49");
        Send(client, server, "400304d4" + Options + "d10359" + "ff", 32, "605f04d4" + "d10e59");
        server.Receive(client.Sent());
        Assert.AreEqual("400304d5" + Options + "d10361" + "ff" + body.Hex(192, 8), client.Last);
        string last = server.Sent();
        Assert.AreEqual("604404d5" + "d10e61", last);
        Assert.IsTrue(client.Receive(last) == CoapEvent.Response);
        Assert.AreEqual(body.Hex(0, 200), sink.Hex());
    }

    [TestMethod]
    public void Figure_10_post_with_blocks_both_ways()
    {
        Desk client = Small(128);
        Desk server = Sink(128, "soap", new SinkResource { ResponseSize = 500 });
        Put(client, CoapCode.Post, "soap", new PatternBody(300));
        Send(client, server, "400204d2" + Soap + "d1030b" + "d214012c" + "ff", 128, "605f04d2" + "d10e0b");
        Send(client, server, "400204d3" + Soap + "d1031b" + "ff", 128, "605f04d3" + "d10e1b");
        Exchange(client, server, "400204d4" + Soap + "d10323" + "ff" + new PatternBody(300).Hex(256, 44), "604404d4" + "d10a0b" + "4123" + "ff", 128, true);
        Exchange(client, server, "400204d5" + Soap + "c113", "604404d5" + "d10a1b" + "ff", 128, true);
        Exchange(client, server, "400204d6" + Soap + "c123", "604404d6" + "d10a2b" + "ff", 128, true);
        Exchange(client, server, "400204d7" + Soap + "c133", "604404d7" + "d10a33" + "ff", 116, false);
    }

    [TestMethod]
    public void Figure_11_post_with_blocks_both_ways_and_early_negotiation()
    {
        Desk client = Small(128);
        Desk server = Sink(128, "soap", new SinkResource { ResponseSize = 250 });
        var body = new PatternBody(300);
        var request = new CoapRequest { Method = CoapCode.Post, Body = body };
        request.AddPath("soap");
        request.Options.AddInteger(OptionNumber.Block2, 2);
        client.Endpoint.TrySend(request, Desk.Peer, 0);
        Send(client, server, "400204d2" + Soap + "d1030b" + "d214012c" + "ff", 128, "605f04d2" + "d10e0b");
        Send(client, server, "400204d3" + Soap + "d1031b" + "ff", 128, "605f04d3" + "d10e1b");
        Exchange(client, server, "400204d4" + Soap + "c102" + "4123" + "ff" + body.Hex(256, 44), "604404d4" + "d10a0a" + "4123" + "ff", 64, true);
        Exchange(client, server, "400204d5" + Soap + "c112", "604404d5" + "d10a1a" + "ff", 64, true);
        Exchange(client, server, "400204d6" + Soap + "c122", "604404d6" + "d10a2a" + "ff", 64, true);
        Exchange(client, server, "400204d7" + Soap + "c132", "604404d7" + "d10a32" + "ff", 58, false);
    }

    private static void FromThirdBlock(Desk client, Desk server)
    {
        Exchange(client, server, "400104d3" + Status + "c122", "604504d3" + "d10a2a" + "ff", 64, true);
        Exchange(client, server, "400104d4" + Status + "c132", "604504d4" + "d10a3a" + "ff", 64, true);
        Exchange(client, server, "400104d5" + Status + "c142", "604504d5" + "d10a4a" + "ff", 64, true);
        Exchange(client, server, "400104d6" + Status + "c152", "604504d6" + "d10a52" + "ff", 30, false);
    }

    private static void Exchange(Desk client, Desk server, string request, string responseHead, int payload, bool more)
    {
        string sent = client.Sent();
        Assert.AreEqual(request, sent);
        server.Receive(sent);
        string response = server.Sent();
        Assert.AreEqual(responseHead, response.Substring(0, responseHead.Length));
        Assert.AreEqual(responseHead.Length + (2 * payload), response.Length);
        Assert.IsTrue(client.Receive(response) == CoapEvent.Response);
        Assert.AreEqual(more, client.Endpoint.EventMore);
        Assert.IsTrue(PatternBody.Holds(client.Endpoint.Message, client.Endpoint.EventBodyOffset));
    }

    private static void Send(Desk client, Desk server, string requestHead, int payload, string response)
    {
        string sent = client.Sent();
        Assert.AreEqual(requestHead, sent.Substring(0, requestHead.Length));
        Assert.AreEqual(requestHead.Length + (2 * payload), sent.Length);
        server.Receive(sent);
        Assert.AreEqual(response, server.Sent());
        Assert.IsTrue(client.Receive(response) == CoapEvent.None);
    }

    private static void Put(Desk client, int method, string path, PatternBody body)
    {
        var request = new CoapRequest { Method = method, Body = body };
        request.AddPath(path);
        client.Endpoint.TrySend(request, Desk.Peer, 0);
    }

    private static Desk Client() => Small(512);

    private static Desk Small(int blockSize) => new Desk(new CoapOptions { TokenLength = 0, BlockSize = blockSize }, 1234);

    private static Desk Server(int blockSize, ICoapResource resource)
    {
        var desk = new Desk(new CoapOptions { BlockSize = blockSize }, 0);
        desk.Endpoint.AddResource("status", resource, "", ResourceFlags.None);
        return desk;
    }

    private static Desk Sink(int blockSize, string path, ICoapResource resource)
    {
        var desk = new Desk(new CoapOptions { BlockSize = blockSize }, 0);
        desk.Endpoint.AddResource(path, resource, "", ResourceFlags.TakesBlocks);
        return desk;
    }
}
