using Telenode.Core;

namespace Telenode.Tests.Host.Broker;

/// <summary>Sessions across connections, and wills.</summary>
[TestClass]
public sealed class SessionTests
{
    private const string Limits = "21 0064 27 00040000 22 0010 2a 00";

    [TestMethod]
    public void SessionOf311LastsUntilACleanStart()
    {
        var wire = new Wire();
        Reconnect311(wire, clean: false, "20 02 00 00");
        Reconnect311(wire, clean: false, "20 02 01 00");
        wire.Advance(1L << 40);
        Reconnect311(wire, clean: false, "20 02 01 00");
        Reconnect311(wire, clean: true, "20 02 00 00");
        Reconnect311(wire, clean: false, "20 02 00 00"); // the clean session ended with its connection
    }

    [TestMethod]
    public void SessionOfV5LastsForItsExpiryInterval()
    {
        var wire = new Wire();
        ReconnectV5(wire, "11 0000000a", present: false);
        wire.Advance(9_999);
        ReconnectV5(wire, "11 0000000a", present: true);
        wire.Advance(10_000);
        Assert.AreEqual(0, wire.Core.SessionCount);
        ReconnectV5(wire, "", present: false);
        Assert.AreEqual(0, wire.Core.SessionCount); // no interval: it ended with the connection
        ReconnectV5(wire, "11 ffffffff", present: false);
        wire.Advance(1L << 40);
        ReconnectV5(wire, "", present: true);
    }

    [TestMethod]
    public void DisconnectCanChangeTheExpiryIntervalUnlessItWasZero()
    {
        var wire = new Wire();
        WireClient client = wire.Connect("a", v5: true, properties: "11 ffffffff");
        client.Send("e0 [ 00 [ 11 00000005 ] ]");
        client.ExpectEnd();
        wire.Advance(5_000);
        Assert.AreEqual(0, wire.Core.SessionCount);
        client = wire.Connect("a", v5: true);
        client.Send("e0 [ 00 [ 11 00000005 ] ]");
        client.ExpectEnd("e0 01 82"); // §3.14.2.2.2
    }

    [TestMethod]
    public void SubscriptionsStayWithTheSession()
    {
        var wire = new Wire();
        WireClient subscriber = wire.Open();
        subscriber.Send(Packets.Connect311("s", clean: false) + Packets.Subscribe311("t", 1));
        subscriber.Drop();
        WireClient publisher = wire.Connect("p");
        publisher.Send("30 [ s't' '0' ] 32 [ s't' 0001 '1' ]");
        publisher.Expect("40 02 0001");
        subscriber = wire.Open();
        subscriber.Send(Packets.Connect311("s", clean: false));
        subscriber.Expect("20 02 01 00 32 [ s't' 0001 '1' ]"); // QoS 0 is not kept for who is away
    }

    [TestMethod]
    public void WillGoesOutUnlessTheClientSaysGoodbye()
    {
        var wire = new Wire();
        WireClient watcher = wire.Connect("w");
        watcher.Send(Packets.Subscribe311("will", 1));
        watcher.Skip();

        WireClient client = ConnectWithWill(wire);
        client.Send(Packets.Disconnect);
        watcher.ExpectNothing(); // [MQTT-3.14.4-3]

        client = ConnectWithWill(wire);
        client.Drop();
        watcher.Expect("32 [ s'will' 0001 'gone' ]"); // [MQTT-3.1.2-8]
        watcher.Send("40 02 0001");

        client = ConnectWithWill(wire);
        client.Send("e0 01 04"); // "with will message"
        watcher.Expect("32 [ s'will' 0002 'gone' ]");
        watcher.Send("40 02 0002");

        client = ConnectWithWill(wire);
        client.Send("f0 00"); // a protocol error
        watcher.Expect("32 [ s'will' 0003 'gone' ]");
        watcher.Send("40 02 0003");

        client = ConnectWithWill(wire, keepAlive: 2);
        wire.Advance(3_000);
        client.ExpectEnd("e0 01 8d");
        watcher.Expect("32 [ s'will' 0004 'gone' ]");
    }

    [TestMethod]
    public void WillIsRetainedWhenItSaysSo()
    {
        var wire = new Wire();
        WireClient client = wire.Open();
        client.Send("10 [ s'MQTT' 04 26 0000 s'c' s'will' s'gone' ]");
        client.Drop();
        WireClient late = wire.Connect("l");
        late.Send(Packets.Subscribe311("will", 0));
        late.Expect("90 03 0001 00 31 [ s'will' 'gone' ]");
    }

    [TestMethod]
    public void DelayedWillIsCancelledByAReturnInTime()
    {
        var wire = new Wire();
        WireClient watcher = wire.Connect("w");
        watcher.Send(Packets.Subscribe311("will", 0));
        watcher.Skip();

        ConnectWithWill(wire, willProperties: "18 0000000a", properties: "11 00000064").Drop();
        wire.Advance(9_999);
        WireClient back = ConnectWithWill(wire, willProperties: "18 0000000a", properties: "11 00000064", clean: false);
        wire.Advance(20_000);
        watcher.ExpectNothing(); // [MQTT-3.1.3-9]
        back.Drop();
        wire.Advance(9_999);
        watcher.ExpectNothing();
        wire.Advance(1);
        watcher.Expect("30 [ s'will' 'gone' ]");
        wire.Advance(100_000);
        watcher.ExpectNothing();
    }

    [TestMethod]
    public void DelayedWillGoesOutWithTheEndOfTheSession()
    {
        var wire = new Wire();
        WireClient watcher = wire.Connect("w");
        watcher.Send(Packets.Subscribe311("will", 0));
        watcher.Skip();

        ConnectWithWill(wire, willProperties: "18 00000064", properties: "11 00000005").Drop();
        wire.Advance(5_000);
        watcher.Expect("30 [ s'will' 'gone' ]"); // [MQTT-3.1.2-10]: the session's end comes first

        ConnectWithWill(wire, willProperties: "18 00000064", properties: "11 00000064").Drop();
        wire.Connect("c", v5: true);
        watcher.Expect("30 [ s'will' 'gone' ]"); // a clean start ended the session
        Assert.AreEqual(Time.Never, wire.Core.NextDeadlineMs);
    }

    [TestMethod]
    public void WillCarriesItsProperties()
    {
        var wire = new Wire();
        WireClient watcher = wire.Connect("w", v5: true);
        watcher.Send(Packets.SubscribeV5("will", 0));
        watcher.Skip();
        ConnectWithWill(wire, willProperties: "01 01 18 00000001 02 0000003c 26 s'k' s'v'", properties: "11 00000064").Drop();
        wire.Advance(1_000);

        // Its expiry counts from its publication; the delay stays behind.
        watcher.Expect("30 [ s'will' [ 02 0000003c 01 01 26 s'k' s'v' ] 'gone' ]");
    }

    private static WireClient ConnectWithWill(
        Wire wire, string willProperties = "", string properties = "", int keepAlive = 0, bool clean = true)
    {
        WireClient client = wire.Open();
        string flags = clean ? "0e" : "0c";
        client.Send($"10 [ s'MQTT' 05 {flags} {keepAlive:x4} [ {properties} ] s'c' [ {willProperties} ] s'will' s'gone' ]");
        client.Skip();
        return client;
    }

    private static void Reconnect311(Wire wire, bool clean, string connack)
    {
        WireClient client = wire.Open();
        client.Send(Packets.Connect311("a", clean));
        client.Expect(connack);
        client.Drop();
    }

    private static void ReconnectV5(Wire wire, string properties, bool present)
    {
        WireClient client = wire.Open();
        client.Send(Packets.ConnectV5("a", clean: false, properties: properties));
        client.Expect($"20 [ {(present ? "01" : "00")} 00 [ {Limits} ] ]");
        client.Drop();
    }
}
