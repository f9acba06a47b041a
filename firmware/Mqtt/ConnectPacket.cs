using System;

namespace Telenode.Mqtt;

/// <summary>Writes the CONNECT of a session (MQTT 5 §3.1), after its fixed header.</summary>
internal sealed class ConnectPacket
{
    internal readonly byte[] ClientId;
    internal readonly byte[] AssignedId = new byte[64];
    internal int AssignedIdCount;

    /// <summary>Clean Start, in 3.1.1 Clean Session.</summary>
    internal bool CleanStart;

    private readonly MqttOptions _options;
    private readonly byte[] _userName;
    private int _propertiesLength;
    private int _willPropertiesLength;

    internal ConnectPacket(MqttOptions options)
    {
        _options = options;
        ClientId = Utf8.Encode(options.ClientId);
        _userName = options.UserName == null ? null : Utf8.Encode(options.UserName);
    }

    /// <summary>Checks what may have changed since the last time, before anything has happened.</summary>
    internal void Check()
    {
        MqttOptions options = _options;
        if (options.Version < MqttVersion.V311 || options.Version > MqttVersion.V5 || options.KeepAliveSeconds < 0 || options.KeepAliveSeconds > 0xFFFF
            || options.SessionExpirySeconds < 0 || options.SessionExpirySeconds > 0xFFFFFFFFL
            || (options.Password != null && options.Password.Length > 0xFFFF))
        {
            throw new ArgumentException("options");
        }

        MqttProperties.Check(options.ConnectProperties, MqttProperty.ToConnect);
        if (options.Will != null)
        {
            MqttProperties.Check(options.Will.Properties, MqttProperty.ToPublish);
        }
    }

    /// <summary>Keeps the name that the server gave; one that is too long is good for one connection only.</summary>
    internal void SetAssignedId(byte[] buffer, int offset, int count)
    {
        AssignedIdCount = count > AssignedId.Length ? 0 : count;
        Array.Copy(buffer, offset, AssignedId, 0, AssignedIdCount);
    }

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
        byte[] password = isV5 || _userName != null ? options.Password : null; // [MQTT-3.1.2-22] of 3.1.1
        int flags = (CleanStart ? 2 : 0) | (_userName != null ? 0x80 : 0) | (password != null ? 0x40 : 0);
        if (will != null)
        {
            flags |= 4 | (will.Qos << 3) | (will.Retain ? 0x20 : 0);
        }

        writer.WriteUInt32(0x00044D51); // "MQTT"
        writer.WriteUInt16(0x5454);
        writer.WriteByte(options.Version);
        writer.WriteByte(flags);
        writer.WriteUInt16(options.KeepAliveSeconds);
        if (isV5)
        {
            writer.WriteVarInt(_propertiesLength);
            WriteProperties(writer);
        }

        if (ClientId.Length > 0)
        {
            writer.WriteField(ClientId);
        }
        else
        {
            writer.WriteField(AssignedId, AssignedIdCount);
        }

        if (will != null)
        {
            if (isV5)
            {
                writer.WriteVarInt(_willPropertiesLength);
                WriteWillProperties(writer, will);
            }

            writer.WriteField(will.Topic.Bytes);
            writer.WriteField(will.Payload);
        }

        writer.WriteField(_userName);
        writer.WriteField(password);
    }

    private void WriteProperties(PacketWriter writer)
    {
        MqttOptions options = _options;
        int size = options.ReceiveBufferSize;
        writer.WriteProperty(MqttProperty.SessionExpiry, options.SessionExpirySeconds, 4);
        writer.WriteProperty(MqttProperty.ReceiveMaximum, options.ReceiveMaximum, 2);
        writer.WriteProperty(MqttProperty.MaximumPacketSize, 1 + PacketWriter.VarIntSize(size) + size, 4);
        writer.WriteProperty(MqttProperty.TopicAliasMaximum, options.InboundTopicAliases, 2);
        WriteAuthentication(writer, options.Authenticator);
        writer.WriteProperties(options.ConnectProperties);
    }

    private static void WriteWillProperties(PacketWriter writer, MqttWill will)
    {
        writer.WriteProperty(MqttProperty.WillDelay, will.DelaySeconds, 4);
        writer.WriteProperties(will.Properties);
    }

    /// <summary>Writes method and data of an authentication exchange, for CONNECT and AUTH.</summary>
    internal static void WriteAuthentication(PacketWriter writer, IMqttAuthenticator authenticator)
    {
        if (authenticator == null)
        {
            return;
        }

        writer.WriteByte(MqttProperty.AuthenticationMethod);
        writer.WriteField(authenticator.Method);
        if (authenticator.DataCount > 0)
        {
            writer.WriteByte(MqttProperty.AuthenticationData);
            writer.WriteField(authenticator.Data, authenticator.DataCount);
        }
    }
}
