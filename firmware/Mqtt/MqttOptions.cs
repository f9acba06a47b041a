using System;

namespace Telenode.Mqtt;

/// <summary>What a session is and how much memory it takes. The sizes are read once, by the session's constructor;
/// the rest at each Connect, so that a password can be renewed. Change nothing while a connection stands.</summary>
public sealed class MqttOptions
{
    internal byte[] ClientIdBytes = new byte[0];
    internal byte[] UserNameBytes;

    private string _clientId = string.Empty;
    private string _userName;

    /// <summary><see cref="MqttVersion.V5"/> (default) or <see cref="MqttVersion.V311"/>.</summary>
    public int Version { get; set; } = MqttVersion.V5;

    /// <summary>The name by which the server knows this client. Empty: the server gives one (<see cref="MqttSession.AssignedClientId"/>; MQTT 5).</summary>
    /// <exception cref="ArgumentException">More than 65535 bytes of UTF-8, or U+0000 within.</exception>
    public string ClientId
    {
        get => _clientId;
        set
        {
            ClientIdBytes = Utf8.Encode(value);
            _clientId = value;
        }
    }

    /// <summary>User name, or null for none.</summary>
    /// <exception cref="ArgumentException">More than 65535 bytes of UTF-8, or U+0000 within.</exception>
    public string UserName
    {
        get => _userName;
        set
        {
            UserNameBytes = value == null ? null : Utf8.Encode(value);
            _userName = value;
        }
    }

    /// <summary>Password, or null for none; at most 65535 bytes. 3.1.1 sends it only with a user name [MQTT-3.1.2-22].</summary>
    public byte[] Password { get; set; }

    /// <summary>Seconds of silence after which a PINGREQ asks whether the server is still there; 0 for never, at most 65535.</summary>
    public int KeepAliveSeconds { get; set; } = 60;

    /// <summary>Milliseconds to wait for CONNACK.</summary>
    public int ConnectTimeoutMs { get; set; } = 10000;

    /// <summary>Milliseconds to wait for PINGRESP, and for the last DISCONNECT to leave.</summary>
    public int PingTimeoutMs { get; set; } = 10000;

    /// <summary>Seconds that the server keeps the session after the connection, 0 to 2^32 − 1 (for ever).
    /// 3.1.1 knows only 0 and for ever.</summary>
    public long SessionExpirySeconds { get; set; }

    /// <summary>Whether the first connection discards what the server may still have of an earlier session. Later ones, and the first
    /// after a restore, resume as far as <see cref="SessionExpirySeconds"/> allows. False says that the caller knows the server's session.</summary>
    public bool CleanStart { get; set; } = true;

    /// <summary>What becomes of unacknowledged publishes when the server has lost the session: sent again as new ones (true), or each
    /// reported by a Lost event, for a caller that keeps its messages until they are acknowledged.</summary>
    public bool ResendOnNewSession { get; set; } = true;

    /// <summary>The will, or null for none.</summary>
    public MqttWill Will { get; set; }

    /// <summary>Enhanced authentication (MQTT 5), or null for none.</summary>
    public IMqttAuthenticator Authenticator { get; set; }

    /// <summary>User properties of the CONNECT (MQTT 5), or null.</summary>
    public MqttProperties ConnectProperties { get; set; }

    /// <summary>Largest packet that can be received, less its first 2 to 5 bytes. MQTT 5 tells the server.</summary>
    public int ReceiveBufferSize { get; set; } = 512;

    /// <summary>What becomes of a larger message in 3.1.1, which cannot tell the server: skipped and acknowledged (true), or the connection closed.</summary>
    public bool SkipOversize { get; set; } = true;

    /// <summary>Bytes for payloads and properties that wait to be sent or acknowledged.</summary>
    public int TransmitStoreSize { get; set; } = 1280;

    /// <summary>Publishes, subscribes and unsubscribes under way at once, 1 to 1024.</summary>
    public int MaxInFlight { get; set; } = 8;

    /// <summary>QoS 1 and 2 messages that the server may have under way to us, 1 to 65535. 3.1.1 cannot tell the server:
    /// there a server with more QoS 2 messages under way is disconnected.</summary>
    public int ReceiveMaximum { get; set; } = 32;

    /// <summary>Topics that are abbreviated by an alias when publishing, as far as the server allows (MQTT 5).</summary>
    public int OutboundTopicAliases { get; set; } = 8;

    /// <summary>Topics that the server may abbreviate by an alias (MQTT 5).</summary>
    public int InboundTopicAliases { get; set; }

    /// <summary>Longest topic, in bytes, that the server may abbreviate.</summary>
    public int InboundAliasTopicSize { get; set; } = 64;
}
