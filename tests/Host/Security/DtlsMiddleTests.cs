using Telenode.Security;

namespace Telenode.Tests.Host.Security;

/// <summary>Someone in the middle, at each message of the handshake.</summary>
[TestClass]
public class DtlsMiddleTests
{
    private static readonly LinkFaults Clean = new(0, 0, 0, 0);

    /// <summary>Every bit of every datagram of the handshake, flipped whenever it passes: nobody ends up connected to a changed handshake.</summary>
    [TestMethod]
    public void Altered_for_good()
    {
        List<(bool ToServer, byte[] Datagram)> plain = Record(1);
        Assert.AreEqual(6, plain.Count);
        for (int which = 0; which < plain.Count; which++)
        {
            for (int bit = 0; bit < plain[which].Datagram.Length * 8; bit += 3)
            {
                int passed = 0;
                DtlsSimulation sim = New(1);
                sim.Middle = (_, datagram) =>
                {
                    // Later datagrams are retransmissions: altered too where they are as long.
                    if (passed++ == which || (passed > which && datagram.Length == plain[which].Datagram.Length))
                    {
                        datagram[bit / 8] ^= (byte)(1 << (bit % 8));
                    }

                    return datagram;
                };
                sim.Connect();
                bool both = sim.Client.State == DtlsState.Connected && sim.Peer != null;
                Assert.IsTrue(!both || SameKeys(sim), $"datagram {which}, bit {bit}");
            }
        }
    }

    /// <summary>Altered once: the retransmission mends what was dropped, or the handshake ends. Never a half that believes.</summary>
    [TestMethod]
    public void Altered_once()
    {
        List<(bool ToServer, byte[] Datagram)> plain = Record(1);
        for (int which = 0; which < plain.Count; which++)
        {
            for (int bit = 0; bit < plain[which].Datagram.Length * 8; bit += 5)
            {
                int passed = 0;
                DtlsSimulation sim = New(1);
                sim.Middle = (_, datagram) =>
                {
                    if (passed++ == which)
                    {
                        datagram[bit / 8] ^= (byte)(1 << (bit % 8));
                    }

                    return datagram;
                };
                sim.Connect();
                bool both = sim.Client.State == DtlsState.Connected && sim.Peer != null;
                Assert.IsTrue(both ? SameKeys(sim) : sim.Client.State == DtlsState.Failed || sim.Peer == null, $"datagram {which}, bit {bit}");
            }
        }
    }

    [TestMethod]
    public void Messages_of_another_session_do_not_fit()
    {
        List<(bool ToServer, byte[] Datagram)> other = Record(2);
        for (int which = 0; which < other.Count; which++)
        {
            int passed = 0;
            DtlsSimulation sim = New(1);
            sim.Middle = (_, datagram) => passed++ == which ? other[which].Datagram : datagram;
            sim.Connect();
            bool both = sim.Client.State == DtlsState.Connected && sim.Peer != null;
            Assert.IsTrue(!both || SameKeys(sim), $"datagram {which}");
        }
    }

    [TestMethod]
    public void A_recorded_client_gets_nowhere()
    {
        List<(bool ToServer, byte[] Datagram)> other = Record(2);
        DtlsSimulation sim = New(1);
        foreach ((bool _, byte[] datagram) in other.Where(d => d.ToServer))
        {
            sim.Inject(true, datagram);
        }

        sim.Run();
        Assert.IsNull(sim.Peer);
    }

    /// <summary>Forged in the clear between every two datagrams: only hints, so the handshake completes all the same.</summary>
    [TestMethod]
    [DataRow("15fefd0000000000000009000202 28", "fatal handshake_failure")]
    [DataRow("15fefd00000000000000090002 0200", "close_notify")]
    [DataRow("16fefd000000000000000900 0c 00 000000 0005 000000 000000", "HelloRequest")]
    [DataRow("16fefd000000000000000900 10 10 000004 0002 000000 000004 00000000", "ClientKeyExchange to whom it does not concern")]
    [DataRow("16fefd000000000000000900 18 14 00000c 0004 000000 00000c 000000000000000000000000", "Finished without keys")]
    [DataRow("14fefd000000000000000900 01 01", "ChangeCipherSpec")]
    [DataRow("18fefd000000000000000900 04 01000100", "heartbeat request")]
    [DataRow("17fefd000000000000000900 02 3131", "application data in the clear")]
    [DataRow("17fefd000100000000000500 10 00010000000000050000000000000000", "application data with a forged tag, too short")]
    [DataRow("17fefd000100000000000500 18 000100000000000500000000000000000000000000000000", "application data with a forged tag")]
    public void Injected(string hex, string what)
    {
        byte[] forged = Convert.FromHexString(hex.Replace(" ", ""));
        DtlsSimulation sim = New(1);
        sim.Middle = (_, datagram) =>
        {
            sim.Inject(false, forged);
            sim.Inject(true, forged);
            return datagram;
        };
        sim.Connect();
        Assert.AreEqual(DtlsState.Connected, sim.Client.State, what);
        Assert.IsNotNull(sim.Peer, what);
        Assert.AreEqual(0, sim.AtClient.Count + sim.AtServer.Count, what);
        sim.Middle = (_, datagram) => datagram;
        sim.Inject(false, forged);
        sim.Inject(true, forged);
        sim.SendFromClient([7]);
        sim.Run();
        Assert.AreEqual(1, sim.AtServer.Count, what);
    }

    [TestMethod]
    public void Renegotiation_is_refused_with_a_warning()
    {
        DtlsSimulation sim = New(1);
        sim.Connect();
        int warnings = 0;
        sim.Middle = (toServer, datagram) =>
        {
            warnings += toServer && datagram[0] == 21 ? 1 : 0;
            return datagram;
        };

        // HelloRequest as only the server itself could write it: under its keys.
        byte[] record = new byte[64];
        int count = sim.Peer!.Records.Seal(ContentType.Handshake, 1, record, 0, Dtls.HandshakeHeader);
        sim.Inject(false, record[..count]);
        sim.Run();
        Assert.AreEqual(1, warnings);
        Assert.AreEqual(DtlsState.Connected, sim.Client.State);
        sim.SendFromClient([7]);
        sim.Run();
        Assert.AreEqual(1, sim.AtServer.Count);
    }

    /// <summary>A Finished under the right keys over another transcript is what remains of an attack that got past everything else.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_wrong_Finished_is_fatal(bool toServer)
    {
        DtlsSimulation sim = New(1);
        int alerts = 0;
        sim.Middle = (up, datagram) =>
        {
            alerts += up != toServer && datagram[0] == 21 ? 1 : 0;
            RecordLayer records = toServer ? sim.Client.Records : sim.Server.Connection(0).Records;
            int finished = datagram.AsSpan().IndexOf((byte[])[22, 0xfe, 0xfd, 0, 1]);
            if (up != toServer || finished < 0)
            {
                return datagram;
            }

            // The peer's own record layer seals another verify_data.
            byte[] message = [20, 0, 0, 12, 0, 3, 0, 0, 0, 0, 0, 12, .. new byte[12]];
            byte[] record = new byte[128];
            message.CopyTo(record, records.PlainStart(1));
            int count = records.Seal(ContentType.Handshake, 1, record, 0, message.Length);
            return [.. datagram[..finished], .. record[..count]];
        };
        sim.Connect();
        DtlsConnection victim = toServer ? sim.Server.Connection(0) : sim.Client;
        Assert.AreEqual(DtlsFailure.Tampered, victim.Failure);
        Assert.AreEqual(1, alerts, "decrypt_error under the keys");
    }

    [TestMethod]
    public void A_hello_without_cookie_leaves_nothing_behind()
    {
        DtlsSimulation sim = New(1);
        (_, byte[] hello) = Record(2)[0];
        for (int i = 0; i < 1000; i++)
        {
            sim.Inject(true, hello);
        }

        for (int i = 0; i < sim.Server.Count; i++)
        {
            Assert.AreEqual(DtlsState.Idle, sim.Server.Connection(i).State);
        }

        byte[] reply = new byte[256];
        int count = sim.Server.PollTransmit(reply, 0, 256);
        Assert.IsTrue(count > 0 && count < hello.Length, "the answer is smaller than the question");
    }

    private static bool SameKeys(DtlsSimulation sim)
    {
        sim.Middle = (_, datagram) => datagram;
        sim.AtServer.Clear();
        sim.AtClient.Clear();
        sim.SendFromClient([1, 2, 3]);
        sim.SendFromServer(sim.Peer!, [4, 5, 6]);
        sim.Run();
        return sim.AtServer.Count == 1 && sim.AtClient.Count == 1;
    }

    private static List<(bool ToServer, byte[] Datagram)> Record(int seed)
    {
        var seen = new List<(bool, byte[])>();
        DtlsSimulation sim = New(seed);
        sim.Middle = (toServer, datagram) =>
        {
            seen.Add((toServer, (byte[])datagram.Clone()));
            return datagram;
        };
        sim.Connect();
        Assert.AreEqual(DtlsState.Connected, sim.Client.State);
        return seen;
    }

    private static DtlsSimulation New(int seed)
        => new(new HostileLink(new Random(seed), Clean), seed, new DtlsOptions(), new DtlsOptions());
}
