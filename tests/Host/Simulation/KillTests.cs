using System.Diagnostics;
using Telenode.SimBoard.Decoding;
using Telenode.Tests.Host.Cli;
using Telenode.Tests.Host.Peers;

namespace Telenode.Tests.Host.Simulation;

/// <summary>The real process of the simulated board with its files, killed again and again while it publishes to a real Mosquitto.</summary>
/// <remarks>A short form; TELENODE_KILLS=200 sets the number for the long one.</remarks>
[TestClass]
public class KillTests
{
    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("TELENODE_KILLS"), out int kills) ? kills : 3;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void A_board_that_is_killed_loses_nothing_it_has_written_and_repeats_nothing_at_QoS_2(int qos)
    {
        using var broker = new MosquittoBroker("allow_anonymous true\nmax_queued_messages 0");
        using Process subscriber = Subscribe(broker.Port, out List<string> packs, "2");
        string folder = Directory.CreateTempSubdirectory("telenode-kill-").FullName;
        string device = "kill-" + Path.GetFileName(folder)[^6..];
        string[] sim = ["sim", "--uplink", broker.Url, "--qos", $"{qos}", "--interval", "50ms", "--store", folder, "--device-id", device];
        var random = new Random(qos);
        for (int i = 0; i < Kills; i++)
        {
            using var board = TelenodeProcess.Start(sim);
            board.WaitForOutput("publishes to");
            Thread.Sleep(random.Next(200, 1500)); // Dispose kills
        }

        TelenodeProcess.Result last = TelenodeProcess.Run([.. sim, "--seconds", "2"]);
        Assert.AreEqual(0, last.ExitCode, last.Output + last.Errors);
        int duplicates = WaitAndCheck(packs, qos);
        subscriber.Kill();
        TestContext.WriteLine($"QoS {qos}: {Kills} kills, {packs.Count} packs, {duplicates} readings twice");
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The broker dies as well, as often as the board, and comes back with what it had saved.</summary>
    /// <remarks>
    /// The board's part of the contract: what did not come was taken by the broker, which lost it; at QoS 2 nothing comes twice, at
    /// QoS 1 only what was sent twice. The subscriber is there before the board after each kill, so that nothing waits for it.
    /// </remarks>
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void A_board_and_its_broker_that_are_killed_lose_nothing_that_the_broker_had_not_taken(int qos)
    {
        // Saved after each change: what is not yet on its disk when it dies is a moment's.
        using var broker = new MosquittoBroker("allow_anonymous true\nmax_queued_messages 0\npersistence true\npersistence_location {folder}/\nautosave_on_changes true\nautosave_interval 1");
        using var record = new AckRecorder(broker.Port);
        using Process subscriber = Subscribe(broker.Port, out List<string> packs);
        AwaitSubscriber(broker.Port, packs);
        string folder = Directory.CreateTempSubdirectory("telenode-kill-").FullName;
        string device = "kill-" + Path.GetFileName(folder)[^6..];
        string[] sim = ["sim", "--uplink", $"mqtt://127.0.0.1:{record.Port}", "--qos", $"{qos}", "--interval", "100ms", "--store", folder, "--device-id", device];
        var random = new Random(qos);
        for (int i = 0; i < Kills; i++)
        {
            using var board = TelenodeProcess.Start(sim);
            board.WaitForOutput("publishes to");
            Thread.Sleep(random.Next(200, 1500));
            record.IsOpen = false;
            broker.Kill();
            broker.Start();
            AwaitSubscriber(broker.Port, packs);
            record.IsOpen = true;
            Thread.Sleep(random.Next(0, 1500)); // Dispose kills
        }

        TelenodeProcess.Result last = TelenodeProcess.Run([.. sim, "--seconds", "2"]);
        Assert.AreEqual(0, last.ExitCode, last.Output + last.Errors);
        AwaitSubscriber(broker.Port, packs);
        subscriber.Kill();
        var contract = new DeliveryRecord(packs.Where(pack => !pack.StartsWith(Probe, StringComparison.Ordinal)).Select(Convert.FromHexString), record);
        TestContext.WriteLine($"QoS {qos}: {Kills} kills of the board, {Kills} of the broker: {contract}");
        contract.Check(qos);
        Directory.Delete(folder, recursive: true);
    }

    // Mosquitto's client connects again by itself, and tells nothing of it: it is there when it gets what others publish.
    private static void AwaitSubscriber(int port, List<string> packs)
    {
        for (int tries = 0; ; tries++)
        {
            Assert.IsTrue(tries < 300, "the subscriber does not come back");
            string mark = Probe + Convert.ToHexStringLower(Guid.NewGuid().ToByteArray());
            using (Process publish = Process.Start(new ProcessStartInfo("mosquitto_pub", ["-h", "127.0.0.1", "-p", $"{port}", "-t", "telenode/probe/telemetry", "-s"]) { RedirectStandardInput = true, RedirectStandardError = true })!)
            {
                publish.StandardInput.BaseStream.Write(Convert.FromHexString(mark));
                publish.StandardInput.Close();
                publish.WaitForExit();
            }

            Thread.Sleep(100);
            lock (packs)
            {
                if (packs.Contains(mark))
                {
                    return;
                }
            }
        }
    }

    // CBOR's simple value "undefined": no pack begins so.
    private const string Probe = "f7f7";

    private static int WaitAndCheck(List<string> packs, int qos)
    {
        int before;
        do
        {
            before = Count(packs);
            Thread.Sleep(500);
        }
        while (Count(packs) > before);
        var decoder = new TelemetryDecoder();
        var seen = new Dictionary<long, HashSet<long>>();
        int duplicates = 0;
        foreach (string pack in packs)
        {
            foreach (DecodedReading reading in decoder.Decode(Convert.FromHexString(pack), 0).Readings)
            {
                if (!seen.TryGetValue(reading.Boot!.Value, out HashSet<long>? set))
                {
                    seen[reading.Boot.Value] = set = [];
                }

                duplicates += set.Add(reading.Sequence!.Value) ? 0 : 1;
            }
        }

        Assert.IsTrue(seen.Count > 1 && seen.Values.Sum(set => set.Count) > 20, "hardly anything came");
        foreach ((long boot, HashSet<long> set) in seen)
        {
            // What a kill may cost is the newest: nothing may be missing before what came.
            Assert.AreEqual(set.Max(), set.Count, $"boot {boot}: {set.Count} readings came, the last is {set.Max()}");
        }

        Assert.IsTrue(qos == 1 || duplicates == 0, $"{duplicates} readings came twice at QoS 2");
        return duplicates;
    }

    private static int Count(List<string> packs)
    {
        lock (packs)
        {
            return packs.Count;
        }
    }

    private static Process Subscribe(int port, out List<string> packs, string qos = "0")
    {
        var found = new List<string>();
        packs = found;
        string[] arguments = ["-h", "127.0.0.1", "-p", $"{port}", "-q", qos, "-t", "telenode/+/telemetry", "-F", "%x"];
        Process subscriber = Process.Start(new ProcessStartInfo("mosquitto_sub", arguments) { RedirectStandardOutput = true })!;
        subscriber.OutputDataReceived += (_, line) =>
        {
            lock (found)
            {
                if (line.Data is not null)
                {
                    found.Add(line.Data);
                }
            }
        };
        subscriber.BeginOutputReadLine();
        Thread.Sleep(500); // it has no sign of its own that it has subscribed
        return subscriber;
    }
}
