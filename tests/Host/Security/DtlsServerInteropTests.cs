using Telenode.Security;

namespace Telenode.Tests.Host.Security;

/// <summary>Our server against real clients.</summary>
[TestClass]
public class DtlsServerInteropTests
{
    private const string KeyHex = "73656372657450534b";

    [TestMethod]
    [DataRow("PSK-AES128-CCM8")]
    [DataRow("PSK-AES128-CCM")]
    public void OpenSsl_client(string cipher)
    {
        using DtlsSocketServer server = Server(text => [.. "echo "u8, .. text]);
        using var client = OpenSslClient(server.Port, cipher);
        client.Write("hello-from-openssl");
        Assert.IsTrue(client.Prints("echo hello-from-openssl"), client.Output + server.Log);
        client.Write("Q");
        Assert.IsTrue(server.Logs("Closed"), server.Log);
    }

    [TestMethod]
    public void OpenSsl_client_resumes_with_an_agreed_fragment_length()
    {
        string session = Path.GetTempFileName();
        using DtlsSocketServer server = Server(text => text);
        using (var client = OpenSslClient(server.Port, "PSK-AES128-CCM8", "-sess_out", session, "-maxfraglen", "512"))
        {
            client.Write("first");
            Assert.IsTrue(client.Prints("first"), client.Output);
            client.Write("Q");
            Assert.IsTrue(server.Logs("Closed"), server.Log);
        }

        using (var client = OpenSslClient(server.Port, "PSK-AES128-CCM8", "-sess_in", session))
        {
            client.Write("second");
            Assert.IsTrue(client.Prints("second"), client.Output);
            Assert.IsTrue(server.Logs("Connected(resumed)"), server.Log);
        }

        File.Delete(session);
    }

    [TestMethod]
    public void OpenSsl_client_with_another_key_is_told()
    {
        using DtlsSocketServer server = Server(text => text);
        using var client = new DtlsPeerProcess(
            "openssl", "s_client", "-dtls1_2", "-connect", $"127.0.0.1:{server.Port}", "-psk_identity", "ident", "-psk", "00ff",
            "-cipher", "PSK-AES128-CCM8:@SECLEVEL=0");
        Assert.IsTrue(client.Prints("decrypt error"), client.Output);
        Assert.IsFalse(server.Log.Contains("Connected"), server.Log);
    }

    [TestMethod]
    [DataRow("+AES-128-CCM-8")]
    [DataRow("+AES-128-CCM")]
    public void GnuTls_client(string cipher)
    {
        using DtlsSocketServer server = Server(text => [.. "echo "u8, .. text]);
        using var client = new DtlsPeerProcess(
            "gnutls-cli", "--udp", "-p", server.Port.ToString(), "--pskusername", "ident", "--pskkey", KeyHex, "127.0.0.1",
            "--priority", $"NONE:+VERS-DTLS1.2:+PSK:{cipher}:+AEAD:+SIGN-ALL:+GROUP-ALL:+COMP-NULL");
        Assert.IsTrue(client.Prints("Handshake was completed"), client.Output);
        client.Write("hello-from-gnutls");
        Assert.IsTrue(client.Prints("echo hello-from-gnutls"), client.Output);
    }

    /// <summary>With -l libcoap drops those of its own datagrams.</summary>
    [TestMethod]
    [DataRow("openssl", "")]
    [DataRow("gnutls", "")]
    [DataRow("openssl", "2")]
    [DataRow("openssl", "3")]
    [DataRow("gnutls", "1")]
    [DataRow("gnutls", "3")]
    public void Libcoap_client(string library, string lost)
    {
        using DtlsSocketServer server = Server(CoapAnswer);
        string[] loss = lost.Length > 0 ? ["-l", lost] : [];
        using var client = new DtlsPeerProcess(
            "coap-client-" + library,
            ["-u", "ident", "-k", "secretPSK", "-B", "15", .. loss, "-m", "get", $"coaps://127.0.0.1:{server.Port}/temp"]);
        Assert.IsTrue(client.Prints("21.5 C"), client.Output + server.Log);
    }

    /// <summary>ACK 2.05 to the request's message id and token, with a text.</summary>
    private static byte[] CoapAnswer(byte[] request)
    {
        int token = request[0] & 15;
        return [(byte)(0x60 | token), 0x45, request[2], request[3], .. request.AsSpan(4, token), 0xff, .. "21.5 C"u8];
    }

    private static DtlsPeerProcess OpenSslClient(int port, string cipher, params string[] more)
        => new(
            "openssl",
            [
                "s_client", "-dtls1_2", "-connect", $"127.0.0.1:{port}", "-psk_identity", "ident", "-psk", KeyHex,
                "-cipher", cipher + ":@SECLEVEL=0", .. more,
            ]);

    private static DtlsSocketServer Server(Func<byte[], byte[]> answer)
        => new(new DtlsOptions { ConnectionIdLength = 4 }, System.Text.Encoding.UTF8.GetBytes("secretPSK"), answer);
}
