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
        new()
        {
            Name = "forgetful", BrokerRestartEveryMs = 15 * Minute, BrokerForgetsShare = 0.5, BreakEveryMs = 20 * Minute, LatencyMs = 150, JitterMs = 300,
        },
        new() { Name = "clock", ClockUnknownForMs = 90_000, ClockStepEveryMs = 20 * Minute, PowerCutEveryMs = Hour, WifiDownEveryMs = 30 * Minute },
        new() { Name = "sensors", SensorFailsEveryMs = 20 * Minute, BreakEveryMs = 20 * Minute },
        new()
        {
            Name = "small-flash", MayDrop = true, Journal = new JournalOptions { SegmentBytes = 1024, Segments = 4 }, IntervalMs = 10_000,
            WifiDownEveryMs = 40 * Minute, WifiDownForMs = 60 * Minute, PowerCutEveryMs = 90 * Minute,
        },
        new()
        {
            Name = "bad-flash", FlashErrorShare = 0.05, FlashFullEveryMs = Hour, PowerCutEveryMs = Hour, WifiDownEveryMs = 30 * Minute,
            WifiDownForMs = 5 * Minute, BreakEveryMs = 10 * Minute,
        },
        new()
        {
            Name = "power", PowerCutEveryMs = 5 * Minute, LatencyMs = 200, JitterMs = 300, WifiDownEveryMs = 30 * Minute, WifiDownForMs = 2 * Minute,
            BreakEveryMs = 15 * Minute,
        },
        new()
        {
            Name = "everything", LatencyMs = 100, JitterMs = 500, BytesPerSecond = 2000, BreakEveryMs = 10 * Minute, HalfOpenEveryMs = Hour,
            RefusedShare = 0.1, SlowShare = 0.1, NoNameShare = 0.1, WifiDownEveryMs = 40 * Minute, WifiDownForMs = 4 * Minute,
            BrokerRestartEveryMs = 45 * Minute, ClockUnknownForMs = 40_000, SensorFailsEveryMs = 40 * Minute, PowerCutEveryMs = 20 * Minute,
        },
    ];

    /// <summary>The profile of a name, or null.</summary>
    public static SimulationOptions? Find(string name) => All.FirstOrDefault(profile => profile.Name == name);

    /// <summary>A profile as a seed varies it.</summary>
    public static SimulationOptions Vary(SimulationOptions profile, int seed) => profile with
    {
        Qos = 1 + (seed & 1),
        Version = seed % 5 == 0 ? Mqtt.MqttVersion.V311 : Mqtt.MqttVersion.V5,
        Format = seed % 3 == 1 ? PackFormat.SenmlJson : PackFormat.SenmlCbor,
    };
}
