using Telenode.Tests.Host.Cli;

namespace Telenode.Tests.Host.Security;

/// <summary>./run get, put, observe, discover and sim over coaps and coap+oscore: where keys come from, and that they are never shown.</summary>
[TestClass]
public class SecureCliTests
{
    private const string Key = "a-very-secret-key!";

    [TestMethod]
    public void Keys_come_from_options_files_and_the_environment()
    {
        int port = DtlsPeerProcess.FreePort() & ~1;
        using var server = new DtlsPeerProcess("coap-server-openssl", "-A", "127.0.0.1", "-p", port.ToString(), "-k", Key, "-d", "20");
        server.WaitForPort(port + 1);
        string url = $"coaps://127.0.0.1:{port + 1}/x";
        string hex = "hex:" + Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(Key));
        TelenodeProcess.Result put = TelenodeProcess.Run("put", url, "--data", "hello", "--psk-identity", "i", "--psk", hex);
        StringAssert.Contains(put.Errors, "2.01 Created");
        string base64 = "base64:" + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Key));
        using (TelenodeProcess get = TelenodeProcess.StartIn(".", "TELENODE_PSK", base64, "get", url, "--psk-identity", "i"))
        {
            Assert.AreEqual("hello", get.WaitForEnd().Output.Trim());
        }

        string file = Path.GetTempFileName();
        File.WriteAllText(file, $"wifi.ssid = whatever\nuplink.psk.identity = i\nuplink.psk.key = {Key}\n");
        TelenodeProcess.Result discover = TelenodeProcess.Run("discover", $"coaps://127.0.0.1:{port + 1}", "--keys", file);
        StringAssert.Contains(discover.Output, "/time");
        TelenodeProcess.Result observe = TelenodeProcess.Run("observe", $"coaps://127.0.0.1:{port + 1}/time", "--keys", file, "--count", "2");
        StringAssert.Contains(observe.Errors, "Observe");
        TelenodeProcess.Result sim = TelenodeProcess.Run("sim", "--uplink", url, "--keys", file, "--seconds", "3", "--interval", "1s", "--speed", "max");
        Assert.AreEqual(0, sim.ExitCode, sim.Output + sim.Errors);
        File.Delete(file);
        foreach (TelenodeProcess.Result run in (TelenodeProcess.Result[])[put, discover, observe, sim])
        {
            Assert.IsFalse((run.Output + run.Errors).Contains(Key, StringComparison.Ordinal), "a key is never shown");
        }
    }

    /// <summary>CoAP over TLS over TCP (RFC 8323): the platform's TLS, libcoap's server.</summary>
    [TestMethod]
    public void Coaps_over_tcp_verifies_the_server()
    {
        var pki = new Tls.Pki("coap");
        (string certificate, string key) = pki.Issue(["127.0.0.1", "localhost"]);
        string[] files = [Path.GetTempFileName(), Path.GetTempFileName(), Path.GetTempFileName()];
        File.WriteAllText(files[0], certificate);
        File.WriteAllText(files[1], key);
        File.WriteAllText(files[2], pki.Certificate);
        int port = DtlsPeerProcess.FreePort() & ~1;
        using var server = new DtlsPeerProcess(
            "coap-server-openssl", "-A", "127.0.0.1", "-p", port.ToString(), "-c", files[0], "-j", files[1], "-n", "-d", "20");
        server.WaitForPort(port + 1);
        string url = $"coaps+tcp://127.0.0.1:{port + 1}/time";
        TelenodeProcess.Result trusted = TelenodeProcess.Run("get", url, "--ca", files[2]);
        TelenodeProcess.Result untrusted = TelenodeProcess.Run("get", url);
        Array.ForEach(files, File.Delete);
        StringAssert.Contains(trusted.Errors, "2.05 Content", trusted.Errors + server.Output);
        Assert.AreEqual(1, untrusted.ExitCode, untrusted.Output);
    }

    [TestMethod]
    public void A_wrong_key_is_named_and_not_shown()
    {
        int port = DtlsPeerProcess.FreePort() & ~1;
        using var server = new DtlsPeerProcess("coap-server-gnutls", "-A", "127.0.0.1", "-p", port.ToString(), "-k", Key);
        server.WaitForPort(port + 1);
        TelenodeProcess.Result get = TelenodeProcess.Run(
            "get", $"coaps://127.0.0.1:{port + 1}/", "--psk-identity", "cellar", "--psk", "not-this-one-either", "--timeout", "5");
        Assert.AreEqual(1, get.ExitCode);
        StringAssert.Contains(get.Errors, "is the key for the identity \"cellar\" right?");
        Assert.IsFalse(get.Errors.Contains("not-this-one", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Oscore_asks_an_independent_server_and_counts_on_from_run_to_run()
    {
        using var server = new OscorePeer("server", OscorePeer.FreePort(), "02", "01", "-", "");
        string[] keys =
        [
            "--oscore-secret", "hex:0102030405060708090a0b0c0d0e0f10", "--oscore-salt", "hex:9e7ca92223786340",
            "--oscore-sender", "hex:01", "--oscore-recipient", "hex:02",
        ];
        string url = $"coap+oscore://127.0.0.1:{server.Port}/a/b";
        for (int i = 0; i < 3; i++)
        {
            TelenodeProcess.Result put = TelenodeProcess.Run(["put", "--post", url, "--data", "x" + i, .. keys]);
            Assert.AreEqual(0, put.ExitCode, put.Errors + server.Output);
        }

        Assert.IsTrue(server.Prints("7832"), server.Output);
        Assert.AreEqual(3, server.Output.Split("request 2 2 a/b outer[]").Length - 1, server.Output);
        Assert.IsFalse(server.Output.Contains("replay", StringComparison.Ordinal), server.Output);
    }

    [TestMethod]
    [DataRow("half a byte", "hex:12345", "--psk is not readable")]
    [DataRow("base64 that is none", "base64:***", "--psk is not readable")]
    [DataRow("no key", "", "uplink.psk.identity and uplink.psk.key")]
    public void Unusable_keys_are_bad_input(string what, string value, string message)
    {
        string[] key = value == "" ? [] : ["--psk", value];
        TelenodeProcess.Result get = TelenodeProcess.Run(["get", "coaps://127.0.0.1/x", .. key]);
        Assert.AreEqual(2, get.ExitCode, what);
        StringAssert.Contains(get.Errors, message);
        Assert.IsFalse(value.Length > 6 && get.Errors.Contains(value[6..], StringComparison.Ordinal), get.Errors);
    }

    [TestMethod]
    public void Files_that_cannot_be_used_are_named()
    {
        TelenodeProcess.Result missing = TelenodeProcess.Run("get", "coaps://127.0.0.1/x", "--keys", "/nowhere/keys");
        Assert.AreEqual(2, missing.ExitCode);
        StringAssert.Contains(missing.Errors, "--keys");
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "uplink.oscore.sender = hex:0102030405060708\n");
        TelenodeProcess.Result tooLong = TelenodeProcess.Run("get", "coap+oscore://127.0.0.1/x", "--keys", file);
        File.Delete(file);
        Assert.AreEqual(2, tooLong.ExitCode);
        StringAssert.Contains(tooLong.Errors, "uplink.oscore.sender must be 0 to 7 bytes");
    }
}
