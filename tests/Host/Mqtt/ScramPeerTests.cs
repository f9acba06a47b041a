using System.Diagnostics;
using System.Globalization;
using Telenode.Core;
using Telenode.Mqtt;
using Telenode.SimBoard;
using Telenode.SimBoard.Crypto;
using Telenode.Telemetry;
using Telenode.Tests.Host.Cli;
using Telenode.Tests.Host.Peers;
using Telenode.Tests.Host.Watch;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Mqtt;

/// <summary>SCRAM-SHA-256 with a server side written in Python on its own hashlib and hmac: no broker of Debian's has the method.</summary>
[TestClass]
public sealed class ScramPeerTests
{
    [TestMethod]
    public void The_whole_board_proves_itself_and_delivers()
    {
        using var peer = new Peer("ada,1=", "pencil €", 4096);
        BoardSnapshot end = Run(peer.Url, "ada,1=", "pencil €");
        Assert.AreEqual(end.Taken, end.Acknowledged, end.Failure);
        Assert.AreEqual("client proved", peer.Line());
        Assert.AreEqual("2E", peer.Flags, "neither user name (80) nor password (40) leave in CONNECT");
    }

    [TestMethod]
    public void Sim_and_watch_have_it_as_an_option()
    {
        using var peer = new Peer("ada", "pencil", 4096);
        string[] login = ["--user", "ada", "--password", "pencil", "--auth", "scram-sha-256"];
        TelenodeProcess.Result result = TelenodeProcess.Run(["--uplink", peer.Url, "--seconds", "10", "--speed", "max", .. login]);
        Assert.AreEqual(0, result.ExitCode, result.Output + result.Errors);
        Assert.AreEqual("client proved", peer.Line());
        WatchRun watch = WatchRun.Start([peer.Url, "--seconds", "1", .. login]);
        Assert.AreEqual("client proved", peer.Line());
        watch.Finish();
    }

    [TestMethod]
    public void A_wrong_password_is_refused_by_the_server()
    {
        using var peer = new Peer("ada", "pencil", 4096);
        BoardSnapshot end = Run(peer.Url, "ada", "pen");
        Assert.AreEqual(0, end.Acknowledged);
        StringAssert.Contains(end.Failure, "bad user name or password");
        Assert.AreEqual("client refused", peer.Line());
    }

    [TestMethod]
    public void A_server_without_the_secret_is_left()
    {
        using var peer = new Peer("ada", "pencil", 4096, "impostor");
        BoardSnapshot end = Run(peer.Url, "ada", "pencil");
        Assert.AreEqual(0, end.Acknowledged);
        StringAssert.Contains(end.Failure, "the server does not know the secret of the user");
    }

    [TestMethod]
    [DataRow(1000, "wants 1000 SCRAM rounds: 4096 to 100000 are done")]
    [DataRow(1000000, "wants 1000000 SCRAM rounds: 4096 to 100000 are done")]
    public void Too_few_and_too_many_rounds_are_not_done(int rounds, string failure)
    {
        using var peer = new Peer("ada", "pencil", rounds);
        BoardSnapshot end = Run(peer.Url, "ada", "pencil");
        Assert.AreEqual(0, end.Acknowledged);
        StringAssert.Contains(end.Failure, failure);
    }

    [TestMethod]
    public void A_broker_without_the_method_gets_no_password_instead()
    {
        using var old = new MosquittoBroker(); // 2.0 knows no method
        BoardSnapshot end = Run(old.Url, "ada", "pencil");
        Assert.AreEqual(0, end.Acknowledged);
        StringAssert.Contains(end.Failure, "authentication method");
    }

    [TestMethod]
    public void The_proof_is_repeated_on_the_standing_connection()
    {
        using var peer = new Peer("ada", "pencil", 5000);
        var scram = new ScramSha256("ada", "pencil", new PcCrypto(), new SimRandom(5));
        using var client = new SocketClient(peer.Port, new MqttOptions { ClientId = "n", Authenticator = scram }) { BeforeStep = () => scram.Work(64), Withholds = () => scram.IsBusy };
        client.Connect();
        Assert.AreEqual("client proved", peer.Line());
        client.Session.Reauthenticate();
        Assert.AreEqual("client proved again", peer.Line(() => client.Step()));
        client.Publish("a", "still there", 1);
        Assert.IsTrue(client.IsConnected);
    }

    [TestMethod]
    public void It_is_refused_without_a_password()
    {
        Assert.ThrowsExactly<ArgumentException>(() => Run("mqtt://127.0.0.1:9", "ada", null));
    }

    private static BoardSnapshot Run(string url, string user, string? password)
    {
        using var board = new SimulatedBoard(new SimulatedBoardOptions
        {
            Uplink = EndpointUrl.Parse(url, out _)!,
            User = user,
            Password = password,
            ScramSha256 = true,
            DeviceId = "scram",
            IntervalMs = 1000,
            StopAfterMs = 3000,
            DrainMs = 2000,
            Speed = double.PositiveInfinity,
            Format = PackFormat.SenmlCbor,
        });
        board.Run(CancellationToken.None);
        return board.Snapshot();
    }

    /// <summary>scram_broker.py as a process.</summary>
    private sealed class Peer : IDisposable
    {
        private const int PatienceMs = 30_000;

        private readonly Process _process;
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

        public Peer(string user, string password, int rounds, string manner = "honest")
        {
            string script = Path.Combine(Repository.Root, "tests/Host/Mqtt/scram_broker.py");
            _process = Process.Start(new ProcessStartInfo("python3", [script, user, password, rounds.ToString(CultureInfo.InvariantCulture), manner])
            {
                RedirectStandardOutput = true,
            })!;
            _process.OutputDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "the peer has ended");
            _process.BeginOutputReadLine();
            Port = int.Parse(Next(null)["port ".Length..], CultureInfo.InvariantCulture);
        }

        public int Port { get; }

        public string Url => $"mqtt://127.0.0.1:{Port}";

        public string? Flags { get; private set; }

        /// <summary>The next line that says what became of a client.</summary>
        public string Line(Action? meanwhile = null)
        {
            string line = Next(meanwhile);
            if (line.StartsWith("flags ", StringComparison.Ordinal))
            {
                Flags = line["flags ".Length..];
                line = Next(meanwhile);
            }

            return line;
        }

        public void Dispose()
        {
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
        }

        private string Next(Action? meanwhile)
        {
            var watch = Stopwatch.StartNew();
            string? line;
            while (!_lines.TryDequeue(out line))
            {
                Assert.IsLessThan(PatienceMs, watch.ElapsedMilliseconds, "the peer says nothing");
                meanwhile?.Invoke();
                Thread.Sleep(1);
            }

            return line;
        }
    }
}
