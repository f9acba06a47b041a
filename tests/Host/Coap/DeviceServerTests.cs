using System.Globalization;
using System.Text.RegularExpressions;
using Telenode.Coap;
using Telenode.SimBoard.Crypto;
using Telenode.SimBoard.Decoding;
using Telenode.SimBoard.Net;
using Telenode.SimBoard.Store;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Coap;

/// <summary>The device's own server: formats, transports, observers, its registration with a directory, its groups.</summary>
[TestClass]
public class DeviceServerTests
{
    private const string Client = "coap-client-notls";

    [TestMethod]
    [DataRow("coap", 0, @"^(2\d(\.\d)?){2,}$")]
    [DataRow("coap", 110, @"(""n"":""temperature"".*?){2,}")]
    [DataRow("coap+tcp", 0, @"^(2\d(\.\d)?){2,}$")]
    [DataRow("coap+tcp", 110, @"(""n"":""temperature"".*?){2,}")]
    public void TheirClientObservesTheFormatThatItAccepts(string scheme, int format, string expected)
    {
        using var node = new ServingNode(intervalMs: 300);
        string url = $"{scheme}://127.0.0.1:{node.Port}/sensors/temperature";
        Assert.IsTrue(node.WaitFor(server => server.Failure == null));
        Thread.Sleep(600);
        string output = CoapPeer.Client(Client, "-m", "get", "-s", "2", "-A", format.ToString(CultureInfo.InvariantCulture), url).Output;
        StringAssert.Matches(output.ReplaceLineEndings("").Trim(), new Regex(expected), output);
    }

    [TestMethod]
    [DataRow("coap")]
    [DataRow("coap+tcp")]
    public void OurClientObservesCbor(string scheme)
    {
        using var node = new ServingNode(intervalMs: 200);
        Assert.IsTrue(node.WaitFor(server => server.Failure == null));
        Thread.Sleep(500);
        using CoapSession session = Session(node, scheme);
        var values = new List<double>();
        var decoder = new TelemetryDecoder();
        session.OnEvent = e =>
        {
            if (e is not (CoapEvent.Response or CoapEvent.Notification))
            {
                return;
            }

            CoapMessage m = session.Endpoint.Message;
            Assert.AreEqual(ContentFormat.SenmlCbor, m.ContentFormat);
            DecodedPayload pack = decoder.Decode(m.Buffer.AsSpan(m.PayloadOffset, m.PayloadLength).ToArray(), 0);
            Assert.IsNull(pack.Error);
            values.Add(double.Parse(pack.Readings.Single().Value.ToString()!, CultureInfo.InvariantCulture));
        };
        CoapRequest request = session.NewRequest(CoapCode.Get);
        request.Observe = true;
        session.Send(request);
        Assert.IsTrue(session.RunUntil(() => values.Count >= 4, 20_000), string.Join(' ', values));
        CollectionAssert.AreEqual(values.Distinct().Order().ToList(), values); // only forward
    }

    // RFC 9175 §2.4. libcoap's client gives the proof by itself; node-coap's does not know Echo, and gets what is short: the guard is a setting.
    [TestMethod]
    public void BehindTheEchoGuardLibcoapGetsEverythingAndNodeCoapWhatIsShort()
    {
        using var node = new ServingNode(server => server.EchoGuard = true, intervalMs: 300);
        Assert.IsTrue(node.WaitFor(server => server.Failure == null));
        Thread.Sleep(600);
        StringAssert.Contains(CoapPeer.Client(Client, "-m", "get", node.Url + "/.well-known/core").Output, "</sensors/temperature>");
        string observed = CoapPeer.Client(Client, "-m", "get", "-s", "2", "-A", "0", node.Url + "/sensors/temperature").Output;
        StringAssert.Matches(observed.ReplaceLineEndings("").Trim(), new Regex(@"^(2\d(\.\d)?){2,}$"), observed);
        string script = $$"""
            module.paths.push('{{Path.Combine(Repository.Root, "tests/Host/Peers/node")}}/node_modules');
            const coap = require('coap');
            function ask(pathname, format, observe, then) {
              const q = coap.request({ host: '127.0.0.1', port: {{node.Port}}, pathname, observe, options: { Accept: format } });
              q.on('response', r => setTimeout(() => { console.log(pathname, observe, r.code); then(); }, 50));
              q.end();
            }
            ask('/sensors/temperature', 'text/plain', false, () =>
              ask('/.well-known/core', 'application/link-format', false, () =>
                ask('/sensors/temperature', 'text/plain', true, () => process.exit(0))));
            """;
        string output = CoapPeer.Client("node", "-e", script).Output;
        StringAssert.Contains(output, "/sensors/temperature false 2.05");
        StringAssert.Contains(output, "/.well-known/core false 4.01");
        StringAssert.Contains(output, "/sensors/temperature true 4.01");
    }

    // 8 places: a ninth is answered and not kept, until one of the eight is silent; the living stay.
    [TestMethod]
    public void ManyObserveAndASilentOneMakesRoom()
    {
        using var node = new ServingNode(intervalMs: 500);
        Assert.IsTrue(node.WaitFor(server => server.Failure == null));
        Thread.Sleep(600);
        var sessions = new List<CoapSession>();
        int[] states = new int[9];
        try
        {
            for (int i = 0; i < 9; i++)
            {
                sessions.Add(Observe(node, states, i));
            }

            Assert.IsTrue(RunAll(sessions, () => states.Take(8).All(count => count >= 3), 30_000), string.Join(' ', states));
            Assert.AreEqual(8, node.Ask(server => server.ObserverCount));
            Assert.AreEqual(1, states[8], "the ninth was told once");
            sessions[8].Dispose();
            sessions[0].Dispose(); // silent from now on, without a word
            sessions.RemoveAt(8);
            sessions.RemoveAt(0);
            int[] before = [.. states];
            states[8] = 0;
            Assert.IsTrue(RunAll(sessions, () => states[1] > before[1] + 1, 20_000)); // the silent one owes an acknowledgement by now
            sessions.Add(Observe(node, states, 8));
            Assert.IsTrue(RunAll(sessions, () => states[8] >= 3, 30_000), "the newcomer has no place");
            Assert.IsTrue(RunAll(sessions, () => Enumerable.Range(1, 7).All(i => states[i] > before[i] + 3), 30_000), "a living one lost its place");
        }
        finally
        {
            sessions.ForEach(session => session.Dispose());
        }
    }

    [TestMethod]
    public void MoreConnectionsThanPlacesAreRefusedAndTheOthersGoOn()
    {
        using var node = new ServingNode(server => server.MaxConnections = 2, intervalMs: 200);
        Assert.IsTrue(node.WaitFor(server => server.Failure == null));
        int[] states = new int[2];
        using CoapSession first = Observe(node, states, 0, "coap+tcp");
        using CoapSession second = Observe(node, states, 1, "coap+tcp");
        var sessions = new List<CoapSession> { first, second };
        Assert.IsTrue(RunAll(sessions, () => states.All(count => count >= 2), 20_000));
        using CoapSession third = Session(node, "coap+tcp");
        bool over = false;
        third.OnEvent = e => over |= e is CoapEvent.TimedOut;
        third.Send(third.NewRequest(CoapCode.Get));
        Assert.IsTrue(third.RunUntil(() => over, 20_000), "the third is not refused");
        int now = states[0];
        Assert.IsTrue(RunAll(sessions, () => states[0] > now + 2, 20_000));
        Assert.AreEqual(2, node.Ask(server => server.ConnectionCount));
    }

    // RFC 9176 §5: registers, refreshes (every 45 s of the node's time, which runs twenty times as fast), registers anew with a
    // directory that has forgotten it, and takes its leave.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)] // with OSCORE on the same port: the registration itself goes unprotected
    public void TheNodeIsInLibcoapsDirectoryAndAgainAfterTheDirectorysRestart(bool hasOscore)
    {
        using var socket = new UdpSocket(System.Net.IPAddress.Loopback);
        const string Directory = "coap-rd-notls";
        CoapPeer directory = CoapPeer.Libcoap(Directory);
        try
        {
            EndpointUrl url = EndpointUrl.Parse(directory.Url + "/rd", out _);
            using (var node = new ServingNode(server =>
            {
                server.Directory = url;
                server.DirectoryLifetimeSeconds = 60;
                server.Network = hasOscore ? Oscore(socket) : server.Network;
            }, speed: 20))
            {
                Assert.IsTrue(node.WaitFor(server => server.IsRegistered), directory.Output);
                StringAssert.Contains(Links(directory), "</sensors/temperature>;rt=\"temperature\"");
                directory.Dispose();
                directory = CoapPeer.LibcoapAt(url.Port, Directory);
                long end = Environment.TickCount64 + 30_000;
                while (Environment.TickCount64 < end && Links(directory).Length == 0)
                {
                    Thread.Sleep(200);
                }

                StringAssert.Contains(Links(directory), "</sensors/temperature>");
            }

            Thread.Sleep(300);
            Assert.AreEqual("", Links(directory), "it took no leave");
        }
        finally
        {
            directory.Dispose();
        }
    }

    // In a network namespace of its own, from which nothing leaves the machine: all CoAP nodes by IPv4 and by IPv6, on the link and on the
    // site (RFC 7252 §12.8), from the command line's side as a person types it.
    [TestMethod]
    public void AllNodesAreFoundByTheirGroups()
    {
        string telenode = Path.Combine(AppContext.BaseDirectory, "telenode.dll");
        string script = $"""
            set -e
            export XDG_DATA_HOME={Path.Combine(Path.GetTempPath(), "telenode-tests")}
            ip link set lo up
            ip link add v0 type veth peer name v1
            ip addr add 10.9.9.1/24 dev v0
            ip link set v0 up
            ip link set v1 up
            ip route add 224.0.0.0/4 dev v0
            for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.3; ip -6 addr show dev v0 scope link | grep tentative >/dev/null || break; done
            dotnet {telenode} sim --serve '[::]:5683' --json --interval 1s >/dev/null 2>&1 &
            board=$!
            for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.5; coap-client-notls -m get -B 1 coap://127.0.0.1/status 2>/dev/null | grep sim- >/dev/null && break; done
            for group in 224.0.1.187 '[ff02::fd%v0]' '[ff05::fd%v0]'; do echo "group $group"; dotnet {telenode} discover "coap://$group" --timeout 7; done
            kill -TERM $board # a shell's background ignores SIGINT
            wait $board
            """;
        (int exit, string output) = CoapPeer.Client("unshare", "--user", "--map-root-user", "--net", "bash", "-c", script);
        string[] answers = output.Split("group ");
        Assert.AreEqual(4, answers.Length, $"exit code {exit}; this test needs a network namespace, which root or kernel.unprivileged_userns_clone allows: {output}");
        for (int i = 1; i < 4; i++)
        {
            StringAssert.Contains(answers[i], "/sensors/temperature", output);
        }

        StringAssert.Contains(output, "10.9.9.1:5683: 2.05 Content"); // who answered
    }

    private static IServerChannel Oscore(UdpSocket socket)
    {
        var keys = new SecureOptions { OscoreSecret = new byte[16], OscoreSender = [1], OscoreRecipient = [2] };
        var parts = new ChannelParts { Socket = socket, Crypto = new PcCrypto(), Random = new SeededRandom(2), Store = new MemoryKeyValueStore() };
        return SecureChannels.CreateServer(keys, parts);
    }

    private static string Links(CoapPeer directory)
    {
        string listed = CoapPeer.Client(Client, "-m", "get", "-B", "3", directory.Url + "/.well-known/core").Output;
        Match location = Regex.Match(listed, "</(rd/[^>]+)>");
        return location.Success ? CoapPeer.Client(Client, "-m", "get", "-B", "3", $"{directory.Url}/{location.Groups[1].Value}").Output : "";
    }

    private static CoapSession Session(ServingNode node, string scheme)
    {
        var session = new CoapSession(EndpointUrl.Parse($"{scheme}://127.0.0.1:{node.Port}/sensors/temperature", out _));
        session.Open();
        return session;
    }

    private static CoapSession Observe(ServingNode node, int[] states, int index, string scheme = "coap")
    {
        CoapSession session = Session(node, scheme);
        session.OnEvent = e => states[index] += e is CoapEvent.Response or CoapEvent.Notification ? 1 : 0;
        CoapRequest request = session.NewRequest(CoapCode.Get);
        request.Observe = true;
        session.Send(request);
        session.RunUntil(() => states[index] > 0, 10_000);
        return session;
    }

    private static bool RunAll(List<CoapSession> sessions, Func<bool> condition, int timeoutMs)
    {
        long end = Environment.TickCount64 + timeoutMs;
        while (!condition() && Environment.TickCount64 < end)
        {
            sessions.ForEach(session => session.Step());
            Thread.Sleep(2);
        }

        return condition();
    }
}
