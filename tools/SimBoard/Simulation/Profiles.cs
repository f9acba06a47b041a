using Telenode.Telemetry;

namespace Telenode.SimBoard.Simulation;

/// <summary>The sets of faults by their names. A seed picks the quality of service, 1 or 2, and the payload format.</summary>
public static class Profiles
{
    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SimulationOptions> All { get; } =
    [
        new() { Name = "calm", FaultyMs = 24 * Hour },
        new()
        {
            Name = "lossy", LatencyMs = 100, JitterMs = 900, BytesPerSecond = 600, BreakEveryMs = 3 * Minute, HalfOpenEveryMs = 40 * Minute,
            RefusedShare = 0.2, SlowShare = 0.1, NoNameShare = 0.1,
        },
        new() { Name = "wifi", WifiDownEveryMs = 15 * Minute, WifiDownForMs = 5 * Minute, NoNameShare = 0.1, BreakEveryMs = 30 * Minute },
        new() { Name = "outage", WifiDownEveryMs = Minute, WifiDownForMs = 1000 * Hour },
        new() { Name = "broker", BrokerRestartEveryMs = 10 * Minute, BreakEveryMs = 20 * Minute, LatencyMs = 150, JitterMs = 300 },
        new() { Name = "away", BrokerDownEveryMs = 15 * Minute, BrokerDownForMs = 10 * Minute, PowerCutEveryMs = 30 * Minute },
        new()
        {
            Name = "forgetful", BrokerRestartEveryMs = 15 * Minute, BrokerForgetsShare = 0.5, BreakEveryMs = 20 * Minute, LatencyMs = 150, JitterMs = 300,
        },
        new() { Name = "clock", NoTimeShare = 0.7, ClockStepEveryMs = 20 * Minute, PowerCutEveryMs = Hour, WifiDownEveryMs = 30 * Minute },
        new() { Name = "sensors", SensorFailsEveryMs = 20 * Minute, BreakEveryMs = 20 * Minute },
        new()
        {
            Name = "small-flash", MayDrop = true, Journal = new JournalOptions { SegmentBytes = 1024, Segments = 4 }, IntervalMs = 10_000,
            WifiDownEveryMs = 40 * Minute, WifiDownForMs = 60 * Minute, PowerCutEveryMs = 90 * Minute,
        },
        new()
        {
            Name = "bad-flash", FlashErrorShare = 0.05, FlashReadErrorShare = 0.02, FlashFullEveryMs = Hour, PowerCutEveryMs = Hour, WifiDownEveryMs = 30 * Minute,
            WifiDownForMs = 5 * Minute, BreakEveryMs = 10 * Minute,
        },
        new()
        {
            Name = "power", PowerCutEveryMs = 5 * Minute, LatencyMs = 200, JitterMs = 300, WifiDownEveryMs = 30 * Minute, WifiDownForMs = 2 * Minute,
            BreakEveryMs = 15 * Minute,
        },
        new()
        {
            Name = "idle", IntervalMs = 5 * Minute, HalfOpenEveryMs = 10 * Minute, BreakEveryMs = 30 * Minute, Settings = ["diagnostics.interval=0s"],
        },
        new() { Name = "refusing", RefusedPacksShare = 0.3, QuotaEveryMs = 20 * Minute, BreakEveryMs = 10 * Minute, LatencyMs = 100, JitterMs = 300 },
        new() { Name = "wiped", WipeEveryMs = 20 * Minute, PowerCutEveryMs = 30 * Minute, BreakEveryMs = 5 * Minute, LatencyMs = 300, JitterMs = 700 },
        new()
        {
            Name = "password", WrongPasswordEveryMs = 20 * Minute, WrongPasswordForMs = 10 * Minute, WifiDownEveryMs = 40 * Minute, NoNameShare = 0.2,
            NoTimeShare = 0.3, PowerCutEveryMs = 30 * Minute,
        },
        new()
        {
            Name = "settings", ChangeEveryMs = 4 * Minute, BreakEveryMs = 10 * Minute, PowerCutEveryMs = 15 * Minute, LatencyMs = 100, JitterMs = 300,
            SpareChips = ["sht4x"], MayDrop = true,
            Changes =
            [
                "sample.interval=20s", "sample.interval=45s", "uplink.qos=1", "uplink.qos=2", "uplink.format=compact", "uplink.format=senml+json",
                "uplink.keepalive=20s", "outbox.drain=10", "outbox.drain=50", "sensor.3=sht4x name=spare", "sensor.3=", "time.servers=time other",
                "sensor.1.filter.temperature=median 3, delta 0.1, heartbeat 3min", "sensor.1.filter.temperature=", "diagnostics.interval=2min",
            ],
        },
        new()
        {
            Name = "store", StoreErrorShare = 0.1, StoreReadErrorShare = 0.01, ChangeEveryMs = 5 * Minute, PowerCutEveryMs = 10 * Minute,
            WifiDownEveryMs = 30 * Minute, Changes = ["uplink.keepalive=20s", "uplink.keepalive=40s", "log.level=debug", "log.level=info"],
        },
        new()
        {
            Name = "filters", Sensors = ["bme280", "bh1750", "sht4x name=attic"], BreakEveryMs = 10 * Minute, WifiDownEveryMs = 30 * Minute,
            WifiDownForMs = 5 * Minute, PowerCutEveryMs = 30 * Minute, SensorFailsEveryMs = 20 * Minute, IntervalMs = 5000,
            Settings =
            [
                "sensor.1.filter.temperature=delta 0.2, heartbeat 5min", "sensor.1.filter.pressure=convert hPa, round 1, throttle 1min",
                "sensor.2.filter.light=median 5, delta 5%, heartbeat 2min, alarm high 20000 hysteresis 2000",
                "sensor.3.filter.humidity=average 1min", "sensor.9=dew_point",
            ],
        },
        new()
        {
            Name = "everything", LatencyMs = 100, JitterMs = 500, BytesPerSecond = 2000, BreakEveryMs = 10 * Minute, HalfOpenEveryMs = Hour,
            RefusedShare = 0.1, SlowShare = 0.1, NoNameShare = 0.1, WifiDownEveryMs = 40 * Minute, WifiDownForMs = 4 * Minute,
            BrokerRestartEveryMs = 45 * Minute, NoTimeShare = 0.4, SensorFailsEveryMs = 40 * Minute, PowerCutEveryMs = 20 * Minute,
        },
        new()
        {
            Name = "sleep", SleepConnect = 4, PowerCutEveryMs = 20 * Minute, BreakEveryMs = 15 * Minute, WifiDownEveryMs = 30 * Minute, WifiDownForMs = 5 * Minute,
            BrokerRestartEveryMs = 30 * Minute, BrokerDownEveryMs = 40 * Minute, BrokerDownForMs = 5 * Minute, LatencyMs = 100, JitterMs = 300, NoTimeShare = 0.2,
            Settings = ["sensor.1.filter.temperature=median 3, delta 0.05, heartbeat 2min, alarm high 20.5 hysteresis 0.02", "diagnostics.interval=0s"],
        },
        new()
        {
            Name = "everything-asleep", SleepConnect = 4, LatencyMs = 100, JitterMs = 500, BytesPerSecond = 2000, BreakEveryMs = 10 * Minute, HalfOpenEveryMs = Hour,
            RefusedShare = 0.1, SlowShare = 0.1, NoNameShare = 0.1, WifiDownEveryMs = 40 * Minute, WifiDownForMs = 4 * Minute,
            BrokerRestartEveryMs = 45 * Minute, NoTimeShare = 0.4, SensorFailsEveryMs = 40 * Minute, PowerCutEveryMs = 15 * Minute, ClockStepEveryMs = 40 * Minute,
            Settings = ["sensor.1.filter.temperature=average 2min", "sensor.2.filter.light=throttle 2min, alarm high 20000 hysteresis 1000"],
        },
    ];

    /// <summary>The profile of a name, or null.</summary>
    public static SimulationOptions? Find(string name) => All.FirstOrDefault(profile => profile.Name == name);

    /// <summary>A profile as a seed varies it.</summary>
    public static SimulationOptions Vary(SimulationOptions profile, int seed) => profile with
    {
        Qos = 1 + (seed & 1),
        Version = seed % 5 == 0 ? Mqtt.MqttVersion.V311 : Mqtt.MqttVersion.V5,
        Format = (PackFormat)(seed % 3),
    };
}
