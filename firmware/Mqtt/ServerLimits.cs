namespace Telenode.Mqtt;

/// <summary>What CONNACK says the server allows on this connection; at first what MQTT 5 §3.2.2.3 assumes of a silent server.</summary>
internal sealed class ServerLimits
{
    internal long SessionExpiry;
    internal int KeepAlive;
    internal int ReceiveMaximum;
    internal int TopicAliasMaximum;
    internal int MaximumQos;
    internal bool Retain;
    internal bool Wildcards;
    internal bool SubscriptionIdentifiers;
    internal bool Shared;
    internal int MaximumPacketSize;

    internal void Reset(int keepAlive, long sessionExpiry)
    {
        KeepAlive = keepAlive;
        SessionExpiry = sessionExpiry;
        ReceiveMaximum = 0xFFFF;
        TopicAliasMaximum = 0;
        MaximumQos = 2;
        Retain = true;
        Wildcards = true;
        SubscriptionIdentifiers = true;
        Shared = true;
        MaximumPacketSize = int.MaxValue;
    }

    internal void Take(int property, long value)
    {
        switch (property)
        {
            case PropertyId.SessionExpiry: SessionExpiry = value; break;
            case PropertyId.ServerKeepAlive: KeepAlive = (int)value; break;
            case PropertyId.ReceiveMaximum: ReceiveMaximum = (int)value; break;
            case PropertyId.TopicAliasMaximum: TopicAliasMaximum = (int)value; break;
            case PropertyId.MaximumQos: MaximumQos = (int)value; break;
            case PropertyId.RetainAvailable: Retain = value != 0; break;
            case PropertyId.WildcardAvailable: Wildcards = value != 0; break;
            case PropertyId.SubscriptionIdentifiersAvailable: SubscriptionIdentifiers = value != 0; break;
            case PropertyId.SharedAvailable: Shared = value != 0; break;
            case PropertyId.MaximumPacketSize: MaximumPacketSize = value > int.MaxValue ? int.MaxValue : (int)value; break;
            default: break;
        }
    }

    /// <summary>The reason why a publish can never be sent on this connection, or 0.</summary>
    internal int Refusal(int flags, int packetSize)
    {
        if (((flags >> 1) & 3) > MaximumQos)
        {
            return MqttReason.QosNotSupported; // [MQTT-3.2.2-11]
        }

        if ((flags & 1) != 0 && !Retain)
        {
            return MqttReason.RetainNotSupported; // [MQTT-3.2.2-14]
        }

        return packetSize > MaximumPacketSize ? MqttReason.PacketTooLarge : 0; // [MQTT-3.2.2-15]
    }
}
