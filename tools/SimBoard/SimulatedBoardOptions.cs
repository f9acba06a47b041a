using Telenode.Core;
using Telenode.SimBoard.Store;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.SimBoard;

/// <summary>What a simulated board is made of.</summary>
public sealed record SimulatedBoardOptions
{
    /// <summary>Where it publishes.</summary>
    public required EndpointUrl Uplink { get; init; }

    /// <summary>User name; null: the URL's.</summary>
    public string? User { get; init; }

    /// <summary>Password; null: the URL's.</summary>
    public string? Password { get; init; }

    /// <summary>Whether the password is proved by SCRAM-SHA-256 and not sent.</summary>
    public bool ScramSha256 { get; init; }

    /// <summary>Takes what is asked of the board from afar; null: nothing may be asked.</summary>
    public IDownlink? Downlink { get; init; }

    /// <summary>Whom it trusts over TLS and as whom it appears.</summary>
    public TlsOptions Tls { get; init; } = new();

    /// <summary>Names and keys of its uplink, for coaps and coap+oscore.</summary>
    public SecureOptions Secure { get; init; } = new();

    /// <summary>Names and keys of its own server: with a PSK it answers coaps one port above <see cref="Serve"/>, with a secret OSCORE too.</summary>
    public SecureOptions ServeSecure { get; init; } = new();

    /// <summary>What it keeps over a reset: DTLS sessions, OSCORE sequence numbers.</summary>
    public IKeyValueStore Store { get; init; } = new MemoryKeyValueStore();

    /// <summary>Its name in topics and readings.</summary>
    public required string DeviceId { get; init; }

    /// <summary>How often it has started.</summary>
    public int Boot { get; init; } = 1;

    /// <summary>Its sensors, a line each as in the device's settings; null for a weather station, or for what a replay holds.</summary>
    public IReadOnlyList<string>? Sensors { get; init; }

    /// <summary>Whether each sensor's status is telemetry, too.</summary>
    public bool Diagnostics { get; init; }

    /// <summary>Time between two samplings in ms; a replay goes by its rows instead.</summary>
    public long IntervalMs { get; init; } = 5000;

    /// <summary>Device seconds a real second; <see cref="double.PositiveInfinity"/> never waits for time to pass.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Seed of the weather and of every random choice.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How readings become payloads.</summary>
    public PackFormat Format { get; init; }

    /// <summary>MQTT quality of service of readings, 0 to 2.</summary>
    public int Qos { get; init; } = 1;

    /// <summary>Whether it makes its sensors known to Home Assistant; needs SenML-JSON.</summary>
    public bool HomeAssistant { get; init; }

    /// <summary>Whether SenML packs carry units.</summary>
    public bool PackUnits { get; init; } = true;

    /// <summary>Recorded measurements instead of weather.</summary>
    public CsvReplay? Replay { get; init; }

    /// <summary>Device time after which sampling stops, in ms; null for never.</summary>
    public long? StopAfterMs { get; init; }

    /// <summary>Filter chains as <c>QUANTITY=CHAIN</c>.</summary>
    public IReadOnlyList<string> Filters { get; init; } = [];

    /// <summary>Quantities to calculate, as in the settings.</summary>
    public IReadOnlyList<string> Derived { get; init; } = [];

    /// <summary>Address of this machine and UDP and TCP port of the device's own CoAP server; null for none. It listens to the groups of
    /// the interface with that address; on :: or 0.0.0.0 to those of every interface.</summary>
    public System.Net.IPEndPoint? Serve { get; init; }

    /// <summary>The resource directory that its server registers with; null for none.</summary>
    public EndpointUrl? Directory { get; init; }

    /// <summary>Device time that what waits may take to be delivered once sampling has stopped, in ms.</summary>
    public long DrainMs { get; init; } = 10_000;

    /// <summary>Where readings are kept over an end of the process; null keeps them in memory.</summary>
    public IAppendStore? Readings { get; init; }

    /// <summary>Readings that the outbox holds.</summary>
    public int OutboxCapacity { get; init; } = 256;
}
