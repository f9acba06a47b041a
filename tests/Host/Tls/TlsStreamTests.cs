using System.Diagnostics;
using Telenode.Core;
using Telenode.SimBoard.Net;
using Telenode.Tests.Host.Peers;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Tls;

/// <summary>The PC's TLS stream against a real Mosquitto: what it accepts, and the line for each failure.</summary>
[TestClass]
public sealed class TlsStreamTests
{
    private const int PatienceMs = 20_000;

    private static readonly Pki _ca = new("Telenode Test CA");
    private static readonly Pki _otherCa = new("Somebody Else");

    // MQTT 3.1.1 CONNECT of client "t", and the CONNACK of a broker that takes it.
    private static readonly byte[] _connect = [0x10, 13, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, 2, 0, 60, 0, 1, (byte)'t'];
    private static readonly byte[] _connack = [0x20, 2, 0, 0];

    [TestMethod]
    public void A_server_whose_ca_is_given_is_trusted_in_pem_in_der_and_as_the_second_of_two()
    {
        using MosquittoBroker broker = TlsMosquitto.Start(_ca, ["127.0.0.1"]);
        byte[] pem = System.Text.Encoding.ASCII.GetBytes(_ca.Certificate);
        byte[] other = System.Text.Encoding.ASCII.GetBytes(_otherCa.Certificate);
        foreach (byte[][] cas in new byte[][][] { [pem], [_ca.CertificateDer], [other, pem], [System.Text.Encoding.ASCII.GetBytes(_otherCa.Certificate + "\n" + _ca.Certificate)] })
        {
            using var stream = new TlsStream(new TlsOptions { CaCertificates = cas });
            CollectionAssert.AreEqual(_connack, Exchange(stream, "127.0.0.1", broker.Port));
            Assert.IsNull(stream.Warning);
        }
    }

    [TestMethod]
    public void A_name_is_verified_and_sent_as_server_name()
    {
        using MosquittoBroker broker = TlsMosquitto.Start(_ca, ["localhost"]);
        using var stream = new TlsStream(Trusting(_ca));
        CollectionAssert.AreEqual(_connack, Exchange(stream, "localhost", broker.Port));
        FailsWith(Trusting(_ca), "127.0.0.1", broker.Port, "is for localhost, not for 127.0.0.1");
    }

    [TestMethod]
    public void An_unknown_ca_is_named()
    {
        using MosquittoBroker broker = TlsMosquitto.Start(_ca, ["127.0.0.1"]);
        FailsWith(Trusting(_otherCa), "127.0.0.1", broker.Port, "signed by an unknown CA (CN=Telenode Test CA)");
        FailsWith(new TlsOptions(), "127.0.0.1", broker.Port, "signed by an unknown CA");
    }

    [TestMethod]
    public void Dates_are_verified_by_the_clock()
    {
        using MosquittoBroker expired = TlsMosquitto.Start(_ca, ["127.0.0.1"], -30, -2);
        FailsWith(Trusting(_ca), "127.0.0.1", expired.Port, "the server's certificate expired on " + Day(-2));

        using MosquittoBroker early = TlsMosquitto.Start(_ca, ["127.0.0.1"], 3, 30);
        FailsWith(Trusting(_ca), "127.0.0.1", early.Port, $"is not valid before {Day(3)}, and it is {Day(0)} by this clock: set the clock, or wait");

        using MosquittoBroker good = TlsMosquitto.Start(_ca, ["127.0.0.1"]);
        using var unset = new TlsStream(Trusting(_ca), new Clock(DateTimeOffset.UnixEpoch.AddMinutes(2)));
        StringAssert.Contains(Fail(unset, "127.0.0.1", good.Port), "and it is 1970-01-01 by this clock: the clock is not set, so set it");
    }

    [TestMethod]
    public void An_insecure_stream_takes_any_server_and_says_so_all_the_time()
    {
        using MosquittoBroker broker = TlsMosquitto.Start(_ca, ["elsewhere.example"], -30, -2);
        using var stream = new TlsStream(new TlsOptions { Insecure = true });
        StringAssert.StartsWith(stream.Warning, "insecure: the server is not verified");
        CollectionAssert.AreEqual(_connack, Exchange(stream, "127.0.0.1", broker.Port));
        StringAssert.StartsWith(stream.Warning, "insecure: the server is not verified");
        StringAssert.Contains(stream.Warning, "the server's certificate expired on " + Day(-2));
    }

    [TestMethod]
    public void A_certificate_about_to_expire_is_reported_while_it_still_works()
    {
        using MosquittoBroker broker = TlsMosquitto.StartMutual(_ca, _otherCa, "use_identity_as_username true\n");
        using var stream = new TlsStream(Trusting(_ca, _otherCa.Issue(["node-7"], untilDays: 9.5)));
        CollectionAssert.AreEqual(_connack, Exchange(stream, "127.0.0.1", broker.Port));
        Assert.AreEqual($"the client's certificate expires on {Day(9.5)}, in 9 days: renew it", stream.Warning);

        using MosquittoBroker shortLived = TlsMosquitto.Start(_ca, ["127.0.0.1"], untilDays: 29.5);
        using var second = new TlsStream(Trusting(_ca));
        CollectionAssert.AreEqual(_connack, Exchange(second, "127.0.0.1", shortLived.Port));
        Assert.AreEqual($"the server's certificate expires on {Day(29.5)}, in 29 days: renew it", second.Warning);
    }

    [TestMethod]
    public void And_on_a_connection_that_stands_for_long()
    {
        using MosquittoBroker broker = TlsMosquitto.Start(_ca, ["127.0.0.1"], untilDays: 40.5);
        var clock = new Clock(DateTimeOffset.UtcNow);
        using var stream = new TlsStream(Trusting(_ca), clock);
        CollectionAssert.AreEqual(_connack, Exchange(stream, "127.0.0.1", broker.Port));
        Assert.IsNull(stream.Warning);
        clock.Now += TimeSpan.FromDays(30);
        Assert.AreEqual($"the server's certificate expires on {Day(40.5)}, in 10 days: renew it", stream.Warning);
        clock.Now += TimeSpan.FromDays(20);
        Assert.AreEqual($"the server's certificate expired on {Day(40.5)}: renew it", stream.Warning);
    }

    [TestMethod]
    [DataRow("localhost", "localhost")]
    [DataRow("127.0.0.1", "")] // an address is no name (RFC 6066 §3)
    public void The_name_is_sent_to_the_server_before_anything_else(string host, string expected)
    {
        (string certificate, string key) = _ca.Issue(["localhost", "127.0.0.1"]);
        using var pair = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(certificate, key);
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        string? asked = null;
        Task server = Task.Run(() =>
        {
            using System.Net.Sockets.TcpClient client = listener.AcceptTcpClient();
            using var ssl = new System.Net.Security.SslStream(client.GetStream());
            ssl.AuthenticateAsServer(new System.Net.Security.SslServerAuthenticationOptions
            {
                ServerCertificateSelectionCallback = (_, name) =>
                {
                    asked = name;
                    return pair;
                },
            });
            ssl.ReadExactly(new byte[_connect.Length]);
            ssl.Write(_connack);
        });
        using var stream = new TlsStream(Trusting(_ca));
        CollectionAssert.AreEqual(_connack, Exchange(stream, host, ((System.Net.IPEndPoint)listener.LocalEndpoint).Port));
        Assert.IsTrue(server.Wait(PatienceMs));
        Assert.AreEqual(expected, asked ?? "");
    }

    [DataRow("tlsv1.2")]
    [DataRow("tlsv1.3")]
    [TestMethod]
    public void A_client_certificate_that_is_missing_or_not_accepted_is_told(string version)
    {
        using MosquittoBroker broker = TlsMosquitto.StartMutual(_ca, _otherCa, $"tls_version {version}\n");
        FailsWith(Trusting(_ca), "127.0.0.1", broker.Port, "the server requires a client certificate");
        FailsWith(Trusting(_ca, _ca.Issue(["node-7"])), "127.0.0.1", broker.Port, "does not know the CA that signed the client certificate");
        FailsWith(Trusting(_ca, _otherCa.Issue(["node-7"], -30, -2)), "127.0.0.1", broker.Port, "the client certificate has expired");
        using var stream = new TlsStream(Trusting(_ca, _otherCa.Issue(["node-7"])));
        CollectionAssert.AreEqual(_connack, Exchange(stream, "127.0.0.1", broker.Port));
    }

    [TestMethod]
    public void A_port_without_tls_and_one_without_anything_are_told_apart()
    {
        using var broker = new MosquittoBroker();
        FailsWith(Trusting(_ca), "127.0.0.1", broker.Port, "does this port speak TLS 1.2 or later?");
        FailsWith(Trusting(_ca), "127.0.0.1", MosquittoBroker.FreePort(), "connection refused");
    }

    [TestMethod]
    public void Credentials_that_cannot_be_read_are_told_before_anything_is_sent()
    {
        (string certificate, string key) = _ca.Issue(["node-7"]);
        byte[] pem = System.Text.Encoding.ASCII.GetBytes(certificate);
        (string, TlsOptions)[] cases =
        [
            ("the CA certificate cannot be read", new TlsOptions { CaCertificates = [[1, 2, 3]] }),
            ("the CA certificate cannot be read", new TlsOptions { CaCertificates = ["-----BEGIN CERTIFICATE-----\nAAAA"u8.ToArray()] }),
            ("the client certificate cannot be read", new TlsOptions { ClientCertificate = [] }),
            ("key without its certificate", new TlsOptions { ClientKey = System.Text.Encoding.ASCII.GetBytes(key) }),
            ("the client key cannot be read", new TlsOptions { ClientCertificate = pem, ClientKey = [0x30, 0] }),
            ("the client key does not belong", new TlsOptions { ClientCertificate = pem, ClientKey = System.Text.Encoding.ASCII.GetBytes(_ca.Issue(["x"]).Key) }),
            ("the client key is encrypted", new TlsOptions { ClientCertificate = pem, ClientKey = "-----BEGIN ENCRYPTED PRIVATE KEY-----"u8.ToArray() }),
        ];
        foreach ((string expected, TlsOptions options) in cases)
        {
            FailsWith(options, "127.0.0.1", 9, expected);
        }
    }

    [TestMethod]
    public void What_is_written_before_the_stream_is_disposed_of_arrives()
    {
        using MosquittoBroker broker = TlsMosquitto.Start(_ca, ["127.0.0.1"], more: $"log_dest file {{folder}}/log\nlog_type all\n");
        using (var stream = new TlsStream(Trusting(_ca)))
        {
            CollectionAssert.AreEqual(_connack, Exchange(stream, "127.0.0.1", broker.Port));
            stream.Write([0xE0, 0], 0, 2); // DISCONNECT
            stream.Close();
        }

        StringAssert.Contains(Eventually(() => File.ReadAllText(Path.Combine(broker.Folder, "log")), log => log.Contains("DISCONNECT")), "Received DISCONNECT from t");
    }

    private static TlsOptions Trusting(Pki ca, (string Certificate, string Key)? client = null) => new()
    {
        CaCertificates = [System.Text.Encoding.ASCII.GetBytes(ca.Certificate)],
        ClientCertificate = client is { } pair ? System.Text.Encoding.ASCII.GetBytes(pair.Certificate) : null,
        ClientKey = client is { } again ? System.Text.Encoding.ASCII.GetBytes(again.Key) : null,
    };

    private static string Day(double days) => DateTimeOffset.UtcNow.AddDays(days).ToString("yyyy-MM-dd");

    private static void FailsWith(TlsOptions options, string host, int port, string expected)
    {
        using var stream = new TlsStream(options);
        StringAssert.Contains(Fail(stream, host, port), expected);
    }

    // Opens, and where that works, introduces itself: TLS 1.3 refuses a client certificate only then.
    private static string Fail(TlsStream stream, string host, int port)
    {
        byte[] got = Exchange(stream, host, port);
        Assert.AreEqual(StreamState.Failed, stream.State, $"{got.Length} bytes came");
        Assert.DoesNotContain("\n", stream.Failure!);
        return stream.Failure!;
    }

    // Opens, sends CONNECT, and gives what comes, up to a CONNACK's 4 bytes.
    private static byte[] Exchange(TlsStream stream, string host, int port)
    {
        stream.Open(host, port);
        var watch = Stopwatch.StartNew();
        byte[] input = new byte[4];
        int count = 0;
        int sent = 0;
        while (count < 4 && stream.State is StreamState.Opening or StreamState.Open)
        {
            Assert.IsTrue(watch.ElapsedMilliseconds < PatienceMs, "nothing comes");
            sent += stream.Write(_connect, sent, _connect.Length - sent);
            int taken = stream.Read(input, count, 4 - count);
            count += taken;
            if (taken == 0)
            {
                stream.Wait(50);
            }
        }

        return input[..count];
    }

    private static string Eventually(Func<string> read, Predicate<string> isThere)
    {
        var watch = Stopwatch.StartNew();
        string text = read();
        while (!isThere(text) && watch.ElapsedMilliseconds < PatienceMs)
        {
            Thread.Sleep(20);
            text = read();
        }

        return text;
    }

    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
