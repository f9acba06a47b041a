using Telenode.Mqtt;
using Telenode.Tests.Mqtt;

namespace Telenode.Tests.Host.Mqtt;

/// <summary>Subscriptions, filters and topics.</summary>
[TestClass]
public class SubscribeTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void Answers_of_5(int piece)
    {
        MqttSession session = new(new MqttOptions { ClientId = "n" });
        ScriptedBroker broker = new ScriptedBroker(session, piece).Connects("20 03 00 00 00");
        session.TrySubscribe("a", 2);
        session.TrySubscribe("b", 2);
        session.TryUnsubscribe("a");
        session.TryUnsubscribe("c");
        broker.Expects("82 07 00 01 00 00 01 'a' 02 82 07 00 02 00 00 01 'b' 02 A2 06 00 03 00 00 01 'a' A2 06 00 04 00 00 01 'c'")
            .Gives("90 04 00 02 00 87 90 08 00 01 04 1F 00 01 'x' 01 B0 04 00 03 00 00 B0 04 00 04 00 11")
            .Event(MqttEvent.Subscribed, 1, 1).Event(MqttEvent.Subscribed, 2, MqttReason.NotAuthorized)
            .Event(MqttEvent.Unsubscribed, 3).Event(MqttEvent.Unsubscribed, 4, 0x11).Quiet();
    }

    [TestMethod]
    public void Answers_of_311()
    {
        MqttSession session = new(new MqttOptions { Version = MqttVersion.V311, ClientId = "n" });
        ScriptedBroker broker = new ScriptedBroker(session, 1).Connects("20 02 00 00");
        session.TrySubscribe("a", 2 | MqttSubscribe.NoLocal, 7); // what 3.1.1 does not know is left out
        session.TrySubscribe("b", 0);
        session.TryUnsubscribe("a");
        broker.Expects("82 06 00 01 00 01 'a' 02 82 06 00 02 00 01 'b' 00 A2 05 00 03 00 01 'a'")
            .Gives("90 03 00 01 02 90 03 00 02 80 B0 02 00 03")
            .Event(MqttEvent.Subscribed, 1, 2).Event(MqttEvent.Subscribed, 2, 0x80).Event(MqttEvent.Unsubscribed, 3).Quiet();
    }

    [TestMethod]
    [DataRow("a")]
    [DataRow("/")]
    [DataRow("#")]
    [DataRow("+")]
    [DataRow("a/#")]
    [DataRow("+/+/#")]
    [DataRow("a/+/c")]
    [DataRow("/+")]
    [DataRow("$SYS/#")]
    [DataRow("$share/g/a/+")]
    [DataRow("$share/g//")]
    [DataRow("$sharea")]
    [DataRow("ä/€/😀")]
    public void A_filter_that_is_one(string filter) => Assert.AreEqual(1, Connected().TrySubscribe(filter, 0));

    [TestMethod]
    [DataRow("", 0)] // [MQTT-4.7.3-1]
    [DataRow("a#", 0)] // [MQTT-4.7.1-1]
    [DataRow("a/#/b", 0)] // # is not the last level [MQTT-4.7.1-1]
    [DataRow("#/a", 0)] // the same at the first
    [DataRow("a+", 0)] // [MQTT-4.7.1-2]
    [DataRow("+a", 0)] // + does not fill its level
    [DataRow("a/b+/c", 0)] // the same in between
    [DataRow("a\0b", 0)] // [MQTT-1.5.4-2]
    [DataRow("$share/g", 0)] // [MQTT-4.8.2-2]
    [DataRow("$share/g/", 0)] // an empty filter [MQTT-4.7.3-1]
    [DataRow("$share//a", 0)] // [MQTT-4.8.2-1]
    [DataRow("$share/+/a", 0)] // a wildcard as the group [MQTT-4.8.2-2]
    [DataRow("$share/g/a#", 0)] // the filter in it is none [MQTT-4.7.1-1]
    [DataRow("$share/g/a", MqttSubscribe.NoLocal)] // [MQTT-3.8.3-4]
    [DataRow("a", 3)] // [MQTT-3.8.3-5]
    [DataRow("a", 0x30)] // retain handling 3
    [DataRow("a", 0x40)] // reserved bits [MQTT-3.8.3-5]
    [DataRow("a", -1)] // no byte
    public void A_filter_or_option_that_is_none(string filter, int options)
    {
        MqttSession session = Connected();
        Assert.ThrowsExactly<ArgumentException>(() => session.TrySubscribe(filter, options));
        Assert.AreEqual(0, session.InFlight);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("a/+")]
    [DataRow("#")]
    [DataRow("\0")]
    public void A_topic_that_is_none(string name)
    {
        Assert.ThrowsExactly<ArgumentException>(() => new MqttTopic(name));
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(name);
        Assert.IsNull(MqttTopic.FromBytes(bytes, 0, bytes.Length));
    }

    [TestMethod]
    public void A_topic_has_65535_bytes_at_most()
    {
        _ = new MqttTopic(new string('a', 65535));
        Assert.ThrowsExactly<ArgumentException>(() => new MqttTopic(new string('a', 65536)));
    }

    [TestMethod]
    public void Our_own_misuse_throws_before_anything_changes()
    {
        MqttSession session = Connected();
        var topic = new MqttTopic("a");
        Assert.ThrowsExactly<ArgumentException>(() => session.TryPublish(null!, [], 0, 0, 0, false));
        Assert.ThrowsExactly<ArgumentException>(() => session.TryPublish(topic, null!, 0, 0, 0, false));
        Assert.ThrowsExactly<ArgumentException>(() => session.TryPublish(topic, [1], 1, 1, 0, false));
        Assert.ThrowsExactly<ArgumentException>(() => session.TryPublish(topic, [1], 0, 1, 3, false));
        Assert.ThrowsExactly<ArgumentException>(() => session.TryPublish(topic, [1], 0, 1, -1, false));
        Assert.ThrowsExactly<ArgumentException>(() => session.PollTransmit([1], 0, 2));
        Assert.ThrowsExactly<ArgumentException>(() => session.HandleInput([1], -1, 1, 0));
        Assert.ThrowsExactly<ArgumentException>(() => session.Disconnect(0x100, 0));
        Assert.ThrowsExactly<InvalidOperationException>(() => session.Connect(0));
        Assert.ThrowsExactly<InvalidOperationException>(session.Reauthenticate);
        Assert.ThrowsExactly<ArgumentException>(() => new MqttSession(null!));
        Assert.ThrowsExactly<ArgumentException>(() => new MqttSession(new MqttOptions { MaxInFlight = 0 }));
        Assert.ThrowsExactly<ArgumentException>(() => new MqttSession(new MqttOptions { ReceiveMaximum = 65536 }));
        Assert.ThrowsExactly<ArgumentException>(() => new MqttSession(new MqttOptions { ReceiveBufferSize = 63 }));
        Assert.ThrowsExactly<ArgumentException>(() => new MqttSession(new MqttOptions { Version = 3 }).Connect(0));
        Assert.ThrowsExactly<ArgumentException>(() => new MqttSession(new MqttOptions { KeepAliveSeconds = 65536 }).Connect(0));
        Assert.ThrowsExactly<ArgumentException>(() => new MqttWill(topic, new byte[65536], 0, false));
        Assert.AreEqual(MqttState.Connected, session.State);
        Assert.AreEqual(0, session.InFlight);
    }

    [TestMethod]
    public void Every_reason_has_a_name()
    {
        for (int reason = 0x80; reason <= 0xA2; reason++)
        {
            Assert.AreNotEqual("unknown reason", MqttReason.Describe(reason));
        }

        Assert.AreEqual("success", MqttReason.Describe(0));
        Assert.AreEqual("no matching subscribers", MqttReason.Describe(0x10));
        Assert.AreEqual("unspecified error", MqttReason.Describe(0x80));
        Assert.AreEqual("packet too large", MqttReason.Describe(MqttReason.PacketTooLarge));
        Assert.AreEqual("wildcard subscriptions not supported", MqttReason.Describe(0xA2));
        Assert.AreEqual("unknown reason", MqttReason.Describe(0xA3));
        Assert.AreEqual("unknown reason", MqttReason.Describe(0xFF));
        Assert.AreEqual("connection closed by the other side", MqttReason.Describe(MqttReason.TransportClosed));
        Assert.AreEqual("the server does not know the secret", MqttReason.Describe(MqttReason.ServerNotAuthentic));
        Assert.AreEqual("unknown reason", MqttReason.Describe(0x105));
    }

    private static MqttSession Connected() =>
        new ScriptedBroker(new MqttSession(new MqttOptions { ClientId = "n" }), 4096).Connects("20 03 00 00 00").Session;
}
