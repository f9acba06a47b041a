using Telenode.Mqtt;

namespace Telenode.Uplinks;

/// <summary>The options of the MQTT session behind an uplink.</summary>
internal static class MqttUplinkSession
{
    /// <summary>Makes them.</summary>
    /// <param name="url">Login, where the options have none.</param>
    /// <param name="options">The uplink's options.</param>
    /// <param name="topics">The device's topics.</param>
    /// <param name="offline">Payload of the will.</param>
    /// <param name="atOnce">Bytes of payload that must have room together: status, schema and a pack.</param>
    public static MqttOptions OptionsOf(EndpointUrl url, UplinkOptions options, MqttTopics topics, byte[] offline, int atOnce)
    {
        string password = options.Password ?? url.Password;
        var mqtt = new MqttOptions
        {
            ClientId = options.DeviceId,
            UserName = options.User ?? url.User,
            Password = password == null ? null : System.Text.Encoding.UTF8.GetBytes(password),
            KeepAliveSeconds = options.KeepAliveSeconds,
            SessionExpirySeconds = options.SessionExpirySeconds,
            Will = new MqttWill(topics.Status, offline, 1, true),
            OutboundTopicAliases = 1,
        };
        mqtt.TransmitStoreSize = atOnce > mqtt.TransmitStoreSize ? atOnce : mqtt.TransmitStoreSize;
        return mqtt;
    }
}
