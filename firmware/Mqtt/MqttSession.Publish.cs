using System;

namespace Telenode.Mqtt;

/// <content>What the caller asks of the server.</content>
public sealed partial class MqttSession
{
    /// <summary>Whether there is room now for one more publish with so many bytes of properties and payload.</summary>
    public bool CanPublish(int count) => State == MqttState.Connected && !_table.IsFull && count <= _table.Free;

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
        CheckRange(payload, offset, count);
        if (topic == null || qos < 0 || qos > 2)
        {
            throw new ArgumentException("topic or QoS");
        }

        if (State != MqttState.Connected || _table.IsFull)
        {
            return 0;
        }

        int extra = _isV5 && properties != null ? properties.Count : 0;
        int flags = (qos << 1) | (retain ? 1 : 0);
        int refusal = extra + count > _table.Store.Length
            ? MqttReason.PacketTooLarge
            : _limits.Refusal(flags, PublishSize(topic, flags, extra, extra + count));
        if (refusal != 0)
        {
            return -refusal;
        }

        if (extra + count > _table.Free)
        {
            return 0;
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
            throw new ArgumentException("subscribe options");
        }

        byte[] bytes = MqttSubscribe.Encode(filter, (options & MqttSubscribe.NoLocal) != 0);
        if (_isV5 && State == MqttState.Connected)
        {
            int refusal = !_limits.Wildcards && Utf8.HasWildcard(bytes, 0, bytes.Length) ? MqttReason.WildcardSubscriptionsNotSupported
                : !_limits.Shared && MqttSubscribe.IsShared(filter) ? MqttReason.SharedSubscriptionsNotSupported
                : !_limits.SubscriptionIdentifiers && identifier != 0 ? MqttReason.SubscriptionIdentifiersNotSupported : 0;
            if (refusal != 0)
            {
                return -refusal;
            }
        }

        return AddRequest(PacketType.Subscribe, bytes, _isV5 ? options : options & 3, identifier, properties);
    }

    /// <summary>Ends a subscription.</summary>
    /// <param name="filter">The filter as it was subscribed to.</param>
    /// <param name="properties">User properties (MQTT 5), or null.</param>
    /// <returns>As <see cref="TryPublish"/>; the <see cref="MqttEvent.Unsubscribed"/> event brings the server's answer.</returns>
    /// <exception cref="ArgumentException">The filter breaks the rules of MQTT 5 §4.7.</exception>
    public int TryUnsubscribe(string filter, MqttProperties properties = null) =>
        AddRequest(PacketType.Unsubscribe, MqttSubscribe.Encode(filter, false), -1, 0, properties);

    private int AddRequest(int type, byte[] filter, int options, int identifier, MqttProperties properties)
    {
        if (properties != null && !properties.OnlyUser)
        {
            throw new ArgumentException("only user properties");
        }

        if (State != MqttState.Connected || _table.IsFull)
        {
            return 0;
        }

        _writer.ResetToCount();
        WriteRequest(filter, options, identifier, properties);
        int length = _writer.Count;
        int size = 3 + PacketWriter.VarIntSize(length + 2) + length;
        if (length > _table.Store.Length || size > _limits.MaximumPacketSize)
        {
            return -MqttReason.PacketTooLarge;
        }

        if (length > _table.Free)
        {
            return 0;
        }

        _writer.Reset(_table.Store, _table.Used, length, 0);
        WriteRequest(filter, options, identifier, properties);
        int handle = _table.NextIdentifier();
        _table.Add(type, 0, handle, length);
        return handle;
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
                writer.WriteByte(PropertyId.SubscriptionIdentifier);
                writer.WriteVarInt(identifier);
            }

            if (extra > 0)
            {
                writer.WriteBytes(properties.Bytes, 0, extra);
            }
        }

        writer.WriteField(filter, filter.Length);
        if (options >= 0)
        {
            writer.WriteByte(options);
        }
    }

    private int PublishSize(int row) =>
        PublishSize(_table.Topic[row], _table.Flags[row], _table.PropertiesLength[row], _table.Length[row]);

    /// <summary>Bytes of a whole PUBLISH with its full topic and no alias.</summary>
    private int PublishSize(MqttTopic topic, int flags, int propertiesLength, int length)
    {
        int body = 2 + topic.Bytes.Length + ((flags & 6) != 0 ? 2 : 0) + (_isV5 ? PacketWriter.VarIntSize(propertiesLength) : 0) + length;
        return 1 + PacketWriter.VarIntSize(body) + body;
    }
}
