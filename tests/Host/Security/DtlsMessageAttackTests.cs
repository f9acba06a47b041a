using Telenode.Security;

namespace Telenode.Tests.Host.Security;

/// <summary>Each message of a full handshake and of a resumption, alone in its datagram: dropped, changed, played again, brought in from
/// another session. DtlsMiddleTests does the same to datagrams as they usually are.</summary>
[TestClass]
public class DtlsMessageAttackTests
{
    private static readonly LinkFaults Clean = new(0, 0, 0, 0);

    // Full: two ClientHellos, HelloVerifyRequest, ServerHello, ServerHelloDone, ClientKeyExchange, ChangeCipherSpec and Finished of each side.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Dropped_once_it_comes_again(bool resumes)
    {
        int count = Record(1, resumes).Count;
        Assert.IsTrue(count >= (resumes ? 7 : 10), $"{count} datagrams");
        for (int which = 0; which < count; which++)
        {
            DtlsSimulation sim = New(1, resumes, (index, datagram) => index == which ? null : datagram);
            Assert.IsTrue(sim.Client.State == DtlsState.Connected && sim.Peer != null, $"datagram {which}");
            Assert.IsTrue(Talks(sim), $"datagram {which}");
        }
    }

    /// <summary>A message that never arrives ends the handshake within its bound, on both sides.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Dropped_for_good_it_ends_within_the_bound(bool resumes)
    {
        List<(bool ToServer, byte[] Datagram)> plain = Record(1, resumes);
        for (int which = 0; which < plain.Count; which++)
        {
            (bool toServer, int type, int length) = Kind(plain[which]);
            DtlsSimulation sim = New(1, resumes, (_, datagram) => datagram, fresh: true);
            long started = sim.NowMs;
            sim.Middle = (up, datagram) => Kind((up, datagram)) == (toServer, type, length) ? null : datagram;
            sim.Connect();
            Assert.IsTrue(sim.NowMs - started < 3 * 311_000, $"datagram {which}: {sim.NowMs - started} ms");
            Assert.AreNotEqual(DtlsState.Handshaking, sim.Client.State, $"datagram {which}");
        }
    }

    /// <summary>Every byte of every message, changed as often as it passes: never two sides that believe in different handshakes.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Changed_it_is_dropped_or_ends_the_handshake(bool resumes)
    {
        List<(bool ToServer, byte[] Datagram)> plain = Record(1, resumes);
        int refused = 0;
        for (int which = 0; which < plain.Count; which++)
        {
            for (int at = 0; at < plain[which].Datagram.Length; at++)
            {
                (bool toServer, int type, int length) = Kind(plain[which]);
                DtlsSimulation sim = New(1, resumes, (_, datagram) => datagram, fresh: true);
                sim.Middle = (up, datagram) =>
                {
                    if (Kind((up, datagram)) == (toServer, type, length))
                    {
                        datagram[at] ^= 0x5a;
                    }

                    return datagram;
                };
                sim.Connect();
                bool both = sim.Client.State == DtlsState.Connected && sim.Peer != null;
                refused += both ? 0 : 1;
                Assert.IsTrue(!both || Talks(sim), $"datagram {which}, byte {at}");
            }
        }

        Assert.IsTrue(refused > 200, $"{refused}: most bytes matter");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Played_again_it_changes_nothing(bool resumes)
    {
        List<(bool ToServer, byte[] Datagram)> seen = [];
        DtlsSimulation sim = New(1, resumes, (_, datagram) => datagram, fresh: true);
        sim.Middle = (toServer, datagram) =>
        {
            // Everything so far, after every datagram; bounded, as each hello that is played again gets its cookie again.
            if (seen.Count < 40)
            {
                seen.Add((toServer, (byte[])datagram.Clone()));
                foreach ((bool up, byte[] old) in seen.ToArray())
                {
                    sim.Inject(up, old);
                }
            }

            return datagram;
        };
        sim.Connect();
        sim.Middle = (_, datagram) => datagram;
        Assert.IsTrue(Talks(sim));
        foreach ((bool up, byte[] old) in seen)
        {
            sim.Inject(up, old);
        }

        sim.Run();
        Assert.IsTrue(Talks(sim), "also once it stands");
    }

    /// <summary>In the place of each message, the same one of another session between the same two with the same key.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void From_another_session_it_does_not_fit(bool resumes)
    {
        List<(bool ToServer, byte[] Datagram)> other = Record(2, resumes);
        for (int which = 0; which < other.Count; which++)
        {
            (bool toServer, int type, int length) = Kind(other[which]);
            foreach (bool everyTime in (bool[])[false, true])
            {
                int swaps = 0;
                DtlsSimulation sim = New(1, resumes, (_, datagram) => datagram, fresh: true);
                sim.Middle = (up, datagram) =>
                    Kind((up, datagram)) == (toServer, type, length) && (everyTime || swaps++ == 0) ? (byte[])other[which].Datagram.Clone() : datagram;
                sim.Connect();
                bool both = sim.Client.State == DtlsState.Connected && sim.Peer != null;
                Assert.IsTrue(!both || Talks(sim), $"datagram {which}");
                Assert.IsTrue(both || everyTime || sim.Client.State is DtlsState.Failed or DtlsState.Connected, $"datagram {which}");
            }
        }
    }

    /// <summary>Message type (or content type), epoch and length tell the messages of a handshake apart.</summary>
    private static (bool ToServer, int Type, int Length) Kind((bool ToServer, byte[] Datagram) sent)
    {
        byte[] datagram = sent.Datagram;
        int type = datagram[0] == 22 && datagram[4] == 0 && datagram.Length > 13 ? datagram[13] : 1000 + datagram[0];
        return (sent.ToServer, (type * 4) + datagram[4], datagram.Length);
    }

    private static bool Talks(DtlsSimulation sim)
    {
        sim.Middle = (_, datagram) => datagram;
        sim.AtServer.Clear();
        sim.AtClient.Clear();
        sim.SendFromClient([1, 2, 3]);
        sim.SendFromServer(sim.Peer!, [4, 5, 6]);
        sim.Run();
        return sim.AtServer.Count == 1 && sim.AtClient.Count == 1;
    }

    private static List<(bool ToServer, byte[] Datagram)> Record(int seed, bool resumes)
    {
        var seen = new List<(bool, byte[])>();
        DtlsSimulation sim = New(seed, resumes, (_, datagram) => datagram, fresh: true);
        sim.Middle = (toServer, datagram) =>
        {
            seen.Add((toServer, (byte[])datagram.Clone()));
            return datagram;
        };
        sim.Connect();
        Assert.AreEqual(DtlsState.Connected, sim.Client.State);
        Assert.AreEqual(resumes, sim.Client.IsResumed);
        return seen;
    }

    /// <summary>Two sides between which every record travels alone.</summary>
    private static DtlsSimulation New(int seed, bool resumes, Func<int, byte[], byte[]?> middle, bool fresh = false)
    {
        var sim = new DtlsSimulation(
            new HostileLink(new Random(seed), Clean), seed,
            new DtlsOptions(), new DtlsOptions()) { SplitsRecords = true };
        if (resumes)
        {
            sim.Connect();
            Assert.AreEqual(DtlsState.Connected, sim.Client.State);
            sim.Client.Close();
            sim.Run();
        }

        if (!fresh)
        {
            int index = 0;
            sim.Middle = (_, datagram) => middle(index++, datagram);
            sim.Connect();
        }

        return sim;
    }
}
