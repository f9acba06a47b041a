using Telenode.Application;
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Tests.Application;

[TestClass]
public class SupervisorTests
{
    [TestMethod]
    public void The_uplink_opens_only_once_there_is_a_network()
    {
        var bench = new Bench(false);
        bench.Run(3000);
        Assert.AreEqual(0, bench.Uplink.Opened);
        bench.Wifi.Put("attic", "a", -60);
        bench.Run(200000);
        Assert.AreEqual(1, bench.Uplink.Opened);
    }

    [TestMethod]
    public void A_receiver_with_a_certificate_waits_for_the_time_but_not_for_ever()
    {
        var bench = new Bench(true);
        bench.Wifi.Put("attic", "a", -60);
        bench.Servers.Answering = '-';
        bench.Run(30000);
        Assert.AreEqual(0, bench.Uplink.Opened);
        bench.Servers.Answering = 'a';
        bench.Run(60000);
        Assert.AreEqual(1, bench.Uplink.Opened);

        bench = new Bench(true);
        bench.Wifi.Put("attic", "a", -60);
        bench.Servers.Answering = '-';
        bench.Run(70000);
        Assert.AreEqual(1, bench.Uplink.Opened, "the handshake decides");
    }

    [TestMethod]
    public void Without_network_a_failing_uplink_is_closed_and_a_standing_one_left_alone()
    {
        var bench = new Bench(false);
        bench.Wifi.Put("attic", "a", -60);
        bench.Run(5000);
        bench.Uplink.State = UplinkState.Ready;
        bench.Wifi.Remove("attic");
        bench.Run(8000);
        Assert.AreEqual(0, bench.Uplink.Closed);
        bench.Uplink.State = UplinkState.BackingOff;
        bench.Run(9000);
        Assert.AreEqual(1, bench.Uplink.Closed);
        bench.Wifi.Put("attic", "a", -60);
        bench.Run(200000);
        Assert.AreEqual(2, bench.Uplink.Opened, "at once when the network is back, whatever pause there was");
    }

    [TestMethod]
    public void After_a_settable_time_in_vain_it_wants_a_restart()
    {
        var bench = new Bench(false);
        bench.Run(Bench.RestartAfterMs - 130000);
        Assert.IsFalse(bench.Supervisor.WantsRestart);
        bench.Run(Bench.RestartAfterMs + 130000);
        Assert.IsTrue(bench.Supervisor.WantsRestart);

        bench = new Bench(false);
        bench.Wifi.Put("attic", "a", -60);
        bench.Run(Bench.RestartAfterMs / 2);
        bench.Uplink.State = UplinkState.Ready;
        bench.Run(Bench.RestartAfterMs);
        bench.Uplink.State = UplinkState.BackingOff;
        bench.Run(Bench.RestartAfterMs + 60000);
        Assert.IsFalse(bench.Supervisor.WantsRestart, "counted from the last delivery");
    }

    [TestMethod]
    public void Reconnects_are_counted_without_the_first()
    {
        var bench = new Bench(false);
        bench.Wifi.Put("attic", "a", -60);
        bench.Run(5000);
        Assert.AreEqual(-1, bench.Supervisor.Reconnects);
        for (int i = 0; i < 3; i++)
        {
            bench.Uplink.State = UplinkState.Ready;
            bench.Run(10000 + (i * 10000));
            bench.Uplink.State = UplinkState.BackingOff;
            bench.Run(15000 + (i * 10000));
        }

        Assert.AreEqual(2, bench.Supervisor.Reconnects);
    }

    [TestMethod]
    public void One_line_says_where_it_stands_and_why()
    {
        var bench = new Bench(false);
        bench.Supervisor.Wifi = WifiKeeperTests.Keeper(bench.Wifi);
        Assert.AreEqual("no Wi-Fi is set", bench.Line("mqtt", 0));
        bench = new Bench(false);
        Assert.AreEqual("Wi-Fi: starting", bench.Line("mqtt", 0));
        bench.Run(31000);
        Assert.AreEqual("Wi-Fi failed: attic: not in reach, next try in ", bench.Line("mqtt", 0).Substring(0, 47));

        bench = new Bench(false);
        bench.Wifi.Put("attic", "a", -61);
        bench.Servers.Answering = '-';
        bench.Run(1000);
        Assert.AreEqual("Wi-Fi ok (attic, -61 dBm) > address 192.0.2.7 > time: asking > DNS: under way", bench.Line("mqtt", 0));
        bench.Servers.Answering = 'a';
        bench.Run(30000);
        bench.Uplink.State = UplinkState.BackingOff;
        bench.Uplink.Failure = "the host's name has no address";
        Assert.AreEqual(
            "Wi-Fi ok (attic, -61 dBm) > address 192.0.2.7 > time ok > DNS failed: the host's name has no address, next try in 12 s",
            bench.Line("mqtt", bench.NowMs + 12000));
        bench.Uplink.Stage = LinkStage.Secure;
        bench.Uplink.Failure = "unknown CA";
        StringEnds("> time ok > DNS ok > TCP ok > TLS failed: unknown CA, next try in 1 s", bench.Line("mqtts", bench.NowMs + 1));
        StringEnds("> time ok > DNS ok > DTLS failed: unknown CA", bench.Line("coaps", bench.NowMs));
        StringEnds("> DNS ok > TCP ok > TLS failed: unknown CA", bench.Line("coaps+tcp", bench.NowMs));
        bench.Uplink.Stage = LinkStage.Introduce;
        bench.Uplink.Failure = "not authorized";
        StringEnds("> DNS ok > TCP ok > TLS ok > WebSocket ok > MQTT failed: not authorized", bench.Line("wss", bench.NowMs));
        bench.Uplink.Stage = LinkStage.None;
        bench.Uplink.Failure = "the broker closed the connection";
        StringEnds("> time ok > MQTT failed: the broker closed the connection", bench.Line("mqtt", bench.NowMs));
        bench.Uplink.State = UplinkState.Ready;
        bench.Uplink.Failure = null;
        StringEnds("> time ok > MQTT ready", bench.Line("mqtt", 0));
    }

    private static void StringEnds(string end, string line) =>
        Assert.AreEqual(end, line.Length < end.Length ? line : line.Substring(line.Length - end.Length));

    private sealed class Bench
    {
        public const long RestartAfterMs = 3600000;

        private readonly ManualClock _platform = new ManualClock();
        private readonly NetworkClock _clock;

        public Bench(bool verifiesCertificates)
        {
            _clock = new NetworkClock(_platform);
            var time = new SntpClient("a", Servers, new CountingRandom(), _clock);
            Supervisor = new Supervisor(_clock, 0)
            {
                Wifi = WifiKeeperTests.Keeper(Wifi, "attic:a"),
                TimeClient = time,
                VerifiesCertificates = verifiesCertificates,
                RestartAfterMs = RestartAfterMs,
            };
        }

        public ScriptedWifi Wifi { get; } = new ScriptedWifi();

        public TimeServers Servers { get; } = new TimeServers();

        public ScriptedUplink Uplink { get; } = new ScriptedUplink();

        public Outbox Outbox { get; } = new Outbox(4, 1);

        public Supervisor Supervisor { get; }

        public long NowMs { get; private set; }

        public string Line(string scheme, long nextMs) => StageLine.Of(Supervisor, Wifi, Uplink, scheme, _clock, NowMs, nextMs);

        public void Run(long toMs)
        {
            while (NowMs < toMs)
            {
                _platform.MonotonicMs = NowMs;
                long next = Supervisor.Step(NowMs, Uplink, Outbox);
                Assert.IsTrue(next > NowMs, "it must not spin");
                NowMs = next < toMs ? next : toMs;
            }

            _platform.MonotonicMs = NowMs;
            Supervisor.Step(NowMs, Uplink, Outbox);
        }
    }
}
