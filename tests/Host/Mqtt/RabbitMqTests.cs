using System.Globalization;
using Telenode.Mqtt;
using Telenode.SimBoard;
using Telenode.Telemetry;
using Telenode.Tests.Host.Broker;
using Telenode.Tests.Host.Peers;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Mqtt;

/// <summary>The session and the whole board against RabbitMQ 3.10's MQTT plugin, which speaks 3.1.1 alone, grants QoS 1 at most and answers a
/// publish of QoS 2 with PUBACK.</summary>
[TestClass]
public sealed class RabbitMqTests
{
    private static RabbitMqBroker s_broker = null!;

    [ClassInitialize]
    public static void Start(TestContext context) => s_broker = new RabbitMqBroker();

    [ClassCleanup]
    public static void Stop() => s_broker.Dispose();

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    public void Many_messages_arrive_once_and_in_order(int qos)
    {
        using SocketClient sub = New("rabbit-sub" + qos).Connect().Subscribe("many/" + qos, qos, qos);
        using SocketClient pub = New("rabbit-pub" + qos).Connect();
        const int Total = 500;
        var topic = new MqttTopic("many/" + qos);
        int sent = 0;
        while (sub.Received.Count < Total)
        {
            byte[] payload = System.Text.Encoding.ASCII.GetBytes(sent.ToString(CultureInfo.InvariantCulture));
            sent += sent < Total && pub.TryPublish(topic, payload, payload.Length, qos, sent) ? 1 : 0;
            pub.Step();
            sub.Step();
            Assert.IsTrue(pub.IsConnected && sub.IsConnected);
        }

        pub.Until(() => pub.Session.InFlight == 0);
        Assert.AreEqual(Total, pub.Outcomes.Values.Count(outcome => outcome == MqttEvent.Acknowledged));
        CollectionAssert.AreEqual(Enumerable.Range(0, Total).Select(i => i.ToString(CultureInfo.InvariantCulture)).ToArray(), sub.Received);
    }

    [TestMethod]
    public void Its_messages_and_ours_pass_between_mosquittos_clients_and_ours()
    {
        using SocketClient client = New("rabbit-mixed").Connect().Subscribe("mixed/+", 2, 1);
        using MosquittoClient sub = MosquittoClient.Subscribe(s_broker.Port, "-t", "mixed/out", "-q", "1", "-C", "2", "-F", "%q %p", "-i", "rabbit-mosquitto");
        MosquittoClient.Publish(s_broker.Port, "-t", "mixed/in", "-m", "theirs", "-q", "1");
        client.Until(() => client.Received.Count == 1);
        Assert.AreEqual("theirs", client.Received[0]);
        Assert.AreEqual(MqttEvent.Acknowledged, client.Publish("mixed/out", "ours", 1));
        Assert.AreEqual(MqttEvent.Acknowledged, client.Publish("mixed/out", "", 0));
        CollectionAssert.AreEquivalent(new[] { "1 ours", "0 " }, sub.Messages());
    }

    [TestMethod]
    public void A_session_is_resumed_with_what_was_published_meanwhile()
    {
        var options = new MqttOptions { Version = MqttVersion.V311, ClientId = "rabbit-away", CleanStart = false, SessionExpirySeconds = 3600 };
        using var client = new SocketClient(s_broker.Port, options);
        client.Connect();
        Assert.IsFalse(client.Session.SessionPresent);
        client.Subscribe("away", 1, 1).Break();
        using SocketClient pub = New("rabbit-home").Connect();
        for (int i = 0; i < 20; i++)
        {
            Assert.AreEqual(MqttEvent.Acknowledged, pub.Publish("away", i.ToString(CultureInfo.InvariantCulture), 1));
        }

        client.Connect();
        Assert.IsTrue(client.Session.SessionPresent);
        client.Until(() => client.Received.Count == 20);
    }

    [TestMethod]
    public void Will_and_retained_messages_are_kept_for_us()
    {
        using SocketClient watcher = New("rabbit-watcher").Connect().Subscribe("will/rude", 1, 1);
        using SocketClient rude = New("rabbit-rude", new MqttWill(new MqttTopic("will/rude"), "gone"u8.ToArray(), 1, true)).Connect();
        rude.Break();
        watcher.Until(() => watcher.Received.Count == 1);
        using SocketClient late = New("rabbit-late").Connect().Subscribe("will/rude", 1, 1);
        late.Until(() => late.Received.Count == 1);
        Assert.AreEqual("gone", late.Received[0]);
    }

    [TestMethod]
    public void A_publish_at_qos_2_that_it_answers_with_PUBACK_ends_the_connection()
    {
        using SocketClient client = New("rabbit-two").Connect();
        Assert.IsTrue(client.TryPublish(new MqttTopic("two"), [1], 1, 2, 0));
        client.Until(() => !client.IsConnected);
        Assert.AreEqual(MqttReason.ProtocolError, client.Session.Reason);
    }

    [TestMethod]
    public void The_whole_board_delivers()
    {
        BoardSnapshot end = Run(1, 60_000);
        Assert.AreEqual(end.Taken, end.Acknowledged, end.Failure);
        Assert.AreEqual(300, end.Taken);
    }

    [TestMethod]
    public void And_at_qos_2_says_what_to_set()
    {
        BoardSnapshot end = Run(2, 1000);
        Assert.AreEqual(0, end.Acknowledged);
        StringAssert.Contains(end.Failure, "some brokers answer QoS 2 as if it were 1, and need uplink.qos 1");
    }

    private static BoardSnapshot Run(int qos, long drainMs)
    {
        using var board = new SimulatedBoard(new SimulatedBoardOptions
        {
            Uplink = EndpointUrl.Parse(s_broker.Url, out _)!,
            DeviceId = "rabbit" + qos,
            IntervalMs = 1000,
            StopAfterMs = 60_000,
            DrainMs = drainMs,
            Qos = qos,
            Speed = double.PositiveInfinity,
            Format = PackFormat.SenmlCbor,
        });
        board.Run(CancellationToken.None);
        return board.Snapshot();
    }

    private static SocketClient New(string name, MqttWill? will = null) =>
        new(s_broker.Port, new MqttOptions { Version = MqttVersion.V311, ClientId = name, Will = will, MaxInFlight = 20 });
}
