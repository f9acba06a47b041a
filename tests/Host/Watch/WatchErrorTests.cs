using System.Net;
using System.Net.Sockets;
using Telenode.SimBoard.Broker;
using Telenode.Tests.Host.Broker;
using Telenode.Tests.Host.Cli;

namespace Telenode.Tests.Host.Watch;

/// <summary>What goes wrong with a watch is said in one line.</summary>
[TestClass]
public sealed class WatchErrorTests
{
    [TestMethod]
    [DataRow("broker", "not a URL")]
    [DataRow("gopher://broker", "unknown scheme")]
    [DataRow("mqtt://", "no host")]
    [DataRow("mqtt://host:70000", "not a port")]
    [DataRow("mqtt://host/a#", "not a topic filter")]
    [DataRow("mqtt://host/a/#/b", "not a topic filter")]
    [DataRow("mqtt://host/a+/b", "not a topic filter")]
    public void BadUrlIsRefused(string url, string expected)
    {
        WatchRun run = WatchRun.Start(url);
        Assert.IsEmpty(run.Finish(expectedExit: 2));
        StringAssert.Contains(run.Errors, expected);
    }

    [TestMethod]
    public void BadOptionIsRefused()
    {
        TelenodeProcess.Result result = TelenodeProcess.Run("watch", "mqtt://host", "--count", "0");
        Assert.AreEqual(2, result.ExitCode);
        StringAssert.Contains(result.Errors, "'0' is not a number of messages");
    }

    [TestMethod]
    public void NobodyListens() => AssertFails("mqtt://127.0.0.1:9", "cannot watch mqtt://127.0.0.1:9: connection refused");

    [TestMethod]
    public void HostIsUnknown() => AssertFails("mqtt://no-such-host.invalid", "does not resolve");

    [TestMethod]
    public void CredentialsAreWrong()
    {
        using var broker = new TcpBroker(new BrokerCore(new BrokerOptions { User = "ann", Password = "s:e@c" }));
        AssertFails($"mqtt://ann:wrong@127.0.0.1:{broker.Port}", "bad user name or password");
        AssertFails($"mqtt://127.0.0.1:{broker.Port}", "bad user name or password");
        WatchRun.Subscribe($"mqtt://ann:s%3Ae%40c@127.0.0.1:{broker.Port}", "--seconds", "1").Finish();
    }

    [TestMethod]
    public void PeerSpeaksAnotherProtocol()
    {
        using var peer = new ScriptedPeer("'HTTP/1.1 400 Bad Request'");
        AssertFails(peer.Url, "is that an MQTT broker?");
    }

    [TestMethod]
    public void PeerClosesAtOnce()
    {
        using var peer = new ScriptedPeer("");
        AssertFails(peer.Url, "is that an MQTT broker?");
    }

    [TestMethod]
    public void PeerNeverAnswers()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        AssertFails($"mqtt://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}", "no CONNACK in time: is that an MQTT broker?");
    }

    [TestMethod]
    public void FilterIsRefused()
    {
        using var broker = new TcpBroker(new BrokerCore(new BrokerOptions { MaximumSubscriptions = 0 }));
        AssertFails(broker.Url, "the broker refuses the filter telenode/#: quota exceeded");
    }

    [TestMethod]
    public void BrokerOf311IsSpokenToInItsVersion()
    {
        // [MQTT-3.1.2-2] of 3.1.1: "unacceptable protocol version"; the second connection is a good one.
        using var peer = new ScriptedPeer("20 02 00 01", "20 02 00 00 90 03 0001 02 30 [ s't' '[{\"n\":\"a\",\"v\":1,\"t\":1320067464}]' ]");
        WatchRun run = WatchRun.Start($"{peer.Url}/t", "--count", "1");
        CollectionAssert.AreEqual(new[] { "2011-10-31T13:24:24Z - a 1" }, run.Finish());
        CollectionAssert.AreEqual(new byte[] { 5, 4 }, peer.Versions);
    }

    [TestMethod]
    public void InterruptEndsItWithASummary()
    {
        using var broker = new TcpBroker();
        using TelenodeProcess process = TelenodeProcess.Start("watch", broker.Url, "--json");
        while (broker.Counters.BytesIn < 40)
        {
            Thread.Sleep(20); // CONNECT and SUBSCRIBE
        }

        process.Interrupt();
        TelenodeProcess.Result result = process.WaitForEnd();
        Assert.AreEqual(0, result.ExitCode, result.Errors);
        Assert.AreEqual("summary", (string?)result.Summary["kind"]);
    }

    private static void AssertFails(string url, string expected)
    {
        WatchRun run = WatchRun.Start(url);
        Assert.IsEmpty(run.Finish(expectedExit: 1));
        StringAssert.Contains(run.Errors, expected);
        Assert.AreEqual(1, run.Errors.Count(c => c == '\n'), run.Errors);
    }

    /// <summary>A server that answers the first bytes of each connection with given ones and closes.</summary>
    private sealed class ScriptedPeer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _serving;

        public ScriptedPeer(params string[] answers)
        {
            _listener.Start();
            _serving = Task.Run(() => ServeAsync(answers));
        }

        public string Url => $"mqtt://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

        /// <summary>Protocol level of each CONNECT.</summary>
        public List<byte> Versions { get; } = [];

        public void Dispose()
        {
            _serving.Wait();
            _listener.Dispose();
        }

        private async Task ServeAsync(string[] answers)
        {
            byte[] buffer = new byte[1000];
            foreach (string answer in answers)
            {
                using Socket client = await _listener.AcceptSocketAsync();
                await client.ReceiveAsync(buffer);
                Versions.Add(buffer[8]); // fixed header of 2, protocol name of 6
                await client.SendAsync(Packets.Parse(answer));
                client.Shutdown(SocketShutdown.Send);
                while (await client.ReceiveAsync(buffer) > 0)
                {
                }
            }
        }
    }
}
