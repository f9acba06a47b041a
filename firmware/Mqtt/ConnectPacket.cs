namespace Telenode.Mqtt;

/// <summary>Writes the CONNECT of a session (MQTT 5 §3.1), after its fixed header.</summary>
internal sealed class ConnectPacket
{
    private readonly MqttOptions _options;
    private int _propertiesLength;
    private int _willPropertiesLength;

    internal ConnectPacket(MqttOptions options)
    {
        _options = options;
    }

    internal byte[] ClientId { get; set; }

    internal int ClientIdCount { get; set; }

    /// <summary>Clean Start, in 3.1.1 Clean Session.</summary>
    internal bool CleanStart { get; set; }

    internal int MaximumPacketSize { get; set; }

    /// <summary>Measures the parts that are preceded by their length.</summary>
    internal void Measure(PacketWriter counter)
    {
        counter.ResetToCount();
        WriteProperties(counter);
        _propertiesLength = counter.Count;
        if (_options.Will != null)
        {
            counter.ResetToCount();
            WriteWillProperties(counter, _options.Will);
            _willPropertiesLength = counter.Count;
        }
    }

    internal void Write(PacketWriter writer)
    {
        MqttOptions options = _options;
        bool isV5 = options.Version == MqttVersion.V5;
        MqttWill will = options.Will;
        byte[] user = options.UserNameBytes;
        byte[] password = isV5 || user != null ? options.Password : null; // [MQTT-3.1.2-22] of 3.1.1
        int flags = (CleanStart ? 2 : 0) | (user != null ? 0x80 : 0) | (password != null ? 0x40 : 0);
        if (will != null)
        {
            flags |= 4 | (will.Qos << 3) | (will.Retain ? 0x20 : 0);
        }

        writer.WriteUInt16(4);
        writer.WriteUInt16(('M' << 8) | 'Q');
        writer.WriteUInt16(('T' << 8) | 'T');
        writer.WriteByte(options.Version);
        writer.WriteByte(flags);
        writer.WriteUInt16(options.KeepAliveSeconds);
        if (isV5)
        {
            writer.WriteVarInt(_propertiesLength);
            WriteProperties(writer);
        }

        writer.WriteField(ClientId, ClientIdCount);
        if (will != null)
        {
            if (isV5)
            {
                writer.WriteVarInt(_willPropertiesLength);
                WriteWillProperties(writer, will);
            }

            writer.WriteField(will.Topic.Bytes, will.Topic.Bytes.Length);
            writer.WriteField(will.Payload, will.Payload.Length);
        }

        if (user != null)
        {
            writer.WriteField(user, user.Length);
        }

        if (password != null)
        {
            writer.WriteField(password, password.Length);
        }
    }

    private void WriteProperties(PacketWriter writer)
    {
        MqttOptions options = _options;
        WriteLong(writer, PropertyId.SessionExpiry, options.SessionExpirySeconds);
        writer.WriteByte(PropertyId.ReceiveMaximum);
        writer.WriteUInt16(options.ReceiveMaximum);
        WriteLong(writer, PropertyId.MaximumPacketSize, MaximumPacketSize);
        if (options.InboundTopicAliases > 0)
        {
            writer.WriteByte(PropertyId.TopicAliasMaximum);
            writer.WriteUInt16(options.InboundTopicAliases);
        }

        WriteAuthentication(writer, options.Authenticator);
        if (options.ConnectProperties != null)
        {
            writer.WriteBytes(options.ConnectProperties.Bytes, 0, options.ConnectProperties.Count);
        }
    }

    private static void WriteWillProperties(PacketWriter writer, MqttWill will)
    {
        WriteLong(writer, PropertyId.WillDelay, will.DelaySeconds);
        if (will.Properties != null)
        {
            writer.WriteBytes(will.Properties.Bytes, 0, will.Properties.Count);
        }
    }

    /// <summary>Writes method and data of an authentication exchange, for CONNECT and AUTH.</summary>
    internal static void WriteAuthentication(PacketWriter writer, IMqttAuthenticator authenticator)
    {
        if (authenticator == null)
        {
            return;
        }

        writer.WriteByte(PropertyId.AuthenticationMethod);
        writer.WriteField(authenticator.Method, authenticator.Method.Length);
        if (authenticator.DataCount > 0)
        {
            writer.WriteByte(PropertyId.AuthenticationData);
            writer.WriteField(authenticator.Data, authenticator.DataCount);
        }
    }

    /// <summary>Writes a 32-bit property unless it has its default of 0.</summary>
    private static void WriteLong(PacketWriter writer, int property, long value)
    {
        if (value != 0)
        {
            writer.WriteByte(property);
            writer.WriteUInt32(value);
        }
    }
}
