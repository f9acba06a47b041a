using System;
using Telenode.Core;

namespace Telenode.Mqtt;

/// <content>What the caller asks of the server.</content>
public sealed partial class MqttSession
{
    /// <summary>Whether there is room now for one more publish with so many bytes of properties and payload.</summary>
    public bool CanPublish(int count) => Admit(count, 0) > 0;

    /// <summary>Takes a message to publish; topic and payload are copied, nothing is allocated.</summary>
    /// <param name="topic">Where to.</param>
    /// <param name="payload">Where the payload lies.</param>
    /// <param name="offset">Its first byte.</param>
    /// <param name="count">Its bytes; 0 clears a retained message.</param>
    /// <param name="qos">0 at most once, 1 at least once, 2 exactly once.</param>
    /// <param name="retain">Whether the server keeps it for later subscribers.</param>
    /// <param name="properties">MQTT 5 properties, or null.</param>
    /// <returns>
    /// A positive handle by which events name it (at QoS 1 and 2 the packet identifier); 0 for not now: not connected, or table or store
    /// full; the negative of a reason code when this connection can never take it: too large, QoS or retain not supported.
    /// </returns>
    /// <exception cref="ArgumentException">An argument is out of its range.</exception>
    public int TryPublish(MqttTopic topic, byte[] payload, int offset, int count, int qos, bool retain, MqttProperties properties = null)
    {
        Buffers.CheckRange(payload, offset, count);
        if (topic == null || qos < 0 || qos > 2)
        {
            throw new ArgumentException("topic or QoS");
        }

        MqttProperties.Check(properties, MqttProperty.ToPublish);
        int extra = _isV5 && properties != null ? properties.Count : 0;
        int flags = (qos << 1) | (retain ? 1 : 0);
        int admission = Admit(extra + count, Refusal(flags, PublishSize(topic, flags, extra, extra + count)));
        if (admission <= 0)
        {
            return admission;
        }

        if (extra > 0)
        {
            Array.Copy(properties.Bytes, 0, _table.Store, _table.Used, extra);
        }

        Array.Copy(payload, offset, _table.Store, _table.Used + extra, count);
        int handle = qos == 0 ? _table.NextUnnumbered() : _table.NextIdentifier();
        int row = _table.Add(PacketType.Publish, flags, handle, extra + count);
        _table.Topic[row] = topic;
        _table.PropertiesLength[row] = extra;
        return handle;
    }

    /// <summary>Asks for messages.</summary>
    /// <param name="filter">Topic filter, with wildcards + and #; "$share/GROUP/FILTER" for a shared subscription (MQTT 5).</param>
    /// <param name="options">The highest QoS wanted, 0 to 2; in MQTT 5 also, added to it, the flags of <see cref="MqttSubscribe"/>.</param>
    /// <param name="identifier">A number that matching messages will carry (MQTT 5), 1 to 268435455, or 0 for none.</param>
    /// <param name="properties">User properties (MQTT 5), or null.</param>
    /// <returns>As <see cref="TryPublish"/>; the <see cref="MqttEvent.Subscribed"/> event brings the server's answer.</returns>
    /// <exception cref="ArgumentException">The filter breaks the rules of MQTT 5 §4.7, or an argument is out of its range.</exception>
    public int TrySubscribe(string filter, int options, int identifier = 0, MqttProperties properties = null)
    {
        if (options < 0 || (options & 3) == 3 || options > 0x2F || identifier < 0 || identifier > 0x0FFFFFFF)
        {
            throw new ArgumentException("options");
        }

        byte[] bytes = MqttSubscribe.Encode(filter, (options & MqttSubscribe.NoLocal) != 0);
        int refusal = 0;
        if (_isV5)
        {
            int[] server = _server;
            refusal =
                server[MqttProperty.WildcardAvailable] == 0 && Utf8.Check(bytes, 0, bytes.Length) != 0
                    ? MqttReason.WildcardSubscriptionsNotSupported
                : server[MqttProperty.SharedAvailable] == 0 && MqttSubscribe.IsShared(filter)
                    ? MqttReason.SharedSubscriptionsNotSupported
                : server[MqttProperty.SubscriptionIdentifiersAvailable] == 0 && identifier != 0
                    ? MqttReason.SubscriptionIdentifiersNotSupported : 0;
        }

        return AddRequest(PacketType.Subscribe, bytes, _isV5 ? options : options & 3, identifier, properties, refusal);
    }

    /// <summary>Ends a subscription.</summary>
    /// <param name="filter">The filter as it was subscribed to.</param>
    /// <param name="properties">User properties (MQTT 5), or null.</param>
    /// <returns>As <see cref="TryPublish"/>; the <see cref="MqttEvent.Unsubscribed"/> event brings the server's answer.</returns>
    /// <exception cref="ArgumentException">The filter breaks the rules of MQTT 5 §4.7.</exception>
    public int TryUnsubscribe(string filter, MqttProperties properties = null) =>
        AddRequest(PacketType.Unsubscribe, MqttSubscribe.Encode(filter, false), -1, 0, properties, 0);

    private int AddRequest(int type, byte[] filter, int options, int identifier, MqttProperties properties, int refusal)
    {
        MqttProperties.Check(properties, MqttProperty.ToRequest);
        _writer.ResetToCount();
        WriteRequest(filter, options, identifier, properties);
        int length = _writer.Count;
        int size = 3 + PacketWriter.VarIntSize(length + 2) + length;
        int admission = Admit(length, size > MaximumPacketSize ? MqttReason.PacketTooLarge : refusal);
        if (admission <= 0)
        {
            return admission;
        }

        _writer.Reset(_table.Store, _table.Used, length, 0);
        WriteRequest(filter, options, identifier, properties);
        int handle = _table.NextIdentifier();
        _table.Add(type, 0, handle, length);
        return handle;
    }

    /// <summary>Whether so many bytes can be taken now (1), later (0), or, because of the refusal's reason or our own size, never (negative).</summary>
    private int Admit(int length, int refusal)
    {
        if (_state != MqttState.Connected)
        {
            return 0;
        }

        InFlightTable table = _table;
        int reason = length > table.Store.Length ? MqttReason.PacketTooLarge : refusal;
        return reason != 0 ? -reason : table.Count == table.Type.Length || length > table.Store.Length - table.Used ? 0 : 1;
    }

    /// <summary>Writes what follows the packet identifier of a SUBSCRIBE, or of an UNSUBSCRIBE, which has no options.</summary>
    private void WriteRequest(byte[] filter, int options, int identifier, MqttProperties properties)
    {
        PacketWriter writer = _writer;
        if (_isV5)
        {
            int extra = properties == null ? 0 : properties.Count;
            writer.WriteVarInt(extra + (identifier == 0 ? 0 : 1 + PacketWriter.VarIntSize(identifier)));
            if (identifier != 0)
            {
                writer.WriteByte(MqttProperty.SubscriptionIdentifier);
                writer.WriteVarInt(identifier);
            }

            writer.WriteProperties(properties);
        }

        writer.WriteField(filter);
        if (options >= 0)
        {
            writer.WriteByte(options);
        }
    }

    /// <summary>The reason why a publish can never be sent on this connection, or 0.</summary>
    private int Refusal(int flags, int packetSize)
    {
        if ((flags >> 1 & 3) > MaximumQos)
        {
            return MqttReason.QosNotSupported; // [MQTT-3.2.2-11]
        }

        if ((flags & 1) != 0 && !RetainAvailable)
        {
            return MqttReason.RetainNotSupported; // [MQTT-3.2.2-14]
        }

        return packetSize > MaximumPacketSize ? MqttReason.PacketTooLarge : 0; // [MQTT-3.2.2-15]
    }

    private int PublishSize(int row) =>
        PublishSize(_table.Topic[row], _table.Flags[row], _table.PropertiesLength[row], _table.Length[row]);

    /// <summary>Bytes of a whole PUBLISH with its full topic and no alias.</summary>
    /// <param name="topic">Its topic.</param>
    /// <param name="flags">Its fixed header's low four bits.</param>
    /// <param name="propertiesLength">Bytes of its properties.</param>
    /// <param name="length">Bytes of properties and payload.</param>
    private int PublishSize(MqttTopic topic, int flags, int propertiesLength, int length)
    {
        int body = 2 + topic.Bytes.Length + ((flags & 6) != 0 ? 2 : 0) + length
            + (_isV5 ? PacketWriter.VarIntSize(propertiesLength) : -propertiesLength);
        return 1 + PacketWriter.VarIntSize(body) + body;
    }
}
