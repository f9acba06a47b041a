using System.Text.RegularExpressions;
using Telenode.SimBoard;
using Telenode.SimBoard.Store;
using Telenode.Telemetry;
using Telenode.Tests.Host.Cli;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Security;

/// <summary>The simulated board's own server over DTLS and under OSCORE, beside plain CoAP, with real clients.</summary>
[TestClass]
public class SecureServerTests
{
    private const string Psk = "0123456789abcdef";

    [TestMethod]
    [DataRow("openssl")]
    [DataRow("gnutls")]
    public void Libcoap_gets_and_observes_over_DTLS(string library)
    {
        using var board = new ServingBoard();
        string url = $"coaps://127.0.0.1:{board.Port + 1}";
        using var get = new DtlsPeerProcess("coap-client-" + library, "-u", "reader", "-k", Psk, "-B", "10", "-m", "get", url + "/status");
        Assert.IsTrue(get.Prints("\"device\":\"sim-1\""), get.Output);
        using var observe = new DtlsPeerProcess(
            "coap-client-" + library, "-u", "reader", "-k", Psk, "-B", "5", "-s", "4", "-A", "0", "-m", "get", url + "/sensors/humidity");
        for (int i = 0; i < 200 && Regex.Count(observe.Output, @"\d+\.\d\d") < 3; i++)
        {
            Thread.Sleep(50); // it prints when it ends
        }

        Assert.IsTrue(Regex.Count(observe.Output, @"\d+\.\d\d") >= 3, observe.Output);
    }

    [TestMethod]
    public void A_client_with_another_key_or_name_gets_nothing()
    {
        using var board = new ServingBoard();
        string url = $"coaps://127.0.0.1:{board.Port + 1}/status";
        foreach (string[] login in (string[][])[["reader", "fedcba9876543210"], ["stranger", Psk]])
        {
            using var get = new DtlsPeerProcess("coap-client-openssl", "-u", login[0], "-k", login[1], "-B", "5", "-m", "get", url);
            Assert.IsTrue(get.Prints("decrypt error"), "the same for both, so that names cannot be probed: " + get.Output);
            Assert.IsFalse(get.Output.Contains("device"), get.Output);
        }
    }

    /// <summary>The first request after a start must prove its freshness (RFC 8613 Appendix B.1.2); then one follows another.</summary>
    [TestMethod]
    [DataRow("-")]
    [DataRow("aabbcc")]
    public void An_independent_OSCORE_client_gets_and_observes(string context)
    {
        using var board = new ServingBoard(context);
        using var get = new OscorePeer("client", board.Port, "02", "01", context, "1", "status", "3");
        Assert.IsTrue(get.Prints("response 69 68 piv"), get.Output);
        string[] lines = Lines(get, 4);
        StringAssert.StartsWith(lines[0], "response 129 68 piv00 ", "the challenge, under a Partial IV of its own");
        foreach (string line in lines[1..])
        {
            StringAssert.StartsWith(line, "response 69 68 piv ", "2.05 inside of 2.04, under the request's nonce");
            StringAssert.Contains(System.Text.Encoding.UTF8.GetString(Convert.FromHexString(line.Split(' ')[4])), "\"device\":\"sim-1\"");
        }
    }

    [TestMethod]
    public void An_independent_OSCORE_client_observes()
    {
        using var board = new ServingBoard();
        using var observe = new OscorePeer("client", board.Port, "02", "01", "-", "1", "sensors/temperature", "4", "observe");
        string[] lines = Lines(observe, 5);
        string[] notified = [.. lines[2..].Select(line => line.Split(' ')[3])];
        Assert.AreEqual(3, notified.Distinct().Count(), "each under a Partial IV of its own: " + observe.Output);
        Assert.IsTrue(lines[1..].All(line => line.StartsWith("response 69 69 ", StringComparison.Ordinal)), observe.Output);
    }

    [TestMethod]
    public void A_stranger_to_OSCORE_is_refused_unprotected()
    {
        using var board = new ServingBoard();
        using var unknown = new OscorePeer("client", board.Port, "05", "01", "-", "1", "status", "1");
        Assert.IsTrue(unknown.Prints("unprotected 129 Security context not found"), unknown.Output);
        using var wrong = new OscorePeer("client", board.Port, "02", "01", "77", "1", "status", "1");
        Assert.IsTrue(wrong.Prints("unprotected 129 Security context not found"), wrong.Output);
    }

    /// <summary>Settings are taken over a secured channel only: the server knows how a request came.</summary>
    [TestMethod]
    public void Settings_pass_over_secured_channels_alone()
    {
        using var board = new ServingBoard();
        string keys = board.KeyFile();
        TelenodeProcess.Result plain = TelenodeProcess.Run("put", "--post", $"coap://127.0.0.1:{board.Port}/settings", "--data", "set a 1");
        TelenodeProcess.Result dtls = TelenodeProcess.Run(
            "put", "--post", $"coaps://127.0.0.1:{board.Port + 1}/settings", "--data", "set b 2", "--keys", keys);
        TelenodeProcess.Result oscore = TelenodeProcess.Run(
            "put", "--post", $"coap+oscore://127.0.0.1:{board.Port}/settings", "--data", "set c 3", "--keys", keys);
        File.Delete(keys);
        StringAssert.Contains(plain.Errors, "4.01");
        Assert.AreEqual(0, dtls.ExitCode, dtls.Errors);
        Assert.AreEqual(0, oscore.ExitCode, oscore.Errors);
        CollectionAssert.AreEqual((string[])["set b 2 secured", "set c 3 secured"], board.Downlink.Lines);
    }

    private static string[] Lines(OscorePeer peer, int count)
    {
        for (int i = 0; i < 400 && peer.Output.Split('\n').Count(line => line.StartsWith("response", StringComparison.Ordinal)) < count; i++)
        {
            Thread.Sleep(25);
        }

        string[] lines = [.. peer.Output.Split('\n').Where(line => line.Length > 0)];
        Assert.AreEqual(count, lines.Length, peer.Output);
        return lines;
    }

    private sealed class Recorder : IDownlink
    {
        public List<string> Lines { get; } = [];

        public int Handle(byte[] request, int offset, int count, bool secured, byte[] answer, int answerOffset, int capacity)
        {
            Lines.Add(System.Text.Encoding.UTF8.GetString(request, offset, count).Trim() + (secured ? " secured" : ""));
            "ok\n"u8.CopyTo(answer.AsSpan(answerOffset));
            return 3;
        }
    }

    /// <summary>A board that serves on a thread of its own; its readings go nowhere.</summary>
    private sealed class ServingBoard : IDisposable
    {
        private readonly SimulatedBoard _board;
        private readonly CancellationTokenSource _over = new();
        private readonly Thread _thread;

        public ServingBoard(string context = "-")
        {
            Port = DtlsPeerProcess.FreePort() & ~1;
            SecureOptions keys = OscorePeer.Keys("01", "02", context);
            keys.PskIdentity = "reader";
            keys.PskKey = System.Text.Encoding.UTF8.GetBytes(Psk);
            _board = new SimulatedBoard(new SimulatedBoardOptions
            {
                Uplink = EndpointUrl.Parse("coap://127.0.0.1:9", out _),
                DeviceId = "sim-1",
                IntervalMs = 500,
                Serve = new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, Port),
                ServeSecure = keys,
                Store = new MemoryKeyValueStore(),
                Downlink = Downlink,
            });
            _thread = new Thread(() => _board.Run(_over.Token));
            _thread.Start();
            Thread.Sleep(1500); // values of all sensors
            Assert.IsNull(_board.ServerFailure);
        }

        public int Port { get; }

        public Recorder Downlink { get; } = new();

        /// <summary>A client's keys in a file, as --keys takes them.</summary>
        public string KeyFile()
        {
            string file = Path.GetTempFileName();
            File.WriteAllText(file, $"""
                uplink.psk.identity = reader
                uplink.psk.key = {Psk}
                uplink.oscore.secret = hex:0102030405060708090a0b0c0d0e0f10
                uplink.oscore.salt = hex:9e7ca92223786340
                uplink.oscore.sender = hex:02
                uplink.oscore.recipient = hex:01
                """);
            return file;
        }

        public void Dispose()
        {
            _over.Cancel();
            _thread.Join();
            _board.Dispose();
        }
    }
}
