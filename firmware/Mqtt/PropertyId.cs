namespace Telenode.Mqtt;

/// <summary>Property identifiers and what the specification says of each (MQTT 5 §2.2.2.2, table 2-4).</summary>
internal static class PropertyId
{
    internal const int PayloadFormat = 0x01;
    internal const int MessageExpiry = 0x02;
    internal const int ContentType = 0x03;
    internal const int ResponseTopic = 0x08;
    internal const int CorrelationData = 0x09;
    internal const int SubscriptionIdentifier = 0x0B;
    internal const int SessionExpiry = 0x11;
    internal const int AssignedClientIdentifier = 0x12;
    internal const int ServerKeepAlive = 0x13;
    internal const int AuthenticationMethod = 0x15;
    internal const int AuthenticationData = 0x16;
    internal const int WillDelay = 0x18;
    internal const int ResponseInformation = 0x1A;
    internal const int ServerReference = 0x1C;
    internal const int ReasonString = 0x1F;
    internal const int ReceiveMaximum = 0x21;
    internal const int TopicAliasMaximum = 0x22;
    internal const int TopicAlias = 0x23;
    internal const int MaximumQos = 0x24;
    internal const int RetainAvailable = 0x25;
    internal const int UserProperty = 0x26;
    internal const int MaximumPacketSize = 0x27;
    internal const int WildcardAvailable = 0x28;
    internal const int SubscriptionIdentifiersAvailable = 0x29;
    internal const int SharedAvailable = 0x2A;

    // How a value is encoded and what it may be.
    internal const int KindMask = 7;
    internal const int Flag = 1; // one byte, 0 or 1
    internal const int Short = 2;
    internal const int Long = 3;
    internal const int VarInt = 4;
    internal const int Text = 5;
    internal const int Binary = 6;
    internal const int Pair = 7;
    internal const int NotZero = 8;

    // The packets in which a server may send it, as 0x10 << packet type.
    private const int Connack = 0x10 << PacketType.Connack;
    private const int Publish = 0x10 << PacketType.Publish;
    private const int Disconnect = 0x10 << PacketType.Disconnect;
    private const int Auth = 0x10 << PacketType.Auth;
    private const int AnyAnswer = Connack | Disconnect | Auth | (0x10 << PacketType.Puback) | (0x10 << PacketType.Pubrec)
        | (0x10 << PacketType.Pubrel) | (0x10 << PacketType.Pubcomp) | (0x10 << PacketType.Suback) | (0x10 << PacketType.Unsuback);

    /// <summary>Kind, <see cref="NotZero"/> and packets of a property that a server may send, or 0 for any other identifier.</summary>
    internal static int Rule(int id)
    {
        switch (id)
        {
            case PayloadFormat: return Flag | Publish;
            case MessageExpiry: return Long | Publish;
            case ContentType: return Text | Publish;
            case ResponseTopic: return Text | Publish;
            case CorrelationData: return Binary | Publish;
            case SubscriptionIdentifier: return VarInt | NotZero | Publish;
            case SessionExpiry: return Long | Connack;
            case AssignedClientIdentifier: return Text | Connack;
            case ServerKeepAlive: return Short | Connack;
            case AuthenticationMethod: return Text | Connack | Auth;
            case AuthenticationData: return Binary | Connack | Auth;
            case ResponseInformation: return Text | Connack;
            case ServerReference: return Text | Connack | Disconnect;
            case ReasonString: return Text | AnyAnswer;
            case ReceiveMaximum: return Short | NotZero | Connack;
            case TopicAliasMaximum: return Short | Connack;
            case TopicAlias: return Short | Publish;
            case MaximumQos: return Flag | Connack;
            case RetainAvailable: return Flag | Connack;
            case UserProperty: return Pair | AnyAnswer | Publish;
            case MaximumPacketSize: return Long | NotZero | Connack;
            case WildcardAvailable: return Flag | Connack;
            case SubscriptionIdentifiersAvailable: return Flag | Connack;
            case SharedAvailable: return Flag | Connack;
            default: return 0;
        }
    }
}
