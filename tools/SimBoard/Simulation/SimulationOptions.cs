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

    /// <summary>Time between two samplings.</summary>
    public long IntervalMs { get; init; } = 30_000;

    /// <summary>The sensors.</summary>
    public IReadOnlyList<string> Sensors { get; init; } = ["bme280", "bh1750"];

    /// <summary>Readings that the outbox holds in memory.</summary>
    public int OutboxCapacity { get; init; } = 256;

    /// <summary>The journal.</summary>
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

    /// <summary>Part of them for which the name is not found.</summary>
    public double NoNameShare { get; init; }

    /// <summary>Mean time between two losses of the Wi-Fi.</summary>
    public long WifiDownEveryMs { get; init; }

    /// <summary>Mean length of such a loss.</summary>
    public long WifiDownForMs { get; init; } = 60_000;

    /// <summary>Mean time between two restarts of the broker.</summary>
    public long BrokerRestartEveryMs { get; init; }

    /// <summary>Part of the restarts in which it forgets its sessions.</summary>
    public double BrokerForgetsShare { get; init; }

    /// <summary>Time after a start until the clock is set; −1 never sets it.</summary>
    public long ClockUnknownForMs { get; init; } = 5000;

    /// <summary>Mean time between two steps of the clock, forward or back.</summary>
    public long ClockStepEveryMs { get; init; }

    /// <summary>Mean time between two failures of a sensor, which last for <see cref="SensorFailsForMs"/>.</summary>
    public long SensorFailsEveryMs { get; init; }

    /// <summary>Mean length of such a failure.</summary>
    public long SensorFailsForMs { get; init; } = 300_000;

    /// <summary>Mean time between two times in which the flash takes no bytes.</summary>
    public long FlashFullEveryMs { get; init; }

    /// <summary>Mean length of such a time.</summary>
    public long FlashFullForMs { get; init; } = 600_000;

    /// <summary>Part of the writes to flash that fail, with any part of them done.</summary>
    public double FlashErrorShare { get; init; }

    /// <summary>Mean time between two power cuts: at once, at any byte of the next write to flash, or at any use of a port.</summary>
    public long PowerCutEveryMs { get; init; }

    /// <summary>Mean time without power.</summary>
    public long PowerOffForMs { get; init; } = 20_000;

    /// <summary>Whether there are more readings than journal and memory hold.</summary>
    public bool MayDrop { get; init; }

    /// <summary>Version of MQTT.</summary>
    public int Version { get; init; } = MqttVersion.V5;

    /// <summary>Whether the flash itself fails: then what was in memory alone at a power cut is gone.</summary>
    public bool FlashFails => FlashFullEveryMs > 0 || FlashErrorShare > 0;
}
