using System.Globalization;
using Telenode.Mqtt;
using Telenode.Tests.Host.Broker;
using Telenode.Tests.Host.Peers;

namespace Telenode.Tests.Host.Mqtt;

/// <summary>The session against a real Mosquitto.</summary>
[TestClass]
public class MosquittoTests
{
    private const string Open = "allow_anonymous true\nset_tcp_nodelay true\nmax_queued_messages 0";

    private static MosquittoBroker s_broker = null!;

    [ClassInitialize]
    public static void Start(TestContext context) => s_broker = new MosquittoBroker(Open);

    [ClassCleanup]
    public static void Stop() => s_broker.Dispose();

    [TestMethod]
    [DataRow(MqttVersion.V311, 0)]
    [DataRow(MqttVersion.V311, 1)]
    [DataRow(MqttVersion.V311, 2)]
    [DataRow(MqttVersion.V5, 0)]
    [DataRow(MqttVersion.V5, 1)]
    [DataRow(MqttVersion.V5, 2)]
    public void Its_own_clients_understand_ours(int version, int qos)
    {
        string topic = $"from-us/{version}/{qos}";
        string[] arguments = ["-t", topic, "-q", qos.ToString(CultureInfo.InvariantCulture), "-C", "3", "-F", "%q %r %p"];
        using MosquittoClient sub = MosquittoClient.Subscribe(s_broker.Port, arguments);
        using SocketClient client = New(version, "pub").Connect();
        foreach (string text in new[] { "one", "", "drei €" })
        {
            Assert.AreEqual(MqttEvent.Acknowledged, client.Publish(topic, text, qos));
        }

        client.Disconnect();
        CollectionAssert.AreEqual(new[] { $"{qos} 0 one", $"{qos} 0 ", $"{qos} 0 drei €" }, sub.Messages());
    }

    [TestMethod]
    [DataRow(MqttVersion.V311, 0)]
    [DataRow(MqttVersion.V311, 1)]
    [DataRow(MqttVersion.V311, 2)]
    [DataRow(MqttVersion.V5, 0)]
    [DataRow(MqttVersion.V5, 1)]
    [DataRow(MqttVersion.V5, 2)]
    public void Ours_understands_its_own_clients(int version, int qos)
    {
        string topic = $"to-us/{version}/{qos}";
        using SocketClient client = New(version, "sub").Connect().Subscribe("to-us/+/" + qos, qos, qos);
        string[] lines = [.. Enumerable.Range(0, 200).Select(i => $"{i} {new string('x', i)}")];
        MosquittoClient.PublishLines(s_broker.Port, lines, "-t", topic, "-q", qos.ToString(CultureInfo.InvariantCulture), "-l");
        client.Until(() => client.Received.Count >= lines.Length);
        client.Disconnect();
        CollectionAssert.AreEqual(lines, client.Received);
    }

    [TestMethod]
    [DataRow(MqttVersion.V311)]
    [DataRow(MqttVersion.V5)]
    public void A_backlog_at_qos_2_arrives_once_although_the_broker_floods(int version)
    {
        // Mosquitto 2.0.11 lets 20 more messages into flight with each PUBCOMP while messages are queued, whatever the receive maximum.
        // A small client closes when its table is full; what is in it goes on with the next connection.
        var options = new MqttOptions { Version = version, ClientId = "small" + version, SessionExpirySeconds = 600, CleanStart = false, ReceiveMaximum = 16 };
        using var client = new SocketClient(s_broker.Port, options);
        client.Connect().Subscribe("flood/" + version, 2, 2).Break();
        string[] lines = [.. Enumerable.Range(0, 400).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        MosquittoClient.PublishLines(s_broker.Port, lines, "-t", "flood/" + version, "-q", "2", "-l");
        int connections = 0;
        while (client.Received.Count < lines.Length)
        {
            Assert.IsTrue(++connections <= lines.Length, $"{client.Received.Count} received");
            client.Open();
            client.Until(() => !client.IsConnected || client.Received.Count >= lines.Length);
            client.Break();
        }

        Console.WriteLine($"{connections} connections");
        CollectionAssert.AreEqual(lines, client.Received);
    }

    [TestMethod]
    public void Properties_pass_through_the_broker()
    {
        using SocketClient client = New(MqttVersion.V5, "props").Connect();
        Assert.IsTrue(client.Session.TrySubscribe("props", 1 | MqttSubscribe.RetainAsPublished, 77) > 0);
        client.Until(() => client.Granted >= 0);
        var sent = new MqttProperties();
        sent.AddNumber(MqttProperty.PayloadFormat, 1);
        sent.AddNumber(MqttProperty.MessageExpiry, 3600);
        sent.AddText(MqttProperty.ContentType, "text/plain");
        sent.AddText(MqttProperty.ResponseTopic, "answer");
        sent.AddBytes(MqttProperty.CorrelationData, [1, 2, 3]);
        sent.AddUserProperty("key", "value");
        var seen = new List<int>();
        client.Sink = message =>
        {
            var reader = new MqttPropertyReader();
            reader.Reset(message);
            while (reader.MoveNext())
            {
                seen.Add(reader.Id);
            }

            Assert.IsTrue(message.Retain);
            Assert.IsTrue(reader.Find(MqttProperty.SubscriptionIdentifier));
            Assert.AreEqual(77, reader.Value);
        };
        client.Session.TryPublish(new MqttTopic("props"), "x"u8.ToArray(), 0, 1, 1, true, sent);
        client.Until(() => seen.Count > 0);
        CollectionAssert.AreEquivalent(new[] { 1, 2, 3, 8, 9, 0x0B, 0x26 }, seen);
    }

    [TestMethod]
    public void The_will_is_published_when_the_connection_breaks_and_not_when_we_leave()
    {
        using SocketClient watcher = New(MqttVersion.V5, "watcher").Connect().Subscribe("will/#", 1, 1);
        using (SocketClient polite = New(MqttVersion.V311, "polite", new MqttWill(new MqttTopic("will/polite"), "gone"u8.ToArray(), 1, false)))
        {
            polite.Connect().Disconnect();
        }

        using SocketClient rude = New(MqttVersion.V5, "rude", new MqttWill(new MqttTopic("will/rude"), "gone too"u8.ToArray(), 1, false));
        rude.Connect().Break();
        using SocketClient asks = New(MqttVersion.V5, "asks", new MqttWill(new MqttTopic("will/asks"), "as asked"u8.ToArray(), 1, false));
        asks.Connect();
        asks.Session.Disconnect(MqttReason.DisconnectWithWill, Environment.TickCount64);
        asks.Until(() => asks.Session.State == MqttState.Disconnected);
        watcher.Until(() => watcher.Received.Count >= 2);
        CollectionAssert.AreEquivalent(new[] { "gone too", "as asked" }, watcher.Received);
    }

    [TestMethod]
    public void A_second_client_of_the_same_name_takes_over()
    {
        using SocketClient first = New(MqttVersion.V5, "twin").Connect();
        using SocketClient second = New(MqttVersion.V5, "twin").Connect();
        first.Until(() => first.Session.State == MqttState.Failed);
        Assert.IsTrue(first.Session.Reason is 0x8E or MqttReason.TransportClosed, "Mosquitto 2.0.11 does not always say why");
    }

    [TestMethod]
    public void A_nameless_client_is_given_a_name()
    {
        using SocketClient client = New(MqttVersion.V5, "").Connect();
        Assert.AreNotEqual("", client.Session.AssignedClientId);
        using SocketClient old = New(MqttVersion.V311, "").Connect();
        Assert.AreEqual("", old.Session.AssignedClientId);
    }

    [TestMethod]
    [DataRow(MqttVersion.V311)]
    [DataRow(MqttVersion.V5)]
    public void Passwords_are_checked_and_refusals_understood(int version)
    {
        const string Config = "allow_anonymous false\npassword_file {folder}/passwords";
        using var broker = new MosquittoBroker(Config, ("passwords", MosquittoBroker.PasswordLine("anna", "secret")));
        var options = new MqttOptions { Version = version, ClientId = "n", UserName = "anna", Password = "secret"u8.ToArray() };
        using var good = new SocketClient(broker.Port, options);
        good.Connect();
        options.Password = "wrong"u8.ToArray();
        good.Disconnect();
        AssertFailedException refused = Assert.ThrowsExactly<AssertFailedException>(() => good.Connect());
        StringAssert.Contains(refused.Message, "not authorized");
    }

    [TestMethod]
    public void The_brokers_limits_are_kept()
    {
        using var broker = new MosquittoBroker("allow_anonymous true\nmax_qos 1\nretain_available false\nmax_packet_size 100\nmax_topic_alias 3");
        using SocketClient client = new SocketClient(broker.Port, new MqttOptions { ClientId = "n" }).Connect();
        Assert.AreEqual(1, client.Session.MaximumQos);
        Assert.IsFalse(client.Session.RetainAvailable);
        Assert.AreEqual(100, client.Session.MaximumPacketSize);
        var topic = new MqttTopic("a");
        int room = 100 - 2 - 3 - 2 - 1;
        Assert.AreEqual(-MqttReason.PacketTooLarge, client.Session.TryPublish(topic, new byte[room + 1], 0, room + 1, 1, false));
        Assert.AreEqual(MqttEvent.Acknowledged, client.Publish("a", new string('x', room), 1));
        Assert.AreEqual(MqttEvent.Acknowledged, client.Publish("a", "still there", 1));
    }

    [TestMethod]
    [DataRow(MqttVersion.V311, 0)]
    [DataRow(MqttVersion.V311, 1)]
    [DataRow(MqttVersion.V311, 2)]
    [DataRow(MqttVersion.V5, 0)]
    [DataRow(MqttVersion.V5, 1)]
    [DataRow(MqttVersion.V5, 2)]
    public void Many_messages_arrive_once_and_in_order(int version, int qos)
    {
        // 100,000 a QoS is the acceptance run: TELENODE_MQTT_MESSAGES=100000 ./test --filter MosquittoTests
        int total = int.Parse(Environment.GetEnvironmentVariable("TELENODE_MQTT_MESSAGES") ?? "10000", CultureInfo.InvariantCulture);
        using SocketClient sub = New(version, "many-sub").Connect().Subscribe($"many/{version}/{qos}", qos, qos);
        using SocketClient pub = New(version, "many-pub").Connect();
        var topic = new MqttTopic($"many/{version}/{qos}");
        int received = 0;
        int acknowledged = 0;
        sub.Sink = message =>
        {
            int number = BitConverter.ToInt32(message.Buffer, message.PayloadOffset);
            Assert.AreEqual(received, number, "once and in order");
            received++;
        };
        byte[] payload = new byte[32];
        int sent = 0;
        while (received < total)
        {
            // At QoS 0 the broker drops what a slow subscriber cannot take, so the subscriber sets the pace.
            while (sent < total && sent - received < 500 && BitConverter.TryWriteBytes(payload, sent) && pub.TryPublish(topic, payload, 32, qos, sent))
            {
                sent++;
            }

            pub.Step();
            sub.Step();
            acknowledged += pub.Outcomes.Count;
            Assert.IsTrue(pub.Outcomes.Values.All(e => e == MqttEvent.Acknowledged));
            pub.Outcomes.Clear();
            Assert.IsTrue(pub.IsConnected && sub.IsConnected);
        }

        pub.Until(() => pub.Session.InFlight == 0);
        Assert.AreEqual(total, acknowledged + pub.Outcomes.Count);
        Assert.AreEqual(0, pub.Session.ProtocolErrors + sub.Session.ProtocolErrors);
    }

    private static SocketClient New(int version, string name, MqttWill? will = null) =>
        new(s_broker.Port, new MqttOptions { Version = version, ClientId = name, Will = will, MaxInFlight = 20, ReceiveMaximum = 200 });

    /// <summary>A line of Mosquitto's password file: PBKDF2-SHA512 of 101 rounds, as mosquitto_passwd writes it.</summary>
}
