using System;

namespace Telenode.Mqtt;

/// <summary>The message that the server publishes for us when the connection ends without a normal DISCONNECT.</summary>
public sealed class MqttWill
{
    internal readonly MqttTopic Topic;
    internal readonly byte[] Payload;
    internal readonly int Qos;
    internal readonly bool Retain;

    /// <summary>Creates a will.</summary>
    /// <param name="topic">Where it is published.</param>
    /// <param name="payload">At most 65535 bytes, kept, not copied.</param>
    /// <param name="qos">0 to 2.</param>
    /// <param name="retain">Whether the server retains it.</param>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public MqttWill(MqttTopic topic, byte[] payload, int qos, bool retain)
    {
        if (topic == null || payload == null || payload.Length > 0xFFFF || qos < 0 || qos > 2)
        {
            throw new ArgumentException("will");
        }

        Topic = topic;
        Payload = payload;
        Qos = qos;
        Retain = retain;
    }

    /// <summary>Seconds that the server waits, in case the client comes back (MQTT 5); 0 to 2^32 − 1.</summary>
    public long DelaySeconds;

    /// <summary>Properties of the message (MQTT 5), or null.</summary>
    public MqttProperties Properties;
}
