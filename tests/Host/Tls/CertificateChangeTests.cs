using Telenode.SimBoard;
using Telenode.Telemetry;
using Telenode.Tests.Host.Peers;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Tls;

/// <summary>A CA that is replaced while boards are in the field: those that trust the old and the new one go on, the others say what is wrong.</summary>
[TestClass]
public sealed class CertificateChangeTests
{
    private static readonly Pki _old = new("Old CA");
    private static readonly Pki _new = new("New CA");

    [TestMethod]
    public void A_board_that_trusts_both_goes_on_and_one_that_trusts_the_old_one_stops_and_says_so()
    {
        using MosquittoBroker broker = TlsMosquitto.Start(_old, ["127.0.0.1"]);
        using var ready = new Running(broker.Port, "ready", _old, _new);
        using var late = new Running(broker.Port, "late", _old);
        ready.WaitForMore(10);
        late.WaitForMore(10);

        broker.Terminate();
        (string certificate, string key) = _new.Issue(["127.0.0.1"]);
        File.WriteAllText(Path.Combine(broker.Folder, "server.pem"), certificate);
        File.WriteAllText(Path.Combine(broker.Folder, "server.key"), key);
        broker.Start();

        ready.WaitForMore(10);
        Assert.IsTrue(ready.Finish().AllAcknowledged, ready.Finish().Snapshot().Failure);
        BoardSnapshot end = late.Finish().Snapshot();
        Assert.IsGreaterThan(0L, end.Waiting);
        StringAssert.Contains(end.Failure, "signed by an unknown CA (CN=New CA)");
    }

    [TestMethod]
    public void A_board_reports_certificates_that_will_expire_the_servers_and_its_own()
    {
        (string certificate, string key) = _new.Issue(["node-7"], untilDays: 9.5);
        using MosquittoBroker broker = TlsMosquitto.Start(
            _old, ["127.0.0.1"], untilDays: 20.5, more: "cafile {folder}/clients.pem\nrequire_certificate true\n", files: ("clients.pem", _new.Certificate));
        var options = Running.Options(broker.Port, "expiring", _old);
        options.Tls.ClientCertificate = System.Text.Encoding.ASCII.GetBytes(certificate);
        options.Tls.ClientKey = System.Text.Encoding.ASCII.GetBytes(key);
        using var board = new Running(options);
        board.WaitForMore(10);
        string? warning = board.Snapshot.Warning;
        StringAssert.Contains(warning, "the server's certificate expires on ");
        StringAssert.Contains(warning, ", in 20 days: renew it; the client's certificate expires on ");
        StringAssert.Contains(warning, ", in 9 days: renew it");
    }

    /// <summary>A board in real time on a thread of its own.</summary>
    private sealed class Running : IDisposable
    {
        private const int PatienceMs = 60_000;

        private readonly SimulatedBoard _board;
        private readonly Thread _thread;

        public Running(int port, string id, params Pki[] trusted)
            : this(Options(port, id, trusted))
        {
        }

        public Running(SimulatedBoardOptions options)
        {
            _board = new SimulatedBoard(options);
            _thread = new Thread(() => _board.Run(CancellationToken.None));
            _thread.Start();
        }

        public BoardSnapshot Snapshot => _board.Snapshot();

        public static SimulatedBoardOptions Options(int port, string id, params Pki[] trusted) => new()
        {
            Uplink = EndpointUrl.Parse($"mqtts://127.0.0.1:{port}", out _)!,
            Tls = new TlsOptions { CaCertificates = [.. trusted.Select(ca => System.Text.Encoding.ASCII.GetBytes(ca.Certificate))] },
            DeviceId = id,
            IntervalMs = 100,
            DrainMs = 5000,
            Format = PackFormat.SenmlCbor,
        };

        /// <summary>Waits until so many more readings are acknowledged.</summary>
        public void WaitForMore(long readings)
        {
            long until = _board.Snapshot().Acknowledged + readings;
            for (long endMs = Environment.TickCount64 + PatienceMs; _board.Snapshot().Acknowledged < until; Thread.Sleep(20))
            {
                Assert.IsLessThan(endMs, Environment.TickCount64, _board.Snapshot().Failure);
            }
        }

        public SimulatedBoard Finish()
        {
            _board.RequestStop();
            Assert.IsTrue(_thread.Join(PatienceMs));
            return _board;
        }

        public void Dispose()
        {
            _board.RequestStop();
            _thread.Join();
            _board.Dispose();
        }
    }
}
