namespace Telenode.Mqtt;

/// <summary>What a session is and how much memory it takes. Names and sizes are read by the session's constructor;
/// what is marked "each Connect" may be changed while no connection stands.</summary>
public sealed class MqttOptions
{
    /// <summary><see cref="MqttVersion.V5"/> or <see cref="MqttVersion.V311"/>. Each Connect.</summary>
    public int Version = MqttVersion.V5;

    /// <summary>The name by which the server knows this client. Empty: the server gives one (<see cref="MqttSession.AssignedClientId"/>; MQTT 5).</summary>
    public string ClientId = string.Empty;

    /// <summary>User name, or null for none.</summary>
    public string UserName;

    /// <summary>Password, or null for none; at most 65535 bytes. 3.1.1 sends it only with a user name [MQTT-3.1.2-22]. Each Connect.</summary>
    public byte[] Password;

    /// <summary>Seconds of silence after which a PINGREQ asks whether the server is still there; 0 for never, at most 65535. Each Connect.</summary>
    public int KeepAliveSeconds = 60;

    /// <summary>Milliseconds to wait for CONNACK.</summary>
    public int ConnectTimeoutMs = 10000;

    /// <summary>Milliseconds to wait for PINGRESP, and for the last DISCONNECT to leave.</summary>
    public int PingTimeoutMs = 10000;

    /// <summary>Seconds that the server keeps the session after the connection, 0 to 2^32 − 1 (for ever). 3.1.1 knows only 0 and for ever.
    /// Each Connect.</summary>
    public long SessionExpirySeconds;

    /// <summary>Whether the first connection discards what the server may still have of an earlier session. Later ones, and the first
    /// after a restore, resume as far as <see cref="SessionExpirySeconds"/> allows. False says that the caller knows the server's session.</summary>
    public bool CleanStart = true;

    /// <summary>What becomes of unacknowledged publishes when the server has lost the session: sent again as new ones (true), or each
    /// reported by a Lost event, for a caller that keeps its messages until they are acknowledged.</summary>
    public bool ResendOnNewSession = true;

    /// <summary>The will, or null for none. Each Connect.</summary>
    public MqttWill Will;

    /// <summary>Enhanced authentication (MQTT 5), or null for none.</summary>
    public IMqttAuthenticator Authenticator;

    /// <summary>User properties of CONNECT, and what it requests (MQTT 5), or null. Each Connect.</summary>
    public MqttProperties ConnectProperties;

    /// <summary>Largest packet that can be received, less its first 2 to 5 bytes; at least 64. MQTT 5 tells the server.</summary>
    public int ReceiveBufferSize = 512;

    /// <summary>What becomes of a larger message in 3.1.1, which cannot tell the server: skipped and acknowledged (true), or the connection closed.</summary>
    public bool SkipOversize = true;

    /// <summary>Bytes for payloads and properties that wait to be sent or acknowledged.</summary>
    public int TransmitStoreSize = 1280;

    /// <summary>Publishes, subscribes and unsubscribes under way at once, 1 to 1024.</summary>
    public int MaxInFlight = 8;

    /// <summary>QoS 1 and 2 messages that the server may have under way to us, 1 to 65535. MQTT 5 tells the server. Twice as many are
    /// borne at QoS 2, because 3.1.1 cannot tell it and Mosquitto 2.0 does not keep to it; then the connection closes.</summary>
    public int ReceiveMaximum = 32;

    /// <summary>Topics that are abbreviated by an alias when publishing, as far as the server allows (MQTT 5).</summary>
    public int OutboundTopicAliases = 8;

    /// <summary>Topics that the server may abbreviate by an alias (MQTT 5).</summary>
    public int InboundTopicAliases;

    /// <summary>Longest topic, in bytes, that the server may abbreviate.</summary>
    public int InboundAliasTopicSize = 64;
}
