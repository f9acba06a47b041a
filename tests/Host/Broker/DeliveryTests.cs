using Telenode.SimBoard.Broker;

namespace Telenode.Tests.Host.Broker;

/// <summary>PUBLISH to clients.</summary>
[TestClass]
public sealed class DeliveryTests
{
    [TestMethod]
    public void QosIsTheLowerOfPublishedAndGranted()
    {
        var wire = new Wire();
        for (int granted = 0; granted <= 2; granted++)
        {
            WireClient subscriber = wire.Connect($"s{granted}");
            subscriber.Send(Packets.Subscribe311("t", granted));
            subscriber.Expect($"90 03 0001 {granted:x2}");
            WireClient publisher = wire.Connect("p");
            publisher.Send("30 [ s't' '0' ] 32 [ s't' 0001 '1' ] 34 [ s't' 0002 '2' ]");
            subscriber.Expect(granted switch
            {
                0 => "30 [ s't' '0' ] 30 [ s't' '1' ] 30 [ s't' '2' ]",
                1 => "30 [ s't' '0' ] 32 [ s't' 0001 '1' ] 32 [ s't' 0002 '2' ]",
                _ => "30 [ s't' '0' ] 32 [ s't' 0001 '1' ] 34 [ s't' 0002 '2' ]",
            });
        }
    }

    [TestMethod]
    public void Qos1IsRepeatedOnlyOnANewConnection()
    {
        var wire = new Wire();
        WireClient subscriber = Subscriber(wire, 1);
        Publish(wire, "1", "2");
        subscriber.Expect("32 [ s't' 0001 '1' ] 32 [ s't' 0002 '2' ]");
        subscriber.Send("40 02 0001");
        wire.Advance(1_000_000);
        subscriber.ExpectNothing(); // [MQTT-4.4.0-1]
        subscriber = Reconnect(wire, subscriber);
        subscriber.Expect("20 02 01 00 3a [ s't' 0002 '2' ]");
        subscriber.Send("40 02 0002 40 02 0002"); // the second is a stray
        subscriber = Reconnect(wire, subscriber);
        subscriber.Expect("20 02 01 00");
    }

    [TestMethod]
    public void Qos2GoesOnWhereItWas()
    {
        var wire = new Wire();
        WireClient subscriber = Subscriber(wire, 2);
        Publish(wire, "1", "2");
        subscriber.Expect("34 [ s't' 0001 '1' ] 34 [ s't' 0002 '2' ]");
        subscriber.Send("50 02 0001");
        subscriber.Expect("62 02 0001");
        subscriber = Reconnect(wire, subscriber);
        subscriber.Expect("20 02 01 00 62 02 0001 3c [ s't' 0002 '2' ]");
        subscriber.Send("70 02 0001 50 02 0002 50 02 0002");
        subscriber.Expect("62 02 0002 62 02 0002");
        subscriber.Send("70 02 0002");
        subscriber = Reconnect(wire, subscriber);
        subscriber.Expect("20 02 01 00");
    }

    [TestMethod]
    public void RefusalEndsADelivery()
    {
        var wire = new Wire();
        WireClient subscriber = wire.Connect("s", v5: true, properties: "21 0001 11 ffffffff");
        subscriber.Send(Packets.SubscribeV5("t", 2));
        subscriber.Skip();
        Publish(wire, "1", "2");
        subscriber.Expect("34 [ s't' 0001 00 '1' ]");
        subscriber.Send("50 03 0001 83");
        subscriber.Expect("34 [ s't' 0002 00 '2' ]");
    }

    [TestMethod]
    [DataRow("70 02 0001")] // PUBCOMP before PUBREC
    [DataRow("40 02 0001")] // PUBACK for QoS 2
    public void AnswerOutOfPlaceIsAProtocolError(string answer)
    {
        var wire = new Wire();
        WireClient subscriber = wire.Connect("s", v5: true);
        subscriber.Send(Packets.SubscribeV5("t", 2));
        subscriber.Skip();
        Publish(wire, "1");
        subscriber.Skip();
        subscriber.Send(answer);
        subscriber.ExpectEnd("e0 01 82");
    }

    [TestMethod]
    public void ReceiveMaximumOfTheClientIsKept()
    {
        var wire = new Wire();
        WireClient subscriber = wire.Connect("s", v5: true, properties: "21 0002 11 ffffffff");
        subscriber.Send(Packets.SubscribeV5("t", 2));
        subscriber.Skip();
        Publish(wire, "1", "2", "3", "4");
        subscriber.Expect("34 [ s't' 0001 00 '1' ] 34 [ s't' 0002 00 '2' ]");
        subscriber.Send("50 02 0001");
        subscriber.Expect("62 02 0001"); // §4.9: PUBCOMP makes room, PUBREC does not
        subscriber.Send("70 02 0001");
        subscriber.Expect("34 [ s't' 0003 00 '3' ]");

        // A new connection with a smaller one: a PUBREL needs no room, the second message waits.
        subscriber.Drop();
        subscriber = wire.Open();
        subscriber.Send(Packets.ConnectV5("s", clean: false, properties: "21 0001 11 ffffffff"));
        Assert.IsTrue(Convert.ToHexString(subscriber.Take()).EndsWith(Hex("3c [ s't' 0002 00 '2' ]"), StringComparison.Ordinal));
        subscriber.Send("50 02 0002 70 02 0002");
        subscriber.Expect("62 02 0002 3c [ s't' 0003 00 '3' ]");
        subscriber.Send("50 02 0003 70 02 0003");
        subscriber.Expect("62 02 0003 34 [ s't' 0004 00 '4' ]");
    }

    [TestMethod]
    public void PacketIdentifiersInFlightAreNotReused()
    {
        var wire = new Wire(new BrokerOptions { InFlightWindow = 2 });
        WireClient subscriber = Subscriber(wire, 1);
        WireClient publisher = wire.Connect("p");
        byte[] message = Packets.Parse("32 [ s't' 0001 'x' ]");
        publisher.Send(message);
        subscriber.Expect("32 [ s't' 0001 'x' ]"); // never acknowledged
        for (int i = 2; i <= 65_535; i++)
        {
            publisher.Send(message);
            publisher.Skip();
            byte[] sent = subscriber.Take();
            Assert.AreEqual(i, (sent[5] << 8) | sent[6]);
            subscriber.Send([0x40, 2, sent[5], sent[6]]);
        }

        publisher.Send(message);
        subscriber.Expect("32 [ s't' 0002 'x' ]"); // past 65535, 0 and the one in flight
    }

    [TestMethod]
    public void MessageExpiryCountsDown()
    {
        var wire = new Wire();
        WireClient subscriber = wire.Connect("s", v5: true, properties: "11 ffffffff");
        subscriber.Send(Packets.SubscribeV5("t", 1));
        subscriber.Drop();
        WireClient publisher = wire.Connect("p", v5: true);
        publisher.Send("33 [ s't' 0001 [ 02 0000000a ] 'x' ] 32 [ s't' 0002 [ 02 00000002 ] 'y' ]");
        wire.Advance(3_500);
        subscriber = wire.Open();
        subscriber.Send(Packets.ConnectV5("s", clean: false));
        Assert.IsTrue(
            Convert.ToHexString(subscriber.Take()).EndsWith(Hex("2a 00 32 [ s't' 0001 [ 02 00000007 ] 'x' ]"), StringComparison.Ordinal));
        Assert.AreEqual(1, wire.Core.Counters.MessagesDropped); // [MQTT-3.3.2-5]
        wire.Advance(6_500);
        subscriber.Send(Packets.SubscribeV5("t", 1));
        subscriber.Expect("90 04 0001 00 01"); // the retained one has expired
        Assert.AreEqual(0, wire.Core.RetainedCount);
    }

    [TestMethod]
    public void MessageAboveTheClientsMaximumPacketSizeIsNotSent()
    {
        var wire = new Wire();
        WireClient subscriber = wire.Connect("s", v5: true, properties: "27 0000000a");
        subscriber.Send(Packets.SubscribeV5("t", 1));
        subscriber.Skip();
        Publish(wire, "123", "1234", "5"); // 2 + 3 + 2 + 1 bytes around the payload: 11 of 10 allowed for the first two
        subscriber.Expect("32 [ s't' 0001 00 '5' ]"); // [MQTT-3.1.2-24] [MQTT-3.1.2-25]
        Publish(wire, "67");
        subscriber.Expect("32 [ s't' 0002 00 '67' ]");
        Assert.AreEqual(2, wire.Core.Counters.MessagesDropped);
    }

    [TestMethod]
    public void PropertiesGoOnInTheirOrder()
    {
        var wire = new Wire();
        WireClient v5 = wire.Connect("s5", v5: true);
        v5.Send(Packets.SubscribeV5("t", 0));
        v5.Skip();
        WireClient old = wire.Connect("s4");
        old.Send(Packets.Subscribe311("t", 0));
        old.Skip();
        WireClient publisher = wire.Connect("p", v5: true);
        const string forwarded = "26 s'k' s'1' 03 s'text' 26 s'k' s'2' 08 s'r' 09 0002 0001 01 01";
        publisher.Send($"30 [ s't' [ 23 0001 {forwarded} ] 'x' ]");
        v5.Expect($"30 [ s't' [ {forwarded} ] 'x' ]"); // [MQTT-3.3.2-17] [MQTT-3.3.2-18]
        old.Expect("30 [ s't' 'x' ]");
    }

    private static WireClient Subscriber(Wire wire, int qos)
    {
        WireClient subscriber = wire.Open();
        subscriber.Send(Packets.Connect311("s", clean: false) + Packets.Subscribe311("t", qos));
        subscriber.Skip();
        return subscriber;
    }

    private static WireClient Reconnect(Wire wire, WireClient lost)
    {
        lost.Drop();
        WireClient client = wire.Open();
        client.Send(Packets.Connect311("s", clean: false));
        return client;
    }

    /// <summary>Publishes to the topic "t" at QoS 2.</summary>
    private static void Publish(Wire wire, params string[] payloads)
    {
        WireClient publisher = wire.Connect("p");
        for (int i = 0; i < payloads.Length; i++)
        {
            publisher.Send($"34 [ s't' {i + 1:x4} '{payloads[i]}' ]");
        }

        publisher.Drop();
    }

    private static string Hex(string bytes) => Convert.ToHexString(Packets.Parse(bytes));
}
