using Telenode.SimBoard.Broker;

namespace Telenode.Tests.Host.Broker;

/// <summary>Clients that send anything. The seed is fixed, so that a failure repeats.</summary>
[TestClass]
public sealed class BrokerFuzzTests
{
    private static readonly BrokerOptions Small = new()
    {
        MaximumPacketSize = 300,
        OutputHighWater = 500,
        MaximumQueuedMessages = 20,
        MaximumQueuedBytes = 10_000,
        MaximumConnections = 6,
        MaximumSessions = 8,
        MaximumSubscriptions = 4,
        MaximumRetainedMessages = 8,
        ReceiveMaximum = 4,
        InFlightWindow = 4,
    };

    private static readonly string[] Seeds =
    [
        Packets.ConnectV5("a", clean: false, keepAlive: 3, properties: "11 00000005 21 0002 27 00000040"),
        Packets.ConnectV5("b"),
        Packets.Connect311("a", clean: false),
        Packets.Connect311("c", keepAlive: 2),
        "10 [ s'MQTT' 05 2e 0004 [ 11 00000004 ] s'b' [ 18 00000002 01 01 02 00000003 ] s't/w' s'gone' ]",
        "10 [ s'MQTT' 04 f6 0004 s'd' s't/w' s'gone' s'user' s'password' ]",
        Packets.SubscribeV5("t/#", 2, 1, "0b 05"),
        Packets.SubscribeV5("+/1", 0x19),
        Packets.Subscribe311("t/+", 2),
        "82 [ 0003 s'#' 01 s't/1' 00 ]",
        "a2 [ 0004 00 s't/#' ]",
        "a2 [ 0004 s't/+' ]",
        "30 [ s't/1' 00 'zero' ]",
        "33 [ s't/1' 0005 [ 02 00000002 26 s'k' s'v' ] 'one' ]",
        "34 [ s't/2' 0006 00 'two' ]",
        "3d [ s't/2' 0006 [ 23 0001 ] 'two' ]",
        "32 [ s'' 0007 [ 23 0001 ] 'alias' ]",
        "31 [ s't/2' 00 ]",
        "40 02 0001",
        "50 02 0001",
        "50 03 0002 80",
        "62 02 0006",
        "70 02 0001",
        "c0 00",
        "e0 00",
        "e0 [ 04 [ 11 00000002 ] ]",
    ];

    [TestMethod]
    public void HostileClientsNeitherBreakNorGrowTheBroker()
    {
        byte[][] seeds = [.. Seeds.Select(Packets.Parse)];
        for (int seed = 1; seed <= 100; seed++)
        {
            try
            {
                RunSeed(seed, seeds, 2_000);
            }
            catch (Exception e) when (e is not UnitTestAssertException)
            {
                throw new AssertFailedException($"seed {seed}: {e}", e);
            }
        }
    }

    [TestMethod]
    public void BrokerServesOnAfterHostileClients()
    {
        byte[][] seeds = [.. Seeds.Select(Packets.Parse)];
        for (int seed = 1; seed <= 20; seed++)
        {
            Wire wire = RunSeed(seed, seeds, 500);
            wire.Advance(1L << 33);
            foreach (BrokerConnection left in wire.Core.Connections.ToArray())
            {
                wire.Core.Close(left, wire.NowMs);
            }

            WireClient client = wire.Open();
            client.Send(Packets.Connect311("honest") + Packets.Subscribe311("only/this", 2));
            client.Skip();
            client.Send("34 [ s'only/this' 0001 'x' ]");
            client.Expect("34 [ s'only/this' 0001 'x' ] 50 02 0001");
        }
    }

    private static Wire RunSeed(int seed, byte[][] seeds, int steps)
    {
        var random = new Random(seed);
        var wire = new Wire(Small);
        var clients = new List<WireClient>();
        for (int step = 0; step < steps; step++)
        {
            Step(random, wire, clients, seeds);
            clients.RemoveAll(client => client.Connection.IsClosed);
            AssertBounds(wire, seed, step);
        }

        return wire;
    }

    private static void Step(Random random, Wire wire, List<WireClient> clients, byte[][] seeds)
    {
        int action = random.Next(100);
        if (clients.Count == 0 || action < 8)
        {
            WireClient opened = wire.Open();
            clients.Add(opened);
            if (random.Next(10) > 0)
            {
                opened.Send(seeds[random.Next(6)]); // mostly a good CONNECT, else nothing behind it is reached
            }

            return;
        }

        WireClient client = clients[random.Next(clients.Count)];
        switch (action)
        {
            case < 14:
                wire.Advance(random.Next(3_000));
                break;
            case < 16:
                client.Drop();
                break;
            case < 50:
                client.Take();
                break;
            case < 80:
                client.Send(seeds[random.Next(6, seeds.Length)]);
                break;
            default:
                client.Send(Mutate(random, seeds[random.Next(seeds.Length)]));
                break;
        }
    }

    /// <summary>A packet with bytes changed, taken out or put in; half of the time its length is put right again.</summary>
    private static byte[] Mutate(Random random, byte[] packet)
    {
        List<byte> bytes = [.. packet];
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.InsertRange(at, new byte[random.Next(1, 40)].Select(_ => (byte)random.Next(256)));
                    break;
                default:
                    bytes.RemoveRange(at, random.Next(1, Math.Min(8, bytes.Count - at) + 1));
                    break;
            }

            if (bytes.Count == 0)
            {
                bytes.Add((byte)random.Next(256));
            }
        }

        if (bytes.Count is >= 2 and < 130 && random.Next(2) == 0)
        {
            bytes[1] = (byte)(bytes.Count - 2);
        }

        return [.. bytes];
    }

    private static void AssertBounds(Wire wire, int seed, int step)
    {
        string where = $"seed {seed} step {step}";
        Assert.IsTrue(wire.Core.Connections.Count <= Small.MaximumConnections, where);
        Assert.IsTrue(wire.Core.SessionCount <= Small.MaximumSessions, where);
        Assert.IsTrue(wire.Core.RetainedCount <= Small.MaximumRetainedMessages, where);
        Assert.IsTrue(wire.Core.NextDeadlineMs > wire.NowMs, $"{where}: a deadline that does not move is a busy loop");
        foreach (BrokerConnection connection in wire.Core.Connections)
        {
            int waiting = connection.PeekOutput(int.MaxValue).Length;
            Assert.IsTrue(waiting <= (2 * Small.OutputHighWater) + (2 * Small.MaximumPacketSize), $"{where}: {waiting} bytes wait");
        }
    }
}
