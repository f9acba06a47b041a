namespace Telenode.Mqtt;

/// <summary>A received message, as ranges of the session's buffers: valid until the next <see cref="MqttSession.HandleInput"/>.</summary>
public sealed class MqttMessage
{
    /// <summary>The buffer in which the topic lies.</summary>
    public byte[] TopicBuffer { get; internal set; }

    /// <summary>Index of the topic name's first byte of UTF-8.</summary>
    public int TopicOffset { get; internal set; }

    /// <summary>Bytes of the topic name.</summary>
    public int TopicCount { get; internal set; }

    /// <summary>The buffer in which payload and properties lie.</summary>
    public byte[] Buffer { get; internal set; }

    /// <summary>Index of the payload's first byte.</summary>
    public int PayloadOffset { get; internal set; }

    /// <summary>Bytes of the payload. Of a skipped message: what it would have had, none of which is in the buffer.</summary>
    public int PayloadCount { get; internal set; }

    /// <summary>0 to 2.</summary>
    public int Qos { get; internal set; }

    /// <summary>Sent because it was retained (or, with Retain As Published, published as such).</summary>
    public bool Retain { get; internal set; }

    /// <summary>The server may have sent it before. At QoS 2 the session has seen to it that it was not delivered.</summary>
    public bool Duplicate { get; internal set; }

    /// <summary>Index of the MQTT 5 properties, to be read with <see cref="MqttPropertyReader"/>.</summary>
    public int PropertiesOffset { get; internal set; }

    /// <summary>Bytes of the properties; 0 in 3.1.1.</summary>
    public int PropertiesCount { get; internal set; }

    /// <summary>Whether the sender says that the payload is UTF-8 text.</summary>
    public bool PayloadIsText { get; internal set; }

    /// <summary>Seconds that the message has yet to live, or −1 when it has no end.</summary>
    public long ExpirySeconds { get; internal set; }

    /// <summary>Index in <see cref="Buffer"/> of the content type.</summary>
    public int ContentTypeOffset { get; internal set; }

    /// <summary>Bytes of the content type; 0 when there is none.</summary>
    public int ContentTypeCount { get; internal set; }

    /// <summary>Index in <see cref="Buffer"/> of the topic on which an answer is awaited.</summary>
    public int ResponseTopicOffset { get; internal set; }

    /// <summary>Bytes of the response topic; 0 when there is none.</summary>
    public int ResponseTopicCount { get; internal set; }

    /// <summary>Index in <see cref="Buffer"/> of the correlation data.</summary>
    public int CorrelationOffset { get; internal set; }

    /// <summary>Bytes of the correlation data, or −1 when there is none.</summary>
    public int CorrelationCount { get; internal set; }

    /// <summary>The first subscription identifier, or 0; further ones are among the properties.</summary>
    public int SubscriptionIdentifier { get; internal set; }

    internal int Identifier;

    internal void Reset(byte[] buffer, int flags)
    {
        TopicBuffer = buffer;
        Buffer = buffer;
        Qos = (flags >> 1) & 3;
        Retain = (flags & 1) != 0;
        Duplicate = (flags & 8) != 0;
        Identifier = 0;
        PropertiesOffset = 0;
        PropertiesCount = 0;
        PayloadIsText = false;
        ExpirySeconds = -1;
        ContentTypeCount = 0;
        ResponseTopicCount = 0;
        CorrelationCount = -1;
        SubscriptionIdentifier = 0;
    }

    /// <summary>Takes the current property in, as far as it has a place here.</summary>
    internal void Take(MqttPropertyReader property)
    {
        switch (property.Id)
        {
            case PropertyId.PayloadFormat:
                PayloadIsText = property.Value != 0;
                break;
            case PropertyId.MessageExpiry:
                ExpirySeconds = property.Value;
                break;
            case PropertyId.ContentType:
                ContentTypeOffset = property.Offset;
                ContentTypeCount = property.Count;
                break;
            case PropertyId.ResponseTopic:
                ResponseTopicOffset = property.Offset;
                ResponseTopicCount = property.Count;
                break;
            case PropertyId.CorrelationData:
                CorrelationOffset = property.Offset;
                CorrelationCount = property.Count;
                break;
            case PropertyId.SubscriptionIdentifier:
                if (SubscriptionIdentifier == 0)
                {
                    SubscriptionIdentifier = (int)property.Value;
                }

                break;
            default:
                break;
        }
    }
}
