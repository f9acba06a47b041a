using Telenode.Mqtt;
using Telenode.Telemetry;

namespace Telenode.SimBoard.Simulation;

/// <summary>What a simulated deployment is, and everything that befalls it. Times are ms; a mean of 0 means never.</summary>
public sealed record SimulationOptions
{
    /// <summary>What this set of faults is called.</summary>
    public string Name { get; init; } = "calm";

    /// <summary>MQTT quality of service.</summary>
    public int Qos { get; init; } = 1;

    /// <summary>How readings become payloads.</summary>
    public PackFormat Format { get; init; }

    /// <summary>Time with faults.</summary>
    public long FaultyMs { get; init; } = 6 * 3_600_000;

    /// <summary>Time without faults after it, in which everything that waits must arrive.</summary>
    public long CalmMs { get; init; } = 1_800_000;

    /// <summary>Time between two samplings, whole seconds.</summary>
    public long IntervalMs { get; init; } = 30_000;

    /// <summary>The sensors, a line each as in the settings.</summary>
    public IReadOnlyList<string> Sensors { get; init; } = ["bme280", "bh1750"];

    /// <summary>Chips that are wired up although the settings do not name them at first.</summary>
    public IReadOnlyList<string> SpareChips { get; init; } = [];

    /// <summary>Further settings, <c>key=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>The board sleeps deeply between two samplings and connects every so many wakings; 0: it does not sleep.</summary>
    public int SleepConnect { get; init; }

    /// <summary>Readings that the outbox holds in memory.</summary>
    public int OutboxCapacity { get; init; } = 256;

    /// <summary>Blocks of the flash that readings may fill; the device counts on <see cref="JournalOptions.Segments"/>.</summary>
    public JournalOptions Journal { get; init; } = new();

    /// <summary>Least time that a byte takes.</summary>
    public int LatencyMs { get; init; } = 20;

    /// <summary>Most time that it takes longer.</summary>
    public int JitterMs { get; init; } = 20;

    /// <summary>Bandwidth of the link.</summary>
    public int BytesPerSecond { get; init; } = 20_000;

    /// <summary>Mean time between two breaks of the connection, each at any byte on its way, which both sides learn of.</summary>
    public long BreakEveryMs { get; init; }

    /// <summary>Mean time until a connection dies without either side learning of it.</summary>
    public long HalfOpenEveryMs { get; init; }

    /// <summary>Part of the attempts to connect that are refused.</summary>
    public double RefusedShare { get; init; }

    /// <summary>Part of them that take up to a minute, or for ever.</summary>
    public double SlowShare { get; init; }

    /// <summary>Part of the names, the broker's and the time server's, that are not found.</summary>
    public double NoNameShare { get; init; }

    /// <summary>Mean time between two losses of the Wi-Fi.</summary>
    public long WifiDownEveryMs { get; init; }

    /// <summary>Mean length of such a loss.</summary>
    public long WifiDownForMs { get; init; } = 60_000;

    /// <summary>Mean time until the Wi-Fi has another password for a while.</summary>
    public long WrongPasswordEveryMs { get; init; }

    /// <summary>Mean length of that.</summary>
    public long WrongPasswordForMs { get; init; } = 300_000;

    /// <summary>Mean time until the broker is away for a while: connections are refused.</summary>
    public long BrokerDownEveryMs { get; init; }

    /// <summary>Mean length of that.</summary>
    public long BrokerDownForMs { get; init; } = 600_000;

    /// <summary>Mean time between two restarts of the broker.</summary>
    public long BrokerRestartEveryMs { get; init; }

    /// <summary>Part of the restarts in which it forgets its sessions.</summary>
    public double BrokerForgetsShare { get; init; }

    /// <summary>Part of the readings' PUBLISH packets that the broker refuses with a reason code (MQTT 5 §3.4.2.1).</summary>
    public double RefusedPacksShare { get; init; }

    /// <summary>Mean time between two times in which it refuses all of them.</summary>
    public long QuotaEveryMs { get; init; }

    /// <summary>Mean length of such a time.</summary>
    public long QuotaForMs { get; init; } = 300_000;

    /// <summary>Version of MQTT that the broker speaks.</summary>
    public int Version { get; init; } = MqttVersion.V5;

    /// <summary>Part of the time server's answers that are lost.</summary>
    public double NoTimeShare { get; init; }

    /// <summary>Mean time between two steps of the time server's clock, forward or back, by up to 4000 s.</summary>
    public long ClockStepEveryMs { get; init; }

    /// <summary>By how much the board's oscillator is fast, in millionths; a seed gives the sign.</summary>
    public int DriftPpm { get; init; } = 40;

    /// <summary>By how much its clock is fast while it sleeps, in millionths; a seed gives the sign.</summary>
    public int SleepDriftPpm { get; init; } = 500;

    /// <summary>Mean time between two failures of a sensor, which last for <see cref="SensorFailsForMs"/>.</summary>
    public long SensorFailsEveryMs { get; init; }

    /// <summary>Mean length of such a failure.</summary>
    public long SensorFailsForMs { get; init; } = 300_000;

    /// <summary>Mean time between two times in which the flash takes no readings.</summary>
    public long FlashFullEveryMs { get; init; }

    /// <summary>Mean length of such a time.</summary>
    public long FlashFullForMs { get; init; } = 600_000;

    /// <summary>Part of the writes of readings to flash that fail, with any part of them done.</summary>
    public double FlashErrorShare { get; init; }

    /// <summary>Part of the reads of readings that fail.</summary>
    public double FlashReadErrorShare { get; init; }

    /// <summary>Part of the writes of settings, of the count of starts and the like that fail, with any part of them done.</summary>
    public double StoreErrorShare { get; init; }

    /// <summary>Part of the reads of those that fail.</summary>
    public double StoreReadErrorShare { get; init; }

    /// <summary>Mean time until the flash is emptied while the power is off, and the board set up again under the same name.</summary>
    public long WipeEveryMs { get; init; }

    /// <summary>Mean time between two power cuts: at once, at any byte of the next write to flash, or at any use of a port.</summary>
    public long PowerCutEveryMs { get; init; }

    /// <summary>Mean time without power.</summary>
    public long PowerOffForMs { get; init; } = 20_000;

    /// <summary>Mean time between two changes of a setting, by the console or by a message.</summary>
    public long ChangeEveryMs { get; init; }

    /// <summary>The changes, <c>key=value</c>; one is drawn each time.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>Whether there are more readings than journal and memory hold.</summary>
    public bool MayDrop { get; init; }

    /// <summary>Whether the quality of service is changed while the board runs.</summary>
    public bool ChangesQos => Changes.Any(change => change.StartsWith("uplink.qos=", StringComparison.Ordinal));

    /// <summary>Whether the flash itself fails: then what was in memory alone at a power cut is gone.</summary>
    public bool FlashFails => FlashFullEveryMs > 0 || FlashErrorShare > 0 || FlashReadErrorShare > 0;
}
