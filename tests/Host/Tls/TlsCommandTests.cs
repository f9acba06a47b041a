using System.Text.Json.Nodes;
using Telenode.Tests.Host.Cli;
using Telenode.Tests.Host.Peers;
using Telenode.Tests.Host.Watch;

namespace Telenode.Tests.Host.Tls;

/// <summary>sim and watch over TLS to a real Mosquitto, as a person starts them.</summary>
[TestClass]
public sealed class TlsCommandTests
{
    private static readonly Pki _ca = new("Telenode Test CA");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("telenode-tls-");

    [TestCleanup]
    public void RemoveFiles() => _folder.Delete(recursive: true);

    [TestMethod]
    public void Sim_delivers_over_tls_without_a_heap_byte()
    {
        using MosquittoBroker broker = TlsMosquitto.Start(_ca, ["localhost", "127.0.0.1"]);
        JsonNode summary = Sim(0, $"mqtts://localhost:{broker.Port}", "--ca", Write("ca.pem", _ca.Certificate));
        Assert.AreEqual((int?)summary["taken"], (int?)summary["acknowledged"]);
        Assert.AreEqual(0.0, (double?)summary["heapBytesPerReading"]);
        Assert.IsNull(summary["warning"]);
    }

    [TestMethod]
    public void Sim_shows_a_client_certificate_made_by_openssl()
    {
        OpenSsl("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=DeviceCA -keyout dca.key -out dca.pem");
        OpenSsl("req -newkey rsa:2048 -nodes -subj /CN=node-7 -keyout node.key -out node.csr");
        OpenSsl("x509 -req -days 365 -in node.csr -CA dca.pem -CAkey dca.key -CAcreateserial -out node.pem");
        (string, string) deviceCa = ("clients.pem", File.ReadAllText(Path.Combine(_folder.FullName, "dca.pem")));
        const string Mutual = "cafile {folder}/clients.pem\nrequire_certificate true\nuse_identity_as_username true\n";
        using MosquittoBroker broker = TlsMosquitto.Start(_ca, ["127.0.0.1"], more: Mutual, files: deviceCa);
        string ca = Write("ca.pem", _ca.Certificate);
        string url = $"mqtts://127.0.0.1:{broker.Port}";
        Sim(0, url, "--ca", ca, "--cert", Path.Combine(_folder.FullName, "node.pem"), "--key", Path.Combine(_folder.FullName, "node.key"));

        StringAssert.Contains((string?)Sim(1, url, "--ca", ca)["shortfall"], "the server requires a client certificate");
    }

    [TestMethod]
    public void Sim_tells_an_unknown_ca_a_wrong_name_and_an_expired_certificate()
    {
        using MosquittoBroker broker = TlsMosquitto.Start(_ca, ["localhost"]);
        using MosquittoBroker expired = TlsMosquitto.Start(_ca, ["localhost"], -30, -2);
        string ca = Write("ca.pem", _ca.Certificate);
        string other = Write("other.pem", new Pki("Somebody Else").Certificate);
        StringAssert.Contains((string?)Sim(1, $"mqtts://localhost:{broker.Port}", "--ca", other)["shortfall"], "signed by an unknown CA");
        StringAssert.Contains((string?)Sim(1, $"mqtts://127.0.0.1:{broker.Port}", "--ca", ca)["shortfall"], "is for localhost, not for 127.0.0.1");
        StringAssert.Contains((string?)Sim(1, $"mqtts://localhost:{expired.Port}", "--ca", ca)["shortfall"], "expired on");
        Sim(0, $"mqtts://localhost:{broker.Port}", "--ca", other, "--ca", ca);
    }

    [TestMethod]
    public void Sim_warns_of_an_insecure_connection_from_beginning_to_end()
    {
        using MosquittoBroker broker = TlsMosquitto.Start(_ca, ["localhost"]);
        TelenodeProcess.Result result = TelenodeProcess.Run("--uplink", $"mqtts://localhost:{broker.Port}", "--insecure", "--seconds", "5", "--speed", "max");
        Assert.AreEqual(0, result.ExitCode, result.Output + result.Errors);
        Assert.AreEqual(2, result.Output.Split("warning: insecure: the server is not verified").Length - 1, result.Output);
        StringAssert.StartsWith((string?)Sim(0, $"mqtts://localhost:{broker.Port}", "--insecure")["warning"], "insecure");
    }

    [TestMethod]
    public void User_and_password_of_the_options_come_before_the_urls()
    {
        using var broker = new MosquittoBroker("password_file {folder}/users", ("users", MosquittoBroker.PasswordLine("ada", "secret")));
        Sim(0, $"mqtt://bob:wrong@127.0.0.1:{broker.Port}", "--user", "ada", "--password", "secret");
        StringAssert.Contains((string?)Sim(1, $"mqtt://ada:wrong@127.0.0.1:{broker.Port}")["shortfall"], "authorized");
    }

    [TestMethod]
    public void Watch_reads_what_sim_sends_over_tls()
    {
        using MosquittoBroker broker = TlsMosquitto.Start(_ca, ["localhost"]);
        string ca = Write("ca.pem", _ca.Certificate);
        WatchRun watch = WatchRun.Subscribe($"mqtts://localhost:{broker.Port}", "--ca", ca, "--count", "1", "--seconds", "60");
        Sim(0, $"mqtts://localhost:{broker.Port}", "--ca", ca);
        Assert.IsTrue(watch.Finish().Any(line => line.Contains("temperature", StringComparison.Ordinal)));

        WatchRun refused = WatchRun.Start($"mqtts://localhost:{broker.Port}");
        refused.Finish(1);
        StringAssert.Contains(refused.Errors, "signed by an unknown CA");
    }

    [TestMethod]
    public void Both_go_over_ipv6()
    {
        Assert.IsTrue(System.Net.Sockets.Socket.OSSupportsIPv6, "this machine has no IPv6, so this cannot be tested");
        int port = MosquittoBroker.FreePort();
        using var plain = new MosquittoBroker($"allow_anonymous true\nlistener {port} ::1");
        Sim(0, $"mqtt://[::1]:{port}");

        int tlsPort = MosquittoBroker.FreePort();
        (string certificate, string key) = _ca.Issue(["::1"]);
        string more = $"allow_anonymous true\nlistener {tlsPort} ::1\ncertfile {{folder}}/server.pem\nkeyfile {{folder}}/server.key";
        using var tls = new MosquittoBroker(more, ("server.pem", certificate), ("server.key", key));
        Sim(0, $"mqtts://[::1]:{tlsPort}", "--ca", Write("ca.pem", _ca.Certificate));
    }

    [DataRow("--ca", "no-such-file.pem", "no-such-file.pem")]
    [DataRow("--cert", "no-such-file.pem", "no-such-file.pem")]
    [DataRow("--ca", "telenode.dll", "holds no certificate")]
    [TestMethod]
    public void A_file_that_cannot_be_used_is_told_before_anything_runs(string option, string file, string expected)
    {
        string path = file == "telenode.dll" ? Path.Combine(AppContext.BaseDirectory, file) : file;
        TelenodeProcess.Result sim = TelenodeProcess.Run("--uplink", "mqtts://127.0.0.1:9", option, path);
        Assert.AreEqual(2, sim.ExitCode, sim.Output);
        StringAssert.Contains(sim.Errors, expected);

        WatchRun watch = WatchRun.Start("mqtts://127.0.0.1:9", option, path);
        watch.Finish(2);
        StringAssert.Contains(watch.Errors, expected);
    }

    // Ten minutes of device time: long enough for the heap to be measured, and to have connected.
    private static JsonNode Sim(int exitCode, string url, params string[] more)
    {
        TelenodeProcess.Result result = TelenodeProcess.Run(["--uplink", url, "--seconds", "600", "--interval", "10s", "--speed", "max", "--json", .. more]);
        Assert.AreEqual(exitCode, result.ExitCode, result.Output + result.Errors);
        return result.Summary;
    }

    private string Write(string name, string content)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }

    private void OpenSsl(string arguments)
    {
        var start = new System.Diagnostics.ProcessStartInfo("openssl", arguments) { WorkingDirectory = _folder.FullName, RedirectStandardError = true };
        using var process = System.Diagnostics.Process.Start(start)!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, errors);
    }

    // Mosquitto's password file: PBKDF2 with SHA-512, 101 iterations.
}
