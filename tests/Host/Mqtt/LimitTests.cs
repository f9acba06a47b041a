using Telenode.Mqtt;
using Telenode.Tests.Mqtt;

namespace Telenode.Tests.Host.Mqtt;

/// <summary>What the server allows on a connection of MQTT 5, kept to the byte.</summary>
[TestClass]
public class LimitTests
{
    private static readonly MqttTopic _topic = new("a");

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void Receive_maximum_1_lets_one_pass_at_a_time(int piece)
    {
        Connected("21 00 01", piece)
            .Publishes(1, _topic, "01", 1).Publishes(2, _topic, "02", 2).Publishes(3, _topic, "03", 1)
            .Expects("32 07 00 01 'a' 00 01 00 01").Gives("40 02 00 01").Event(MqttEvent.Acknowledged, 1)
            .Expects("34 07 00 01 'a' 00 02 00 02").Gives("50 02 00 02").Expects("62 02 00 02") // PUBREL is not held back [MQTT-3.3.4-8]
            .Gives("70 02 00 02").Event(MqttEvent.Acknowledged, 2).Expects("32 07 00 01 'a' 00 03 00 03").Quiet();
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void Receive_maximum_2_lets_two_pass_and_a_refusal_makes_room(int piece)
    {
        Connected("21 00 02", piece)
            .Publishes(1, _topic, "01", 2).Publishes(2, _topic, "02", 1).Publishes(3, _topic, "03", 1)
            .Expects("34 07 00 01 'a' 00 01 00 01 32 07 00 01 'a' 00 02 00 02")
            .Gives("50 03 00 01 97").Event(MqttEvent.Refused, 1, 0x97) // §4.9: PUBREC of 0x80 and above ends it
            .Expects("32 07 00 01 'a' 00 03 00 03").Quiet();
    }

    [TestMethod]
    public void Receive_maximum_does_not_hold_back_qos_0_and_subscribes()
    {
        ScriptedBroker broker = Connected("21 00 01").Publishes(1, _topic, "01", 1).Publishes(2, _topic, "02", 1);
        broker.Session.TryPublish(_topic, [3], 0, 1, 0, false);
        Assert.AreEqual(3, broker.Session.TrySubscribe("b", 0));
        broker.Expects("32 07 00 01 'a' 00 01 00 01 30 05 00 01 'a' 00 03 82 07 00 03 00 00 01 'b' 00");
    }

    [TestMethod]
    public void Receive_maximum_counts_anew_on_each_connection()
    {
        ScriptedBroker broker = Connected("21 00 02").Publishes(1, _topic, "01", 1).Publishes(2, _topic, "02", 1)
            .Expects("32 07 00 01 'a' 00 01 00 01 32 07 00 01 'a' 00 02 00 02").Break();
        broker.Connects("20 06 01 00 03 21 00 01").Expects("3A 07 00 01 'a' 00 01 00 01")
            .Gives("40 02 00 01").Event(MqttEvent.Acknowledged, 1).Expects("3A 07 00 01 'a' 00 02 00 02").Quiet();
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    public void Maximum_qos_is_kept(int maximum)
    {
        ScriptedBroker broker = Connected("24 0" + maximum);
        Assert.AreEqual(maximum, broker.Session.MaximumQos);
        for (int qos = 0; qos <= 2; qos++)
        {
            int handle = broker.Session.TryPublish(_topic, [], 0, 0, qos, false);
            Assert.IsTrue(qos > maximum ? handle == -MqttReason.QosNotSupported : handle > 0);
        }

        broker.Session.TrySubscribe("a", 2); // must still be possible [MQTT-3.2.2-10]
        broker.Expects((maximum == 0 ? "" : "32 06 00 01 'a' 00 01 00 ").Insert(0, "30 04 00 01 'a' 00 ")
            + "82 07 00 0" + (maximum + 1) + " 00 00 01 'a' 02");
    }

    [TestMethod]
    public void Retain_is_not_sent_to_a_server_without()
    {
        ScriptedBroker broker = Connected("25 00");
        Assert.IsFalse(broker.Session.RetainAvailable);
        Assert.AreEqual(-MqttReason.RetainNotSupported, broker.Session.TryPublish(_topic, [], 0, 0, 0, true));
        broker.Publishes(1, _topic, "", 1);
    }

    [TestMethod]
    public void Maximum_packet_size_is_kept_to_the_byte()
    {
        ScriptedBroker broker = Connected("27 00 00 00 0F");
        Assert.AreEqual(15, broker.Session.MaximumPacketSize);

        // 1 header, 1 length, 3 topic, 2 identifier, 1 property length, 7 payload.
        Assert.AreEqual(-MqttReason.PacketTooLarge, broker.Session.TryPublish(_topic, new byte[8], 0, 8, 1, false));
        Assert.AreEqual(1, broker.Session.TryPublish(_topic, new byte[7], 0, 7, 1, false));
        Assert.IsTrue(broker.Session.TryPublish(_topic, new byte[9], 0, 9, 0, false) > 0, "no identifier at QoS 0");
        Assert.AreEqual(-MqttReason.PacketTooLarge, broker.Session.TrySubscribe("abcdefgh", 0));
        Assert.AreEqual(2, broker.Session.TrySubscribe("abcdefg", 0));
        broker.Expects("32 0D 00 01 'a' 00 01 00 00 00 00 00 00 00 00 30 0D 00 01 'a' 00 00 00 00 00 00 00 00 00 00"
            + "82 0D 00 02 00 00 07 'abcdefg' 00");
    }

    [TestMethod]
    public void An_alias_is_not_given_where_it_would_make_the_packet_too_large()
    {
        ScriptedBroker broker = Connected("27 00 00 00 0F 22 00 05");
        broker.Publishes(1, _topic, "01 02 03 04 05 06 07", 1).Expects("32 0D 00 01 'a' 00 01 00 01 02 03 04 05 06 07")
            .Publishes(2, _topic, "01", 1).Expects("32 0A 00 01 'a' 00 02 03 23 00 01 01")
            .Publishes(3, _topic, "01 02 03 04 05", 1).Expects("32 0D 00 00 00 03 03 23 00 01 01 02 03 04 05");
    }

    [TestMethod]
    public void What_a_new_connection_does_not_allow_is_refused_when_it_resumes()
    {
        ScriptedBroker broker = Connected("").Publishes(1, _topic, "01 02 03", 1).Publishes(2, _topic, "", 2).Publishes(3, _topic, "", 1);
        broker.Drop();
        broker.Break().Connects("20 0A 01 00 07 24 01 27 00 00 00 08")
            .Event(MqttEvent.Refused, 1, MqttReason.PacketTooLarge).Event(MqttEvent.Refused, 2, MqttReason.QosNotSupported)
            .Expects("3A 06 00 01 'a' 00 03 00").Quiet();
    }

    [TestMethod]
    public void A_message_larger_than_the_store_is_refused_for_ever()
    {
        ScriptedBroker broker = Connected("");
        Assert.AreEqual(-MqttReason.PacketTooLarge, broker.Session.TryPublish(_topic, new byte[1281], 0, 1281, 0, false));
        Assert.AreEqual(1, broker.Session.TryPublish(_topic, new byte[1280], 0, 1280, 1, false));
        Assert.AreEqual(0, broker.Session.TryPublish(_topic, [1], 0, 1, 1, false), "not now");
        Assert.IsFalse(broker.Session.CanPublish(1));
        broker.Drop();
        broker.Drop();
        broker.Gives("40 02 00 01").Event(MqttEvent.Acknowledged, 1);
        Assert.IsTrue(broker.Session.CanPublish(1280));
    }

    [TestMethod]
    public void No_more_than_the_table_holds_are_taken()
    {
        ScriptedBroker broker = Connected("");
        for (int i = 1; i <= 8; i++)
        {
            broker.Publishes(i, _topic, "", 1);
        }

        broker.Publishes(0, _topic, "", 1);
        Assert.AreEqual(0, broker.Session.TrySubscribe("a", 0));
    }

    [TestMethod]
    public void Nothing_is_taken_without_a_connection()
    {
        var session = new MqttSession(new MqttOptions());
        Assert.AreEqual(0, session.TryPublish(_topic, [], 0, 0, 0, false));
        Assert.AreEqual(0, session.TrySubscribe("a", 0));
        session.Connect(0);
        Assert.AreEqual(0, session.TryPublish(_topic, [], 0, 0, 0, false), "the server's limits are not known yet");
    }

    [TestMethod]
    public void Wildcard_shared_and_numbered_subscriptions_are_kept_from_a_server_without()
    {
        MqttSession session = Connected("28 00 29 00 2A 00").Session;
        Assert.AreEqual(-MqttReason.WildcardSubscriptionsNotSupported, session.TrySubscribe("a/#", 0));
        Assert.AreEqual(-MqttReason.SharedSubscriptionsNotSupported, session.TrySubscribe("$share/g/a", 0));
        Assert.AreEqual(-MqttReason.SubscriptionIdentifiersNotSupported, session.TrySubscribe("a", 0, 5));
        Assert.AreEqual(1, session.TrySubscribe("a", 0));
    }

    [TestMethod]
    public void The_servers_keep_alive_replaces_ours()
    {
        Connected("13 00 05").Passes(4999).Quiet().Passes(1).Expects("C0 00").Gives("D0 00").Passes(4999).Quiet().Passes(1).Expects("C0 00");
        ScriptedBroker off = Connected("13 00 00");
        Assert.AreEqual(long.MaxValue, off.Session.NextDeadlineMs);
    }

    [TestMethod]
    public void Sending_puts_off_the_ping_only_while_the_server_is_heard_too()
    {
        ScriptedBroker broker = Connected("13 00 0A");
        for (int i = 0; i < 3; i++)
        {
            broker.Passes(3000);
            broker.Session.TryPublish(_topic, [], 0, 0, 0, false);
            broker.Session.HandleTimeout(broker.Now);
            broker.Drop();
            broker.Session.PollEvent();
        }

        broker.Passes(1000).Expects("C0 00"); // ten seconds without a sign of the server
        broker.Passes(9999).Event(MqttEvent.None).Passes(1).Event(MqttEvent.Closed, 0, MqttReason.NoPingresp);
    }

    [TestMethod]
    public void Aliases_are_given_first_come_first_served()
    {
        var b = new MqttTopic("b");
        var c = new MqttTopic("c");
        ScriptedBroker broker = Connected("22 00 02")
            .Publishes(1, _topic, "", 1).Publishes(2, b, "", 1).Publishes(3, c, "", 1)
            .Expects("32 09 00 01 'a' 00 01 03 23 00 01 32 09 00 01 'b' 00 02 03 23 00 02 32 06 00 01 'c' 00 03 00")
            .Publishes(4, b, "", 1).Publishes(5, c, "", 1).Expects("32 08 00 00 00 04 03 23 00 02 32 06 00 01 'c' 00 05 00");

        // On the next connection they mean nothing [MQTT-3.3.2-7].
        broker.Break().Connects("20 06 01 00 03 22 00 01")
            .Expects("3A 09 00 01 'a' 00 01 03 23 00 01 3A 06 00 01 'b' 00 02 00 3A 06 00 01 'c' 00 03 00"
                + "3A 06 00 01 'b' 00 04 00 3A 06 00 01 'c' 00 05 00");
    }

    [TestMethod]
    public void An_alias_is_set_although_its_first_packet_leaves_in_pieces()
    {
        Connected("22 00 02", 1).Publishes(1, _topic, "55", 1).Publishes(2, _topic, "66", 1)
            .Expects("32 0A 00 01 'a' 00 01 03 23 00 01 55 32 09 00 00 00 02 03 23 00 01 66");
    }

    private static ScriptedBroker Connected(string properties, int piece = 4096)
    {
        var options = new MqttOptions { ClientId = "n", SessionExpirySeconds = 1000 };
        int length = ScriptedBroker.Parse(properties).Length;
        return new ScriptedBroker(new MqttSession(options), piece).Connects($"20 {length + 3:X2} 00 00 {length:X2} {properties}");
    }
}
