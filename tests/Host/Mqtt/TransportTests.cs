using Telenode.SimBoard;
using Telenode.Telemetry;
using Telenode.Tests.Host.Peers;
using Telenode.Tests.Host.Tls;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Mqtt;

/// <summary>The whole board over every kind of listener that a Mosquitto has, at every QoS, without a heap byte a reading.</summary>
[TestClass]
public sealed class TransportTests
{
    private static readonly Pki _ca = new("Telenode Test CA");
    private static readonly Pki _deviceCa = new("Telenode Device CA");
    private static readonly Dictionary<string, string> _urls = [];

    private static MosquittoBroker s_broker = null!;

    [ClassInitialize]
    public static void Start(TestContext context)
    {
        (string certificate, string key) = _ca.Issue(["localhost", "127.0.0.1", "::1"]);
        const string Tls = "certfile {folder}/server.pem\nkeyfile {folder}/server.key\n";
        const string Mutual = Tls + "cafile {folder}/devices.pem\nrequire_certificate true\nuse_identity_as_username true\n";
        string more = "allow_anonymous true\n"
            + Listener("tls", "mqtts://localhost", "127.0.0.1", Tls)
            + Listener("mutual tls", "mqtts://127.0.0.1", "127.0.0.1", Mutual)
            + Listener("websocket", "ws://127.0.0.1", "127.0.0.1", "protocol websockets\n")
            + Listener("websocket over mutual tls", "wss://localhost", "127.0.0.1", "protocol websockets\n" + Mutual)
            + Listener("ipv6", "mqtt://[::1]", "::1", "")
            + Listener("tls over ipv6", "mqtts://[::1]", "::1", Tls);
        s_broker = new MosquittoBroker(more, ("server.pem", certificate), ("server.key", key), ("devices.pem", _deviceCa.Certificate));
        _urls["tcp"] = s_broker.Url;
    }

    [ClassCleanup]
    public static void Stop() => s_broker.Dispose();

    [TestMethod]
    [DataRow("tcp")]
    [DataRow("tls")]
    [DataRow("mutual tls")]
    [DataRow("websocket")]
    [DataRow("websocket over mutual tls")]
    [DataRow("ipv6")]
    [DataRow("tls over ipv6")]
    public void It_delivers_at_every_qos(string kind)
    {
        (string certificate, string key) = _deviceCa.Issue(["node-7"]);
        for (int qos = 0; qos <= 2; qos++)
        {
            using var board = new SimulatedBoard(new SimulatedBoardOptions
            {
                Uplink = EndpointUrl.Parse(_urls[kind], out _)!,
                Tls = new TlsOptions
                {
                    CaCertificates = [System.Text.Encoding.ASCII.GetBytes(_ca.Certificate)],
                    ClientCertificate = System.Text.Encoding.ASCII.GetBytes(certificate),
                    ClientKey = System.Text.Encoding.ASCII.GetBytes(key),
                },
                DeviceId = kind.Replace(' ', '-'),
                IntervalMs = 10_000,
                StopAfterMs = 300_000,
                DrainMs = 60_000,
                Qos = qos,
                Speed = double.PositiveInfinity,
                Format = PackFormat.SenmlCbor,
            });
            board.Run(CancellationToken.None);
            BoardSnapshot end = board.Snapshot();
            Assert.AreEqual(150, end.Taken);
            Assert.AreEqual(150, end.Acknowledged, end.Failure);
            Assert.AreEqual(0.0, end.HeapBytesPerReading);
            Assert.IsNull(end.Warning);
        }
    }

    private static string Listener(string kind, string url, string address, string settings)
    {
        int port = MosquittoBroker.FreePort();
        _urls[kind] = $"{url}:{port}" + (url.StartsWith("ws", StringComparison.Ordinal) ? "/mqtt" : "");
        return $"listener {port} {address}\n{settings}";
    }
}
