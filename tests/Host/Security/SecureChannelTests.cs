using Telenode.Coap;
using Telenode.Core;
using Telenode.SimBoard.Crypto;
using Telenode.SimBoard.Store;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Security;

/// <summary>CoAP through DTLS and OSCORE channels over a link that loses, doubles, delays and corrupts.</summary>
[TestClass]
public class SecureChannelTests
{
    private static readonly LinkFaults Clean = new(0, 0, 0, 0);

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Each_request_is_dealt_with_once_or_fails(bool isOscore)
    {
        int done = 0;
        for (int seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            ChannelBench bench = New(isOscore, seed, new LinkFaults(random.Next(35), random.Next(30), random.Next(30), random.Next(10)));
            if (!bench.Connect())
            {
                continue;
            }

            var succeeded = new List<string>();
            for (int i = 0; i < 12 && bench.Client.State == StreamState.Open; i++)
            {
                string body = "body " + i;
                succeeded.AddRange(bench.Post(body) ? [body] : []);
            }

            Assert.AreEqual(bench.Handled.Count, bench.Handled.Distinct().Count(), $"seed {seed}: something was dealt with twice");
            Assert.IsTrue(succeeded.All(bench.Handled.Contains), $"seed {seed}: an answer to what was not dealt with");
            Assert.IsFalse(bench.Handled.Any(body => body.EndsWith("clear", StringComparison.Ordinal)), $"seed {seed}");
            done += succeeded.Count;
        }

        Assert.IsTrue(done > 150 * 10, $"{done} requests were answered");
    }

    /// <summary>A recorded stretch of traffic, sent again later: nothing of it is dealt with again, whatever its message IDs.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Replayed_traffic_does_nothing(bool isOscore)
    {
        ChannelBench bench = New(isOscore, 5, Clean);
        Assert.IsTrue(bench.Connect());
        for (int i = 0; i < 30; i++)
        {
            Assert.IsTrue(bench.Post("body " + i));
        }

        int handled = bench.Handled.Count;
        bench.NowMs += 600_000; // past EXCHANGE_LIFETIME: message IDs mean nothing any more
        foreach (byte[] datagram in bench.Wire.ToArray())
        {
            bench.ServerSocket.Inbox.Enqueue(datagram);
        }

        bench.Run(() => false);
        Assert.AreEqual(handled, bench.Handled.Count);
        Assert.IsTrue(bench.Post("and on"), "what stands has survived");
    }

    [TestMethod]
    public void Without_the_context_nothing_can_be_read_or_changed()
    {
        ChannelBench bench = New(true, 6, Clean);
        Assert.IsTrue(bench.Connect());
        Assert.IsTrue(bench.Post("a rather secret body"));
        foreach (byte[] datagram in bench.Wire.Concat(bench.Answers))
        {
            string text = System.Text.Encoding.Latin1.GetString(datagram);
            Assert.IsFalse(text.Contains("secret", StringComparison.OrdinalIgnoreCase) || text.Contains("echo", StringComparison.Ordinal));
        }
    }

    /// <summary>Plain requests go on beside OSCORE, from a peer of their own, and are known as plain.</summary>
    [TestMethod]
    public void Plain_and_protected_requests_are_told_apart()
    {
        var server = new ChannelBench.OscorePair(false);
        var bench = new ChannelBench(7, Clean, socket => new PlainChannel(socket), socket => server.Server(socket, 7));
        Assert.IsTrue(bench.Connect());
        Assert.IsTrue(bench.Post("x"));
        CollectionAssert.AreEqual((string[])["x in the clear"], bench.Handled);
    }

    /// <summary>An attacker strips the OSCORE option or answers in the clear: the endpoint never sees that, the hint does.</summary>
    [TestMethod]
    public void An_unprotected_answer_is_never_believed()
    {
        var client = new ChannelBench.OscorePair(true);
        var bench = new ChannelBench(8, Clean, socket => client.Client(socket, 8), socket => new PlainChannel(socket));
        Assert.IsTrue(bench.Connect());
        Assert.IsFalse(bench.Post("x"));
        Assert.AreEqual(CoapEvent.TimedOut, bench.Outcome);
        Assert.AreEqual(0, bench.Handled.Count, "a server without OSCORE must reject the critical option");
        StringAssert.Contains(bench.Client.Hint, "without OSCORE");
    }

    [TestMethod]
    public void A_reconnection_resumes_the_session()
    {
        ChannelBench bench = New(false, 9, Clean);
        Assert.IsTrue(bench.Connect());
        int first = bench.Client.Peer;
        Assert.IsTrue(bench.Post("x"));
        bench.Client.Close(bench.NowMs);
        bench.Run(() => false);
        Assert.IsTrue(bench.Connect());
        Assert.IsTrue(((DtlsClientChannel)bench.Client).IsResumed);
        Assert.AreNotEqual(first, bench.Client.Peer, "another association is another peer");
        Assert.IsTrue(bench.Post("y"));
    }

    /// <summary>A server that has lost everything: the handshake is a full one again, in the same stroke.</summary>
    [TestMethod]
    public void A_restarted_server_gets_a_full_handshake()
    {
        ChannelBench bench = New(false, 10, Clean);
        Assert.IsTrue(bench.Connect());
        Assert.IsTrue(bench.Post("x"));
        bench.Restart(DtlsServer(bench.ServerSocket, 11), 11);
        Assert.IsFalse(bench.Post("y"));
        bench.Client.Close(bench.NowMs);
        Assert.IsTrue(bench.Connect());
        Assert.IsFalse(((DtlsClientChannel)bench.Client).IsResumed);
        Assert.IsTrue(bench.Post("z"));
    }

    /// <summary>OSCORE after a server's restart: its window is gone, so the first request must come back with an Echo; then all is as before.</summary>
    [TestMethod]
    public void A_restarted_OSCORE_server_asks_for_freshness_once()
    {
        var server = new ChannelBench.OscorePair(false);
        var client = new ChannelBench.OscorePair(true);
        var bench = new ChannelBench(12, Clean, socket => client.Client(socket, 12), socket => server.Server(socket, 12));
        Assert.IsTrue(bench.Connect());
        Assert.IsTrue(bench.Post("a"));
        Assert.AreEqual(2, bench.Wire.Count, "the request, and again with its Echo");
        Assert.IsTrue(bench.Post("b"));
        Assert.AreEqual(3, bench.Wire.Count);
        byte[][] recorded = [.. bench.Wire];
        bench.Restart(server.Server(bench.ServerSocket, 13), 13);
        foreach (byte[] datagram in recorded)
        {
            bench.ServerSocket.Inbox.Enqueue(datagram);
        }

        bench.Run(() => false);
        Assert.AreEqual(2, bench.Handled.Count, "what was recorded before the reset does nothing after it");
        Assert.IsTrue(bench.Post("c"));
        CollectionAssert.AreEqual((string[])["a", "b", "c"], bench.Handled);
    }

    /// <summary>Bytes that the server's own answers repeat: a nonce serves one message only, through resets of either side.</summary>
    [TestMethod]
    public void No_nonce_serves_two_messages()
    {
        var server = new ChannelBench.OscorePair(false);
        var client = new ChannelBench.OscorePair(true);
        var requests = new Dictionary<string, string>();
        for (int boot = 0; boot < 6; boot++)
        {
            var bench = new ChannelBench(boot, new LinkFaults(20, 20, 20, 0), s => client.Client(s, boot), s => server.Server(s, boot));
            Assert.IsTrue(bench.Connect());
            for (int i = 0; i < 40; i++)
            {
                bench.Post($"{boot}/{i}");
            }

            foreach (byte[] datagram in bench.Wire.Where(d => d[1] == CoapCode.Post))
            {
                // 4 bytes of header, 4 of token, one of option header, flags: then the Partial IV.
                int piv = datagram[9] & 7;
                string number = Convert.ToHexString(datagram, 10, piv);
                string sealedPart = Convert.ToHexString(datagram, 10 + piv, datagram.Length - 10 - piv);
                Assert.IsTrue(requests.TryAdd(number, sealedPart) || requests[number] == sealedPart, $"Partial IV {number} twice");
            }
        }

        Assert.IsTrue(requests.Count >= 6 * 40);
    }

    private static ChannelBench New(bool isOscore, int seed, LinkFaults faults)
    {
        var server = new ChannelBench.OscorePair(false);
        var client = new ChannelBench.OscorePair(true);
        return isOscore
            ? new ChannelBench(seed, faults, socket => client.Client(socket, seed), socket => server.Server(socket, seed))
            : new ChannelBench(seed, faults, socket => DtlsClient(socket, seed, null), socket => DtlsServer(socket, seed));
    }

    internal static IClientChannel DtlsClient(IDatagramSocket socket, int seed, IKeyValueStore? store)
        => new DtlsClientChannel(socket, "server", ChannelBench.Psk, new PcCrypto(), new SeededRandom(seed), store);

    internal static IServerChannel DtlsServer(IDatagramSocket socket, int seed)
        => new DtlsServerChannel(socket, ChannelBench.Psk, 2, new PcCrypto(), new SeededRandom(~seed));
}
