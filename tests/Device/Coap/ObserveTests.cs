using Telenode.Coap;
using Telenode.Core;

namespace Telenode.Tests.Coap;

/// <summary>The rules of RFC 7641 from both sides.</summary>
[TestClass]
public class ObserveTests
{
    private const string Temperature = "74656d7065726174757265";
    private const string Registration = "410116334a" + "60" + "5b" + Temperature; // GET, token 4a, Observe 0, Uri-Path

    [TestMethod]
    public void Registering_anew_when_stale_keeps_the_token()
    {
        Desk client = Observer();
        Assert.AreEqual(Registration, client.Sent());
        Assert.IsTrue(client.Receive("614516334a" + "6109" + "810f" + "ff31382e352043656c") == CoapEvent.Response);
        Assert.IsTrue(client.Endpoint.EventObserving);
        Assert.AreEqual("18.5 Cel", client.Payload());
        Assert.IsFalse(client.Endpoint.AwaitsPeer);

        client.NowMs = 7000;
        Assert.IsTrue(client.Receive("51457b504a" + "6110" + "810f" + "ff31392e322043656c") == CoapEvent.Notification);
        Assert.AreEqual("19.2 Cel", client.Payload());
        Assert.AreEqual("", client.Sent());

        // Notification 25 is lost. Max-Age 15 s, then 5 s and a random delay of up to 10 s, which is 0 here.
        client.WaitForDeadline();
        Assert.AreEqual(7000L + 15000 + 5000, client.NowMs);
        Assert.AreEqual("410116344a" + "60" + "5b" + Temperature, client.Sent());
        Assert.IsTrue(client.Receive("614516344a" + "4578797a7a79" + "212c" + "810f" + "ff31392e372043656c") == CoapEvent.Notification);
        Assert.AreEqual("19.7 Cel", client.Payload());
    }

    [TestMethod]
    public void Older_notifications_are_ignored_unless_much_time_has_passed()
    {
        Desk client = Observer();
        client.Sent();
        client.Receive("614516334a" + "6209ff" + "ff31");
        Assert.IsTrue(client.Receive("514500014a" + "6209fe" + "ff32") == CoapEvent.None);
        Assert.IsTrue(client.Receive("514500024a" + "6209ff" + "ff32") == CoapEvent.None);
        Assert.IsTrue(client.Receive("514500034a" + "620a00" + "ff32") == CoapEvent.Notification);

        // On the circle of 2^24, 0x800a00 is 2^23 ahead: no longer newer; 0x8009ff is.
        Assert.IsTrue(client.Receive("514500044a" + "63800a00" + "ff33") == CoapEvent.None);
        Assert.IsTrue(client.Receive("514500054a" + "638009ff" + "ff33") == CoapEvent.Notification);
        Assert.IsTrue(client.Receive("514500064a" + "6205" + "00" + "ff34") == CoapEvent.Notification);

        client.NowMs += 128001;
        Assert.IsTrue(client.Receive("514500074a" + "6101" + "ff35") == CoapEvent.Notification);
    }

    [TestMethod]
    public void Confirmable_notifications_are_acknowledged_and_duplicates_again()
    {
        Desk client = Observer();
        client.Sent();
        client.Receive("614516334a" + "6109" + "ff31");
        Assert.IsTrue(client.Receive("414500014a" + "610a" + "ff32") == CoapEvent.Notification);
        Assert.AreEqual("60000001", client.Sent());
        Assert.IsTrue(client.Receive("414500014a" + "610a" + "ff32") == CoapEvent.None);
        Assert.AreEqual("60000001", client.Sent());
    }

    [TestMethod]
    public void After_cancelling_a_notification_is_rejected()
    {
        Desk client = Observer();
        client.Sent();
        client.Receive("614516334a" + "6109" + "ff31");
        client.Endpoint.Cancel(client.Endpoint.EventHandle);
        Assert.IsTrue(client.Receive("514500014a" + "610a" + "ff32") == CoapEvent.None);
        Assert.AreEqual("70000001", client.Sent());
    }

    [TestMethod]
    public void Deregistering_uses_the_same_token_and_ends_with_a_response()
    {
        Desk client = Observer();
        client.Sent();
        client.Receive("614516334a" + "6109" + "ff31");
        Assert.IsTrue(client.Endpoint.Deregister(client.Endpoint.EventHandle, 0));
        Assert.AreEqual("410116344a" + "6101" + "5b" + Temperature, client.Sent());
        Assert.IsTrue(client.Receive("614516344a" + "ff31") == CoapEvent.Response);
        Assert.IsFalse(client.Endpoint.EventObserving);
        Assert.AreEqual(Time.Never, client.Endpoint.NextDeadlineMs);
    }

    [TestMethod]
    public void An_error_or_a_response_without_Observe_ends_the_observation()
    {
        Desk client = Observer();
        client.Sent();
        Assert.IsTrue(client.Receive("614516334a" + "ff31") == CoapEvent.Response);
        Assert.IsFalse(client.Endpoint.EventObserving);
        Assert.AreEqual(Time.Never, client.Endpoint.NextDeadlineMs);

        client = Observer();
        client.Sent();
        client.Receive("614516334a" + "6109" + "ff31");
        Assert.IsTrue(client.Receive("418400014a") == CoapEvent.Response);
        Assert.IsFalse(client.Endpoint.EventObserving);
        client.Sent();
        Assert.AreEqual(Time.Never, client.Endpoint.NextDeadlineMs);
    }

    [TestMethod]
    public void Server_registers_notifies_and_forgets_who_rejects()
    {
        var resource = new TextResource { Text = "1", MaxAge = 15 };
        Desk server = Server(resource, new CoapOptions(), out int index);
        server.Receive(Registration);
        Assert.AreEqual("614516334a" + "6101" + "810f" + "ff31", server.Sent());
        Assert.AreEqual(1, server.Endpoint.ObserverCount);
        server.NowMs = 5000;
        resource.Text = "2";
        server.Endpoint.Notify(index, server.NowMs);
        Assert.AreEqual("51457b504a" + "6102" + "810f" + "ff32", server.Sent());
        Assert.AreEqual("", server.Sent());
        server.Receive("70007b50");
        Assert.AreEqual(0, server.Endpoint.ObserverCount);
        server.Endpoint.Notify(index, server.NowMs);
        Assert.AreEqual("", server.Sent());
    }

    // RFC 7641 §4.5.1: sooner than 3 s after the last one, notifications go at the pace of their acknowledgements.
    [TestMethod]
    public void Quick_notifications_are_confirmable_and_skip_states()
    {
        var resource = new TextResource { Text = "1" };
        Desk server = Server(resource, new CoapOptions(), out int index);
        server.Receive(Registration);
        server.Sent();
        resource.Text = "2";
        server.Endpoint.Notify(index, 100);
        Assert.AreEqual("41457b504a" + "6102" + "ff32", server.Sent());
        resource.Text = "3";
        server.Endpoint.Notify(index, 200);
        resource.Text = "4";
        server.Endpoint.Notify(index, 300);
        Assert.AreEqual("", server.Sent());
        server.NowMs = 400;
        server.Receive("60007b50");
        Assert.AreEqual("41457b514a" + "6103" + "ff34", server.Sent());
    }

    // RFC 7641 §4.5.2.
    [TestMethod]
    public void Retransmission_carries_the_state_of_now_and_silence_ends_the_observation()
    {
        var resource = new TextResource { Text = "1" };
        Desk server = Server(resource, new CoapOptions(), out int index);
        server.Receive(Registration);
        server.Sent();
        resource.Text = "2";
        server.Endpoint.Notify(index, 0);
        Assert.AreEqual("41457b504a" + "6102" + "ff32", server.Sent());
        server.WaitForDeadline();
        Assert.AreEqual("41457b504a" + "6102" + "ff32", server.Sent());
        resource.Text = "3";
        server.Endpoint.Notify(index, server.NowMs);
        server.WaitForDeadline();
        Assert.AreEqual("41457b514a" + "6103" + "ff33", server.Sent());
        server.WaitForDeadline();
        server.Sent();
        server.WaitForDeadline();
        server.Sent();
        Assert.AreEqual(1, server.Endpoint.ObserverCount);
        server.WaitForDeadline();
        Assert.AreEqual(62000L, server.NowMs); // 2 + 4 + 8 + 16 + 32 s: as many tries as for one message
        Assert.AreEqual(0, server.Endpoint.ObserverCount);
    }

    [TestMethod]
    public void An_observer_is_asked_from_time_to_time_whether_it_lives()
    {
        var resource = new TextResource { Text = "1" };
        Desk server = Server(resource, new CoapOptions(), out int index);
        server.Receive(Registration);
        server.Sent();
        server.Endpoint.Notify(index, 299999);
        Assert.AreEqual("51457b504a" + "6102" + "ff31", server.Sent());
        server.Endpoint.Notify(index, 310000);
        Assert.AreEqual("41457b514a" + "6103" + "ff31", server.Sent());
    }

    [TestMethod]
    public void A_full_table_puts_out_only_an_observer_that_owes_an_acknowledgement()
    {
        var resource = new TextResource { Text = "1" };
        Desk server = Server(resource, new CoapOptions { MaxObservers = 1 }, out int index);
        server.Receive(Registration);
        server.Sent();
        server.ReceiveFrom(8, "4101000101" + "60" + "5b" + Temperature, Arrival.Plain);
        Assert.AreEqual("6145000101" + "ff31", server.Sent()); // answered, and not registered
        server.Endpoint.Notify(index, 100);
        server.Sent();
        server.ReceiveFrom(8, "4101000201" + "60" + "5b" + Temperature, Arrival.Plain);
        Assert.AreEqual("6145000201" + "6103" + "ff31", server.Sent());
        Assert.AreEqual(1, server.Endpoint.ObserverCount);
        server.NowMs = 10000;
        server.Endpoint.Notify(index, server.NowMs);
        server.Sent();
        Assert.AreEqual(8, server.SentTo);
    }

    [TestMethod]
    public void Registering_again_replaces_and_deregistering_removes()
    {
        Desk server = Server(new TextResource { Text = "1" }, new CoapOptions(), out int index);
        server.Receive(Registration);
        server.Sent();
        server.Receive("410116344a" + "60" + "5b" + Temperature);
        server.Sent();
        Assert.AreEqual(1, server.Endpoint.ObserverCount);
        server.Receive("410116354a" + "6101" + "5b" + Temperature);
        Assert.AreEqual("614516354a" + "ff31", server.Sent());
        Assert.AreEqual(0, server.Endpoint.ObserverCount);
        Assert.AreEqual(1, index);
    }

    [TestMethod]
    public void A_resource_that_fails_says_so_to_its_observers_and_forgets_them()
    {
        var resource = new TextResource { Text = "1" };
        Desk server = Server(resource, new CoapOptions(), out int index);
        server.Receive(Registration);
        server.Sent();
        resource.ErrorCode = CoapCode.NotFound;
        server.NowMs = 5000;
        server.Endpoint.Notify(index, 5000);
        Assert.AreEqual("51847b504a", server.Sent());
        Assert.AreEqual(0, server.Endpoint.ObserverCount);
    }

    private static Desk Observer()
    {
        var desk = new Desk(new CoapOptions { TokenLength = 1 }, 0x1633);
        desk.Random.Dictate("4a");
        var request = new CoapRequest { Observe = true };
        request.AddPath("temperature");
        desk.Endpoint.TrySend(request, Desk.Peer, 0);
        return desk;
    }

    private static Desk Server(TextResource resource, CoapOptions options, out int index)
    {
        var desk = new Desk(options, 0x7b50);
        index = desk.Endpoint.AddResource("temperature", resource, "", ResourceFlags.Observable);
        return desk;
    }
}
