using Telenode.Core;
using Telenode.SerialConsole;
using Telenode.Telemetry;
using Telenode.Tests.Telemetry;

namespace Telenode.Tests.SerialConsole;

/// <summary>Commands that look at the running node and make it work.</summary>
[TestClass]
public class NodeCommandTests
{
    [TestMethod]
    public void Status_tells_how_the_board_fares()
    {
        Terminal terminal = WithNode(new FakeSensor(5, "temperature"));
        terminal.Host.UnixMs = 1795264205000;
        terminal.Host.TimeSource = "pool.ntp.org";
        ((ScriptedWifi)terminal.Host.Wifi).State = WifiState.Ready;
        ((ScriptedWifi)terminal.Host.Wifi).Ssid = "attic";
        terminal.Host.NowMs = 76000;
        terminal.Host.StartedMs = 15000;
        terminal.Host.Way = "Wi-Fi ok > time ok > DNS ok > TCP failed: refused";
        Uplink(terminal).Warning = "the server is not verified";
        Assert.AreEqual("device: telenode, Telenode 0.2.0 on ESP32\nuptime: 1min 1s\nwifi: in attic, address 192.168.1.50, signal -61 dBm (fair)\n"
            + "time: 2026-11-21 12:30:05 UTC, pool.ntp.org\nway: Wi-Fi ok > time ok > DNS ok > TCP failed: refused\nwarning: the server is not verified\n"
            + "readings: 0 taken, 0 acknowledged, 0 waiting, 0 lost\nsensors: 1\nboot: 12\nok\n", terminal.Answer("status"));
    }

    [TestMethod]
    public void Without_a_node_the_reason_is_told()
    {
        var terminal = new Terminal();
        terminal.Host.Trouble = "wifi.ssid is missing: wifi join sets it";
        terminal.Host.Way = "no receiver is set";
        Assert.AreEqual("device: telenode, Telenode 0.2.0 on ESP32\nuptime: 1min 1s\ntrouble: wifi.ssid is missing: wifi join sets it\nwifi: in no network\n"
            + "time: not known yet\nway: no receiver is set\nboot: 12\nok\n", terminal.Answer("status"));
        string missing = "error: the node does not run: wifi.ssid is missing: wifi join sets it\n";
        Assert.AreEqual(missing, terminal.Answer("read"));
        Assert.AreEqual(missing, terminal.Answer("publish"));
        Assert.AreEqual(missing, terminal.Answer("sensors"));
        Assert.AreEqual(missing, terminal.Answer("outbox"));
        Assert.AreEqual(missing, terminal.Answer("uplink test"));
    }

    [TestMethod]
    public void Read_measures_and_shows_the_values()
    {
        var climate = new FakeSensor(500, "attic.temperature", "attic.humidity");
        var broken = new FakeSensor(5, "cellar.temperature") { BeginResult = Status.Absent };
        Terminal terminal = WithNode(climate, broken);
        terminal.Clears().Types("read\r");
        Assert.AreEqual("> read\n", terminal.Screen, "the measurement is under way");
        terminal.Waits(700);
        Assert.AreEqual("> read\nattic.temperature    1.00 Cel\nattic.humidity       1.01 Cel\ncellar.temperature   no answer at its address\nok\n", terminal.Screen);
        terminal.Clears().Types("read attic.h\r").Waits(700);
        Assert.AreEqual("> read attic.h\nattic.humidity       2.01 Cel\nok\n", terminal.Screen);
        climate.FetchResult = Status.ChecksumMismatch;
        terminal.Waits(10000).Clears().Types("read attic.h\r").Waits(700);
        Assert.AreEqual("> read attic.h\nattic.humidity       2.01 Cel, 11s old: checksum wrong\nok\n", terminal.Screen);
    }

    [TestMethod]
    public void A_sensor_that_does_not_end_is_not_waited_for()
    {
        Terminal terminal = WithNode(new FakeSensor(3600000, "temperature"));
        terminal.Clears().Types("read\r").Waits(8100);
        Assert.AreEqual("> read\ntemperature          measuring\nok\n", terminal.Screen);
    }

    [TestMethod]
    public void Publish_waits_for_the_acknowledgement()
    {
        Terminal terminal = WithNode(new FakeSensor(5, "a", "b"));
        terminal.Host.Way = "Wi-Fi ok > DNS failed: no such name";
        Assert.AreEqual("error: there is no connection: Wi-Fi ok > DNS failed: no such name; uplink test tells more\n", terminal.Answer("publish"));
        Uplink(terminal).State = UplinkState.Ready;
        terminal.Clears().Types("publish\r").Waits(600);
        Assert.AreEqual("> publish\n2 readings acknowledged\nok\n", terminal.Screen);
        Uplink(terminal).Delivers = false;
        Uplink(terminal).Failure = "no answer";
        terminal.Clears().Types("publish\r").Waits(31000);
        Assert.AreEqual("> publish\nerror: 2 readings are not acknowledged after 30 s: no answer\n", terminal.Screen);
        Assert.AreEqual("readings: 4 taken, 2 acknowledged, 2 waiting, 0 lost\nok\n", terminal.Answer("outbox"));
    }

    [TestMethod]
    public void An_uplink_test_goes_stage_by_stage()
    {
        Terminal terminal = WithNode(new FakeSensor(5, "a"));
        terminal.Types("set uplink.url mqtts://me:geheim@host\r");
        ((ScriptedWifi)terminal.Host.Wifi).State = WifiState.Ready;
        terminal.Clears().Types("uplink test\r").Waits(30);
        Uplink(terminal).Stage = LinkStage.Connect;
        terminal.Waits(30);
        Uplink(terminal).Stage = LinkStage.Secure;
        terminal.Waits(1200);
        Uplink(terminal).Stage = LinkStage.Introduce;
        terminal.Waits(10);
        Uplink(terminal).Stage = LinkStage.None;
        Uplink(terminal).State = UplinkState.Ready;
        terminal.Waits(1000);
        Assert.AreEqual("> uplink test\nto mqtts://me:***@host\nwifi: in, address 192.168.1.50, signal -61 dBm (fair)\ntime: not known yet\n"
            + "DNS: ok, 40ms\nTCP: ok, 30ms\nTLS: ok, 1s\nMQTT: ok, 10ms\ndelivery: 1 readings acknowledged, 10ms\nok\n", terminal.Screen);
        Assert.AreEqual("reconnect;", terminal.Host.Asked);
    }

    [TestMethod]
    public void A_failing_stage_is_named_with_what_to_look_at()
    {
        Terminal terminal = WithNode(new FakeSensor(5, "a"));
        Assert.AreEqual("error: no receiver is set; set uplink.url mqtt://HOST sets one\n", LastLine(terminal.Answer("uplink test")));
        terminal.Types("set uplink.url mqtt://host\r");
        Assert.AreEqual("error: no Wi-Fi is set, and without it there is no way out; wifi scan shows the networks, wifi join joins one\n", LastLine(terminal.Answer("uplink test")));
        terminal.Types("set wifi.ssid attic\r");
        terminal.Host.Way = "Wi-Fi failed: attic: not in reach";
        terminal.Types("uplink test\r").Waits(61000);
        Assert.AreEqual("error: Wi-Fi failed: attic: not in reach; wifi scan shows the networks, wifi join joins one\n", LastLine(terminal.Screen));
        terminal.Types("uplink test\r").Waits(2000);
        ((ScriptedWifi)terminal.Host.Wifi).State = WifiState.Ready;
        terminal.Waits(30);
        Uplink(terminal).State = UplinkState.BackingOff;
        Uplink(terminal).Failure = "host: no such name";
        terminal.Waits(10);
        Assert.AreEqual("error: DNS: host: no such name; is the host's name in uplink.url right, and does this network know it? An IP address works without names\n", LastLine(terminal.Screen));
        terminal.Types("uplink test\r").Waits(61000);
        Assert.AreEqual("error: DNS: nothing for 60 s; is the host's name in uplink.url right, and does this network know it? An IP address works without names\n", LastLine(terminal.Screen));
        Uplink(terminal).Delivers = false;
        terminal.Types("uplink test\r");
        Uplink(terminal).State = UplinkState.Ready;
        terminal.Waits(61000);
        Assert.AreEqual("error: delivery: no acknowledgement for 60 s; may this user publish under that prefix?\n", LastLine(terminal.Screen));
        terminal.Types("uplink test\r" + Terminal.CtrlC);
        Assert.AreEqual("error: interrupted\n", LastLine(terminal.Screen));
    }

    [TestMethod]
    public void Sensors_are_listed_and_looked_for()
    {
        Terminal terminal = WithNode(new FakeSensor(5, "a", "b"), new FakeSensor(5, "c") { BeginResult = Status.Absent });
        terminal.Types("read\r").Waits(700);
        Assert.AreEqual("fake       ok, every 1h: a, b\nfake       no answer at its address, every 1h, failed 1 times: c\nok\n", terminal.Answer("sensors"));
        Assert.AreEqual("error: this board has no bus to scan\n", terminal.Answer("sensors scan"));
        terminal.Host.Scan = new TwoChips();
        terminal.Clears().Types("sensors scan\r");
        Assert.AreEqual("> sensors scan\n", terminal.Screen);
        terminal.Waits(50);
        Assert.AreEqual("> sensors scan\n0x23 bh1750\n0x76 bme280\nok\n", terminal.Screen);
        Assert.AreEqual("error: usage: sensors [scan|calibrate [NAME WHAT [VALUE]]]\n", terminal.Answer("sensors x"));
    }

    internal static Terminal WithNode(params ISensor[] sensors)
    {
        var host = new ScriptedHost();
        var slots = new SensorSlot[sensors.Length];
        for (int i = 0; i < sensors.Length; i++)
        {
            slots[i] = new SensorSlot(sensors[i], 3600000, 3600000);
        }

        host.Channels = new Channels(sensors);
        var outbox = new Outbox(16, 1);
        host.Node = new Node(new Sampler(slots, host.Channels, outbox, host), outbox, new StageUplink(outbox));
        host.Node.Sampler.Start(host.NowMs);
        return new Terminal(host, new CuttingStore());
    }

    private static StageUplink Uplink(Terminal terminal) => (StageUplink)terminal.Host.Node.Uplink;

    private static string LastLine(string text)
    {
        int at = text.Length - 2;
        while (at >= 0 && text[at] != '\n')
        {
            at--;
        }

        return text.Substring(at + 1);
    }

    private sealed class TwoChips : ILineSource
    {
        private int _turn;

        public string NextLine(long nowMs)
        {
            _turn++;
            return _turn == 3 ? "0x23 bh1750" : _turn == 5 ? "0x76 bme280" : _turn > 6 ? null : "";
        }
    }
}
