namespace Telenode.Mqtt;

/// <summary>A received message, as ranges of the session's buffers: valid until the next <see cref="MqttSession.HandleInput"/>.</summary>
/// <remarks>Fields, not properties, here and in the options: in an assembly for the device each property costs a hundred bytes of flash.</remarks>
public sealed class MqttMessage
{
    /// <summary>The buffer in which the topic lies.</summary>
    public byte[] TopicBuffer;

    /// <summary>Index of the topic name's first byte of UTF-8.</summary>
    public int TopicOffset;

    /// <summary>Bytes of the topic name.</summary>
    public int TopicCount;

    /// <summary>The buffer in which payload and properties lie.</summary>
    public byte[] Buffer;

    /// <summary>Index of the payload's first byte.</summary>
    public int PayloadOffset;

    /// <summary>Bytes of the payload. Of a skipped message: what it would have had, which is not in the buffer.</summary>
    public int PayloadCount;

    /// <summary>0 to 2.</summary>
    public int Qos;

    /// <summary>Sent because it was retained (or, with Retain As Published, published as such).</summary>
    public bool Retain;

    /// <summary>The server may have sent it before. At QoS 2 the session has seen to it that it was not delivered.</summary>
    public bool Duplicate;

    /// <summary>Index of the MQTT 5 properties, to be read with <see cref="MqttPropertyReader"/>.</summary>
    public int PropertiesOffset;

    /// <summary>Bytes of the properties; 0 in 3.1.1.</summary>
    public int PropertiesCount;

    internal int Identifier;
}
