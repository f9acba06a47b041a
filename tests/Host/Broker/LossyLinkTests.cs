using Telenode.Mqtt;
using Telenode.SimBoard.Broker;

namespace Telenode.Tests.Host.Broker;

/// <summary>Two sessions of ours and the broker core on links that break at any byte, on virtual time: nothing is lost, nothing comes twice at QoS 2.</summary>
[TestClass]
public sealed class LossyLinkTests
{
    private const int Messages = 60;
    private const int MostSteps = 20_000;

    [TestMethod]
    [DataRow(MqttVersion.V311, 1)]
    [DataRow(MqttVersion.V311, 2)]
    [DataRow(MqttVersion.V5, 1)]
    [DataRow(MqttVersion.V5, 2)]
    public void DeliveryKeepsItsPromise(int version, int qos)
    {
        int breaks = 0;
        for (int seed = 1; seed <= 60; seed++)
        {
            List<string> received = Run(seed, version, qos, ref breaks);
            string[] expected = [.. Enumerable.Range(0, Messages).Select(i => $"{i}")];
            string where = $"seed {seed}: {string.Join(' ', received)}";
            CollectionAssert.AreEqual(expected, received.Distinct().ToArray(), where);
            Assert.IsTrue(qos == 1 || received.Count == Messages, where);
        }

        Assert.IsTrue(breaks > 300, $"only {breaks} links broke under way");
    }

    private static List<string> Run(int seed, int version, int qos, ref int breaks)
    {
        var random = new Random(seed);
        var core = new BrokerCore(new BrokerOptions { InFlightWindow = 4 });
        SimulatedClient publisher = Client(core, version, "p", random);
        SimulatedClient subscriber = Client(core, version, "s", random);
        var topic = new MqttTopic("t");
        bool asked = false;
        int published = 0;
        int quietSteps = 500; // in which something could still come twice
        long nowMs = 0;
        for (int step = 0; step < MostSteps; step++)
        {
            nowMs += random.Next(20);
            core.HandleTimeout(nowMs);
            bool subscribed = asked && subscriber.Session.InFlight == 0;
            breaks += Move(publisher, random, nowMs, publisher.Acknowledged < Messages);
            breaks += Move(subscriber, random, nowMs, subscribed && subscriber.Received.Count < Messages);
            if (!asked && subscriber.IsConnected)
            {
                asked = subscriber.Session.TrySubscribe("t", qos) > 0;
            }

            if (subscribed && published < Messages)
            {
                byte[] payload = System.Text.Encoding.UTF8.GetBytes($"{published}");
                published += publisher.Session.TryPublish(topic, payload, 0, payload.Length, qos, false) > 0 ? 1 : 0;
            }

            bool done = publisher.Acknowledged == Messages && subscriber.Received.Distinct().Count() == Messages;
            if (done && --quietSteps == 0)
            {
                return subscriber.Received;
            }
        }

        Assert.Fail($"seed {seed}: {publisher.Acknowledged} of {Messages} acknowledged, {subscriber.Received.Count} received");
        return [];
    }

    private static SimulatedClient Client(BrokerCore core, int version, string id, Random random) => new(core, new MqttOptions
    {
        Version = version,
        ClientId = id,
        CleanStart = version == MqttVersion.V5, // a 3.1.1 session that starts clean also ends with its connection
        SessionExpirySeconds = 100_000,
        KeepAliveSeconds = 5,
        MaxInFlight = random.Next(1, 6),
        ReceiveMaximum = random.Next(1, 6),
    });

    /// <summary>Lets a link pass some bytes, break or come back.</summary>
    /// <returns>1 when it broke.</returns>
    private static int Move(SimulatedClient client, Random random, long nowMs, bool mayBreak)
    {
        if (!client.IsLinked)
        {
            if (random.Next(4) == 0)
            {
                client.Link(nowMs);
            }

            return 0;
        }

        if (mayBreak && random.Next(25) == 0)
        {
            client.Break(random.Next(20), nowMs);
            return 1;
        }

        client.Step(random.Next(1, 30), nowMs);
        return 0;
    }
}
