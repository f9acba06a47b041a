using Telenode.Mqtt;

namespace Telenode.Tests.Mqtt;

/// <summary>A publish at each QoS and a connection that breaks at each of its steps, with the server's session present or gone.</summary>
[TestClass]
public class ResendTests
{
    private const string Present = "20 02 01 00";
    private const string Gone = "20 02 00 00";

    // What may have happened when the connection breaks.
    private const int Taken = 0;
    private const int BegunToLeave = 1;
    private const int Left = 2;
    private const int Received = 3; // PUBREC has come
    private const int Released = 4; // PUBREL has left

    [TestMethod]
    [DataRow(1, Taken, "32")] // [MQTT-3.3.1-1]: not a duplicate, it was never sent
    [DataRow(4096, Taken, "32")]
    [DataRow(1, BegunToLeave, "3A")]
    [DataRow(4096, BegunToLeave, "3A")]
    [DataRow(1, Left, "3A")]
    [DataRow(4096, Left, "3A")]
    public void Qos_1_is_sent_again_in_the_same_session(int piece, int step, string header)
    {
        Broken(piece, 1, step, true).Connects(Present)
            .Expects(header + " 06 00 01 'a' 00 01 07").Gives("40 02 00 01").Event(MqttEvent.Acknowledged, 1).Quiet();
    }

    [TestMethod]
    [DataRow(1, Taken)]
    [DataRow(4096, Taken)]
    [DataRow(1, BegunToLeave)]
    [DataRow(4096, BegunToLeave)]
    [DataRow(1, Left)]
    [DataRow(4096, Left)]
    public void Qos_1_is_sent_anew_in_a_new_session(int piece, int step)
    {
        Broken(piece, 1, step, true).Connects(Gone)
            .Expects("32 06 00 01 'a' 00 01 07").Gives("40 02 00 01").Event(MqttEvent.Acknowledged, 1).Quiet();
    }

    [TestMethod]
    [DataRow(1, 1, BegunToLeave)]
    [DataRow(4096, 1, BegunToLeave)]
    [DataRow(1, 1, Left)]
    [DataRow(4096, 1, Left)]
    [DataRow(1, 2, BegunToLeave)]
    [DataRow(4096, 2, BegunToLeave)]
    [DataRow(1, 2, Left)]
    [DataRow(4096, 2, Left)]
    [DataRow(1, 2, Received)]
    [DataRow(4096, 2, Received)]
    [DataRow(1, 2, Released)]
    [DataRow(4096, 2, Released)]
    public void What_left_in_a_lost_session_is_reported_to_a_caller_that_keeps_it(int piece, int qos, int step)
    {
        Broken(piece, qos, step, false).Connects(Gone).Event(MqttEvent.Lost, 1, MqttReason.SessionLost).Quiet();
    }

    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(4096, 1)]
    [DataRow(1, 2)]
    [DataRow(4096, 2)]
    public void What_never_left_is_not_lost_with_the_session(int piece, int qos)
    {
        Broken(piece, qos, Taken, false).Connects(Gone).Expects((qos == 1 ? "32" : "34") + " 06 00 01 'a' 00 01 07").Quiet();
    }

    [TestMethod]
    [DataRow(1, Taken, "34")]
    [DataRow(4096, Taken, "34")]
    [DataRow(1, BegunToLeave, "3C")]
    [DataRow(4096, BegunToLeave, "3C")]
    [DataRow(1, Left, "3C")]
    [DataRow(4096, Left, "3C")]
    public void Qos_2_is_sent_again_before_PUBREC(int piece, int step, string header)
    {
        Broken(piece, 2, step, true).Connects(Present)
            .Expects(header + " 06 00 01 'a' 00 01 07").Gives("50 02 00 01").Expects("62 02 00 01")
            .Gives("70 02 00 01").Event(MqttEvent.Acknowledged, 1).Quiet();
    }

    [TestMethod]
    [DataRow(1, Received)]
    [DataRow(4096, Received)]
    [DataRow(1, Released)]
    [DataRow(4096, Released)]
    public void Qos_2_goes_on_with_PUBREL_after_PUBREC(int piece, int step)
    {
        Broken(piece, 2, step, true).Connects(Present)
            .Expects("62 02 00 01").Gives("70 02 00 01").Event(MqttEvent.Acknowledged, 1).Quiet();
    }

    [TestMethod]
    [DataRow(1, Received)]
    [DataRow(4096, Received)]
    [DataRow(1, Released)]
    [DataRow(4096, Released)]
    public void A_released_message_of_a_lost_session_cannot_be_sent_anew(int piece, int step)
    {
        Broken(piece, 2, step, true).Connects(Gone).Event(MqttEvent.Lost, 1, MqttReason.SessionLost).Quiet();
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void Qos_0_is_void_with_its_connection(int piece)
    {
        var broker = New(piece, true).Connects(Present);
        int handle = broker.Session.TryPublish(new MqttTopic("a"), new byte[1], 0, 1, 0, false);
        broker.Session.TransportClosed(broker.Now);
        broker.Event(MqttEvent.Lost, handle, MqttReason.TransportClosed).Event(MqttEvent.Closed, 0, MqttReason.TransportClosed)
            .Connects(Present).Quiet();
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void PUBRELs_go_first_in_the_order_of_their_PUBRECs_then_publishes_in_theirs(int piece)
    {
        var topic = new MqttTopic("a");
        New(piece, true).Connects(Present)
            .Publishes(1, topic, "01", 2).Publishes(2, topic, "02", 1).Publishes(3, topic, "03", 2).Publishes(4, topic, "04", 2)
            .Expects("34 06 00 01 'a' 00 01 01 32 06 00 01 'a' 00 02 02 34 06 00 01 'a' 00 03 03 34 06 00 01 'a' 00 04 04")
            .Gives("50 02 00 03 50 02 00 01").Expects("62 02 00 03 62 02 00 01")
            .Break().Connects(Present)
            .Expects("62 02 00 03 62 02 00 01 3A 06 00 01 'a' 00 02 02 3C 06 00 01 'a' 00 04 04")
            .Break().Connects(Present) // and once more
            .Expects("62 02 00 03 62 02 00 01 3A 06 00 01 'a' 00 02 02 3C 06 00 01 'a' 00 04 04")
            .Gives("70 02 00 01 40 02 00 02 50 02 00 04").Event(MqttEvent.Acknowledged, 1).Event(MqttEvent.Acknowledged, 2)
            .Expects("62 02 00 04").Quiet();
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void Nothing_is_sent_again_on_the_same_connection(int piece)
    {
        Broken(piece, 1, Taken, true).Connects(Present).Expects("32 06 00 01 'a' 00 01 07")
            .Passes(59000).Quiet().Passes(1000).Expects("C0 00").Gives("D0 00").Quiet();
    }

    [TestMethod]
    public void Identifiers_in_flight_are_passed_over()
    {
        var topic = new MqttTopic("a");
        var broker = New(4096, true).Connects(Present).Publishes(1, topic, string.Empty, 1).Expects("32 05 00 01 'a' 00 01");
        for (int i = 2; i < 0x10000; i++)
        {
            broker.Session.TryPublish(topic, new byte[0], 0, 0, 1, false);
            broker.Drop();
            byte[] puback = { 0x40, 2, (byte)(i >> 8), (byte)i };
            broker.Session.HandleInput(puback, 0, 4, broker.Now);
            broker.Session.PollEvent();
            if (broker.Session.EventHandle != i)
            {
                Assert.AreEqual(i, broker.Session.EventHandle);
            }
        }

        broker.Publishes(2, topic, string.Empty, 1); // after 65535 neither 0 nor 1 [MQTT-2.2.1-3]
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void A_subscribe_without_its_answer_is_void(int piece)
    {
        var broker = New(piece, true).Connects(Present);
        Assert.AreEqual(1, broker.Session.TrySubscribe("a", 0));
        broker.Expects("82 06 00 01 00 01 'a' 00").Session.TransportClosed(broker.Now);
        broker.Event(MqttEvent.Lost, 1, MqttReason.TransportClosed).Event(MqttEvent.Closed, 0, MqttReason.TransportClosed)
            .Connects(Present).Quiet();
    }

    private static ScriptedBroker New(int piece, bool resends)
    {
        var options = new MqttOptions
        {
            Version = MqttVersion.V311,
            ClientId = "n",
            CleanStart = false,
            SessionExpirySeconds = 1000,
            ResendOnNewSession = resends,
        };
        return new ScriptedBroker(new MqttSession(options), piece);
    }

    /// <summary>One publish, and a connection that breaks after a step.</summary>
    private static ScriptedBroker Broken(int piece, int qos, int step, bool resends)
    {
        var broker = New(piece, resends).Connects(Present).Publishes(1, new MqttTopic("a"), "07", qos);
        if (step == BegunToLeave)
        {
            Assert.AreEqual(1, broker.Session.PollTransmit(new byte[1], 0, 1));
        }
        else if (step >= Left)
        {
            broker.Expects((qos == 1 ? "32" : "34") + " 06 00 01 'a' 00 01 07");
        }

        if (step >= Received)
        {
            broker.Gives("50 02 00 01");
        }

        if (step >= Released)
        {
            broker.Expects("62 02 00 01");
        }

        return broker.Break().Quiet();
    }
}
