using Telenode.Telemetry;

namespace Telenode.Uplinks;

/// <summary>What every uplink is told beside its URL.</summary>
public sealed class UplinkOptions
{
    /// <summary>The device's name: a level of topics, the client identifier, the start of SenML names.</summary>
    public string DeviceId { get; set; }

    /// <summary>User name; null takes the URL's.</summary>
    public string User { get; set; }

    /// <summary>Password; null takes the URL's.</summary>
    public string Password { get; set; }

    /// <summary>Whether an MQTT uplink proves the password by SCRAM-SHA-256 (MQTT 5 §4.12) and never sends it; needs user, password and
    /// <see cref="UplinkParts.Crypto"/>.</summary>
    public bool ScramSha256 { get; set; }

    /// <summary>Whether <see cref="UplinkParts.Publisher"/> is to publish in place of our own MQTT session.</summary>
    public bool PlatformClient { get; set; }

    /// <summary>Whom the schemes over TLS trust and as whom they appear.</summary>
    public TlsOptions Tls { get; set; } = new TlsOptions();

    /// <summary>Names and keys for coaps and coap+oscore.</summary>
    public SecureOptions Secure { get; set; } = new SecureOptions();

    /// <summary>How readings become payloads.</summary>
    public PackFormat Format { get; set; }

    /// <summary>Whether SenML packs carry units; the retained schema message has them in any case.</summary>
    public bool PackUnits { get; set; } = true;

    /// <summary>Whether an MQTT uplink makes the channels known to Home Assistant; needs <see cref="PackFormat.SenmlJson"/>.</summary>
    public bool HomeAssistant { get; set; }

    /// <summary>The longest time between two readings of a channel, in ms, after filters; 0: not known. Home Assistant is told after how long
    /// a value is too old to be shown.</summary>
    public long ReportIntervalMs { get; set; }

    /// <summary>MQTT quality of service of readings: 1 at least once (the default), 2 exactly once, 0 at most once.</summary>
    public int Qos { get; set; } = 1;

    /// <summary>Seconds of silence after which the connection is probed.</summary>
    public int KeepAliveSeconds { get; set; } = 60;

    /// <summary>Seconds that a broker keeps the session of a device that is away.</summary>
    public long SessionExpirySeconds { get; set; } = 3600;

    /// <summary>Largest pack in bytes.</summary>
    public int PackBytes { get; set; } = 512;

    /// <summary>Shortest and longest pause between two tries to connect, in ms.</summary>
    public int FirstRetryMs { get; set; } = 1000;

    /// <summary>As <see cref="FirstRetryMs"/>.</summary>
    public int LastRetryMs { get; set; } = 120000;
}
