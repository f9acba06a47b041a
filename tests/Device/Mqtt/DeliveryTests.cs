using Telenode.Mqtt;

namespace Telenode.Tests.Mqtt;

/// <summary>Messages that arrive, and a connection that breaks at each step of their acknowledgement.</summary>
[TestClass]
public class DeliveryTests
{
    private const string Present = "20 02 01 00";
    private const string Gone = "20 02 00 00";

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void Qos_1_is_not_acknowledged_before_the_caller_has_it(int piece)
    {
        New(piece).Connects(Present).Gives("32 06 00 01 'a' 00 05 58").Expects(string.Empty)
            .BreakUnpolled().Connects(Present)
            .Gives("3A 06 00 01 'a' 00 05 58").Message("a", "X").Expects("40 02 00 05").Quiet();
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void Qos_1_taken_but_not_acknowledged_comes_again(int piece)
    {
        New(piece).Connects(Present).Gives("32 06 00 01 'a' 00 05 58").Message("a", "X").Break().Connects(Present).Quiet()
            .Gives("3A 06 00 01 'a' 00 05 58").Message("a", "X").Expects("40 02 00 05").Quiet();
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void Qos_2_taken_is_never_delivered_again(int piece)
    {
        // Broken before PUBREC, after it, and after PUBCOMP was due.
        var broker = New(piece).Connects(Present).Gives("34 06 00 01 'a' 00 05 58").Message("a", "X").Break();
        broker.Connects(Present).Gives("3C 06 00 01 'a' 00 05 58").Event(MqttEvent.None).Expects("50 02 00 05").Break();
        broker.Connects(Present).Gives("3C 06 00 01 'a' 00 05 58").Event(MqttEvent.None).Expects("50 02 00 05")
            .Gives("62 02 00 05").Break();
        broker.Connects(Present).Gives("62 02 00 05").Expects("70 02 00 05").Quiet()
            .Gives("34 06 00 01 'a' 00 05 59").Message("a", "Y").Expects("50 02 00 05"); // released: the next message under it
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void Qos_2_that_the_caller_did_not_take_comes_again_once(int piece)
    {
        New(piece).Connects(Present).Gives("34 06 00 01 'a' 00 05 58").BreakUnpolled().Connects(Present)
            .Gives("3C 06 00 01 'a' 00 05 58 3C 06 00 01 'a' 00 05 58").Message("a", "X")
            .Event(MqttEvent.None).Expects("50 02 00 05 50 02 00 05").Quiet();
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void Qos_2_of_a_lost_session_is_forgotten(int piece)
    {
        New(piece).Connects(Present).Gives("34 06 00 01 'a' 00 05 58").Message("a", "X").Expects("50 02 00 05").Break()
            .Connects(Gone).Gives("34 06 00 01 'a' 00 05 59").Message("a", "Y").Expects("50 02 00 05").Quiet();
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void Acknowledgements_leave_in_the_order_of_the_messages(int piece)
    {
        New(piece, true, 8).Connects(Present) // [MQTT-4.6.0-2], [MQTT-4.6.0-3]
            .Gives("32 05 00 01 'a' 00 01 34 05 00 01 'a' 00 02 32 05 00 01 'a' 00 03")
            .Message("a", string.Empty).Message("a", string.Empty).Message("a", string.Empty)
            .Expects("40 02 00 01 50 02 00 02 40 02 00 03").Quiet();
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void A_repeated_PUBREC_is_answered_again(int piece)
    {
        var broker = New(piece).Connects(Present).Publishes(1, new MqttTopic("a"), string.Empty, 2).Expects("34 05 00 01 'a' 00 01")
            .Gives("50 02 00 01 50 02 00 01").Expects("62 02 00 01").Gives("50 02 00 01").Expects("62 02 00 01")
            .Gives("70 02 00 01").Event(MqttEvent.Acknowledged, 1).Quiet();
        Assert.AreEqual(0, broker.Session.ProtocolErrors);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void Answers_to_what_was_never_sent_are_counted(int piece)
    {
        var broker = New(piece).Connects(Present).Gives("40 02 00 09 70 02 00 09 50 02 00 09 90 03 00 09 00 B0 02 00 09 62 02 00 09")
            .Expects("62 02 00 09 70 02 00 09").Quiet();
        Assert.AreEqual(5, broker.Session.ProtocolErrors);
        Assert.AreEqual((int)MqttState.Connected, (int)broker.Session.State);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void A_message_larger_than_the_buffer_is_skipped_and_acknowledged(int piece)
    {
        // 64 bytes of buffer; bodies of 70: topic, identifier where there is one, payload.
        string payload = Repeat("55 ", 67);
        var broker = New(piece, true).Connects(Present)
            .Gives("30 46 00 01 'a' " + payload).Event(MqttEvent.MessageSkipped)
            .Gives("32 48 00 01 'a' 00 07 " + payload).Event(MqttEvent.MessageSkipped, 7).Expects("40 02 00 07");
        Assert.AreEqual(67, broker.Session.Message.PayloadCount);
        Assert.AreEqual(1, broker.Session.Message.TopicCount);
        broker.Gives("34 48 00 01 'a' 00 08 " + payload).Event(MqttEvent.MessageSkipped, 8).Expects("50 02 00 08")
            .Gives("3C 48 00 01 'a' 00 08 " + payload).Event(MqttEvent.None).Expects("50 02 00 08")
            .Gives("62 02 00 08").Expects("70 02 00 08")
            .Gives("30 04 00 01 'a' 58").Message("a", "X").Quiet();
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void Or_it_closes_the_connection(int piece)
    {
        New(piece, false).Connects(Present).Gives("30 46").Event(MqttEvent.Closed, 0, MqttReason.PacketTooLarge).Quiet();
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void A_topic_larger_than_the_buffer_closes_the_connection(int piece)
    {
        New(piece, true).Connects(Present).Gives("30 80 01 00 7E " + Repeat("61 ", 126)).Event(MqttEvent.Closed, 0, MqttReason.PacketTooLarge);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void No_more_than_the_table_holds_are_under_way(int piece)
    {
        var broker = New(piece).Connects(Present);
        for (int i = 1; i <= 4; i++) // twice the receive maximum: 3.1.1 cannot tell the server
        {
            broker.Gives("34 05 00 01 'a' 00 0" + i).Message("a", string.Empty).Expects("50 02 00 0" + i);
        }

        broker.Gives("34 05 00 01 'a' 00 05").Event(MqttEvent.Closed, 0, MqttReason.ReceiveMaximumExceeded);
    }

    // Else the next connection could begin with the same packets, and end with the same one, for ever.
    [TestMethod]
    public void What_was_had_is_told_before_one_message_too_many_ends_the_connection()
    {
        var broker = New(4096).Connects(Present);
        for (int i = 1; i <= 4; i++)
        {
            broker.Gives("34 05 00 01 'a' 00 0" + i).Message("a", string.Empty).Expects("50 02 00 0" + i);
        }

        byte[] input = ScriptedBroker.Parse("3C 05 00 01 'a' 00 01 34 05 00 01 'a' 00 05");
        Assert.AreEqual(7, broker.Session.HandleInput(input, 0, 14, 0));
        broker.Expects("50 02 00 01");
        Assert.AreEqual(7, broker.Session.HandleInput(input, 7, 7, 0));
        broker.Event(MqttEvent.Closed, 0, MqttReason.ReceiveMaximumExceeded);
    }

    [TestMethod]
    public void Input_waits_while_acknowledgements_wait()
    {
        var session = New(4096).Connects(Present).Session;
        byte[] input = ScriptedBroker.Parse("32 05 00 01 'a' 00 01 32 05 00 01 'a' 00 02 32 05 00 01 'a' 00 03");
        Assert.AreEqual(7, session.HandleInput(input, 0, 21, 0));
        Assert.AreEqual((int)MqttEvent.Message, (int)session.PollEvent());
        Assert.AreEqual(7, session.HandleInput(input, 7, 14, 0));
        Assert.AreEqual((int)MqttEvent.Message, (int)session.PollEvent());
        Assert.AreEqual(0, session.HandleInput(input, 14, 7, 0), "two PUBACKs wait and there is room for two");
        Assert.AreEqual(4, session.PollTransmit(new byte[4], 0, 4));
        Assert.AreEqual(7, session.HandleInput(input, 14, 7, 0));
    }

    private static ScriptedBroker New(int piece, bool skips = true, int receiveMaximum = 2)
    {
        var options = new MqttOptions
        {
            Version = MqttVersion.V311,
            ClientId = "n",
            CleanStart = false,
            SessionExpirySeconds = 1000,
            ReceiveBufferSize = 64,
            ReceiveMaximum = receiveMaximum,
            SkipOversize = skips,
        };
        return new ScriptedBroker(new MqttSession(options), piece);
    }

    private static string Repeat(string text, int count)
    {
        string all = string.Empty;
        for (int i = 0; i < count; i++)
        {
            all += text;
        }

        return all;
    }
}
