namespace Telenode.Mqtt;

/// <summary>Control packet types: the high four bits of the fixed header (MQTT 5 §2.1.2).</summary>
internal static class PacketType
{
    internal const int Connect = 1;
    internal const int Connack = 2;
    internal const int Publish = 3;
    internal const int Puback = 4;
    internal const int Pubrec = 5;
    internal const int Pubrel = 6;
    internal const int Pubcomp = 7;
    internal const int Subscribe = 8;
    internal const int Suback = 9;
    internal const int Unsubscribe = 10;
    internal const int Unsuback = 11;
    internal const int Pingreq = 12;
    internal const int Pingresp = 13;
    internal const int Disconnect = 14;
    internal const int Auth = 15;
}
