using Telenode.Coap;
using Telenode.Core;

namespace Telenode.Tests.Coap;

/// <summary>Rules of the message and request layers that the RFCs state without a figure.</summary>
[TestClass]
public class EndpointTests
{
    // RFC 7252 §4.2 and §4.8: 2 s times up to 1.5, doubled four times; then the request is given up.
    [TestMethod]
    public void A_silent_peer_is_asked_five_times()
    {
        Desk desk = Client(new CoapOptions { TokenLength = 0 });
        desk.Random.Dictate("ffffffff");
        var request = new CoapRequest();
        desk.Endpoint.TrySend(request, Desk.Peer, 0);
        string sent = desk.Sent();
        long[] at = { 3000, 9000, 21000, 45000 };
        for (int i = 0; i < at.Length; i++)
        {
            Assert.IsTrue(desk.WaitForDeadline() == CoapEvent.None);
            Assert.AreEqual(at[i], desk.NowMs);
            Assert.AreEqual(sent, desk.Sent());
        }

        Assert.IsTrue(desk.WaitForDeadline() == CoapEvent.TimedOut);
        Assert.AreEqual(93000L, desk.NowMs); // MAX_TRANSMIT_WAIT
        Assert.AreEqual(4L, desk.Endpoint.Retransmissions);
    }

    // NSTART = 1 (§4.7): the second request waits for the first one's acknowledgement and no longer.
    [TestMethod]
    public void One_interaction_at_a_time_with_a_peer()
    {
        Desk desk = Client(new CoapOptions { TokenLength = 1 });
        desk.Get("a", "01");
        desk.Get("b", "02");
        Assert.AreEqual("4101000001" + "b161", desk.Sent());
        Assert.AreEqual("", desk.Sent());
        desk.Receive("60000000"); // empty ACK: the response may come whenever it likes
        Assert.AreEqual("4101000102" + "b162", desk.Sent());
        Assert.IsTrue(desk.Receive("5145abcd01" + "ff61") == CoapEvent.Response);
    }

    // PROBING_RATE = 1 byte/s (§4.7): 6 bytes to a peer that says nothing are followed by 6 s of silence.
    [TestMethod]
    public void A_peer_that_says_nothing_is_spared()
    {
        Desk desk = Client(new CoapOptions { TokenLength = 0 });
        var request = new CoapRequest { IsConfirmable = false };
        request.AddPath("a");
        desk.Endpoint.TrySend(request, Desk.Peer, 0);
        desk.Endpoint.TrySend(request, Desk.Peer, 0);
        Assert.AreEqual("50010000" + "b161", desk.Sent());
        Assert.AreEqual("", desk.Sent());
        desk.WaitForDeadline();
        Assert.AreEqual(6000L, desk.NowMs);
        Assert.AreEqual("50010001" + "b161", desk.Sent());
    }

    [TestMethod]
    public void A_peer_that_speaks_is_not_spared()
    {
        Desk desk = Client(new CoapOptions { TokenLength = 0 });
        var request = new CoapRequest { IsConfirmable = false };
        desk.Endpoint.TrySend(request, Desk.Peer, 0);
        desk.Endpoint.TrySend(request, Desk.Peer, 0);
        desk.Sent();
        desk.Receive("400000aa");
        Assert.AreEqual("700000aa", desk.Sent());
        Assert.AreEqual("50010001", desk.Sent());
    }

    [TestMethod]
    public void A_rejected_request_is_over()
    {
        Desk desk = Client(new CoapOptions { TokenLength = 0 });
        int handle = desk.Get("a", "");
        desk.Sent();
        Assert.IsTrue(desk.Receive("70000000") == CoapEvent.Rejected);
        Assert.AreEqual(handle, desk.Endpoint.EventHandle);
        Assert.AreEqual(Time.Never, desk.Endpoint.NextDeadlineMs);
    }

    [TestMethod]
    public void A_ping_is_answered_by_Reset()
    {
        Desk desk = Client(new CoapOptions());
        int handle = desk.Endpoint.TryPing(Desk.Peer, 0);
        Assert.AreEqual("40000000", desk.Sent());
        Assert.IsTrue(desk.Receive("70000000") == CoapEvent.Pong);
        Assert.AreEqual(handle, desk.Endpoint.EventHandle);
    }

    // A piggybacked response must fit message ID and token (§5.3.2); one of another peer is none.
    [TestMethod]
    public void Responses_that_do_not_fit_are_ignored()
    {
        Desk desk = Client(new CoapOptions { TokenLength = 1 });
        desk.Get("a", "01");
        desk.Sent();
        Assert.IsTrue(desk.Receive("6145000002") == CoapEvent.None);
        Assert.IsTrue(desk.Receive("6145000101") == CoapEvent.None);
        Assert.IsTrue(desk.ReceiveFrom(8, "6145000001", Arrival.Plain) == CoapEvent.None);
        Assert.IsTrue(desk.Receive("6145000001") == CoapEvent.Response);
    }

    [TestMethod]
    public void A_response_with_an_unknown_critical_option_is_rejected()
    {
        Desk desk = Client(new CoapOptions { TokenLength = 1 });
        desk.Get("a", "01");
        desk.Sent();
        desk.Receive("60000000");
        Assert.IsTrue(desk.Receive("4145000901" + "d108" + "00") == CoapEvent.Failed);
        Assert.AreEqual("70000009", desk.Sent());
    }

    // RFC 7967 §2: bits for 2.xx, 4.xx and 5.xx.
    [TestMethod]
    [DataRow("d1ea02", "60000001")] // no 2.xx wanted: the request is acknowledged all the same
    [DataRow("d1ea08", "60450001ff32322e332043")] // no 4.xx wanted: 2.05 comes
    [DataRow("d0ea", "60450001ff32322e332043")] // 0: everything is wanted
    public void Responses_that_are_not_wanted_are_left_out(string noResponse, string answer)
    {
        Desk desk = Server(new CoapOptions(), new TextResource());
        desk.Receive("40010001" + "b161" + noResponse);
        Assert.AreEqual(answer, desk.Sent());
    }

    [TestMethod]
    public void A_request_without_response_is_over_when_acknowledged_or_sent()
    {
        Desk desk = Client(new CoapOptions { TokenLength = 0 });
        var request = new CoapRequest { Method = CoapCode.Post };
        request.Options.AddInteger(OptionNumber.NoResponse, 26);
        desk.Endpoint.TrySend(request, Desk.Peer, 0);
        desk.Sent();
        Assert.IsTrue(desk.Receive("60000000") == CoapEvent.Delivered);
        request.IsConfirmable = false;
        desk.Endpoint.TrySend(request, Desk.Peer, 0);
        desk.Sent();
        Assert.IsTrue(desk.Endpoint.PollEvent() == CoapEvent.Delivered);
    }

    // RFC 9175 §2.3 and §2.4: no observer without a proof of its address; the client proves it by itself.
    [TestMethod]
    public void Echo_is_asked_for_and_given_back()
    {
        Desk server = Server(new CoapOptions { EchoGuard = true }, new TextResource());
        Desk client = Client(new CoapOptions { TokenLength = 0 });
        var request = new CoapRequest { Observe = true };
        request.AddPath("a");
        client.Endpoint.TrySend(request, Desk.Peer, 0);
        server.Random.Dictate("0102030405060708");
        server.Receive(client.Sent());
        string challenge = server.Sent();
        Assert.AreEqual("60810000" + "d8ef" + "0102030405060708", challenge);
        Assert.AreEqual(0, server.Endpoint.ObserverCount);
        Assert.IsTrue(client.Receive(challenge) == CoapEvent.None);
        string proof = client.Sent();
        Assert.AreEqual("40010001" + "60" + "5161" + "d8e4" + "0102030405060708", proof);
        server.Receive(proof);
        Assert.IsTrue(client.Receive(server.Sent()) == CoapEvent.Response);
        Assert.IsTrue(client.Endpoint.EventObserving);
        Assert.AreEqual(1, server.Endpoint.ObserverCount);
    }

    [TestMethod]
    public void Nothing_large_goes_to_who_has_not_proved_its_address()
    {
        Desk server = Server(new CoapOptions { EchoGuard = true }, new PatternResource(200));
        server.Receive("40010001" + "b161");
        Assert.AreEqual("6081", server.Sent().Substring(0, 4));
        server.ReceiveFrom(Desk.Peer, "40010002" + "b161", Arrival.Secured);
        Assert.AreEqual("6045", server.Sent().Substring(0, 4));
    }

    // §4.5: when the answer is forgotten, a safe request is dealt with again, another one never.
    [TestMethod]
    public void Duplicates_whose_answer_is_forgotten()
    {
        var resource = new TextResource();
        Desk server = Server(new CoapOptions { MaxMessageSize = 128, BlockSize = 16, DuplicateRows = 64 }, resource);
        server.Receive("40020001" + "b161");
        server.Receive("40010002" + "b161");
        for (int i = 0x10; i < 0x40; i++)
        {
            server.Receive("400100" + Two(i) + "b161");
            server.Sent();
        }

        int handled = resource.Handled;
        server.Receive("40020001" + "b161");
        Assert.AreEqual(handled, resource.Handled);
        server.Receive("40010002" + "b161");
        Assert.AreEqual(handled + 1, resource.Handled);
    }

    [TestMethod]
    public void Our_own_misuse_throws_before_anything_changes()
    {
        Desk desk = Client(new CoapOptions { TokenLength = 0 });
        Assert.ThrowsException(typeof(System.ArgumentException), () => new CoapEndpoint(new CoapOptions()));
        var observing = new CoapRequest { Method = CoapCode.Put, Observe = true };
        Assert.ThrowsException(typeof(System.ArgumentException), () => desk.Endpoint.TrySend(observing, 1, 0));
        var large = new CoapRequest(4, 1000);
        large.Options.Add(OptionNumber.ProxyUri, new byte[700], 0, 700);
        Assert.ThrowsException(typeof(System.ArgumentException), () => desk.Endpoint.TrySend(large, 1, 0));
        Assert.ThrowsException(typeof(System.ArgumentException), () => desk.Endpoint.PollTransmit(new byte[100], 0, 100));
        Assert.AreEqual("", desk.Sent());
    }

    private static string Two(int value) => Security.Hex.Text(new byte[] { (byte)value }, 0, 1);

    private static Desk Client(CoapOptions options) => new Desk(options, 0);

    private static Desk Server(CoapOptions options, ICoapResource resource)
    {
        var desk = new Desk(options, 0);
        desk.Endpoint.AddResource("a", resource, "", ResourceFlags.Observable | ResourceFlags.TakesBlocks);
        return desk;
    }
}
