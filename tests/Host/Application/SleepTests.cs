using Telenode.SimBoard.Decoding;
using Telenode.Telemetry;

namespace Telenode.Tests.Host.Application;

/// <summary>Boards that sleep between two measurements, whole, in virtual time.</summary>
[TestClass]
public sealed class SleepTests
{
    private const int Second = 1000;
    private const int Minute = 60 * Second;

    // The test's own connection.
    private const int Subscribers = 1;

    private readonly MemorySegments _flash = new();

    [TestMethod]
    public void A_hundred_wakings_deliver_their_readings_with_the_times_of_their_measurements()
    {
        VirtualDevice board = Deep();
        board.StartUpMs = 1200;
        board.Run(102 * Minute, 10);
        Assert.IsGreaterThan(98, board.Sleeps.Count);
        Assert.IsGreaterThan(98, board.Starts);
        Assert.AreEqual(1, board.Device.Guard.Boot, "a waking is no start");
        DecodedReading[] temperatures = [.. board.Inbox.Of("temperature")];
        Assert.IsGreaterThan(99, temperatures.Length);
        Assert.AreEqual(0, board.Inbox.Repeated);
        for (int i = 4; i < temperatures.Length; i++)
        {
            // 1.2 s of a start behind each instant of the grid, which does not move by them.
            Assert.AreEqual(temperatures[3].TimeMs + ((i - 3) * Minute), temperatures[i].TimeMs, 50, $"{i}");
        }

        AssertUnbroken(board);
        Assert.DoesNotContain("offline", board.Inbox.Statuses, "a sleeping board is not gone");
    }

    [TestMethod]
    [DataRow(1, "sleep.connect=1")]
    [DataRow(10, "sleep.connect=10")]
    public void A_waking_writes_a_value_and_a_record_at_most(int connect, string setting)
    {
        VirtualDevice board = Deep(setting);
        board.Run(3 * Minute + (connect * Minute), 10);
        int sleeps = board.Sleeps.Count;
        int values = board.Store.Writes;
        int appends = _flash.Appends;
        int checkpoints = _flash.Checkpoints;
        board.Run(200 * Minute, 10);
        sleeps = board.Sleeps.Count - sleeps;
        values = board.Store.Writes - values;
        appends = _flash.Appends - appends;
        checkpoints = _flash.Checkpoints - checkpoints;
        Console.WriteLine($"connecting every {connect} wakings: {sleeps} wakings, {values} values, {appends} records, {checkpoints} checkpoints, {_flash.Deletions} deletions");
        Assert.AreEqual(200, sleeps, 1);
        Assert.AreEqual(sleeps, values, 1, "the state");

        // What a connecting waking delivers at once is never written; those before it append a record each, and it notes that they are done.
        Assert.AreEqual(sleeps - (sleeps / connect), appends, 2);
        Assert.AreEqual(connect == 1 ? 0 : sleeps / connect, checkpoints, 2);
        Assert.AreEqual(200, board.Inbox.Of("temperature").Count(), 4 + connect);
        AssertUnbroken(board);
        Assert.AreEqual(0, board.Inbox.Repeated);
        Assert.AreEqual(200 / connect, board.Broker.ConnectionsOpened, 4);

        // Checkpoints delete what they replace; the settings of the test were written before there was a board.
        int written = board.Store.Writes + _flash.Appends + (2 * _flash.Checkpoints) + _flash.Deletions;
        Assert.AreEqual(written, board.Device.Wear.Changes, 4 + _flash.Checkpoints);
        long counted = board.Device.Wear.Changes;
        board.CutPower();
        Assert.AreEqual(counted, board.Device.Wear.Changes, 256 + 10);
    }

    [TestMethod]
    public void An_alarm_connects_at_once_and_filters_go_on_over_sleeps()
    {
        // Nothing changes here: after the first readings only the heartbeat lets one go, every half hour.
        VirtualDevice board = Deep(
            "sleep.connect=1000", "sensor.1.filter.temperature=median 5, delta 1, heartbeat 30min", "sensor.1.filter.humidity=delta 5, alarm high 60",
            "sensor.1.filter.pressure=delta 100");
        board.Run(125 * Minute, 10);
        Assert.AreEqual(3 + 4, board.Device.Outbox.LastSequence);
        Assert.AreEqual(1, board.Broker.ConnectionsOpened - Subscribers);
        board.Percent = 75;
        board.Run(2 * Minute, 10);
        Assert.AreEqual(2, board.Broker.ConnectionsOpened - Subscribers, "the alarm began");
        Assert.StartsWith("75.0", board.Inbox.Of("humidity").Last().ValueText);
        Assert.AreEqual(7 + 1, board.Inbox.Readings.Count, "what waited went along");
        board.Run(10 * Minute, 10);
        Assert.AreEqual(2, board.Broker.ConnectionsOpened - Subscribers, "it stands, in every waking");
        board.Percent = 50;
        board.Run(2 * Minute, 10);
        Assert.AreEqual(3, board.Broker.ConnectionsOpened - Subscribers, "the alarm ended");
    }

    [TestMethod]
    public void A_broker_that_is_away_for_long_is_tried_ever_more_seldom_and_then_given_everything()
    {
        VirtualDevice board = Deep();
        board.Run(5 * Minute, 10);
        board.BrokerUp = false;
        long awake = board.AwakeMs;
        board.Run(12 * 60 * Minute, 50);
        awake = board.AwakeMs - awake;
        Console.WriteLine($"half a day without a broker: awake for {awake / 1000} s in {board.Sleeps.Count} wakings");
        Assert.IsLessThan(12 * 60 * Minute / 30, awake, "it does not try for half a minute in every minute");
        board.BrokerUp = true;
        board.Run(60 * Minute, 10);
        Assert.AreEqual((12 * 60) + 65, board.Inbox.Of("temperature").Count(), 2);
        Assert.AreEqual(0, board.Inbox.Repeated);
        AssertUnbroken(board);
        Assert.AreEqual(0, board.Device.Outbox.Waiting);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void A_power_cut_at_any_write_and_any_step_of_a_waking_loses_nothing_that_was_appended(int qos)
    {
        VirtualDevice board = Deep("sleep.connect=3", "uplink.qos=" + qos, "sleep.awake=10s", "uplink.expiry=1d");
        int cuts = 0;
        for (int round = 0; round < 60; round++)
        {
            board.BrokerUp = round % 7 != 3;
            board.Run((4 * Minute) + (round * 997 % 60_000), 10);
            if (round % 2 == 0)
            {
                _flash.CutAfter = round / 2 % 5;
                board.Run(4 * Minute, 10);
                cuts += _flash.CutAfter < 0 ? 1 : 0;
                _flash.CutAfter = -1;
            }
            else
            {
                // In the middle of a waking, step by step further on.
                board.RunToWaking();
                board.Run(round * 20, 10);
                board.CutPower();
                cuts++;
            }
        }

        board.BrokerUp = true;
        board.Run(40 * Minute, 10);
        Console.WriteLine($"QoS {qos}: {cuts} cuts, {board.Device.Guard.Boot} boots, {board.Sleeps.Count} wakings, {board.Inbox.Readings.Count} readings, {board.Inbox.Repeated} repeated");
        Assert.IsGreaterThan(40, cuts);
        AssertUnbroken(board);
        Assert.IsFalse(board.Device.Guard.SafeMode);
        if (qos == 2)
        {
            Assert.AreEqual(0, board.Inbox.Repeated);
        }
    }

    [TestMethod]
    public void Exactly_once_holds_over_sleeps_that_come_in_the_middle_of_an_exchange()
    {
        VirtualDevice board = Deep("uplink.qos=2", "sleep.deliver=5s", "uplink.expiry=1d");
        board.Run(3 * Minute, 10);
        for (int i = 0; i < 40; i++)
        {
            // The link goes at another byte of each connection.
            board.BreakAfter = 40 + (i * 17);
            board.Run(90 * Second, 10);
            board.BreakAfter = -1;
            board.Run(i % 3 * Minute, 10);
        }

        board.Run(60 * Minute, 10);
        Console.WriteLine($"{board.Sleeps.Count} wakings, {board.Inbox.Readings.Count} readings, {board.Broker.ConnectionsOpened} connections");
        Assert.AreEqual(0, board.Inbox.Repeated);
        AssertUnbroken(board);
        Assert.AreEqual(0, board.Device.Outbox.Waiting);
    }

    [TestMethod]
    public void Light_sleep_keeps_memory_and_wears_no_flash()
    {
        VirtualDevice board = Made("light", []);
        board.Run(5 * Minute, 10);
        int values = board.Store.Writes;
        int appends = _flash.Appends;
        board.Run(100 * Minute, 10);
        Assert.AreEqual(100, board.Power.LightSleeps, 5);
        Assert.AreEqual(values, board.Store.Writes);
        Assert.AreEqual(appends, _flash.Appends);
        Assert.AreEqual(1, board.Starts);
        Assert.AreEqual(105, board.Inbox.Of("temperature").Count(), 2);
        Assert.AreEqual(0, board.Inbox.Repeated);
        Assert.AreEqual(100, board.Broker.ConnectionsOpened, 5);
    }

    [TestMethod]
    public void Readings_from_before_the_first_time_are_dated_when_it_comes_after_many_sleeps()
    {
        VirtualDevice board = Deep("sleep.connect=5");
        board.TimeServers.Answering = '-';
        board.BrokerUp = false;
        board.Run(30 * Minute, 10);
        Assert.AreEqual(Telenode.Core.Time.Unknown, board.Device.Clock.UnixMs);
        Assert.AreEqual(1, board.Device.Guard.Boot);
        board.TimeServers.Answering = 'a';
        board.BrokerUp = true;
        board.Run(60 * Minute, 10);
        DecodedReading[] temperatures = [.. board.Inbox.Of("temperature").OrderBy(reading => reading.TimeMs)];
        Assert.AreEqual(90, temperatures.Length, 6);
        for (int i = 1; i < temperatures.Length; i++)
        {
            Assert.AreEqual(Minute, temperatures[i].TimeMs - temperatures[i - 1].TimeMs, 100, $"{i}");
        }

        AssertUnbroken(board);
    }

    [TestMethod]
    public void A_slow_sensor_keeps_the_board_awake_for_as_long_as_it_takes()
    {
        VirtualDevice board = Deep("sensor.2=scd4x name=air", "sample.interval=2min");
        board.Run(61 * Minute, 10);
        Assert.AreEqual(30, board.Inbox.Of("co2").Count(), 2, string.Join('\n', board.Events));
        Assert.AreEqual(30, board.Sleeps.Count, 2);
    }

    [TestMethod]
    public void A_key_at_the_console_keeps_the_board_awake_and_its_commands_do_what_they_say()
    {
        VirtualDevice board = Deep("sleep.connect=30", "sleep.awake=40s");
        board.Run(10 * Minute, 10);
        int sleeps = board.Sleeps.Count;
        board.RunToWaking();
        board.Type("\n");
        board.Run(Second, 10);
        board.Type("status\n");
        board.Run(38 * Second, 10);
        StringAssert.Contains(board.Shown, "sleep: deep, connects; stays awake for 39 s more, and 40s after each key");
        Assert.AreEqual(UplinkState.Ready, board.Device.Node.Uplink.State, "a person may want to see it deliver");
        Assert.AreEqual(sleeps + 1, board.Sleeps.Count);
        board.Run(20 * Second, 10);
        Assert.AreEqual(sleeps + 2, board.Sleeps.Count);
        board.RunToWaking();
        board.Type("sleep 7min\n");
        board.Run(5 * Second, 10);
        Assert.AreEqual(7 * Minute, board.Sleeps[^1]);
        int readings = board.Inbox.Readings.Count;
        board.Run(100 * Minute, 10);
        Assert.AreEqual(1, board.Device.Guard.Boot);
        Assert.IsGreaterThan(readings + (3 * 60), board.Inbox.Readings.Count);
        AssertUnbroken(board);
    }

    [TestMethod]
    public void A_board_that_is_blank_or_in_safe_mode_does_not_sleep()
    {
        var blank = new VirtualDevice(1, _flash, "sleep.mode=deep", "sample.interval=60s");
        blank.Run(60 * Minute, 100);
        Assert.IsEmpty(blank.Sleeps);
        VirtualDevice board = Deep();
        for (int i = 0; i < Telenode.Application.BootGuard.EarlyStarts; i++)
        {
            board.Run(30 * Second, 20);
            board.CutPower();
        }

        board.Run(9 * Minute, 20);
        Assert.IsTrue(board.Device.Guard.SafeMode);
        Assert.IsEmpty(board.Sleeps);
    }

    [TestMethod]
    public void Wakings_are_no_early_resets_and_a_battery_that_is_changed_now_and_then_leads_to_no_safe_mode()
    {
        VirtualDevice board = Deep("sleep.awake=10s");
        for (int i = 0; i < 3 * Telenode.Application.BootGuard.EarlyStarts; i++)
        {
            board.Run(3 * Minute, 20);
            board.CutPower();
            Assert.IsFalse(board.Device.Guard.SafeMode, $"{i}");
        }
    }

    [TestMethod]
    public void What_does_not_go_with_sleep_is_told()
    {
        VirtualDevice board = Deep("sensor.2=pulse@gpio4 name=rain", "sample.interval=5s");
        string told = string.Join('\n', board.Events);
        StringAssert.Contains(told, "a sleeping board does not notice the pulses of a pulse");
        StringAssert.Contains(told, "a sensor measures too often for sleep");
        board.Run(10 * Minute, 20);
        Assert.IsEmpty(board.Sleeps);
        var bare = new VirtualDevice(1, null, "sleep.mode=deep");
        StringAssert.Contains(string.Join('\n', bare.Events), "deep sleep needs a flash for readings");
    }

    [TestMethod]
    public void A_flash_that_takes_nothing_makes_the_board_sleep_lightly_and_lose_nothing()
    {
        VirtualDevice board = Deep("sleep.connect=4");
        board.Run(10 * Minute, 10);
        int sleeps = board.Sleeps.Count;
        board.Store.Refuses = true;
        board.Run(30 * Minute, 10);
        Assert.AreEqual(sleeps, board.Sleeps.Count, 1);
        Assert.AreEqual(30, board.Power.LightSleeps, 3);
        board.Store.Refuses = false;
        board.Run(30 * Minute, 10);
        Assert.IsGreaterThan(sleeps + 25, board.Sleeps.Count);
        Assert.AreEqual(70, board.Inbox.Of("temperature").Count(), 5);
        AssertUnbroken(board);
        Assert.AreEqual(0, board.Inbox.Repeated);
    }

    private static void AssertUnbroken(VirtualDevice board)
    {
        foreach (IGrouping<long?, DecodedReading> boot in board.Inbox.Readings.GroupBy(reading => reading.Boot))
        {
            long[] sequences = [.. boot.Select(reading => reading.Sequence!.Value).Distinct().Order()];
            Assert.AreEqual(sequences.Length, sequences[^1], $"boot {boot.Key}");
        }
    }

    private VirtualDevice Deep(params string[] settings) => Made("deep", settings);

    private VirtualDevice Made(string mode, string[] settings)
    {
        var board = new VirtualDevice(
            7,
            _flash,
            true,
            [
                "wifi.ssid=attic", "wifi.password=a long password", "uplink.url=mqtt://broker/home", "device.id=node-7", "time.servers=a", "sensor.1=bme280",
                "sample.interval=60s", "diagnostics.interval=0s", "sleep.mode=" + mode, .. settings,
            ]);
        board.Wifi.Add("attic", "a long password", -61);
        Assert.IsEmpty(board.Inbox.Readings);
        return board;
    }
}
