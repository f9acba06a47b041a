using System.Text.RegularExpressions;
using Telenode.SimBoard;
using Telenode.SimBoard.Decoding;
using Telenode.SimBoard.Store;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Security;

/// <summary>The simulated board's secured uplinks against real servers: every reading arrives, as it was measured, once.</summary>
[TestClass]
public class SecureUplinkTests
{
    private const int Readings = 60 * 5;

    /// <summary>libcoap on OpenSSL and on GnuTLS. With -l it drops datagrams of its own, in the handshake and behind it.</summary>
    [TestMethod]
    [DataRow("openssl", "")]
    [DataRow("gnutls", "")]
    [DataRow("openssl", "1,3,9")]
    [DataRow("gnutls", "2,4,8")]
    public void Readings_arrive_at_libcoap_over_DTLS(string library, string lost)
    {
        using var server = new LibcoapServer(library, lost);
        BoardSnapshot end = Run(server.Url, new SecureOptions { PskIdentity = "ident", PskKey = "secretPSK"u8.ToArray() }, lost == "");
        Assert.AreEqual(Readings, end.Acknowledged, end.Failure + server.Log);
        Assert.IsTrue(end.HeapBytesPerReading == 0 || lost != "", $"{end.HeapBytesPerReading} bytes");
        AssertEachOnce(server.Payloads);
    }

    /// <summary>A board that restarts resumes its session, which the store has kept: libcoap on OpenSSL knows it.</summary>
    [TestMethod]
    public void A_restarted_board_resumes_or_shakes_hands_anew()
    {
        using var server = new LibcoapServer("openssl", "");
        var store = new MemoryKeyValueStore();
        var keys = new SecureOptions { PskIdentity = "ident", PskKey = "secretPSK"u8.ToArray() };
        for (int boot = 1; boot <= 3; boot++)
        {
            using SimulatedBoard board = Board(server.Url, keys, store, double.PositiveInfinity, 10_000, boot);
            board.Run(CancellationToken.None);
            Assert.IsTrue(board.AllAcknowledged, board.Snapshot().Failure + server.Log);
            Assert.AreEqual(1, store.Values.Count, "one session");
        }
    }

    [TestMethod]
    [DataRow("", "-")]
    [DataRow("echo", "-")]
    [DataRow("", "37cbf3210017a2d3")]
    public void Readings_arrive_at_an_independent_OSCORE_server(string challenge, string context)
    {
        using var server = new OscorePeer("server", OscorePeer.FreePort(), "02", "01", context, challenge);
        SecureOptions keys = OscorePeer.Keys("01", "02", context);
        var store = new MemoryKeyValueStore();
        using SimulatedBoard board = Board($"coap+oscore://127.0.0.1:{server.Port}/telemetry", keys, store, double.PositiveInfinity, 60_000 * 10);
        board.Run(CancellationToken.None);
        BoardSnapshot end = board.Snapshot();
        Assert.AreEqual(Readings, end.Acknowledged, end.Failure + server.Output);
        Assert.IsTrue(end.HeapBytesPerReading < 1, "40 bytes in all, when the store in memory makes its second value");

        // "request 2 2 telemetry outer[] 0a 85a7…": POST inside POST, the path and the format inside.
        MatchCollection Packs() => Regex.Matches(server.Output, "^request 2 2 telemetry outer\\[\\] ([0-9a-f]+) ([0-9a-f]+)$", RegexOptions.Multiline);
        AssertEachOnce(() => Packs().Select(pack => Convert.FromHexString(pack.Groups[2].Value)));
        Assert.AreEqual(Packs().Count, Packs().Select(pack => pack.Groups[1].Value).Distinct().Count(), "no Partial IV twice");
        Assert.IsFalse(server.Output.Contains("bad") || server.Output.Contains("replay"), server.Output);
    }

    /// <summary>After every restart the sequence goes on behind what was stored ahead: the server would see any number that comes again.</summary>
    [TestMethod]
    public void Restarts_repeat_no_sequence_number()
    {
        using var server = new OscorePeer("server", OscorePeer.FreePort(), "02", "01", "-", "");
        var store = new MemoryKeyValueStore();
        for (int boot = 1; boot <= 5; boot++)
        {
            using SimulatedBoard board = Board(
                $"coap+oscore://127.0.0.1:{server.Port}/t", OscorePeer.Keys("01", "02", "-"), store, double.PositiveInfinity, 20_000, boot);
            board.Run(CancellationToken.None);
            Assert.IsTrue(board.AllAcknowledged, board.Snapshot().Failure);
        }

        Assert.IsTrue(server.Prints(" 0100 "), "the fifth start begins at 4 × 64: " + server.Output);
        Assert.IsFalse(server.Output.Contains("replay"), server.Output);
    }

    [TestMethod]
    [DataRow("coaps://127.0.0.1/t", "uplink.psk.key")]
    [DataRow("coap+oscore://127.0.0.1/t", "uplink.oscore.secret")]
    public void Missing_keys_are_named(string url, string key)
    {
        string message = Assert.ThrowsExactly<ArgumentException>(
            () => Board(url, new SecureOptions(), new MemoryKeyValueStore(), 1, 1000)).Message;
        StringAssert.Contains(message, key);
    }

    private static BoardSnapshot Run(string url, SecureOptions keys, bool fast)
    {
        using SimulatedBoard board = Board(url, keys, new MemoryKeyValueStore(), fast ? double.PositiveInfinity : 20, 60_000 * 10);
        board.Run(CancellationToken.None);
        return board.Snapshot();
    }

    private static SimulatedBoard Board(
        string url, SecureOptions keys, MemoryKeyValueStore store, double speed, long stopAfterMs, int boot = 1) => new(new SimulatedBoardOptions
    {
        Uplink = EndpointUrl.Parse(url, out _),
        Secure = keys,
        Store = store,
        DeviceId = "sim-1",
        Boot = boot,
        IntervalMs = stopAfterMs > 60_000 && stopAfterMs != Core.Time.Never ? 10_000 : 1000,
        Speed = speed,
        StopAfterMs = stopAfterMs == Core.Time.Never ? null : stopAfterMs,
        DrainMs = 120_000,
    });

    /// <summary>What a peer prints comes a little after what it does.</summary>
    private static void AssertEachOnce(Func<IEnumerable<byte[]>> packs)
    {
        for (int i = 0; i < 100 && Decode(packs()).Count < Readings; i++)
        {
            Thread.Sleep(50);
        }

        List<long> sequences = Decode(packs());
        Assert.AreEqual(Readings, sequences.Count);
        Assert.AreEqual(Readings, sequences.Distinct().Count());
    }

    private static List<long> Decode(IEnumerable<byte[]> packs)
    {
        var decoder = new TelemetryDecoder();
        var sequences = new List<long>();
        foreach (byte[] pack in packs)
        {
            DecodedPayload decoded = decoder.Decode(pack, 0);
            Assert.IsNull(decoded.Error);
            sequences.AddRange(decoded.Readings.Select(reading => reading.Sequence!.Value));
        }

        return sequences;
    }

    private sealed class LibcoapServer : IDisposable
    {
        private readonly DtlsPeerProcess _process;

        public LibcoapServer(string library, string lost)
        {
            int port = DtlsPeerProcess.FreePort() & ~1;
            string[] loss = lost.Length > 0 ? ["-l", lost] : [];
            _process = new DtlsPeerProcess(
                "stdbuf", ["-oL", "coap-server-" + library, "-A", "127.0.0.1", "-p", port.ToString(), "-k", "secretPSK", "-d", "20", "-v", "7", .. loss]);
            _process.WaitForPort(port + 1);
            Url = $"coaps://127.0.0.1:{port + 1}/telemetry";
        }

        public string Url { get; }

        public string Log => _process.Output;

        /// <summary>The bodies of POST requests as its log shows them: each message ID once, as a repeated one is dealt with once.</summary>
        public IEnumerable<byte[]> Payloads()
        {
            var posts = Regex.Matches(Log, @"c:POST i:([0-9a-f]{4}) .*:: binary data length (\d+)\s*\n<<([0-9a-f]+)>>");
            return posts.DistinctBy(post => post.Groups[1].Value).Select(post => Convert.FromHexString(post.Groups[3].Value));
        }

        public void Dispose() => _process.Dispose();
    }
}
