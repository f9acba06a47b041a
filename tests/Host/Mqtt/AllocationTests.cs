using Telenode.Mqtt;
using Telenode.Tests.Mqtt;

namespace Telenode.Tests.Host.Mqtt;

/// <summary>Once warm, nothing on the data path allocates; and what a session takes is known.</summary>
[TestClass]
public class AllocationTests
{
    private const int Rounds = 2000;

    private readonly byte[] _out = new byte[256];
    private readonly byte[] _payload = new byte[40];

    [TestMethod]
    [DataRow(MqttVersion.V311, 0)]
    [DataRow(MqttVersion.V311, 1)]
    [DataRow(MqttVersion.V311, 2)]
    [DataRow(MqttVersion.V5, 0)]
    [DataRow(MqttVersion.V5, 1)]
    [DataRow(MqttVersion.V5, 2)]
    public void Publishing(int version, int qos)
    {
        MqttSession session = Connected(version);
        var topic = new MqttTopic("building/floor/room/telemetry");
        byte[] ack = [0, 2, 0, 0];
        HoldsStill(() =>
        {
            int handle = session.TryPublish(topic, _payload, 0, _payload.Length, qos, false);
            Transmit(session);
            ack[2] = (byte)(handle >> 8);
            ack[3] = (byte)handle;
            for (int type = qos == 0 ? 0 : qos == 1 ? 0x40 : 0x50; type != 0; type = type == 0x50 ? 0x70 : 0)
            {
                ack[0] = (byte)type;
                session.HandleInput(ack, 0, 4, 0);
                Transmit(session);
            }

            return session.PollEvent() == MqttEvent.Acknowledged && session.InFlight == 0;
        });
    }

    [TestMethod]
    [DataRow(MqttVersion.V311, "30 06 00 03 'a/b' 58")]
    [DataRow(MqttVersion.V311, "32 08 00 03 'a/b' 00 07 58")]
    [DataRow(MqttVersion.V311, "34 08 00 03 'a/b' 00 07 58 62 02 00 07")]
    [DataRow(MqttVersion.V5, "30 07 00 03 'a/b' 00 58")]
    [DataRow(MqttVersion.V5, "32 12 00 03 'a/b' 00 07 09 01 01 26 00 01 'k' 00 01 'v' 58")]
    [DataRow(MqttVersion.V5, "34 09 00 03 'a/b' 00 07 00 58 62 03 00 07 00")]
    public void Receiving(int version, string bytes)
    {
        MqttSession session = Connected(version);
        byte[] input = ScriptedBroker.Parse(bytes);
        HoldsStill(() =>
        {
            int taken = session.HandleInput(input, 0, input.Length, 0);
            bool isMessage = session.PollEvent() == MqttEvent.Message;
            taken += session.HandleInput(input, taken, input.Length - taken, 0);
            Transmit(session);
            return isMessage && taken == input.Length;
        });
    }

    [TestMethod]
    public void Pinging()
    {
        MqttSession session = Connected(MqttVersion.V5);
        byte[] pong = [0xD0, 0];
        long now = 0;
        HoldsStill(() =>
        {
            now += 60_000;
            session.HandleTimeout(now);
            Transmit(session);
            return session.HandleInput(pong, 0, 2, now) == 2;
        });
    }

    [TestMethod]
    public void Reconnecting_resending_and_being_attacked()
    {
        var session = new MqttSession(new MqttOptions { ClientId = "node", SessionExpirySeconds = 60, CleanStart = false });
        var topic = new MqttTopic("a");
        byte[] accepted = [0x20, 3, 1, 0, 0];
        byte[] nonsense = [0x36];
        HoldsStill(() =>
        {
            session.Connect(0);
            Transmit(session);
            session.HandleInput(accepted, 0, accepted.Length, 0);
            bool isConnected = session.PollEvent() == MqttEvent.Connected;
            session.TryPublish(topic, _payload, 0, _payload.Length, 1, false);
            Transmit(session);
            session.HandleInput(nonsense, 0, 1, 0);
            Transmit(session);
            return isConnected && session.PollEvent() == MqttEvent.Closed;
        });
    }

    [TestMethod]
    public void Saving()
    {
        MqttSession session = Connected(MqttVersion.V5);
        session.TryPublish(new MqttTopic("a"), _payload, 0, 40, 2, false);
        HoldsStill(() => session.Save(_out, 0, _out.Length) > 0);
    }

    [TestMethod]
    public void A_session_of_default_options_stays_within_its_budget()
    {
        var options = new MqttOptions();
        Assert.IsTrue(options.ReceiveBufferSize + options.TransmitStoreSize + (options.InboundTopicAliases * options.InboundAliasTopicSize) <= 2048);
        _ = new MqttSession(options);
        long before = GC.GetAllocatedBytesForCurrentThread();
        _ = new MqttSession(options);
        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.IsTrue(taken <= 4096, $"{taken} bytes, tables and objects included");
    }

    private static MqttSession Connected(int version) =>
        new ScriptedBroker(new MqttSession(new MqttOptions { Version = version, ClientId = "n" }), 4096)
            .Connects(version == MqttVersion.V5 ? "20 06 00 00 03 22 00 05" : "20 02 00 00").Session;

    private void Transmit(MqttSession session)
    {
        while (session.PollTransmit(_out, 0, _out.Length) > 0)
        {
        }
    }

    private static void HoldsStill(Func<bool> round)
    {
        Assert.IsTrue(round(), "warm-up");
        Assert.IsTrue(round(), "warm-up");
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool good = true;
        for (int i = 0; i < Rounds; i++)
        {
            good &= round();
        }

        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.IsTrue(good);
        Assert.AreEqual(0, taken, "heap bytes");
    }
}
