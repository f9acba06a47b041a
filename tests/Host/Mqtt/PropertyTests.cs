using Telenode.Mqtt;
using Telenode.Tests.Mqtt;

namespace Telenode.Tests.Host.Mqtt;

/// <summary>The properties of MQTT 5, each where it may stand, out and in.</summary>
[TestClass]
public class PropertyTests
{
    private const string Accepted = "20 03 00 00 00";

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void CONNECT_carries_all_that_a_client_can_say(int piece)
    {
        var connect = new MqttProperties();
        connect.AddNumber(MqttProperty.RequestResponseInformation, 1);
        connect.AddNumber(MqttProperty.RequestProblemInformation, 0);
        connect.AddUserProperty("k", "v");
        connect.AddUserProperty("k", "w");
        var message = new MqttProperties();
        message.AddNumber(MqttProperty.PayloadFormat, 1);
        message.AddNumber(MqttProperty.MessageExpiry, 0x01020304);
        message.AddText(MqttProperty.ContentType, "t");
        message.AddText(MqttProperty.ResponseTopic, "r");
        message.AddBytes(MqttProperty.CorrelationData, [9]);
        message.AddUserProperty("", "");
        var options = new MqttOptions
        {
            ClientId = "n",
            UserName = "",
            Password = [],
            SessionExpirySeconds = 0xFFFFFFFF,
            ReceiveMaximum = 7,
            ReceiveBufferSize = 128,
            InboundTopicAliases = 3,
            ConnectProperties = connect,
            Will = new MqttWill(new MqttTopic("w"), [1], 2, false) { DelaySeconds = 5, Properties = message },
        };
        new ScriptedBroker(new MqttSession(options), piece).Open().Expects(
            "10 58 00 04 'MQTT' 05 D6 00 3C"
            + "22 11 FF FF FF FF 21 00 07 27 00 00 00 83 22 00 03 19 01 17 00 26 00 01 'k' 00 01 'v' 26 00 01 'k' 00 01 'w'"
            + "00 01 'n'"
            + "1D 18 00 00 00 05 01 01 02 01 02 03 04 03 00 01 't' 08 00 01 'r' 09 00 01 09 26 00 00 00 00"
            + "00 01 'w' 00 01 01 00 00 00 00");
    }

    [TestMethod]
    public void PUBLISH_SUBSCRIBE_UNSUBSCRIBE_and_DISCONNECT_carry_theirs()
    {
        var properties = new MqttProperties();
        properties.AddText(MqttProperty.ContentType, "t");
        properties.AddUserProperty("k", "v");
        ScriptedBroker broker = Connected();
        Assert.AreEqual(1, broker.Session.TryPublish(new MqttTopic("a"), [5], 0, 1, 1, false, properties));
        broker.Expects("32 12 00 01 'a' 00 01 0B 03 00 01 't' 26 00 01 'k' 00 01 'v' 05");
        properties.Clear();
        properties.AddUserProperty("k", "v");
        int options = 1 | MqttSubscribe.NoLocal | MqttSubscribe.RetainAsPublished | MqttSubscribe.NoRetained;
        Assert.AreEqual(2, broker.Session.TrySubscribe("a", options, 300, properties));
        Assert.AreEqual(3, broker.Session.TryUnsubscribe("a", properties));
        broker.Expects("82 11 00 02 0A 0B AC 02 26 00 01 'k' 00 01 'v' 00 01 'a' 2D A2 0D 00 03 07 26 00 01 'k' 00 01 'v' 00 01 'a'");
        properties.AddNumber(MqttProperty.SessionExpiry, 0);
        properties.AddText(MqttProperty.ReasonString, "x");
        broker.Session.Disconnect(MqttReason.Success, broker.Now, properties);
        broker.Expects("E0 12 00 10 26 00 01 'k' 00 01 'v' 11 00 00 00 00 1F 00 01 'x'");
    }

    [TestMethod]
    public void A_caller_cannot_put_a_property_where_it_must_not_stand()
    {
        var properties = new MqttProperties();
        properties.AddNumber(MqttProperty.SessionExpiry, 1);
        MqttSession session = Connected().Session;
        Assert.ThrowsExactly<ArgumentException>(() => session.TryPublish(new MqttTopic("a"), [], 0, 0, 0, false, properties));
        Assert.ThrowsExactly<ArgumentException>(() => session.TrySubscribe("a", 0, 0, properties));
        Assert.ThrowsExactly<ArgumentException>(() => session.TryUnsubscribe("a", properties));
        Assert.ThrowsExactly<ArgumentException>(() => new MqttSession(new MqttOptions { ConnectProperties = properties }).Connect(0));
        var will = new MqttWill(new MqttTopic("w"), [], 0, false) { Properties = properties };
        Assert.ThrowsExactly<ArgumentException>(() => new MqttSession(new MqttOptions { Will = will }).Connect(0));
        properties.Clear();
        properties.AddText(MqttProperty.ContentType, "t");
        Assert.ThrowsExactly<ArgumentException>(() => session.Disconnect(0, 0, properties));
        Assert.AreEqual(MqttState.Connected, session.State);
    }

    [TestMethod]
    public void A_set_of_properties_keeps_its_own_rules()
    {
        var properties = new MqttProperties(10);
        properties.AddNumber(MqttProperty.MessageExpiry, 1);
        Assert.ThrowsExactly<ArgumentException>(() => properties.AddNumber(MqttProperty.MessageExpiry, 2));
        Assert.ThrowsExactly<ArgumentException>(() => properties.AddText(MqttProperty.ContentType, "abc"));
        Assert.AreEqual(5, properties.Count);
        properties.AddText(MqttProperty.ContentType, "ab");
        Assert.AreEqual(10, properties.Count);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void A_message_gives_its_properties(int piece)
    {
        ScriptedBroker broker = Connected(piece).Gives(
            "30 29 00 01 'a' 24 01 01 02 00 00 00 09 03 00 01 't' 08 00 01 'r' 09 00 01 07 0B 05 0B 80 01 26 00 01 'k' 00 01 'v' 26 00 00 00 00 58")
            .Message("a", "X");
        MqttMessage message = broker.Session.Message;
        var reader = new MqttPropertyReader();
        reader.Reset(message);
        var seen = new List<string>();
        while (reader.MoveNext())
        {
            string text = reader.Id switch
            {
                MqttProperty.UserProperty => Text(message, reader.NameOffset, reader.NameCount) + "=" + Text(message, reader.Offset, reader.Count),
                MqttProperty.ContentType or MqttProperty.ResponseTopic => Text(message, reader.Offset, reader.Count),
                MqttProperty.CorrelationData => message.Buffer[reader.Offset].ToString(),
                _ => reader.Value.ToString(),
            };
            seen.Add($"{reader.Id:X2}:{text}");
        }

        CollectionAssert.AreEqual(new[] { "01:1", "02:9", "03:t", "08:r", "09:7", "0B:5", "0B:128", "26:k=v", "26:=" }, seen);
        Assert.IsTrue(reader.Find(MqttProperty.ResponseTopic));
        Assert.IsTrue(MqttTopic.FromBytes(message.Buffer, reader.Offset, reader.Count).Matches("r"u8.ToArray(), 0, 1));
        Assert.IsFalse(reader.Find(MqttProperty.ReasonString));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void Inbound_aliases_stand_for_their_topics(int piece)
    {
        var options = new MqttOptions { ClientId = "n", InboundTopicAliases = 2, InboundAliasTopicSize = 3 };
        ScriptedBroker broker = new ScriptedBroker(new MqttSession(options), piece).Connects(Accepted)
            .Gives("30 0A 00 03 'a/b' 03 23 00 01 58 30 08 00 01 'c' 03 23 00 02 59 30 07 00 00 03 23 00 01 5A").Message("a/b", "X")
            .Message("c", "Y").Message("a/b", "Z")
            .Gives("30 08 00 01 'd' 03 23 00 01 58 30 07 00 00 03 23 00 01 59").Message("d", "X").Message("d", "Y"); // set anew
        broker.Break().Connects(Accepted).Gives("30 07 00 00 03 23 00 01 58").Expects("E0 01 82"); // of another connection
    }

    [TestMethod]
    public void A_server_gives_a_name_and_it_is_used_again()
    {
        var options = new MqttOptions { SessionExpirySeconds = 60 };
        ScriptedBroker broker = new ScriptedBroker(new MqttSession(options), 4096).Connects("20 09 00 00 06 12 00 03 'xyz'");
        Assert.AreEqual("xyz", broker.Session.AssignedClientId);
        broker.Break().Open()
            .Expects("10 1D 00 04 'MQTT' 05 00 00 3C 0D 11 00 00 00 3C 21 00 20 27 00 00 02 03 00 03 'xyz'");
    }

    [TestMethod]
    public void The_servers_words_can_be_read()
    {
        ScriptedBroker broker = Connected();
        broker.Gives("E0 10 9D 0E 1F 00 03 'why' 1C 00 05 'other'").Event(MqttEvent.Closed, 0, 0x9D);
        Assert.AreEqual("why", broker.Session.ServerText);
        Assert.AreEqual("other", broker.Session.TextOf(MqttProperty.ServerReference));
        Assert.AreEqual("server moved", MqttReason.Describe(broker.Session.Reason));

        broker.Open().Drop();
        Assert.AreEqual("", broker.Session.ServerText);
        broker.Gives("20 09 00 87 06 1F 00 03 'not'").Event(MqttEvent.Closed, 0, MqttReason.NotAuthorized).Quiet();
        Assert.AreEqual("not", broker.Session.ServerText);

        broker.Connects("20 09 00 00 06 1A 00 03 'r/1'");
        Assert.AreEqual("r/1", broker.Session.TextOf(MqttProperty.ResponseInformation));
    }

    [TestMethod]
    public void A_server_leaves()
    {
        Connected().Gives("E0 00").Event(MqttEvent.Closed, 0, MqttReason.TransportClosed).Quiet();
        Connected().Gives("E0 01 8B").Event(MqttEvent.Closed, 0, 0x8B).Quiet();
        Connected().Gives("E0 02 8E 00").Event(MqttEvent.Closed, 0, 0x8E).Quiet();
    }

    [TestMethod]
    public void Acknowledgements_come_in_each_of_their_lengths()
    {
        var topic = new MqttTopic("a");
        ScriptedBroker broker = Connected();
        for (int i = 1; i <= 4; i++)
        {
            broker.Publishes(i, topic, "", 1);
        }

        broker.Drop();
        broker.Gives("40 02 00 01 40 03 00 02 10 40 04 00 03 00 00 40 0F 00 04 87 0B 1F 00 01 'x' 26 00 01 'k' 00 01 'v'")
            .Event(MqttEvent.Acknowledged, 1).Event(MqttEvent.Acknowledged, 2, 0x10).Event(MqttEvent.Acknowledged, 3)
            .Event(MqttEvent.Refused, 4, MqttReason.NotAuthorized);
        broker.Publishes(5, topic, "", 2).Drop();
        broker.Gives("50 04 00 05 10 00").Expects("62 02 00 05")
            .Gives("70 03 00 05 92").Event(MqttEvent.Acknowledged, 5, MqttReason.PacketIdentifierNotFound).Quiet();
    }

    [TestMethod]
    public void Unknown_identifiers_are_answered_as_such()
    {
        Connected().Gives("62 02 00 09").Expects("70 03 00 09 92").Gives("50 02 00 08").Expects("62 03 00 08 92").Quiet();
    }

    [TestMethod]
    public void Only_an_old_server_is_asked_in_the_old_way()
    {
        ScriptedBroker broker = new ScriptedBroker(new MqttSession(new MqttOptions { ClientId = "n" }), 4096).Open();
        broker.Drop();
        broker.Gives("20 02 00 01").Event(MqttEvent.Closed, 0, MqttReason.UnsupportedProtocolVersion);
    }

    [TestMethod]
    public void What_5_has_left_goes_on_with_311_without_its_properties()
    {
        var options = new MqttOptions { ClientId = "n", SessionExpirySeconds = 60 };
        var properties = new MqttProperties();
        properties.AddText(MqttProperty.ContentType, "t");
        ScriptedBroker broker = new ScriptedBroker(new MqttSession(options), 4096).Connects(Accepted);
        broker.Session.TryPublish(new MqttTopic("a"), [5], 0, 1, 1, false, properties);
        broker.Expects("32 0B 00 01 'a' 00 01 04 03 00 01 't' 05").Break();
        options.Version = MqttVersion.V311;
        broker.Connects("20 02 01 00").Expects("3A 06 00 01 'a' 00 01 05");
    }

    private static ScriptedBroker Connected(int piece = 4096) =>
        new ScriptedBroker(new MqttSession(new MqttOptions { ClientId = "n" }), piece).Connects(Accepted);

    private static string Text(MqttMessage message, int offset, int count) => System.Text.Encoding.UTF8.GetString(message.Buffer, offset, count);
}
