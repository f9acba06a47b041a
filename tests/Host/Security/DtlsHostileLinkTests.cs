using Telenode.Security;

namespace Telenode.Tests.Host.Security;

[TestClass]
public class DtlsHostileLinkTests
{
    /// <summary>No corruption and at most 30 % loss: everything completes. Beyond, it completes or ends within the bound.</summary>
    [TestMethod]
    [DataRow(0, 1000, 30, false)]
    [DataRow(100_000, 1000, 50, false)]
    [DataRow(200_000, 1000, 50, true)]
    public void Handshakes_complete_or_end_and_nothing_forged_or_replayed_is_accepted(int firstSeed, int runs, int maxLoss, bool corrupts)
    {
        int completed = 0, resumed = 0;
        for (int seed = firstSeed; seed < firstSeed + runs; seed++)
        {
            var random = new Random(seed);
            var faults = new LinkFaults(random.Next(maxLoss + 1), random.Next(31), random.Next(31), corrupts ? random.Next(21) : 0);
            var sim = new DtlsSimulation(new HostileLink(random, faults), seed, Options(random), Options(random));
            bool first = Handshake(sim, seed);
            bool second = Handshake(sim, seed);
            completed += (first ? 1 : 0) + (second ? 1 : 0);
            resumed += second && sim.Client.IsResumed ? 1 : 0;
            Assert.IsTrue((first && second) || maxLoss > 30 || corrupts, $"seed {seed}, {faults}: {Reason(sim)}");
        }

        Assert.IsTrue(completed > runs, $"only {completed} of {2 * runs} completed");
        Assert.IsTrue(resumed > runs / 2, $"only {resumed} resumed");
    }

    private static bool Handshake(DtlsSimulation sim, int seed)
    {
        long started = sim.NowMs;
        sim.Connect();

        // 1 + 2 + … + 60 + 60 + 60 s for each of at most three flights.
        Assert.IsTrue(sim.NowMs - started < 3 * 311_000, $"seed {seed}: {sim.NowMs - started} ms");
        DtlsConnection? peer = sim.Peer;
        if (sim.Client.State != DtlsState.Connected || peer == null)
        {
            return false;
        }

        sim.AtClient.Clear();
        sim.AtServer.Clear();
        for (byte i = 0; i < 10; i++)
        {
            sim.SendFromClient([1, i]);
            sim.SendFromServer(peer, [2, i]);
        }

        sim.Run();
        CheckData(sim.AtServer, 1, seed);
        CheckData(sim.AtClient, 2, seed);
        return true;
    }

    /// <summary>Only what was sent, and none of it twice.</summary>
    private static void CheckData(List<byte[]> received, byte mark, int seed)
    {
        var seen = new HashSet<byte>();
        foreach (byte[] data in received)
        {
            Assert.IsTrue(data.Length == 2 && data[0] == mark && data[1] < 10 && seen.Add(data[1]), $"seed {seed}: {Convert.ToHexString(data)}");
        }
    }

    private static string Reason(DtlsSimulation sim)
        => $"client {sim.Client.State} {DtlsFailureText.Of(sim.Client.Failure, sim.Client.PeerAlert)}, server {sim.Peer?.State}";

    private static DtlsOptions Options(Random random) => new()
    {
        MaxDatagram = random.Next(2) == 0 ? 1200 : random.Next(128, 256),
        MaxRetransmits = 9,
        ConnectionIdLength = random.Next(9),
        UsesConnectionId = random.Next(2) == 0,
        ServerName = random.Next(2) == 0 ? "a-server-with-a-rather-long-name.example.org" : null,
    };
}
