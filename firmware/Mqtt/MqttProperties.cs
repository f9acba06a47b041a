using System;

namespace Telenode.Mqtt;

/// <summary>MQTT 5 properties that a caller adds to a publish, a will, a subscribe or the CONNECT, encoded once and usable many times.</summary>
/// <remarks>A 3.1.1 session leaves them out. They are copied when used, so they may be cleared and filled anew.</remarks>
public sealed class MqttProperties
{
    internal readonly byte[] Bytes;
    private readonly PacketWriter _writer = new PacketWriter();
    private long _used;
    private int _count;

    /// <summary>Creates an empty set.</summary>
    /// <param name="capacity">Bytes that the encoded properties may take.</param>
    public MqttProperties(int capacity = 128)
    {
        Bytes = new byte[capacity];
    }

    /// <summary>Bytes that the encoded properties take.</summary>
    public int Count => _count;

    /// <summary>Whether there are none but user properties, as CONNECT, SUBSCRIBE and UNSUBSCRIBE require.</summary>
    internal bool OnlyUser => (_used & ~(1L << MqttProperty.UserProperty)) == 0;

    /// <summary>Takes all out again.</summary>
    public void Clear()
    {
        _count = 0;
        _used = 0;
    }

    /// <summary>Says that the payload is UTF-8 text.</summary>
    /// <exception cref="ArgumentException">It is there already, or there is no room (for this and all other Add methods).</exception>
    public void AddPayloadIsText() => Begin(MqttProperty.PayloadFormat, 2).WriteByte(1);

    /// <summary>Lets the server drop the message when it could not pass it on within this many seconds (0 to 2^32 − 1).</summary>
    public void AddMessageExpiry(long seconds) => Begin(MqttProperty.MessageExpiry, 5).WriteUInt32(seconds);

    /// <summary>Describes the payload, such as "application/senml+cbor".</summary>
    public void AddContentType(string type) => AddField(MqttProperty.ContentType, Utf8.Encode(type));

    /// <summary>Asks for an answer on this topic.</summary>
    public void AddResponseTopic(MqttTopic topic) => AddField(MqttProperty.ResponseTopic, topic.Bytes);

    /// <summary>Bytes by which the asker knows its answer again.</summary>
    public void AddCorrelationData(byte[] data) => AddField(MqttProperty.CorrelationData, data);

    /// <summary>Adds a name and value of the caller's own; names may repeat.</summary>
    public void AddUserProperty(string name, string value)
    {
        byte[] key = Utf8.Encode(name);
        byte[] text = Utf8.Encode(value);
        PacketWriter writer = Begin(MqttProperty.UserProperty, key.Length + text.Length + 5);
        writer.WriteField(key);
        writer.WriteField(text);
    }

    private void AddField(int id, byte[] bytes)
    {
        Begin(id, bytes.Length + 3).WriteField(bytes);
    }

    private PacketWriter Begin(int id, int size)
    {
        long bit = 1L << id;
        if (size > Bytes.Length - _count || (id != MqttProperty.UserProperty && (_used & bit) != 0))
        {
            throw new ArgumentException("property repeated or no room");
        }

        _used |= bit;
        _writer.Reset(Bytes, _count, size, 0);
        _count += size;
        _writer.WriteByte(id);
        return _writer;
    }
}
