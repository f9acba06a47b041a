using System.Text.Json.Nodes;
using Telenode.Tests.Host.Cli;
using Telenode.Tests.Host.Peers;
using Telenode.Tests.Host.Tls;
using Telenode.Tests.Host.Watch;

namespace Telenode.Tests.Host.WebSocket;

/// <summary>sim and watch over WebSocket to a real Mosquitto, plain and over TLS.</summary>
/// <remarks>Beside a plain listener: Mosquitto 2.0.11 ends at once when all it has are WebSockets.</remarks>
[TestClass]
public sealed class WebSocketCommandTests
{
    [DataRow("")]
    [DataRow("/")]
    [DataRow("/mqtt")]
    [TestMethod]
    public void Sim_delivers_over_a_websocket_without_a_heap_byte(string path)
    {
        int port = MosquittoBroker.FreePort();
        using var broker = new MosquittoBroker($"allow_anonymous true\nlistener {port} 127.0.0.1\nprotocol websockets");
        JsonNode summary = Sim(0, $"ws://127.0.0.1:{port}{path}");
        Assert.AreEqual((int?)summary["taken"], (int?)summary["acknowledged"]);
        Assert.AreEqual(0.0, (double?)summary["heapBytesPerReading"]);
    }

    [TestMethod]
    public void Watch_reads_under_the_prefix_what_sim_sends_under_it_over_tls()
    {
        var ca = new Pki("Telenode Test CA");
        (string certificate, string key) = ca.Issue(["localhost"]);
        int port = MosquittoBroker.FreePort();
        string listener = $"allow_anonymous true\nlistener {port} 127.0.0.1\nprotocol websockets\ncertfile {{folder}}/server.pem\nkeyfile {{folder}}/server.key";
        using var broker = new MosquittoBroker(listener, ("server.pem", certificate), ("server.key", key));
        string file = Path.Combine(broker.Folder, "ca.pem");
        File.WriteAllText(file, ca.Certificate);
        string url = $"wss://localhost:{port}/mqtt?prefix=home/attic";
        WatchRun watch = WatchRun.Subscribe(url, "--ca", file, "--count", "1", "--seconds", "60");
        JsonNode summary = Sim(0, url, "--ca", file);
        Assert.AreEqual(0.0, (double?)summary["heapBytesPerReading"]);
        Assert.IsTrue(watch.Finish().Any(line => line.Contains("temperature", StringComparison.Ordinal)));
        StringAssert.Contains(watch.Errors, "home/attic/#");
        StringAssert.Contains((string?)Sim(1, url)["shortfall"], "signed by an unknown CA");
    }

    [TestMethod]
    public void A_port_that_is_no_websocket_is_told()
    {
        using var broker = new MosquittoBroker();
        string? shortfall = (string?)Sim(1, $"ws://127.0.0.1:{broker.Port}")["shortfall"];
        StringAssert.Contains(shortfall, "during the WebSocket request");
    }

    private static JsonNode Sim(int exitCode, string url, params string[] more)
    {
        TelenodeProcess.Result result = TelenodeProcess.Run(["--uplink", url, "--seconds", "600", "--interval", "10s", "--speed", "max", "--json", .. more]);
        Assert.AreEqual(exitCode, result.ExitCode, result.Output + result.Errors);
        return result.Summary;
    }
}
