using System;

namespace Telenode.Mqtt;

/// <summary>A topic name to publish to, checked and encoded once, so that publishing to it costs neither.</summary>
/// <remarks>Keep one for each topic and pass the same object each time: topic aliases go by the object.</remarks>
public sealed class MqttTopic
{
    /// <summary>The name in UTF-8, not to be changed.</summary>
    internal readonly byte[] Bytes;

    /// <summary>Whether publishes may abbreviate it by one of the server's few aliases (MQTT 5 §3.3.2.3.4); no use for a topic that is published to once.</summary>
    public bool UsesAlias = true;

    /// <summary>Creates a topic.</summary>
    /// <param name="name">1 to 65535 bytes in UTF-8, without wildcards and U+0000 (MQTT 5 §4.7.1, §4.7.3).</param>
    /// <exception cref="ArgumentException">The name breaks these rules.</exception>
    public MqttTopic(string name)
        : this(Utf8.Encode(name))
    {
    }

    private MqttTopic(byte[] bytes)
    {
        if (bytes.Length == 0 || Utf8.Check(bytes, 0, bytes.Length) != 0)
        {
            throw new ArgumentException("topic name");
        }

        Bytes = bytes;
    }

    /// <summary>Makes a topic of bytes that a peer sent, such as a response topic.</summary>
    /// <returns>The topic, or null when the bytes are no topic name.</returns>
    public static MqttTopic FromBytes(byte[] buffer, int offset, int count)
    {
        if (count < 1 || count > 0xFFFF || Utf8.Check(buffer, offset, count) != 0)
        {
            return null;
        }

        byte[] bytes = new byte[count];
        Array.Copy(buffer, offset, bytes, 0, count);
        return new MqttTopic(bytes);
    }

    /// <summary>Whether the bytes are this topic's name, such as a received message's topic.</summary>
    public bool Matches(byte[] buffer, int offset, int count) => Utf8.AreEqual(Bytes, buffer, offset, count);
}
