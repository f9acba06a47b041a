namespace Telenode.Mqtt;

/// <summary>The protocol levels that a session speaks: the values of the protocol level byte in CONNECT.</summary>
public static class MqttVersion
{
    /// <summary>MQTT 3.1.1.</summary>
    public const int V311 = 4;

    /// <summary>MQTT 5.0.</summary>
    public const int V5 = 5;
}
