using Telenode.Mqtt;
using Telenode.Tests.Mqtt;

namespace Telenode.Tests.Host.Mqtt;

/// <summary>Everything that a server must not send, one by one: the connection closes with the right reason and the session stays usable.</summary>
[TestClass]
public class ProtocolErrorTests
{
    private const int Malformed = MqttReason.MalformedPacket;
    private const int Protocol = MqttReason.ProtocolError;

    private static readonly (string What, string Bytes, int Reason)[] _inBothVersions =
    [
        ("type 0 is forbidden, §2.1.2", "00", Protocol),
        ("CONNECT goes the other way, §2.1.2", "10", Protocol),
        ("SUBSCRIBE goes the other way, §2.1.2", "82", Protocol),
        ("UNSUBSCRIBE goes the other way, §2.1.2", "A2", Protocol),
        ("PINGREQ goes the other way, §2.1.2", "C0", Protocol),
        ("PUBACK with flags [MQTT-2.1.3-1]", "41", Malformed),
        ("PUBREC with flags [MQTT-2.1.3-1]", "52", Malformed),
        ("PUBREL without its flags [MQTT-3.6.1-1]", "60", Malformed),
        ("PUBCOMP with flags [MQTT-2.1.3-1]", "72", Malformed),
        ("SUBACK with flags [MQTT-2.1.3-1]", "91", Malformed),
        ("UNSUBACK with flags [MQTT-2.1.3-1]", "B2", Malformed),
        ("PINGRESP with flags [MQTT-2.1.3-1]", "D8", Malformed),
        ("CONNACK with flags [MQTT-2.1.3-1]", "21", Malformed),
        ("PUBLISH at QoS 3 [MQTT-3.3.1-4]", "36", Malformed),
        ("a duplicate at QoS 0 [MQTT-3.3.1-2]", "38", Malformed),
        ("a remaining length of five bytes, §1.5.5", "30 80 80 80 80", Malformed),
        ("a second CONNACK [MQTT-3.2.0-2]", "20 03 00 00 00", Protocol),
        ("PUBLISH without room for the topic's length, §3.3.2", "30 01 00", Malformed),
        ("a topic that reaches beyond the packet, §1.5.4", "30 03 00 02 'a'", Malformed),
        ("PUBLISH at QoS 1 without an identifier, §3.3.2.2", "32 03 00 01 'a'", Malformed),
        ("a topic with U+0000 [MQTT-1.5.4-2]", "30 04 00 01 00 00", Malformed),
        ("a topic that is no UTF-8 [MQTT-1.5.4-1]", "30 04 00 01 FF 00", Malformed),
        ("an overlong form in a topic [MQTT-1.5.4-1]", "30 05 00 02 C0 AF 00", Malformed),
        ("a surrogate in a topic [MQTT-1.5.4-1]", "30 06 00 03 ED A0 80 00", Malformed),
        ("a topic that ends within a character [MQTT-1.5.4-1]", "30 04 00 01 C3 00", Malformed),
        ("a topic with # [MQTT-3.3.2-2]", "30 04 00 01 '#' 00", MqttReason.TopicNameInvalid),
        ("a topic with + [MQTT-3.3.2-2]", "30 06 00 03 'a/+' 00", MqttReason.TopicNameInvalid),
        ("PUBACK without an identifier, §3.4.2", "40 00", Malformed),
        ("PUBACK with half an identifier, §3.4.2", "40 01 00", Malformed),
        ("PUBACK with the identifier 0 [MQTT-2.2.1-3]", "40 02 00 00", Malformed),
        ("PUBREC with the identifier 0 [MQTT-2.2.1-3]", "50 02 00 00", Malformed),
        ("PUBREL with the identifier 0 [MQTT-2.2.1-4]", "62 02 00 00", Malformed),
        ("PUBCOMP with the identifier 0 [MQTT-2.2.1-3]", "70 02 00 00", Malformed),
        ("SUBACK without anything, §3.9.2", "90 00", Malformed),
        ("PINGRESP with a body, §3.13", "D0 01 00", Malformed),
        ("PUBCOMP for a QoS 1 publish, §4.3.2", "70 02 00 01", Protocol),
        ("PUBREC for a QoS 1 publish, §4.3.2", "50 02 00 01", Protocol),
        ("PUBACK for a QoS 2 publish, §4.3.3", "40 02 00 02", Protocol),
        ("PUBCOMP for a QoS 2 publish before PUBREC, §4.3.3", "70 02 00 02", Protocol),
        ("PUBACK for a subscribe [MQTT-3.8.4-1]", "40 02 00 03", Protocol),
        ("PUBACK for what has not left yet, §4.3.2", "40 02 00 04", Protocol),
    ];

    private static readonly (string What, string Bytes, int Reason)[] _in311 =
    [
        ("PUBLISH without a topic [MQTT-4.7.3-1]", "30 03 00 00 00", Protocol),
        ("PUBLISH with the identifier 0 [MQTT-2.3.1-1]", "32 06 00 01 'a' 00 00 00", Malformed),
        ("PUBACK with more than an identifier, §3.4", "40 03 00 01 00", Malformed),
        ("PUBREL with more than an identifier, §3.6", "62 03 00 01 00", Malformed),
        ("SUBACK with a reserved code [MQTT-3.9.3-2]", "90 03 00 03 03", Malformed),
        ("SUBACK without a code, §3.9.3", "90 02 00 03", Malformed),
        ("SUBACK with two codes for one filter [MQTT-3.8.4-5]", "90 04 00 03 00 00", Malformed),
        ("SUBACK with the identifier 0 [MQTT-2.3.1-1]", "90 03 00 00 00", Malformed),
        ("UNSUBACK for a subscribe [MQTT-3.8.4-1]", "B0 02 00 03", Protocol),
        ("UNSUBACK with more than an identifier, §3.11", "B0 03 00 03 00", Malformed),
        ("DISCONNECT goes the other way in 3.1.1, §3.14", "E0", Protocol),
        ("type 15 is forbidden in 3.1.1, §2.2.1", "F0", Protocol),
    ];

    private static readonly (string What, string Bytes, int Reason)[] _in5 =
    [
        ("a remaining length longer than it need be [MQTT-1.5.5-1]", "D0 80 00", Malformed),
        ("a packet larger than we said [MQTT-3.1.2-24]", "30 81 04", MqttReason.PacketTooLarge),
        ("PUBLISH without a property length, §3.3.2.3.1", "30 03 00 01 'a'", Malformed),
        ("PUBLISH with the identifier 0 [MQTT-2.2.1-4]", "32 06 00 01 'a' 00 00 00", Malformed),
        ("PUBLISH without a topic or an alias, §3.3.2.1", "30 03 00 00 00", Protocol),
        ("properties that reach beyond the packet, §2.2.2.1", "30 05 00 01 'a' 05 01", Malformed),
        ("a property length of five bytes, §1.5.5", "30 08 00 01 'a' 80 80 80 80 00", Malformed),
        ("a property length longer than it need be [MQTT-1.5.5-1]", "30 05 00 01 'a' 80 00", Malformed),
        ("a property that is unknown, §2.2.2.2", "30 06 00 01 'a' 02 04 00", Malformed),
        ("a property identifier of two bytes that is unknown, §2.2.2.2", "30 07 00 01 'a' 03 AB 01 00", Malformed),
        ("a property of another packet, §2.2.2.2", "30 07 00 01 'a' 03 21 00 05", Malformed),
        ("a property cut off in its number, §1.5.3", "30 06 00 01 'a' 02 02 00", Malformed),
        ("a property cut off in its text, §1.5.4", "30 07 00 01 'a' 03 03 00 02", Malformed),
        ("payload format 2, §3.3.2.3.2", "30 06 00 01 'a' 02 01 02", Protocol),
        ("payload format twice, §3.3.2.3.2", "30 08 00 01 'a' 04 01 00 01 00", Protocol),
        ("message expiry twice, §3.3.2.3.3", "30 0E 00 01 'a' 0A 02 00 00 00 01 02 00 00 00 01", Protocol),
        ("topic alias 0 [MQTT-3.3.2-8]", "30 07 00 01 'a' 03 23 00 00", MqttReason.TopicAliasInvalid),
        ("topic alias above the maximum we gave [MQTT-3.3.2-11]", "30 07 00 01 'a' 03 23 00 03", MqttReason.TopicAliasInvalid),
        ("topic alias that was never set, §3.3.2.3.4", "30 06 00 00 03 23 00 02", Protocol),
        ("topic alias twice, §3.3.2.3.4", "30 0A 00 01 'a' 06 23 00 01 23 00 01", Protocol),
        ("aliased topic longer than the room for it, a limit of ours, §2.4", "30 0F 00 09 'abcdefghi' 03 23 00 01", MqttReason.ImplementationSpecific),
        ("a response topic with a wildcard [MQTT-3.3.2-14]", "30 08 00 01 'a' 04 08 00 01 '#'", Protocol),
        ("a response topic that is no UTF-8 [MQTT-3.3.2-13]", "30 08 00 01 'a' 04 08 00 01 FF", Malformed),
        ("a response topic twice, §3.3.2.3.5", "30 0C 00 01 'a' 08 08 00 01 'b' 08 00 01 'b'", Protocol),
        ("correlation data twice, §3.3.2.3.6", "30 0C 00 01 'a' 08 09 00 01 00 09 00 01 00", Protocol),
        ("content type with U+0000 [MQTT-1.5.4-2]", "30 08 00 01 'a' 04 03 00 01 00", Malformed),
        ("content type twice, §3.3.2.3.9", "30 0C 00 01 'a' 08 03 00 01 'b' 03 00 01 'b'", Protocol),
        ("subscription identifier 0, §3.3.2.3.8", "30 06 00 01 'a' 02 0B 00", Protocol),
        ("subscription identifier longer than it need be [MQTT-1.5.5-1]", "30 07 00 01 'a' 03 0B 81 00", Malformed),
        ("a user property without a value, §1.5.7", "30 08 00 01 'a' 04 26 00 01 'b'", Malformed),
        ("a user property whose name is no UTF-8 [MQTT-1.5.7-1]", "30 0A 00 01 'a' 06 26 00 01 80 00 00", Malformed),
        ("PUBACK with a property of PUBLISH, §3.4.2.2", "40 06 00 01 00 02 01 00", Malformed),
        ("PUBACK with properties cut off, §2.2.2.1", "40 04 00 01 00 01", Malformed),
        ("PUBACK with bytes after its properties, §3.4", "40 05 00 01 00 00 00", Malformed),
        ("PUBACK with two reason strings, §3.4.2.2.2", "40 0C 00 01 00 08 1F 00 01 'x' 1F 00 01 'x'", Protocol),
        ("SUBACK without a code, §3.9.3", "90 03 00 03 00", Malformed),
        ("SUBACK with two codes for one filter [MQTT-3.8.4-6]", "90 05 00 03 00 00 00", Malformed),
        ("SUBACK without a property length, §3.9.2.1.1", "90 02 00 03", Malformed),
        ("UNSUBACK for a subscribe [MQTT-3.8.4-1]", "B0 04 00 03 00 00", Protocol),
        ("UNSUBACK without a code, §3.11.3", "B0 03 00 03 00", Malformed),
        ("DISCONNECT with flags [MQTT-3.14.1-1]", "E1", Malformed),
        ("DISCONNECT with a session expiry, §3.14.2.2.2", "E0 07 00 05 11 00 00 00 01", Malformed),
        ("DISCONNECT with bytes after its properties, §3.14", "E0 03 00 00 00", Malformed),
        ("DISCONNECT with properties cut off, §2.2.2.1", "E0 03 00 02 1F", Malformed),
        ("AUTH with flags [MQTT-3.15.1-1]", "F1", Malformed),
        ("AUTH without our asking [MQTT-4.12.0-6]", "F0 02 18 00", Protocol),
    ];

    private static readonly (string What, string Bytes, int Reason)[] _insteadOfConnack5 =
    [
        ("PUBLISH first [MQTT-3.2.0-1]", "30 04 00 01 'a' 00", Protocol),
        ("PINGRESP first [MQTT-3.2.0-1]", "D0 00", Protocol),
        ("DISCONNECT first [MQTT-3.14.0-1]", "E0 00", Protocol),
        ("AUTH without our asking [MQTT-4.12.0-6]", "F0 02 18 00", Protocol),
        ("CONNACK without anything, §3.2.2", "20 00", Malformed),
        ("CONNACK without properties, §3.2.2.3.1", "20 02 00 00", Malformed),
        ("CONNACK with reserved flags [MQTT-3.2.2-1]", "20 03 02 00 00", Malformed),
        ("CONNACK with bytes after its properties, §3.2.3", "20 04 00 00 00 00", Malformed),
        ("a session present after a clean start [MQTT-3.2.2-2]", "20 03 01 00 00", Protocol),
        ("a refusal with a session [MQTT-3.2.2-6]", "20 03 01 87 00", Malformed),
        ("receive maximum 0, §3.2.2.3.3", "20 06 00 00 03 21 00 00", Protocol),
        ("maximum QoS 2, §3.2.2.3.4", "20 05 00 00 02 24 02", Protocol),
        ("retain available 2, §3.2.2.3.5", "20 05 00 00 02 25 02", Protocol),
        ("maximum packet size 0, §3.2.2.3.6", "20 08 00 00 05 27 00 00 00 00", Protocol),
        ("wildcard available 2, §3.2.2.3.11", "20 05 00 00 02 28 02", Protocol),
        ("subscription identifiers available 2, §3.2.2.3.12", "20 05 00 00 02 29 02", Protocol),
        ("shared available 2, §3.2.2.3.13", "20 05 00 00 02 2A 02", Protocol),
        ("session expiry twice, §3.2.2.3.2", "20 0D 00 00 0A 11 00 00 00 01 11 00 00 00 01", Protocol),
        ("receive maximum twice, §3.2.2.3.3", "20 09 00 00 06 21 00 01 21 00 01", Protocol),
        ("server keep alive twice, §3.2.2.3.14", "20 09 00 00 06 13 00 01 13 00 01", Protocol),
        ("assigned identifier that is no UTF-8 [MQTT-1.5.4-1]", "20 07 00 00 04 12 00 01 FF", Malformed),
        ("topic alias, which is of PUBLISH, §2.2.2.2", "20 06 00 00 03 23 00 01", Malformed),
        ("will delay, which is of CONNECT, §2.2.2.2", "20 08 00 00 05 18 00 00 00 01", Malformed),
    ];

    private static readonly (string What, string Bytes, int Reason)[] _insteadOfConnack311 =
    [
        ("PUBLISH first [MQTT-3.2.0-1]", "30 04 00 01 'a' 00", Protocol),
        ("CONNACK of one byte, §3.2", "20 01 00", Malformed),
        ("CONNACK of three bytes, §3.2", "20 03 00 00 00", Malformed),
        ("reserved flags, §3.2.2.1", "20 02 02 00", Malformed),
        ("a session present after a clean session [MQTT-3.2.2-1]", "20 02 01 00", Protocol),
        ("a refusal with a session [MQTT-3.2.2-4]", "20 02 01 05", Malformed),
        ("a packet larger than the buffer that is no PUBLISH, a limit of ours", "20 FF 7F", MqttReason.PacketTooLarge),
    ];

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(4096)]
    public void On_a_connection_of_311(int piece)
    {
        foreach ((string what, string bytes, int reason) in _inBothVersions.Concat(_in311))
        {
            // 3.1.1 has no reason codes to send: a DISCONNECT of ours would discard the will.
            Rejects(Busy(MqttVersion.V311, piece), what, bytes, reason, "");
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(4096)]
    public void On_a_connection_of_5(int piece)
    {
        foreach ((string what, string bytes, int reason) in _inBothVersions.Concat(_in5))
        {
            Rejects(Busy(MqttVersion.V5, piece), what, bytes, reason, $"E0 01 {reason:X2}");
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void Instead_of_CONNACK_of_5(int piece)
    {
        foreach ((string what, string bytes, int reason) in _insteadOfConnack5)
        {
            ScriptedBroker broker = New(MqttVersion.V5, piece).Open();
            broker.Drop();
            Rejects(broker, what, bytes, reason, $"E0 01 {reason:X2}");
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void Instead_of_CONNACK_of_311(int piece)
    {
        foreach ((string what, string bytes, int reason) in _insteadOfConnack311)
        {
            ScriptedBroker broker = New(MqttVersion.V311, piece).Open();
            broker.Drop();
            Rejects(broker, what, bytes, reason, "");
        }
    }

    [TestMethod]
    public void More_messages_than_the_receive_maximum() // [MQTT-3.3.4-9]
    {
        ScriptedBroker broker = New(MqttVersion.V5, 4096).Connects("20 03 00 00 00")
            .Gives("34 06 00 01 'a' 00 01 00").Message("a", "").Gives("34 06 00 01 'a' 00 02 00").Message("a", "")
            .Expects("50 02 00 01 50 02 00 02")

            // Mosquitto 2.0.11 sends more QoS 2 messages than allowed when some are queued: as many again are borne.
            .Gives("34 06 00 01 'a' 00 03 00").Message("a", "").Gives("34 06 00 01 'a' 00 04 00").Message("a", "")
            .Expects("50 02 00 03 50 02 00 04").Gives("32 06 00 01 'a' 00 05 00").Message("a", "").Expects("40 02 00 05");
        Assert.AreEqual(0, broker.Session.ProtocolErrors);
        broker.Gives("34 06 00 01 'a' 00 06 00").Expects("E0 01 93").Event(MqttEvent.Closed, 0, MqttReason.ReceiveMaximumExceeded);
    }

    [TestMethod]
    public void Old_messages_do_not_count_on_a_new_connection()
    {
        var options = new MqttOptions { ClientId = "n", ReceiveMaximum = 2, SessionExpirySeconds = 60 };
        new ScriptedBroker(new MqttSession(options), 4096).Connects("20 03 00 00 00")
            .Gives("34 06 00 01 'a' 00 01 00").Message("a", "").Gives("34 06 00 01 'a' 00 02 00").Message("a", "")
            .Break().Connects("20 03 01 00 00")
            .Gives("34 06 00 01 'a' 00 03 00").Message("a", "").Gives("34 06 00 01 'a' 00 04 00").Message("a", "").Expects("50 02 00 03 50 02 00 04")
            .Gives("62 02 00 01 62 02 00 02").Expects("70 02 00 01 70 02 00 02").Quiet();
    }

    [TestMethod]
    public void CONNACK_before_CONNECT_has_left()
    {
        ScriptedBroker broker = New(MqttVersion.V5, 4096).Open();
        broker.Session.PollTransmit(new byte[5], 0, 5);
        broker.Gives("20 03 00 00 00").Expects("").Event(MqttEvent.Closed, 0, Protocol); // nothing can follow half a CONNECT
    }

    [TestMethod]
    public void The_reason_leaves_after_the_packet_that_is_on_its_way()
    {
        ScriptedBroker broker = New(MqttVersion.V5, 4096).Connects("20 03 00 00 00").Publishes(1, new MqttTopic("abc"), "01 02 03", 1);
        Assert.AreEqual(4, broker.Session.PollTransmit(new byte[4], 0, 4));
        broker.Gives("00").Expects("'abc' 00 01 00 01 02 03 E0 01 82").Event(MqttEvent.Closed, 0, Protocol).Quiet();
    }

    [TestMethod]
    public void The_reason_is_given_up_when_it_cannot_leave()
    {
        New(MqttVersion.V5, 4096).Connects("20 03 00 00 00").Gives("00").Event(MqttEvent.None).Passes(9999).Event(MqttEvent.None)
            .Passes(1).Event(MqttEvent.Closed, 0, Protocol).Quiet();
    }

    private static ScriptedBroker New(int version, int piece) =>
        new(new MqttSession(new MqttOptions
        {
            Version = version,
            ClientId = "n",
            ReceiveMaximum = 2,
            InboundTopicAliases = 2,
            InboundAliasTopicSize = 8,
        }), piece);

    /// <summary>A connection with a QoS 1 publish (1), a QoS 2 publish (2), a subscribe (3) under way, and a publish that has not left (4).</summary>
    private static ScriptedBroker Busy(int version, int piece)
    {
        ScriptedBroker broker = New(version, piece).Connects(version == MqttVersion.V5 ? "20 03 00 00 00" : "20 02 00 00");
        var topic = new MqttTopic("a");
        broker.Publishes(1, topic, "", 1).Publishes(2, topic, "", 2);
        Assert.AreEqual(3, broker.Session.TrySubscribe("a", 2));
        broker.Drop();
        return broker.Publishes(4, topic, "", 1);
    }

    private static void Rejects(ScriptedBroker broker, string what, string bytes, int reason, string farewell)
    {
        try
        {
            broker.Gives(bytes);
            while (broker.Session.PollEvent() is MqttEvent.Message)
            {
                broker.Gives("");
            }

            Assert.AreEqual(farewell.Length == 0 ? MqttState.Failed : MqttState.Closing, broker.Session.State);
            broker.Expects(farewell);
            while (broker.Session.PollEvent() == MqttEvent.Lost)
            {
                // the subscribe
            }

            Assert.AreEqual(MqttState.Failed, broker.Session.State);
            Assert.AreEqual(reason, broker.Session.Reason);
            Assert.AreEqual(1, broker.Session.ProtocolErrors);

            // Whatever follows is dropped, and the session can begin anew.
            byte[] more = [0x30, 4, 0, 1, (byte)'a', 0];
            Assert.AreEqual(6, broker.Session.HandleInput(more, 0, 6, broker.Now));
            Assert.AreEqual(MqttEvent.None, broker.Session.PollEvent());
            broker.Open();
            Assert.AreEqual(MqttState.Connecting, broker.Session.State);
        }
        catch (AssertFailedException e)
        {
            throw new AssertFailedException(what + ": " + e.Message, e);
        }
    }
}
