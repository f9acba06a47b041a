using Telenode.SimBoard.Broker;

namespace Telenode.Tests.Host.Broker;

/// <summary>PUBLISH from clients.</summary>
[TestClass]
public sealed class PublishTests
{
    [TestMethod]
    public void EachQosHasItsAnswer()
    {
        var wire = new Wire();
        WireClient subscriber = wire.Connect("s");
        subscriber.Send(Packets.Subscribe311("t", 0));
        subscriber.Skip();
        WireClient client = wire.Connect("a");
        client.Send("30 [ s't' '0' ]");
        client.ExpectNothing();
        client.Send("32 [ s't' 1234 '1' ]");
        client.Expect("40 02 1234");
        client.Send("34 [ s't' 1235 '2' ]");
        client.Expect("50 02 1235");
        client.Send("62 02 1235");
        client.Expect("70 02 1235");
        subscriber.Expect("30 [ s't' '0' ] 30 [ s't' '1' ] 30 [ s't' '2' ]");
        Assert.AreEqual(3, wire.Core.Counters.MessagesIn);
        Assert.AreEqual(3, wire.Core.Counters.MessagesOut);
    }

    [TestMethod]
    public void RepeatedQos2MessageIsDeliveredOnce()
    {
        var wire = new Wire();
        WireClient subscriber = wire.Connect("s");
        subscriber.Send(Packets.Subscribe311("t", 0));
        subscriber.Skip();
        WireClient client = wire.Open();
        client.Send(Packets.Connect311("a", clean: false) + "34 [ s't' 0007 'x' ]");
        client.Expect("20 02 00 00 50 02 0007");
        client.Drop();
        client = wire.Open();
        client.Send(Packets.Connect311("a", clean: false) + "3c [ s't' 0007 'x' ] 62 02 0007 62 02 0007 34 [ s't' 0007 'y' ]");
        client.Expect("20 02 01 00 50 02 0007 70 02 0007 70 02 0007 50 02 0007");
        subscriber.Expect("30 [ s't' 'x' ] 30 [ s't' 'y' ]");
    }

    [TestMethod]
    public void V5IsToldOfNoSubscribersAndUnknownIdentifiers()
    {
        var wire = new Wire();
        WireClient client = wire.Connect("a", v5: true);
        client.Send("32 [ s't' 0001 00 ]");
        client.Expect("40 03 0001 10");
        client.Send("34 [ s't' 0002 00 ]");
        client.Expect("50 03 0002 10");
        client.Send("62 02 0002 62 02 0002");
        client.Expect("70 02 0002 70 03 0002 92");
        client.Send("50 02 0009"); // PUBREC that answers nothing
        client.Expect("62 03 0009 92");
        client.Send("40 02 0009 70 02 0009");
        client.ExpectNothing();
    }

    [TestMethod]
    public void AliasStandsForItsTopic()
    {
        var wire = new Wire();
        WireClient subscriber = wire.Connect("s");
        subscriber.Send(Packets.Subscribe311("#", 0));
        subscriber.Skip();
        WireClient client = wire.Connect("a", v5: true);
        client.Send("30 [ s't' [ 23 0010 ] '1' ] 30 [ s'' [ 23 0010 ] '2' ] 30 [ s'u' [ 23 0010 ] '3' ] 30 [ s'' [ 23 0010 ] '4' ]");
        client.ExpectNothing();
        subscriber.Expect("30 [ s't' '1' ] 30 [ s't' '2' ] 30 [ s'u' '3' ] 30 [ s'u' '4' ]");
        client.Drop();
        client = wire.Connect("a", v5: true);
        client.Send("30 [ s'' [ 23 0010 ] '5' ]"); // aliases end with the connection [MQTT-3.3.2-7]
        client.ExpectEnd("e0 01 82");
    }

    [TestMethod]
    public void AliasesCanBeRefused()
    {
        var wire = new Wire(new BrokerOptions { TopicAliasMaximum = 0 });
        WireClient client = wire.Open();
        client.Send(Packets.ConnectV5("a"));
        client.Expect("20 [ 00 00 [ 21 0064 27 00040000 2a 00 ] ]");
        client.Send("30 [ s't' [ 23 0001 ] '1' ]");
        client.ExpectEnd("e0 01 94");
    }

    [TestMethod]
    public void ReceiveMaximumBoundsUnreleasedMessages()
    {
        var wire = new Wire(new BrokerOptions { ReceiveMaximum = 2 });
        WireClient client = wire.Connect("a", v5: true);
        client.Send("34 [ s't' 0001 00 ] 34 [ s't' 0002 00 ] 3c [ s't' 0001 00 ]");
        client.Expect("50 03 0001 10 50 03 0002 10 50 02 0001");
        client.Send("34 [ s't' 0003 00 ]");
        client.ExpectEnd("e0 01 93");
    }

    [TestMethod]
    public void LastRetainedMessageIsKept()
    {
        var wire = new Wire();
        WireClient client = wire.Connect("a");
        client.Send("31 [ s't/1' 'a' ] 31 [ s't/1' 'b' ] 33 [ s't/2' 0001 'c' ] 30 [ s't/3' 'd' ]");
        client.Expect("40 02 0001");
        client.Send(Packets.Subscribe311("t/+", 1, packetId: 5));
        client.Expect("90 03 0005 01 31 [ s't/1' 'b' ] 33 [ s't/2' 0001 'c' ]");
        Assert.AreEqual(2, wire.Core.RetainedCount);
        client.Send("31 [ s't/1' ]");
        client.Expect("30 [ s't/1' ]"); // subscribers get it as any other message, and it is not kept [MQTT-3.3.1-6]
        Assert.AreEqual(1, wire.Core.RetainedCount);
    }

    [TestMethod]
    [DataRow("36 [ s't' 0001 00 ]", "e0 01 81")] // QoS 3 [MQTT-3.3.1-4]
    [DataRow("38 [ s't' 00 ]", "e0 01 81")] // DUP at QoS 0 [MQTT-3.3.1-2]
    [DataRow("32 [ s't' 0000 00 ]", "e0 01 82")] // packet identifier 0 [MQTT-2.2.1-3]
    [DataRow("30 [ s't/+' 00 ]", "e0 01 90")] // a wildcard in a topic name [MQTT-3.3.2-2]
    [DataRow("30 [ s't/#' 00 ]", "e0 01 90")] // the other wildcard
    [DataRow("30 [ s'' 00 ]", "e0 01 82")] // neither topic nor alias
    [DataRow("30 [ s'' [ 23 0001 ] ]", "e0 01 82")] // an alias that stands for nothing
    [DataRow("30 [ s't' [ 23 0000 ] ]", "e0 01 94")] // alias 0 [MQTT-3.3.2-8]
    [DataRow("30 [ s't' [ 23 0011 ] ]", "e0 01 94")] // an alias above the maximum [MQTT-3.3.2-9]
    [DataRow("30 [ s't' [ 23 0001 23 0001 ] ]", "e0 01 82")] // an alias twice
    [DataRow("30 [ s't' [ 0b 01 ] ]", "e0 01 82")] // a subscription identifier from a client [MQTT-3.3.4-6]
    [DataRow("30 [ s't' [ 08 s'a/+' ] ]", "e0 01 82")] // a response topic with a wildcard [MQTT-3.3.2-14]
    [DataRow("30 [ s't' [ 01 02 ] ]", "e0 01 82")] // payload format indicator 2
    [DataRow("30 [ s't' [ 26 s'k' ] ]", "e0 01 81")] // a user property without its value
    [DataRow("30 [ s't' 05 ]", "e0 01 81")] // properties longer than the packet
    [DataRow("30 [ 0005 't' ]", "e0 01 81")] // a topic longer than the packet
    [DataRow("30 [ 0001 ff 00 ]", "e0 01 81")] // a topic that is not UTF-8
    [DataRow("30 [ 0003 eda080 00 ]", "e0 01 81")] // a surrogate in UTF-8
    [DataRow("30 00", "e0 01 81")] // nothing
    [DataRow("40 00", "e0 01 81")] // PUBACK without an identifier
    [DataRow("40 02 0000", "e0 01 82")] // PUBACK with identifier 0
    [DataRow("40 [ 0001 00 00 00 ]", "e0 01 81")] // PUBACK with a byte too many
    [DataRow("60 02 0001", "e0 01 81")] // PUBREL with the flags of another packet [MQTT-3.6.1-1]
    [DataRow("62 [ 0001 00 [ 11 00000000 ] ]", "e0 01 82")] // PUBREL with a property of CONNECT
    [DataRow("20 02 00 00", "e0 01 82")] // CONNACK from a client
    [DataRow("90 03 0001 00", "e0 01 82")] // SUBACK from a client
    [DataRow("b0 02 0001", "e0 01 82")] // UNSUBACK from a client
    [DataRow("d0 00", "e0 01 82")] // PINGRESP from a client
    [DataRow("f0 00", "e0 01 82")] // AUTH that was not agreed on
    [DataRow("00 00", "e0 01 82")] // packet type 0
    [DataRow("c1 00", "e0 01 81")] // PINGREQ with a flag
    [DataRow("e0 [ 00 [ 21 0001 ] ]", "e0 01 82")] // DISCONNECT with a property of CONNECT
    [DataRow("30 80 80 80 80 01", "e0 01 81")] // remaining length of five bytes
    [DataRow("30 80 80 10", "e0 01 95")] // larger than the maximum packet size, known from its header
    public void BadPacketEndsTheConnection(string sent, string answer)
    {
        var wire = new Wire();
        WireClient client = wire.Connect("a", v5: true);
        client.Send(sent);
        client.ExpectEnd(answer);
        Assert.AreEqual(0, wire.Core.SessionCount);
        Assert.AreEqual(1, wire.Core.Counters.ConnectionsRefused);
    }

    [TestMethod]
    public void PingWithABodyIsMalformed()
    {
        var wire = new Wire();
        WireClient client = wire.Connect("a", v5: true);
        client.Send("c0 01 00");
        client.ExpectEnd("e0 01 81");
    }
}
