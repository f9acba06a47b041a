using Telenode.SimBoard.Broker;

namespace Telenode.Tests.Host.Broker;

/// <summary>The embedded broker serves the Mosquitto clients.</summary>
[TestClass]
public sealed class MosquittoClientTests
{
    private static readonly string[] Versions = ["mqttv311", "mqttv5"];

    [TestMethod]
    public void EachQosArrivesAtEachQos()
    {
        using var broker = new TcpBroker();
        foreach (string version in Versions)
        {
            using MosquittoClient subscriber = MosquittoClient.Subscribe(
                broker.Port, "-V", version, "-t", "a/#", "-q", "2", "-C", "6", "-F", "%t %q %p");
            foreach (string publisher in Versions)
            {
                for (int qos = 0; qos <= 2; qos++)
                {
                    MosquittoClient.Publish(broker.Port, "-V", publisher, "-t", $"a/{qos}", "-q", $"{qos}", "-m", publisher);
                }
            }

            string[] expected = [.. Versions.SelectMany(publisher => Enumerable.Range(0, 3).Select(qos => $"a/{qos} {qos} {publisher}"))];
            CollectionAssert.AreEqual(expected, subscriber.Messages());
        }
    }

    [TestMethod]
    public void RetainedMessageComesWithTheSubscriptionUntilItIsRemoved()
    {
        using var broker = new TcpBroker();
        foreach (string version in Versions)
        {
            MosquittoClient.Publish(broker.Port, "-V", version, "-r", "-q", "1", "-t", "status/x", "-m", "online");
            string[] kept = MosquittoClient.Run(
                "mosquitto_sub", broker.Port, out _, "-V", version, "-t", "status/+", "-C", "1", "-W", "20", "-F", "%r %p");
            CollectionAssert.AreEqual(new[] { "1 online" }, kept);
            MosquittoClient.Publish(broker.Port, "-V", version, "-r", "-n", "-t", "status/x");
        }

        // Nothing is retained: the first thing that comes is what is published after the subscription.
        using MosquittoClient subscriber = MosquittoClient.Subscribe(broker.Port, "-t", "status/+", "-C", "1", "-F", "%r %p");
        MosquittoClient.Publish(broker.Port, "-t", "status/x", "-m", "live");
        CollectionAssert.AreEqual(new[] { "0 live" }, subscriber.Messages());
    }

    [TestMethod]
    public void WillIsPublishedWhenTheClientDies()
    {
        using var broker = new TcpBroker();
        foreach (string version in Versions)
        {
            using MosquittoClient watcher = MosquittoClient.Subscribe(broker.Port, "-t", "will/#", "-q", "1", "-C", "1", "-F", "%t %p");
            using MosquittoClient dying = MosquittoClient.Subscribe(
                broker.Port, "-V", version, "-t", "x", "--will-topic", "will/x", "--will-payload", version, "--will-qos", "1");
            dying.Kill();
            CollectionAssert.AreEqual(new[] { $"will/x {version}" }, watcher.Messages());
        }
    }

    [TestMethod]
    public void SessionKeepsWhatItsClientMissed()
    {
        using var broker = new TcpBroker();
        foreach (string[] persistent in new[] { new[] { "-V", "mqttv311" }, ["-V", "mqttv5", "-x", "300"] })
        {
            string[] subscriber = [.. persistent, "-c", "-i", "keeper" + persistent[1], "-t", "k/#", "-q", "2", "-F", "%q %p"];
            MosquittoClient.Run("mosquitto_sub", broker.Port, out _, [.. subscriber, "-E"]);
            MosquittoClient.Publish(broker.Port, "-t", "k/0", "-q", "0", "-m", "dropped");
            MosquittoClient.Publish(broker.Port, "-t", "k/1", "-q", "1", "-m", "one");
            MosquittoClient.Publish(broker.Port, "-t", "k/2", "-q", "2", "-m", "two");
            string[] missed = MosquittoClient.Run("mosquitto_sub", broker.Port, out _, [.. subscriber, "-C", "2", "-W", "20"]);
            CollectionAssert.AreEqual(new[] { "1 one", "2 two" }, missed);
        }
    }

    [TestMethod]
    public void PropertiesReachTheSubscriber()
    {
        using var broker = new TcpBroker();
        using MosquittoClient subscriber = MosquittoClient.Subscribe(
            broker.Port, "-V", "mqttv5", "-t", "p", "-q", "1", "-C", "1", "-D", "subscribe", "subscription-identifier", "7", "-F", "%C|%R|%D|%E|%P|%S|%p");
        MosquittoClient.Publish(
            broker.Port, "-V", "mqttv5", "-t", "p", "-q", "1", "-m", "body",
            "-D", "publish", "content-type", "text/plain",
            "-D", "publish", "response-topic", "answers",
            "-D", "publish", "correlation-data", "c1",
            "-D", "publish", "message-expiry-interval", "600",
            "-D", "publish", "user-property", "k", "v");
        CollectionAssert.AreEqual(new[] { "text/plain|answers|c1|600|k:v|7|body" }, subscriber.Messages());
    }

    [TestMethod]
    public void LargePayloadPassesUnchanged()
    {
        using var broker = new TcpBroker();
        string payload = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i:x8} "));
        using MosquittoClient subscriber = MosquittoClient.Subscribe(broker.Port, "-t", "big", "-q", "2", "-C", "1");
        MosquittoClient.PublishLines(broker.Port, [payload], "-t", "big", "-q", "2", "-l");
        CollectionAssert.AreEqual(new[] { payload }, subscriber.Messages());
    }

    [TestMethod]
    public void WrongPasswordIsRefused()
    {
        using var broker = new TcpBroker(new BrokerCore(new BrokerOptions { User = "ann", Password = "secret" }));
        MosquittoClient.Publish(broker.Port, "-u", "ann", "-P", "secret", "-t", "a", "-m", "b");
        foreach (string version in Versions)
        {
            MosquittoClient.Run("mosquitto_pub", broker.Port, out int wrong, "-V", version, "-u", "ann", "-P", "wrong", "-t", "a", "-m", "b");
            MosquittoClient.Run("mosquitto_pub", broker.Port, out int missing, "-V", version, "-t", "a", "-m", "b");
            Assert.AreNotEqual(0, wrong);
            Assert.AreNotEqual(0, missing);
        }
    }
}
