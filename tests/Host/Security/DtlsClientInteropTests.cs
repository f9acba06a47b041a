using Telenode.Security;

namespace Telenode.Tests.Host.Security;

/// <summary>Our client against real servers.</summary>
[TestClass]
public class DtlsClientInteropTests
{
    private const string Key = "secretPSK";
    private const string KeyHex = "73656372657450534b";

    /// <summary>CoAP GET of /.well-known/core, message id 0x1234.</summary>
    private static readonly byte[] CoapGet = Convert.FromHexString("40011234bb2e77656c6c2d6b6e6f776e04636f7265");

    [TestMethod]
    [DataRow(CipherSuites.PskAes128Ccm8, "PSK-AES128-CCM8", false)]
    [DataRow(CipherSuites.PskAes128Ccm, "PSK-AES128-CCM", false)]
    [DataRow(CipherSuites.PskAes128Ccm8, "PSK-AES128-CCM8", true)]
    public void OpenSsl_server(int suite, string name, bool withHint)
    {
        int port = DtlsPeerProcess.FreePort();
        using DtlsPeerProcess server = OpenSslServer(port, name, withHint ? ["-listen", "-psk_hint", "a-hint"] : ["-listen"]);
        using var client = new DtlsSocketClient(port, Options(suite));
        Assert.IsTrue(client.Connect(), client.Reason);
        Assert.AreEqual(suite, client.Connection.Suite);
        client.Send("from-the-node\n"u8.ToArray());
        Assert.IsTrue(server.Prints("from-the-node"), server.Output);
        server.Write("from-the-server");
        Assert.AreEqual("from-the-server\n", System.Text.Encoding.UTF8.GetString(client.Receive()));
        client.Close();
    }

    [TestMethod]
    public void OpenSsl_server_resumes_and_agrees_on_a_fragment_length()
    {
        int port = DtlsPeerProcess.FreePort();
        using DtlsPeerProcess server = OpenSslServer(port, "PSK-AES128-CCM8", ["-no_ticket"]);
        using var client = new DtlsSocketClient(port, Options(CipherSuites.PskAes128Ccm8, 600));
        Assert.IsTrue(client.Connect(), client.Reason);
        Assert.IsFalse(client.Connection.IsResumed);
        Assert.AreEqual(512, client.Connection.MaxPlaintext, "max_fragment_length");
        client.Close();
        Assert.IsTrue(client.Connect(), client.Reason);
        Assert.IsTrue(client.Connection.IsResumed);
        client.Send("resumed\n"u8.ToArray());
        Assert.IsTrue(server.Prints("resumed"), server.Output);
    }

    [TestMethod]
    public void OpenSsl_server_without_the_key_lets_the_bound_end_it()
    {
        int port = DtlsPeerProcess.FreePort();
        using DtlsPeerProcess server = OpenSslServer(port, "PSK-AES128-CCM8", ["-listen"]);
        DtlsOptions options = Options(CipherSuites.PskAes128Ccm8);
        options.Key = "another"u8.ToArray();
        options.FirstTimeoutMs = 100;
        options.MaxRetransmits = 3;
        using var client = new DtlsSocketClient(port, options);
        Assert.IsFalse(client.Connect());
        Assert.AreEqual(DtlsFailure.KeyUnconfirmed, client.Connection.Failure);
        StringAssert.Contains(client.Reason, "pre-shared key");
    }

    [TestMethod]
    [DataRow("+AES-128-CCM-8", CipherSuites.PskAes128Ccm8)]
    [DataRow("+AES-128-CCM", CipherSuites.PskAes128Ccm)]
    public void GnuTls_server(string cipher, int suite)
    {
        int port = DtlsPeerProcess.FreePort();
        using DtlsPeerProcess server = GnuTlsServer(port, cipher);
        using var client = new DtlsSocketClient(port, Options(suite));
        Assert.IsTrue(client.Connect(), client.Reason);
        client.Send("echo me"u8.ToArray());
        Assert.AreEqual("echo me", System.Text.Encoding.UTF8.GetString(client.Receive()));
        client.Close();
    }

    [TestMethod]
    public void GnuTls_server_resumes()
    {
        int port = DtlsPeerProcess.FreePort();
        using DtlsPeerProcess server = GnuTlsServer(port, "+AES-128-CCM-8");
        using var client = new DtlsSocketClient(port, Options(CipherSuites.PskAes128Ccm8));
        Assert.IsTrue(client.Connect(), client.Reason);
        client.Send("one"u8.ToArray());
        Assert.AreEqual("one", System.Text.Encoding.UTF8.GetString(client.Receive()));
        client.Close();
        Assert.IsTrue(client.Connect(), client.Reason);
        client.Send("two"u8.ToArray());
        Assert.AreEqual("two", System.Text.Encoding.UTF8.GetString(client.Receive()));
        Assert.IsTrue(client.Connection.IsResumed);
    }

    [TestMethod]
    public void GnuTls_server_without_the_key()
    {
        int port = DtlsPeerProcess.FreePort();
        using DtlsPeerProcess server = GnuTlsServer(port, "+AES-128-CCM-8");
        DtlsOptions options = Options(CipherSuites.PskAes128Ccm8);
        options.Key = "another"u8.ToArray();
        options.FirstTimeoutMs = 100;
        options.MaxRetransmits = 3;
        using var client = new DtlsSocketClient(port, options);
        Assert.IsFalse(client.Connect());
        StringAssert.Contains(client.Reason, "pre-shared key");
    }

    /// <summary>libcoap's own loss drops what it sends: numbers count its datagrams, so the handshake loses a flight too.</summary>
    [TestMethod]
    [DataRow("openssl", "")]
    [DataRow("gnutls", "")]
    [DataRow("openssl", "1")]
    [DataRow("openssl", "2")]
    [DataRow("openssl", "3")]
    [DataRow("gnutls", "1")]
    [DataRow("gnutls", "2")]
    [DataRow("gnutls", "3,5")]
    [DataRow("gnutls", "2-4")]
    public void Libcoap_server(string library, string lost)
    {
        int port = DtlsPeerProcess.FreePort() & ~1;
        string[] loss = lost.Length > 0 ? ["-l", lost] : [];
        using var server = new DtlsPeerProcess(
            "coap-server-" + library, ["-A", "127.0.0.1", "-p", port.ToString(), "-k", Key, "-v", "7", .. loss]);
        server.WaitForPort(port + 1);
        DtlsOptions options = Options(CipherSuites.PskAes128Ccm8);
        options.FirstTimeoutMs = 300;
        using var client = new DtlsSocketClient(port + 1, options);
        Assert.IsTrue(client.Connect(), client.Reason + server.Output);
        byte[] answer = [];
        for (int i = 0; i < 3 && answer.Length == 0; i++)
        {
            client.Send(CoapGet);
            answer = client.Receive();
        }

        Assert.AreEqual("60451234", Convert.ToHexString(answer.AsSpan(0, 4)), "ACK 2.05 to our message id");
    }

    private static DtlsOptions Options(int suite, int maxPlaintext = 1024) => new()
    {
        Suites = [suite],
        Identity = "ident"u8.ToArray(),
        Key = System.Text.Encoding.UTF8.GetBytes(Key),
        MaxPlaintext = maxPlaintext,
        ServerName = "localhost",
    };

    private static DtlsPeerProcess OpenSslServer(int port, string cipher, string[] more)
    {
        string[] basic =
        [
            "s_server", "-quiet", "-dtls1_2", "-accept", $"127.0.0.1:{port}", "-nocert", "-psk", KeyHex, "-psk_identity", "ident",
            "-cipher", cipher + ":@SECLEVEL=0",
        ];
        var server = new DtlsPeerProcess("openssl", [.. basic, .. more]);
        server.WaitForPort(port);
        return server;
    }

    private static DtlsPeerProcess GnuTlsServer(int port, string cipher)
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, $"ident:{KeyHex}\n");
        var server = new DtlsPeerProcess(
            "gnutls-serv", "--udp", "-p", port.ToString(), "--pskpasswd", file, "--echo",
            "--priority", $"NONE:+VERS-DTLS1.2:+PSK:{cipher}:+AEAD:+SIGN-ALL:+GROUP-ALL:+COMP-NULL");
        server.Owns(file);
        server.WaitForPort(port);
        return server;
    }
}
