using Telenode.Mqtt;

namespace Telenode.Tests.Mqtt;

[TestClass]
public class PublishTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void Qos_0_is_done_when_it_has_left(int piece)
    {
        var broker = Connected311(piece);
        int handle = broker.Session.TryPublish(new MqttTopic("a/b"), new byte[] { 1, 2, 3 }, 1, 2, 0, true);
        broker.Event(MqttEvent.None).Expects("31 07 00 03 'a/b' 02 03").Event(MqttEvent.Acknowledged, handle).Quiet();
        Assert.AreEqual(0, broker.Session.InFlight);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void Qos_1_is_done_when_acknowledged(int piece)
    {
        var broker = Connected311(piece);
        Assert.AreEqual(1, broker.Session.TryPublish(new MqttTopic("a"), new byte[] { 7 }, 0, 1, 1, false));
        Assert.AreEqual(2, broker.Session.TryPublish(new MqttTopic("a"), new byte[] { 8 }, 0, 1, 1, false));
        broker.Expects("32 06 00 01 'a' 00 01 07 32 06 00 01 'a' 00 02 08").Quiet()
            .Gives("40 02 00 02").Event(MqttEvent.Acknowledged, 2).Quiet()
            .Gives("40 02 00 01").Event(MqttEvent.Acknowledged, 1).Quiet();
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void Qos_2_takes_two_steps(int piece)
    {
        var broker = Connected311(piece);
        Assert.AreEqual(1, broker.Session.TryPublish(new MqttTopic("a"), new byte[] { 7 }, 0, 1, 2, false));
        broker.Expects("34 06 00 01 'a' 00 01 07").Quiet()
            .Gives("50 02 00 01").Event(MqttEvent.None).Expects("62 02 00 01").Quiet()
            .Gives("70 02 00 01").Event(MqttEvent.Acknowledged, 1).Quiet();
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void Subscribed_messages_are_delivered_and_acknowledged(int piece)
    {
        var broker = Connected311(piece);
        Assert.AreEqual(1, broker.Session.TrySubscribe("a/+", 2));
        broker.Expects("82 08 00 01 00 03 'a/+' 02").Gives("90 03 00 01 01").Event(MqttEvent.Subscribed, 1, 1)
            .Gives("30 06 00 03 'a/x' 58 32 08 00 03 'a/y' 00 09 59 34 08 00 03 'a/z' 00 0A 5A")
            .Expects(string.Empty).Message("a/x", "X").Expects(string.Empty)
            .Message("a/y", "Y").Expects("40 02 00 09").Message("a/z", "Z").Expects("50 02 00 0A")
            .Gives("62 02 00 0A").Expects("70 02 00 0A").Quiet();
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void Version_5_abbreviates_a_topic_from_the_second_time_on(int piece)
    {
        var broker = new ScriptedBroker(new MqttSession(new MqttOptions { ClientId = "n" }), piece).Open();
        broker.Expects("10 16 00 04 'MQTT' 05 02 00 3C 08 21 00 20 27 00 00 02 03 00 01 'n'")
            .Gives("20 06 00 00 03 22 00 05").Event(MqttEvent.Connected).Quiet();
        var topic = new MqttTopic("a/b");
        byte[] payload = { 0x2A };
        Assert.AreEqual(1, broker.Session.TryPublish(topic, payload, 0, 1, 1, false));
        Assert.AreEqual(2, broker.Session.TryPublish(topic, payload, 0, 1, 1, false));
        broker.Expects("32 0C 00 03 'a/b' 00 01 03 23 00 01 2A 32 09 00 00 00 02 03 23 00 01 2A")
            .Gives("40 03 00 01 10 40 02 00 02") // a PUBACK of three bytes has no property length: Mosquitto sends it
            .Event(MqttEvent.Acknowledged, 1, MqttReason.NoMatchingSubscribers).Event(MqttEvent.Acknowledged, 2).Quiet();
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void A_resumed_session_sends_again_what_was_not_acknowledged(int piece)
    {
        var options = new MqttOptions { Version = MqttVersion.V311, ClientId = "n", SessionExpirySeconds = 60, CleanStart = false };
        var broker = new ScriptedBroker(new MqttSession(options), piece).Open();
        broker.Expects("10 0D 00 04 'MQTT' 04 00 00 3C 00 01 'n'").Gives("20 02 00 00").Event(MqttEvent.Connected);
        var topic = new MqttTopic("a");
        broker.Session.TryPublish(topic, new byte[] { 1 }, 0, 1, 1, false);
        broker.Session.TryPublish(topic, new byte[] { 2 }, 0, 1, 2, false);
        broker.Expects("32 06 00 01 'a' 00 01 01 34 06 00 01 'a' 00 02 02").Gives("50 02 00 02").Expects("62 02 00 02");
        broker.Session.TryPublish(topic, new byte[] { 3 }, 0, 1, 1, false);
        broker.Break().Quiet().Open().Expects("10 0D 00 04 'MQTT' 04 00 00 3C 00 01 'n'")
            .Gives("20 02 01 00").Event(MqttEvent.Connected)
            .Expects("62 02 00 02 3A 06 00 01 'a' 00 01 01 32 06 00 01 'a' 00 03 03").Quiet();
    }

    private static ScriptedBroker Connected311(int piece)
    {
        var options = new MqttOptions { Version = MqttVersion.V311, ClientId = "n" };
        return new ScriptedBroker(new MqttSession(options), piece).Open()
            .Expects("10 0D 00 04 'MQTT' 04 02 00 3C 00 01 'n'").Gives("20 02 00 00").Event(MqttEvent.Connected).Quiet();
    }
}
