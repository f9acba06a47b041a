using System.Net;
using System.Net.Sockets;
using Telenode.SimBoard.Broker;

namespace Telenode.Tests.Host.Broker;

/// <summary>The broker on TCP under load and abuse.</summary>
[TestClass]
public sealed class SoakTests
{
    private const int PatienceMs = 60_000;

    [TestMethod]
    [DataRow("mqttv311", 0)]
    [DataRow("mqttv311", 1)]
    [DataRow("mqttv311", 2)]
    [DataRow("mqttv5", 0)]
    [DataRow("mqttv5", 1)]
    [DataRow("mqttv5", 2)]
    public void TenThousandMessagesArriveOnceAndInOrder(string version, int qos)
    {
        var core = new BrokerCore(new BrokerOptions());
        using var broker = new TcpBroker(core);
        string[] messages = [.. Enumerable.Range(0, 10_000).Select(i => $"message {i}")];
        using MosquittoClient subscriber = MosquittoClient.Subscribe(
            broker.Port, "-V", version, "-t", "soak/#", "-q", $"{qos}", "-C", $"{messages.Length}", "-F", "%p");
        MosquittoClient.PublishLines(broker.Port, messages, "-V", version, "-t", "soak/x", "-q", $"{qos}", "-l");
        CollectionAssert.AreEqual(messages, subscriber.Messages());
        Assert.AreEqual(0, broker.Counters.MessagesDropped);
        Assert.AreEqual(messages.Length, broker.Counters.MessagesIn);
        Assert.AreEqual(messages.Length, broker.Counters.MessagesOut);
    }

    [TestMethod]
    public void HundredsOfConnectionsLeaveNothingBehind()
    {
        var core = new BrokerCore(new BrokerOptions());
        using (var broker = new TcpBroker(core))
        {
            byte[] hello = [.. Packets.Parse(Packets.Connect311("")), .. Packets.Parse(Packets.Subscribe311("a/#", 1))];
            for (int i = 0; i < 300; i++)
            {
                using Socket client = Connect(broker.Port);
                client.Send(hello.AsSpan(0, i % (hello.Length + 1))); // cut anywhere
                switch (i % 3)
                {
                    case 0:
                        client.LingerState = new LingerOption(true, 0); // a reset instead of an end
                        break;
                    case 1:
                        client.Shutdown(SocketShutdown.Send);
                        break;
                    default:
                        break;
                }
            }

            WaitUntil(() => broker.Counters.ConnectionsOpened == 300 && core.Connections.Count == 0);
            MosquittoClient.Publish(broker.Port, "-t", "a", "-q", "1", "-m", "still here");
        }

        Assert.AreEqual(0, core.Connections.Count);
        Assert.AreEqual(0, core.SessionCount);
    }

    [TestMethod]
    public void ClientThatDoesNotReadHoldsNobodyUp()
    {
        var options = new BrokerOptions { MaximumQueuedBytes = 4 << 20 };
        using var broker = new TcpBroker(new BrokerCore(options));
        using Socket deaf = Connect(broker.Port);
        deaf.Send([.. Packets.Parse(Packets.Connect311("deaf")), .. Packets.Parse(Packets.Subscribe311("flood/#", 0))]);
        using MosquittoClient reader = MosquittoClient.Subscribe(broker.Port, "-t", "flood/#", "-q", "1", "-C", "20000", "-F", "%p");
        WaitUntil(() => broker.Counters.BytesOut >= 9); // its CONNACK and SUBACK

        string[] lines = [.. Enumerable.Range(0, 20_000).Select(i => $"{i} {new string('x', 1000)}")];
        for (int i = 0; i < lines.Length; i += 2_000)
        {
            MosquittoClient.PublishLines(broker.Port, lines[i..(i + 2_000)], "-t", "flood/x", "-q", "1", "-l");
            WaitUntil(() => reader.ReceivedCount == i + 2_000); // else its own queue could overflow
        }

        CollectionAssert.AreEqual(lines, reader.Messages());

        // 20 MB were for the deaf one; TCP took what it takes, 4 MB wait, the rest was dropped.
        Assert.IsTrue(broker.Counters.MessagesDropped > 1000, $"{broker.Counters.MessagesDropped} dropped");
    }

    [TestMethod]
    public void ClientThatOnlyAsksIsHeldBack()
    {
        using var broker = new TcpBroker();
        using Socket asker = Connect(broker.Port);
        asker.Blocking = false;
        asker.Send(Packets.Parse(Packets.Connect311("asker")));
        byte[] pings = [.. Enumerable.Repeat(Packets.Parse(Packets.Pingreq), 8192).SelectMany(ping => ping)];
        long sent = 0;
        for (int blocked = 0; blocked < 20 && sent < 1L << 30;)
        {
            int count = asker.Send(pings, SocketFlags.None, out SocketError error);
            sent += error == SocketError.Success ? count : 0;
            blocked = error == SocketError.WouldBlock ? blocked + 1 : 0;
            Thread.Sleep(blocked > 0 ? 10 : 0);
        }

        Assert.IsTrue(sent < 1L << 30, "the broker took a gigabyte without being able to answer");
        MosquittoClient.Publish(broker.Port, "-t", "a", "-q", "1", "-m", "served meanwhile");
    }

    [TestMethod]
    public void GarbageFromManySidesDoesNoHarm()
    {
        using var broker = new TcpBroker();
        var random = new Random(1);
        byte[] garbage = new byte[5000];
        for (int i = 0; i < 200; i++)
        {
            using Socket client = Connect(broker.Port);
            random.NextBytes(garbage);
            if (i % 2 == 0)
            {
                client.Send(Packets.Parse(Packets.ConnectV5($"g{i}")));
            }

            client.Send(garbage, SocketFlags.None, out _);
        }

        MosquittoClient.Publish(broker.Port, "-V", "mqttv5", "-t", "a", "-q", "2", "-m", "still here");
    }

    private static Socket Connect(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, port);
        return socket;
    }

    private static void WaitUntil(Func<bool> condition)
    {
        for (long endMs = Environment.TickCount64 + PatienceMs; !condition(); Thread.Sleep(10))
        {
            Assert.IsTrue(Environment.TickCount64 < endMs, "it does not come about");
        }
    }
}
