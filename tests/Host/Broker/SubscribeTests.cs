using Telenode.SimBoard.Broker;

namespace Telenode.Tests.Host.Broker;

/// <summary>SUBSCRIBE, UNSUBSCRIBE and the matching of topics.</summary>
[TestClass]
public sealed class SubscribeTests
{
    [TestMethod]
    [DataRow("sport/tennis/player1/#", "sport/tennis/player1", true)] // §4.7.1.2
    [DataRow("sport/tennis/player1/#", "sport/tennis/player1/ranking", true)]
    [DataRow("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true)]
    [DataRow("sport/#", "sport", true)]
    [DataRow("sport/#", "sports", false)]
    [DataRow("#", "a/b/c", true)]
    [DataRow("#", "/", true)]
    [DataRow("sport/tennis/+", "sport/tennis/player1", true)] // §4.7.1.3
    [DataRow("sport/tennis/+", "sport/tennis/player1/ranking", false)]
    [DataRow("sport/+", "sport", false)]
    [DataRow("sport/+", "sport/", true)]
    [DataRow("+/+", "/finance", true)]
    [DataRow("/+", "/finance", true)]
    [DataRow("+", "/finance", false)]
    [DataRow("+/tennis/#", "sport/tennis", true)]
    [DataRow("#", "$SYS/uptime", false)] // §4.7.2
    [DataRow("+/uptime", "$SYS/uptime", false)]
    [DataRow("$SYS/#", "$SYS/uptime", true)]
    [DataRow("$SYS/+", "$SYS/uptime", true)]
    [DataRow("a/+", "a/$b", true)] // '$' counts at the beginning only
    [DataRow("ACCOUNTS", "Accounts", false)] // case counts (§4.7.3)
    [DataRow("a", "a/", false)]
    [DataRow("a/", "a", false)]
    [DataRow("a//b", "a/b", false)]
    [DataRow("a/+/b", "a//b", true)]
    public void FilterMatches(string filter, string topic, bool expected)
    {
        var wire = new Wire();
        WireClient client = wire.Connect("a");
        client.Send(Packets.Subscribe311(filter, 0));
        client.Expect("90 03 0001 00");
        client.Send($"30 [ s'{topic}' ]");
        client.Expect(expected ? $"30 [ s'{topic}' ]" : "");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("a#")]
    [DataRow("a/#/b")]
    [DataRow("##")]
    [DataRow("a+")]
    [DataRow("+a")]
    [DataRow("a/+b/c")]
    [DataRow("#/")]
    public void BadFilterIsRefusedAloneAndTheConnectionStays(string filter)
    {
        var wire = new Wire();
        WireClient v5 = wire.Connect("a", v5: true);
        v5.Send($"82 [ 0001 00 s'{filter}' 00 s'good' 01 ]");
        v5.Expect("90 [ 0001 00 8f 01 ]");
        WireClient old = wire.Connect("b");
        old.Send($"82 [ 0001 s'{filter}' 00 s'good' 01 ]");
        old.Expect("90 04 0001 80 01");
    }

    [TestMethod]
    [DataRow("82 [ 0001 00 ]", "e0 01 82")] // no filter [MQTT-3.8.3-2]
    [DataRow("82 [ 0000 00 s't' 00 ]", "e0 01 82")] // packet identifier 0
    [DataRow("80 [ 0001 00 s't' 00 ]", "e0 01 81")] // flags [MQTT-3.8.1-1]
    [DataRow("82 [ 0001 00 s't' ]", "e0 01 81")] // a filter without options
    [DataRow("82 [ 0001 00 s't' 03 ]", "e0 01 82")] // QoS 3
    [DataRow("82 [ 0001 00 s't' 30 ]", "e0 01 82")] // retain handling 3
    [DataRow("82 [ 0001 00 s't' 40 ]", "e0 01 82")] // a reserved bit [MQTT-3.8.3-5]
    [DataRow("82 [ 0001 [ 0b 00 ] s't' 00 ]", "e0 01 82")] // subscription identifier 0
    [DataRow("82 [ 0001 [ 0b 01 0b 02 ] s't' 00 ]", "e0 01 82")] // two subscription identifiers
    [DataRow("82 [ 0001 [ 0b ffffffff ] s't' 00 ]", "e0 01 81")] // a subscription identifier of more than four bytes
    [DataRow("a2 [ 0001 00 ]", "e0 01 82")] // UNSUBSCRIBE without a filter [MQTT-3.10.3-2]
    [DataRow("a0 [ 0001 00 s't' ]", "e0 01 81")] // flags [MQTT-3.10.1-1]
    [DataRow("a2 [ 0001 00 0009 't' ]", "e0 01 81")] // a filter longer than the packet
    public void BadPacketEndsTheConnection(string sent, string answer)
    {
        WireClient client = new Wire().Connect("a", v5: true);
        client.Send(sent);
        client.ExpectEnd(answer);
    }

    [TestMethod]
    public void OptionsOfV5AreReservedIn311()
    {
        WireClient client = new Wire().Connect("a");
        client.Send(Packets.Subscribe311("t", 0x04));
        client.ExpectEnd(); // [MQTT-3.8.3-4] of 3.1.1
    }

    [TestMethod]
    public void SharedSubscriptionIsRefused()
    {
        var wire = new Wire();
        WireClient client = wire.Connect("a", v5: true);
        client.Send(Packets.SubscribeV5("$share/g/t", 0));
        client.Expect("90 04 0001 00 9e");
    }

    [TestMethod]
    public void UnsubscribeEndsASubscription()
    {
        var wire = new Wire();
        WireClient v5 = wire.Connect("a", v5: true);
        v5.Send(Packets.SubscribeV5("t", 0) + "a2 [ 0002 00 s't' s'u' ] 30 [ s't' 00 ]");
        v5.Expect("90 04 0001 00 00 b0 [ 0002 00 00 11 ]");
        WireClient old = wire.Connect("b");
        old.Send(Packets.Subscribe311("t", 0) + "a2 [ 0002 s't' s'u' ] 30 [ s't' ]");
        old.Expect("90 03 0001 00 b0 02 0002");
    }

    [TestMethod]
    public void OverlappingSubscriptionsGiveOneCopyWithAllIdentifiers()
    {
        var wire = new Wire();
        WireClient client = wire.Connect("a", v5: true);
        client.Send(Packets.SubscribeV5("t/#", 0, 1, "0b 01") + Packets.SubscribeV5("t/+", 2, 2, "0b 8001") + Packets.SubscribeV5("#", 1, 3));
        client.Skip();
        client.Send("34 [ s't/x' 0001 00 'p' ]");
        client.Expect("34 [ s't/x' 0001 [ 0b 01 0b 8001 ] 'p' ] 50 02 0001"); // [MQTT-3.3.4-3] [MQTT-3.3.4-4]
    }

    [TestMethod]
    public void NewSubscriptionToAFilterReplacesTheOld()
    {
        var wire = new Wire();
        WireClient client = wire.Connect("a", v5: true);
        client.Send(Packets.SubscribeV5("t", 2, 1, "0b 01") + Packets.SubscribeV5("t", 0));
        client.Skip();
        client.Send("30 [ s't' 00 ]");
        client.Expect("30 [ s't' 00 ]"); // [MQTT-3.8.4-3]
    }

    [TestMethod]
    public void NoLocalKeepsOwnMessagesAway()
    {
        var wire = new Wire();
        WireClient client = wire.Connect("a", v5: true);
        client.Send(Packets.SubscribeV5("t", 0x04));
        client.Skip();
        client.Send("32 [ s't' 0001 00 ]");
        client.Expect("40 03 0001 10"); // [MQTT-3.8.3-3]
        wire.Connect("b").Send("30 [ s't' 'x' ]");
        client.Expect("30 [ s't' 00 'x' ]");
    }

    [TestMethod]
    public void RetainFlagGoesOnOnlyWhenAskedFor()
    {
        var wire = new Wire();
        WireClient plain = wire.Connect("a", v5: true);
        plain.Send(Packets.SubscribeV5("t", 0));
        plain.Skip();
        WireClient asPublished = wire.Connect("b", v5: true);
        asPublished.Send(Packets.SubscribeV5("t", 0x08));
        asPublished.Skip();
        wire.Connect("p").Send("31 [ s't' 'x' ] 30 [ s't' 'y' ]");
        plain.Expect("30 [ s't' 00 'x' ] 30 [ s't' 00 'y' ]"); // [MQTT-3.3.1-12]
        asPublished.Expect("31 [ s't' 00 'x' ] 30 [ s't' 00 'y' ]"); // [MQTT-3.3.1-13]
    }

    [TestMethod]
    public void RetainHandlingSaysWhenRetainedMessagesCome()
    {
        var wire = new Wire();
        WireClient client = wire.Connect("a", v5: true);
        client.Send("31 [ s't' 00 'x' ]");
        client.Send(Packets.SubscribeV5("t", 0x20));
        client.Expect("90 04 0001 00 00"); // 2: never
        client.Send(Packets.SubscribeV5("t", 0x10));
        client.Expect("90 04 0001 00 00"); // 1: not for a subscription that exists
        client.Send(Packets.SubscribeV5("t", 0x00, properties: "0b 05"));
        client.Expect("90 04 0001 00 00 31 [ s't' [ 0b 05 ] 'x' ]"); // 0: always
        client.Send(Packets.SubscribeV5("+", 0x10));
        client.Expect("90 04 0001 00 00 31 [ s't' 00 'x' ]"); // 1: for a new one
    }
}
