using System;

namespace Telenode.Mqtt;

/// <summary>MQTT 5 properties that a caller adds to a publish, a will, a subscribe, CONNECT or DISCONNECT, encoded once and usable many times.</summary>
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

    /// <summary>Checks a caller's properties, if there are any, against those that a packet may carry.</summary>
    internal static void Check(MqttProperties properties, long allowed)
    {
        if (properties != null && (properties._used & ~allowed) != 0)
        {
            throw new ArgumentException("property");
        }
    }

    /// <summary>Takes all out again.</summary>
    public void Clear()
    {
        _count = 0;
        _used = 0;
    }

    /// <summary>Adds a number.</summary>
    /// <param name="property">Such as <see cref="MqttProperty.MessageExpiry"/>.</param>
    /// <param name="value">Within the property's range.</param>
    /// <exception cref="ArgumentException">It is there already, or there is no room (for this and all other Add methods).</exception>
    public void AddNumber(int property, long value)
    {
        long bit = 1L << property;
        int size = (bit & MqttProperty.Flags) != 0 ? 1 : 4;
        PacketWriter writer = Begin(property, size + 1);
        if (size == 1)
        {
            writer.WriteByte((int)value);
        }
        else
        {
            writer.WriteUInt32(value);
        }
    }

    /// <summary>Adds text.</summary>
    /// <param name="property">Such as <see cref="MqttProperty.ContentType"/>.</param>
    /// <param name="text">At most 65535 bytes of UTF-8, without U+0000.</param>
    public void AddText(int property, string text) => AddBytes(property, Utf8.Encode(text));

    /// <summary>Adds bytes.</summary>
    /// <param name="property"><see cref="MqttProperty.CorrelationData"/>.</param>
    /// <param name="bytes">At most 65535.</param>
    public void AddBytes(int property, byte[] bytes) => Begin(property, bytes.Length + 3).WriteField(bytes);

    /// <summary>Adds a name and value of the caller's own; names may repeat.</summary>
    public void AddUserProperty(string name, string value)
    {
        byte[] key = Utf8.Encode(name);
        byte[] text = Utf8.Encode(value);
        PacketWriter writer = Begin(MqttProperty.UserProperty, key.Length + text.Length + 5);
        writer.WriteField(key);
        writer.WriteField(text);
    }

    private PacketWriter Begin(int id, int size)
    {
        long bit = 1L << id;
        if (size > Bytes.Length - _count || (_used & bit & ~MqttProperty.Repeatable) != 0)
        {
            throw new ArgumentException("property");
        }

        _used |= bit;
        _writer.Reset(Bytes, _count, size, 0);
        _count += size;
        _writer.WriteByte(id);
        return _writer;
    }
}
