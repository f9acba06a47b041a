using Telenode.Application;
using Telenode.Core;
using Telenode.SimBoard;
using Telenode.Telemetry;
using Telenode.Tests.Host.Node;

namespace Telenode.Tests.Host.Application;

/// <summary>The composition as a whole: from settings to the broker, changed while it runs, restarted, broken.</summary>
[TestClass]
public sealed class DeviceTests
{
    private const int Second = 1000;
    private const int Minute = 60 * Second;

    private static readonly string[] _usual =
    [
        "wifi.ssid=attic", "wifi.password=a long password", "uplink.url=mqtt://broker/home", "device.id=node-7", "time.servers=a",
        "sensor.1=bme280", "sample.interval=10s", "diagnostics.interval=0s",
    ];

    [TestMethod]
    public void Settings_make_a_device_that_delivers()
    {
        VirtualDevice board = At("attic");
        board.Run(Minute, 20);
        Assert.AreEqual(UplinkState.Ready, board.Device.Node.Uplink.State, board.Device.Describe(board.MonotonicMs));
        Assert.AreEqual("Wi-Fi ok (attic, -61 dBm) > address 192.0.2.11 > time ok > MQTT ready", board.Device.Describe(board.MonotonicMs));
        Assert.AreEqual(18, board.Device.Outbox.Taken);
        Assert.AreEqual(18, board.Device.Outbox.Acknowledged);
        Assert.AreEqual(board.TimeServers.UnixMs, board.Device.Clock.UnixMs, 50);
        Assert.IsEmpty(board.Events, string.Join('\n', board.Events));
    }

    [TestMethod]
    public void A_blank_board_waits_for_a_person_and_never_restarts()
    {
        var board = new VirtualDevice(1, null);
        board.Run(10L * 24 * 60 * Minute, Minute);
        Assert.AreEqual(1, board.Starts);
        Assert.IsTrue(board.Device.IsBlank);
    }

    [TestMethod]
    public void Everything_wrong_with_the_settings_is_told_and_the_rest_runs()
    {
        VirtualDevice board = At("attic", "sensor.2=bme280@i2c1:0x77 name=roof", "sensor.2.filter.wind=median 3", "uplink.ca=mine", "serve.coaps=on");
        board.Run(Minute, 20);
        string told = string.Join('\n', board.Events);
        StringAssert.Contains(told, "sensor.2.filter.wind: sensor 2 measures no \"wind\"");
        StringAssert.Contains(told, "uplink.ca: there is no certificate \"mine\" on the board: cert add mine");
        StringAssert.Contains(told, "serve.coaps: needs serve.psk.identity and serve.psk.key");
        Assert.AreEqual(board.Device.Outbox.Taken, board.Device.Outbox.Acknowledged);
        Assert.IsGreaterThan(0, board.Device.Outbox.Acknowledged);
    }

    [TestMethod]
    public void A_command_from_afar_changes_the_interval_while_it_runs_and_nothing_else_is_touched()
    {
        VirtualDevice board = At("attic");
        board.Run(Minute, 20);
        long connections = board.Broker.ConnectionsOpened;
        Assert.AreEqual("ok\n", board.Ask("set sample.interval 2s", false));
        long before = board.Device.Outbox.Taken;
        board.Run(Minute + (Second / 2), 20); // not to end with a measurement just taken
        Assert.IsGreaterThan(before + 80, board.Device.Outbox.Taken);
        Assert.AreEqual(1, board.Starts);
        Assert.AreEqual(connections + 1, board.Broker.ConnectionsOpened, "the uplink names the new channels");
        Assert.AreEqual(0, board.Device.Supervisor.Wifi.Losses);
        Assert.AreEqual(board.Device.Outbox.Taken, board.Device.Outbox.Acknowledged);
    }

    [TestMethod]
    public void Secrets_are_set_over_a_secured_channel_only_and_never_read_back()
    {
        VirtualDevice board = At("attic");
        StringAssert.StartsWith(board.Ask("set uplink.password geheim", false), "error: ");
        Assert.AreEqual("ok\n", board.Ask("set uplink.password geheim", true));
        string answer = board.Ask("get uplink.password\nlist\nstatus", true);
        Assert.DoesNotContain("geheim", answer);
        Assert.DoesNotContain("a long password", answer);
    }

    [TestMethod]
    public void Waiting_readings_survive_a_change_of_sensors_and_arrive_under_their_names()
    {
        VirtualDevice board = At("attic");
        board.Run(Minute, 20);
        board.BrokerUp = false;
        board.Run(Minute, 20);
        int waiting = board.Device.Outbox.Waiting;
        Assert.IsGreaterThan(10, waiting);
        board.Ask("unset sensor.1\nset sensor.4 bh1750", false);
        board.Run(20 * Second, 20);
        Assert.AreEqual("light", board.Device.Channels[0].Name);
        Assert.AreEqual("temperature", board.Device.Channels[board.Device.Outbox.ChannelAt(0)].Name);
        board.BrokerUp = true;
        board.Run(10 * Minute, 20);
        Assert.AreEqual(board.Device.Outbox.Taken, board.Device.Outbox.Acknowledged);
        Assert.AreEqual(0, board.Device.Outbox.Lost);
        board.Ask("set sample.interval 11s", false);
        board.Run(Minute, 20);
        Assert.AreEqual(1, board.Device.Channels.Count, "rows of sensors that are gone go with their last reading");
    }

    [TestMethod]
    public void Another_network_of_the_settings_takes_over_and_the_present_one_is_kept_where_it_can_be()
    {
        VirtualDevice board = At("attic");
        SimBoardNetwork(board, "cellar", "another password", -80);
        board.Run(Minute, 20);
        board.Ask("set wifi.2.ssid cellar\nset wifi.2.password \"another password\"", true);
        board.Run(Minute, 20);
        Assert.AreEqual(0, board.Device.Supervisor.Wifi.Losses, "attic stays");
        board.Ask("unset wifi.ssid", true);
        board.Run(Minute, 20);
        Assert.AreEqual("cellar", board.Device.Supervisor.Wifi.Network);
        Assert.AreEqual(UplinkState.Ready, board.Device.Node.Uplink.State);
        Assert.AreEqual(board.Device.Outbox.Taken, board.Device.Outbox.Acknowledged);
    }

    [TestMethod]
    public void A_restart_by_command_takes_leave_first_and_is_told_from_a_crash()
    {
        VirtualDevice board = At("attic");
        board.Run(Minute, 20);
        Assert.AreEqual("ok\n", board.Ask("reboot", false));
        board.Run(Minute, 20);
        Assert.AreEqual(2, board.Starts);
        Assert.AreEqual(RestartReason.Command, board.Device.Guard.Reason);
        Assert.AreEqual(UplinkState.Ready, board.Device.Node.Uplink.State);
    }

    [TestMethod]
    public void Resets_in_a_row_lead_to_safe_mode_where_settings_can_be_mended_and_which_ends_by_itself()
    {
        VirtualDevice board = At("attic");
        for (int i = 0; i < BootGuard.EarlyStarts; i++)
        {
            board.Run(30 * Second, 20);
            board.CutPower();
        }

        board.Run(Minute, 20);
        Assert.IsTrue(board.Device.Guard.SafeMode);
        Assert.IsTrue(board.Device.Supervisor.HasNetwork, "Wi-Fi runs");
        Assert.AreEqual(0, board.Device.Outbox.Taken, "sensors do not");
        StringAssert.Contains(board.Ask("status", false), "the board was reset 5 times in a row");
        Assert.AreEqual("ok\n", board.Ask("set device.id mended", false));
        board.Run(12 * Minute, 20);
        Assert.IsFalse(board.Device.Guard.SafeMode);
        Assert.AreEqual("mended", board.Device.Settings.Get("device.id"));
        Assert.AreEqual(UplinkState.Ready, board.Device.Node.Uplink.State);
    }

    [TestMethod]
    public void With_a_journal_readings_outlive_power_cuts()
    {
        VirtualDevice board = With(new MemorySegments());
        board.Run(Minute, 20);
        board.BrokerUp = false;
        board.Run(5 * Minute, 20);
        board.CutPower();
        long waited = board.Earlier[3];
        Assert.IsGreaterThan(80, waited);
        board.BrokerUp = true;
        board.Run(5 * Minute, 20);

        // A cut may cost what came in within the journal's last ten seconds; five minutes give 90 readings more.
        long taken = board.Device.Outbox.Taken;
        Assert.IsTrue(taken >= waited - 6 + 85, $"{taken} of {waited} and 90");
        Assert.AreEqual(taken, board.Device.Outbox.Acknowledged);
    }

    [TestMethod]
    public void With_a_journal_a_change_of_sensors_restarts_at_once_and_what_waits_arrives_under_its_names()
    {
        VirtualDevice board = With(new MemorySegments());
        board.Run(Minute, 20);
        board.BrokerUp = false;
        board.Run(Minute, 20);
        int waiting = board.Device.Outbox.Waiting;
        Assert.IsGreaterThan(10, waiting);
        board.Ask("unset sensor.1\nset sensor.4 bh1750", false);
        board.Run(5 * Second, 20);
        Assert.AreEqual(2, board.Starts);
        Assert.IsGreaterThanOrEqualTo(waiting, board.Earlier[3]);
        Assert.AreEqual(0, board.Earlier[2]);
        Channels channels = board.Device.Channels;
        Assert.AreEqual("light temperature humidity pressure", string.Join(' ', Enumerable.Range(0, channels.Count).Select(i => channels[i].Name)));
        Assert.IsGreaterThanOrEqualTo(board.Earlier[3], board.Device.Outbox.Waiting, "not even the youngest is lost");
        board.BrokerUp = true;
        board.Run(10 * Minute, 20);
        Assert.AreEqual(board.Device.Outbox.Taken, board.Device.Outbox.Acknowledged);
        board.CutPower();
        Assert.AreEqual(1, board.Device.Channels.PresentCount);
        board.Run(Minute, 20);
        board.CutPower();
        Assert.AreEqual(1, board.Device.Channels.Count, "rows of sensors that are gone go with their last reading");
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void Settings_of_the_uplink_change_while_packs_are_on_their_way_and_none_comes_twice(int qos)
    {
        var board = new VirtualDevice(7, new MemorySegments(), [.. _usual, "uplink.qos=" + qos, "sample.interval=1s"]);
        SimBoardNetwork(board, "attic", "a long password", -61);
        Assert.IsEmpty(board.Inbox.Readings);
        board.Run(Minute, 20);
        int changedOnTheWay = 0;
        for (int i = 0; i < 60; i++)
        {
            // So that it is quiet, and the change counts, a little earlier or later than a pack is sent.
            board.Run(Second - (board.MonotonicMs % Second) + 460 + (i % 12 * 5), 5);
            Assert.AreEqual("ok\n", board.Ask($"set uplink.keepalive {60 + i}s", false));
            board.Run(600, 5);
            changedOnTheWay += board.SawHeldOutbox ? 1 : 0;
        }

        board.Run(Minute, 20);
        Assert.IsGreaterThan(5, changedOnTheWay, "or this tests nothing");
        Assert.AreEqual(0, board.Inbox.Repeated);
        Assert.AreEqual(board.Device.Outbox.LastSequence, board.Inbox.Readings.Count);
    }

    [TestMethod]
    public void A_factory_reset_leaves_nothing_of_the_board_but_the_count_of_its_starts()
    {
        var flash = new MemorySegments();
        var board = new VirtualDevice(7, flash, true, _usual);
        SimBoardNetwork(board, "attic", "a long password", -61);
        board.Run(Minute, 20);
        board.BrokerUp = false;
        board.Type("cert add mine\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
        board.Run(2 * Minute, 20);
        Assert.IsGreaterThan(1, flash.Count);

        // As DTLS, OSCORE and pulse counters keep them.
        foreach (string name in (string[])["dt-0123456789ab", "os-0123456789-a", "os-0123456789-b", "pulse-4-a", "sleep"])
        {
            Assert.IsTrue(board.Store.Write(name, [1, 2, 3], 0, 3));
        }

        Assert.IsTrue(board.Store.Values.ContainsKey("c--mine"), board.Shown);
        board.Type("factory-reset yes\n");
        for (int i = 0; i < 500 && board.Starts == 1; i++)
        {
            board.Run(10, 10);
        }

        Assert.AreEqual(2, board.Starts, board.Shown);
        Assert.IsTrue(board.Device.IsBlank);
        Assert.AreEqual(2, board.Device.Guard.Boot, "no reading to come bears the boot of one that was sent");
        Assert.IsEmpty(board.Store.Values.Keys.Except(["boot-a", "boot-b"]));
        Assert.IsLessThanOrEqualTo(1, flash.Count, "the new journal has noted what its channels are");
        for (int i = 0; i < board.Device.Outbox.Waiting; i++)
        {
            Assert.StartsWith("board.", board.Device.Channels[board.Device.Outbox.ChannelAt(i)].Name, "what a blank board tells of itself");
        }

        board.CutPower();
        Assert.IsTrue(board.Device.IsBlank);
    }

    [TestMethod]
    public void A_count_of_starts_that_is_lost_goes_on_behind_the_journal()
    {
        VirtualDevice board = With(new MemorySegments());
        board.BrokerUp = false;
        board.Run(Minute, 20);
        board.CutPower();
        board.Run(Minute, 20);
        board.Store.Values.Remove("boot-a");
        board.Store.Values.Remove("boot-b");
        board.CutPower();
        Assert.AreEqual(3, board.Device.Outbox.Boot, "readings of boot 1 and 2 wait");
    }

    [TestMethod]
    public void A_restart_that_is_ordered_costs_no_reading()
    {
        VirtualDevice board = With(new MemorySegments());
        board.BrokerUp = false;
        board.Run((5 * Minute) + (7 * Second), 20);
        board.Device.Restart(RestartReason.Command);
        board.Run(Second, 20);
        Assert.AreEqual(2, board.Starts);
        Assert.AreEqual(board.Earlier[3] + 3, board.Device.Outbox.Taken, "all that waited, the youngest too, and the first three of the new start");
    }

    [TestMethod]
    public void Readings_that_wait_outlive_safe_mode()
    {
        VirtualDevice board = With(new MemorySegments());
        board.BrokerUp = false;
        board.Run(2 * Minute, 20);
        for (int i = 0; i < BootGuard.EarlyStarts; i++)
        {
            board.CutPower();
            board.Run(30 * Second, 20);
        }

        Assert.IsTrue(board.Device.Guard.SafeMode);
        board.Run(11 * Minute, 20);
        Assert.IsFalse(board.Device.Guard.SafeMode);
        Assert.AreEqual(0, board.Device.Outbox.LostEver);
        Assert.IsGreaterThan(30, board.Device.Outbox.Taken);
    }

    [TestMethod]
    public void The_board_reports_on_itself()
    {
        VirtualDevice board = At("attic", "diagnostics.interval=30s");
        board.Run(5 * Minute, 20);
        Channels channels = board.Device.Channels;
        Assert.AreEqual(-91, channels.LastMantissa(channels.Find("board.rssi")), "-61 dBm are -91 dBW");
        Assert.AreEqual(1, channels.LastMantissa(channels.Find("board.starts")));
        Assert.IsGreaterThan(200, channels.LastMantissa(channels.Find("board.uptime")));
        Assert.AreEqual(1, channels.LastMantissa(channels.Find("board.settings")));
        Assert.AreEqual(board.Device.Outbox.Taken, board.Device.Outbox.Acknowledged);
    }

    [TestMethod]
    public void A_year_of_flapping_Wi_Fi_outages_clock_steps_and_power_cuts_ends_without_growth_or_a_dead_end()
    {
        const int Seed = 20261121;
        var chance = new Random(Seed);
        VirtualDevice board = At("attic", "sample.interval=10min", "diagnostics.interval=6h", "uplink.keepalive=30min", "reboot.after=1d");
        SimWifi.Network network = SimBoardNetwork(board, "attic", "a long password", -70);
        long longestDarkMs = 0;
        long heap = 0;
        for (int hours = 0; hours < 365 * 24;)
        {
            network.Up = board.BrokerUp = true;
            _attic!.Up = false;
            int calm = chance.Next(2, 48);
            longestDarkMs = Math.Max(longestDarkMs, UntilReady(board));
            board.Run(calm * 60L * Minute, 2 * Minute);
            int trouble = chance.Next(5);
            network.Up = trouble > 1;
            board.BrokerUp = trouble != 2;
            board.TimeServers.UnixMs += trouble == 3 ? chance.Next(-90, 90) * 1000L : 0;
            int bad = chance.Next(1, 8);
            board.Run(bad * 60L * Minute, 30 * Second);
            if (trouble >= 3)
            {
                board.CutPower();
            }

            hours += calm + bad;
            heap = heap == 0 && hours > 24 * 30 ? RetainedHeap.Of(board) : heap;
        }

        network.Up = board.BrokerUp = true;
        UntilReady(board);
        board.Run(60 * Minute, 2 * Minute);
        long taken = board.Earlier[0] + board.Device.Outbox.Taken;
        long acknowledged = board.Earlier[1] + board.Device.Outbox.Acknowledged;
        long lost = board.Earlier[2] + board.Device.Outbox.Lost;
        long cut = board.Earlier[3] + board.Device.Outbox.Waiting;
        long growth = RetainedHeap.Of(board) - heap;
        Console.WriteLine($"seed {Seed}: {taken} taken, {acknowledged} acknowledged, {lost} lost, {cut} cut off, {board.Starts} starts, dark for at most {longestDarkMs} ms, heap {growth:+0;-0} bytes");
        Assert.AreEqual(taken, acknowledged + lost + cut);
        Assert.AreEqual(0, lost, "eight hours fit the outbox");
        Assert.IsGreaterThan(150_000, acknowledged);
        Assert.IsLessThan(10 * Minute, longestDarkMs, "back within the longest pauses of Wi-Fi and uplink");
        Assert.IsLessThan(50_000, growth, "the list of events");
        Assert.AreEqual(UplinkState.Ready, board.Device.Node.Uplink.State);
    }

    private static SimWifi.Network? _attic;

    private static long UntilReady(VirtualDevice board)
    {
        long from = board.WorldMs;
        while (board.Device.Node.Uplink.State != UplinkState.Ready && board.WorldMs - from < 60 * Minute)
        {
            board.Run(Second, 200);
        }

        return board.WorldMs - from;
    }

    private static VirtualDevice At(string network, params string[] settings) => Made(null, network, settings);

    private static VirtualDevice With(IAppendStore readings) => Made(readings, "attic", []);

    private static VirtualDevice Made(IAppendStore? readings, string network, string[] settings)
    {
        var board = new VirtualDevice(7, readings, [.. _usual, .. settings]);
        _attic = SimBoardNetwork(board, network, "a long password", -61);
        return board;
    }

    private static SimWifi.Network SimBoardNetwork(VirtualDevice board, string name, string password, int rssi) => board.Wifi.Add(name, password, rssi);
}
