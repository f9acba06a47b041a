using Telenode.Mqtt;
using Telenode.Tests.Mqtt;

namespace Telenode.Tests.Host.Mqtt;

/// <summary>Hostile streams: packets that are nearly right, cut anywhere. The session never throws, hangs or grows, and works afterwards.</summary>
[TestClass]
public class FuzzTests
{
    private static readonly string[] _seeds =
    [
        "20 02 00 00", "20 03 00 00 00", "20 03 01 00 00", "20 10 00 00 0D 21 00 02 24 01 27 00 00 00 40 22 00 03",
        "20 0C 00 00 09 13 00 05 12 00 03 'xyz'", "20 0B 00 87 08 1F 00 05 'never'",
        "30 04 00 01 'a' 58", "32 06 00 01 'a' 00 05 58", "34 06 00 01 'a' 00 06 58", "3C 06 00 01 'a' 00 06 58",
        "30 05 00 01 'a' 00 58", "32 0A 00 01 'a' 00 07 03 23 00 01 58", "30 07 00 00 03 23 00 01 58",
        "30 29 00 01 'a' 24 01 01 02 00 00 00 09 03 00 01 't' 08 00 01 'r' 09 00 01 07 0B 05 0B 80 01 26 00 01 'k' 00 01 'v' 26 00 00 00 00 58",
        "40 02 00 01", "40 03 00 01 10", "40 04 00 02 00 00", "50 02 00 02", "50 03 00 02 97", "62 02 00 06", "62 03 00 06 92",
        "70 02 00 02", "70 03 00 02 92", "90 03 00 03 01", "90 04 00 03 00 02", "B0 02 00 04", "B0 04 00 04 00 11", "D0 00",
        "E0 00", "E0 01 8B", "E0 10 9D 0E 1F 00 03 'why' 1C 00 05 'other'", "F0 02 18 00",
    ];

    private readonly byte[] _out = new byte[64];

    [TestMethod]
    [DataRow(MqttVersion.V311)]
    [DataRow(MqttVersion.V5)]
    public void Nearly_right_packets(int version)
    {
        int seed = Environment.TickCount;
        Console.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[][] packets = _seeds.Select(ScriptedBroker.Parse).ToArray();
        var session = new MqttSession(new MqttOptions
        {
            Version = version,
            ClientId = "n",
            SessionExpirySeconds = 60,
            CleanStart = false,
            ReceiveBufferSize = 64,
            InboundTopicAliases = 2,
            InboundAliasTopicSize = 4,
            ReceiveMaximum = 3,
            TransmitStoreSize = 200,
        });
        var topics = new[] { new MqttTopic("a"), new MqttTopic("b/c"), new MqttTopic("d") };
        byte[] connack = ScriptedBroker.Parse(version == MqttVersion.V5 ? "20 06 01 00 03 22 00 02" : "20 02 01 00");
        byte[] input = new byte[400];
        int connected = 0;
        for (int round = 0; round < 60_000; round++)
        {
            Act(session, random, topics, connack, round);
            int count = Compose(random, packets, input);
            Feed(session, random, input, count, round);
            connected += session.State == MqttState.Connected ? 1 : 0;
            Assert.IsTrue(session.InFlight is >= 0 and <= 8, $"seed {seed}");
        }

        Assert.IsTrue(connected > 3_000, $"{connected} rounds ended connected: the fuzz must reach what lies behind CONNACK");
        Works(session, version);
    }

    private void Act(MqttSession session, Random random, MqttTopic[] topics, byte[] connack, long now)
    {
        if (session.State is MqttState.Disconnected or MqttState.Failed)
        {
            session.Connect(now);
            while (session.PollTransmit(_out, 0, 1 + random.Next(_out.Length)) > 0)
            {
            }

            if (random.Next(4) != 0)
            {
                Feed(session, random, connack, connack.Length, now);
            }
        }

        switch (random.Next(12))
        {
            case 0:
                session.TransportClosed(now);
                break;
            case 1:
                session.TrySubscribe("a/+", random.Next(3));
                break;
            case 2:
                session.TryUnsubscribe("a/+");
                break;
            case 3 when random.Next(20) == 0:
                session.Disconnect(0, now);
                break;
            case < 8:
                session.TryPublish(topics[random.Next(3)], _out, 0, random.Next(_out.Length), random.Next(3), random.Next(2) == 0);
                break;
        }
    }

    private static int Compose(Random random, byte[][] packets, byte[] input)
    {
        int count = 0;
        for (int n = random.Next(1, 4); n > 0; n--)
        {
            byte[] packet = packets[random.Next(packets.Length)];
            packet.CopyTo(input, count);
            if (random.Next(3) == 0)
            {
                int at = count + random.Next(packet.Length);
                switch (random.Next(4))
                {
                    case 0:
                        input[at] = (byte)random.Next(256);
                        break;
                    case 1:
                        input[at] ^= (byte)(1 << random.Next(8));
                        break;
                    case 2:
                        input[at]++;
                        break;
                    default:
                        input[at] = 0xFF;
                        break;
                }
            }

            count += random.Next(20) == 0 ? random.Next(packet.Length) : packet.Length;
        }

        return count;
    }

    private void Feed(MqttSession session, Random random, byte[] input, int count, long now)
    {
        int at = 0;
        int idle = 0;
        while (at < count)
        {
            int taken = session.HandleInput(input, at, 1 + random.Next(count - at), now);
            at += taken;
            for (MqttEvent e = session.PollEvent(); e != MqttEvent.None; e = session.PollEvent())
            {
                MqttMessage message = session.Message;
                if (e == MqttEvent.Message)
                {
                    _ = message.Buffer[message.PayloadOffset..(message.PayloadOffset + message.PayloadCount)];
                    _ = message.TopicBuffer[message.TopicOffset..(message.TopicOffset + message.TopicCount)];
                    Assert.IsTrue(message.TopicCount > 0);
                }

                _ = session.ServerText;
            }

            while (session.PollTransmit(_out, 0, 1 + random.Next(_out.Length)) > 0)
            {
            }

            idle = taken == 0 ? idle + 1 : 0;
            Assert.IsTrue(idle < 3, "input that is never taken");
        }

        session.HandleTimeout(now);
    }

    /// <summary>After all that, an honest server finds an honest client.</summary>
    private static void Works(MqttSession session, int version)
    {
        session.TransportClosed(0);
        var broker = new ScriptedBroker(session, 4096).Connects(version == MqttVersion.V5 ? "20 03 00 00 00" : "20 02 00 00");
        while (session.PollEvent() != MqttEvent.None)
        {
        }

        broker.Gives(version == MqttVersion.V5 ? "30 05 00 01 'a' 00 58" : "30 04 00 01 'a' 58").Message("a", "X");
    }
}
