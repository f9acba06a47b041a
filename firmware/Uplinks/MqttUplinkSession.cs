using Telenode.Mqtt;

namespace Telenode.Uplinks;

/// <summary>The options of the MQTT session behind an uplink.</summary>
internal static class MqttUplinkSession
{
    // The proof's rounds take an ESP32 a second or some, between CONNECT and CONNACK; a slow platform or a strict server, many.
    private const int ScramTimeoutMs = 60000;

    /// <summary>Makes them.</summary>
    /// <param name="url">Login, where the options have none.</param>
    /// <param name="options">The uplink's options.</param>
    /// <param name="topics">The device's topics.</param>
    /// <param name="offline">Payload of the will.</param>
    /// <param name="atOnce">Bytes of payload that must have room together: status, schema, a pack, and an answer.</param>
    /// <param name="scram">Proves the password, which is then never sent; null: it is sent.</param>
    public static MqttOptions OptionsOf(EndpointUrl url, UplinkOptions options, MqttTopics topics, byte[] offline, int atOnce, ScramSha256 scram)
    {
        string password = scram != null ? null : options.Password ?? url.Password;
        var mqtt = new MqttOptions
        {
            ClientId = options.DeviceId,
            UserName = scram != null ? null : options.User ?? url.User,
            Password = password == null ? null : System.Text.Encoding.UTF8.GetBytes(password),
            KeepAliveSeconds = options.KeepAliveSeconds,
            SessionExpirySeconds = options.SessionExpirySeconds,
            Will = new MqttWill(topics.Status, offline, 1, true),
            OutboundTopicAliases = 1,
            Authenticator = scram,
        };
        if (scram != null)
        {
            mqtt.ConnectTimeoutMs = ScramTimeoutMs;
        }

        mqtt.TransmitStoreSize = atOnce > mqtt.TransmitStoreSize ? atOnce : mqtt.TransmitStoreSize;
        return mqtt;
    }

    /// <summary>Whether nobody on the way can read or change what passes.</summary>
    public static bool IsSecured(EndpointUrl url, UplinkOptions options) => (url.Scheme == "mqtts" || url.Scheme == "wss") && !options.Tls.Insecure;

    /// <summary>Why a connection has ended, in one line for a person.</summary>
    public static string Describe(int reason, int qos, string streamFailure, ScramSha256 scram)
    {
        switch (reason)
        {
            case MqttReason.TransportClosed when streamFailure != null: return streamFailure;
            case MqttReason.ServerNotAuthentic: return scram.Failure;
            case MqttReason.UnsupportedProtocolVersion when scram != null: return "the broker speaks only MQTT 3.1.1, in which there is no SCRAM";
            case MqttReason.ProtocolError when qos == 2: return "protocol error: some brokers answer QoS 2 as if it were 1, and need uplink.qos 1";
            default: return MqttReason.Describe(reason);
        }
    }
}
