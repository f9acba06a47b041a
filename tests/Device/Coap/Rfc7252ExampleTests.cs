using Telenode.Coap;

namespace Telenode.Tests.Coap;

/// <summary>RFC 7252 Appendix A, byte for byte.</summary>
[TestClass]
public class Rfc7252ExampleTests
{
    private const string Temperature = "bb74656d7065726174757265"; // Uri-Path "temperature"
    private const string Payload = "ff32322e332043"; // "22.3 C"

    [TestMethod]
    public void Figure_16_piggybacked_without_token()
    {
        Desk client = Client(0x7d34, 0);
        Desk server = Server(0, new TextResource());
        int handle = client.Get("temperature", "");
        string request = client.Sent();
        Assert.AreEqual("40017d34" + Temperature, request);
        server.Receive(request);
        string response = server.Sent();
        Assert.AreEqual("60457d34" + Payload, response);
        Assert.IsTrue(client.Receive(response) == CoapEvent.Response);
        Assert.AreEqual(handle, client.Endpoint.EventHandle);
        Assert.AreEqual("22.3 C", client.Payload());
        Assert.AreEqual("", client.Sent());
    }

    [TestMethod]
    public void Figure_17_piggybacked_with_token()
    {
        Desk client = Client(0x7d35, 1);
        Desk server = Server(0, new TextResource());
        client.Get("temperature", "20");
        string request = client.Sent();
        Assert.AreEqual("41017d3520" + Temperature, request);
        server.Receive(request);
        Assert.AreEqual("61457d3520" + Payload, server.Sent());
    }

    [TestMethod]
    public void Figure_18_request_lost_and_sent_again()
    {
        Desk client = Client(0x7d36, 1);
        client.Get("temperature", "31");
        string first = client.Sent();
        Assert.AreEqual("41017d3631" + Temperature, first);
        Assert.AreEqual(2000L, client.Endpoint.NextDeadlineMs); // no spread: the random bytes are 0
        client.WaitForDeadline();
        Assert.AreEqual(first, client.Sent());
        Assert.IsTrue(client.Receive("61457d3631" + Payload) == CoapEvent.Response);
    }

    [TestMethod]
    public void Figure_19_response_lost_and_sent_again_without_asking_the_resource_again()
    {
        Desk client = Client(0x7d37, 1);
        var resource = new TextResource();
        Desk server = Server(0, resource);
        client.Get("temperature", "42");
        server.Receive(client.Sent());
        Assert.AreEqual("61457d3742" + Payload, server.Sent()); // lost
        client.WaitForDeadline();
        server.Receive(client.Sent());
        Assert.AreEqual("61457d3742" + Payload, server.Sent());
        Assert.AreEqual(1, resource.Handled);
        Assert.AreEqual(1L, server.Endpoint.Duplicates);
    }

    [TestMethod]
    public void Figure_20_separate_response()
    {
        Desk client = Client(0x7d38, 1);
        var resource = new TextResource { Defers = true };
        Desk server = Server(0xad7b, resource);
        client.Get("temperature", "53");
        server.Receive(client.Sent());
        string acknowledgement = server.Sent();
        Assert.AreEqual("60007d38", acknowledgement);
        Assert.IsTrue(client.Receive(acknowledgement) == CoapEvent.None);
        resource.Fill(server.Endpoint.BeginDeferred(resource.Handle1), CoapCode.Get);
        server.Endpoint.SendDeferred(resource.Handle1, server.NowMs);
        string response = server.Sent();
        Assert.AreEqual("4145ad7b53" + Payload, response);
        Assert.IsTrue(client.Receive(response) == CoapEvent.Response);
        string last = client.Sent();
        Assert.AreEqual("6000ad7b", last);
        server.Receive(last);
        Assert.AreEqual(Telenode.Core.Time.Never, server.Endpoint.NextDeadlineMs);
    }

    [TestMethod]
    public void Figure_20_in_the_other_order_the_response_acknowledges()
    {
        Desk client = Client(0x7d38, 1);
        client.Get("temperature", "53");
        client.Sent();
        Assert.IsTrue(client.Receive("4145ad7b53" + Payload) == CoapEvent.Response);
        Assert.AreEqual("6000ad7b", client.Sent());
        Assert.IsTrue(client.Receive("60007d38") == CoapEvent.None);
        Assert.AreEqual(Telenode.Core.Time.Never, client.Endpoint.NextDeadlineMs);
    }

    [TestMethod]
    public void Figure_21_unexpected_response_is_rejected_and_the_server_stops()
    {
        Desk client = Client(0x7d39, 1);
        Assert.IsTrue(client.Receive("60007d39") == CoapEvent.None); // the unexpected ACK is silently ignored
        Assert.AreEqual("", client.Sent());
        var resource = new TextResource { Defers = true };
        Desk server = Server(0xad7c, resource);
        server.Receive("41017d3964" + Temperature);
        server.Sent();
        resource.Fill(server.Endpoint.BeginDeferred(resource.Handle1), CoapCode.Get);
        server.Endpoint.SendDeferred(resource.Handle1, server.NowMs);
        string response = server.Sent();
        Assert.AreEqual("4145ad7c64" + Payload, response);
        client.Receive(response);
        string reset = client.Sent();
        Assert.AreEqual("7000ad7c", reset);
        server.Receive(reset);
        Assert.AreEqual(Telenode.Core.Time.Never, server.Endpoint.NextDeadlineMs);
    }

    [TestMethod]
    public void Figure_22_non_confirmable_both_ways()
    {
        Desk client = Client(0x7d40, 1);
        Desk server = Server(0xad7d, new TextResource());
        client.Random.Dictate("75");
        var request = new CoapRequest { IsConfirmable = false };
        request.AddPath("temperature");
        client.Endpoint.TrySend(request, Desk.Peer, 0);
        string sent = client.Sent();
        Assert.AreEqual("51017d4075" + Temperature, sent);
        server.Receive(sent);
        string response = server.Sent();
        Assert.AreEqual("5145ad7d75" + Payload, response);
        Assert.IsTrue(client.Receive(response) == CoapEvent.Response);
        Assert.AreEqual("", client.Sent());
    }

    [TestMethod]
    public void Figure_23_multicast_with_several_answers()
    {
        Desk client = Client(0x7d41, 1);
        client.Random.Dictate("86");
        var request = new CoapRequest { IsConfirmable = false, IsMulticast = true };
        request.AddPath("temperature");
        int handle = client.Endpoint.TrySend(request, 99, 0);
        string sent = client.Sent();
        Assert.AreEqual("51017d4186" + Temperature, sent);
        Assert.AreEqual(99, client.SentTo);

        Desk a = Server(0x60b1, new TextResource());
        a.ReceiveFrom(Desk.Peer, sent, Arrival.Multicast);
        string answer = a.Sent();
        Assert.AreEqual("514560b186" + Payload, answer);
        Assert.IsTrue(client.ReceiveFrom(1, answer, Arrival.Plain) == CoapEvent.Response);
        Assert.AreEqual(handle, client.Endpoint.EventHandle);
        Assert.AreEqual(1, client.Endpoint.EventPeer);

        // C has no such resource. The example lets it answer 4.04; RFC 7252 §8.2 lets it be silent, and so are we.
        Desk c = Client(0x952a, 1);
        c.ReceiveFrom(Desk.Peer, sent, Arrival.Multicast);
        Assert.AreEqual("", c.Sent());
        Assert.IsTrue(client.ReceiveFrom(3, "5184952a86", Arrival.Plain) == CoapEvent.Response);
        Assert.AreEqual(3, client.Endpoint.EventPeer);
        client.NowMs = 93000;
        client.Endpoint.HandleTimeout(client.NowMs);
        Assert.IsTrue(client.Endpoint.PollEvent() == CoapEvent.TimedOut);
    }

    private static Desk Client(int messageId, int tokenLength) => new Desk(new CoapOptions { TokenLength = tokenLength }, messageId);

    private static Desk Server(int messageId, TextResource resource)
    {
        var desk = new Desk(new CoapOptions(), messageId);
        desk.Endpoint.AddResource("temperature", resource, "", ResourceFlags.None);
        return desk;
    }
}
