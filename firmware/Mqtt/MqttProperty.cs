namespace Telenode.Mqtt;

/// <summary>Property identifiers and what the specification says of each (MQTT 5 §2.2.2.2, table 2-4).</summary>
public static class MqttProperty
{
    /// <summary>1 when the payload is UTF-8 text.</summary>
    public const int PayloadFormat = 0x01;

    /// <summary>Seconds that a message has yet to live.</summary>
    public const int MessageExpiry = 0x02;

    /// <summary>What the payload is, as text.</summary>
    public const int ContentType = 0x03;

    /// <summary>Topic on which an answer is awaited.</summary>
    public const int ResponseTopic = 0x08;

    /// <summary>Bytes by which the asker knows its answer again.</summary>
    public const int CorrelationData = 0x09;

    /// <summary>Number that was given with a matching subscription; there may be several.</summary>
    public const int SubscriptionIdentifier = 0x0B;

    /// <summary>Name and value of the sender's own; there may be several.</summary>
    public const int UserProperty = 0x26;

    /// <summary>In DISCONNECT: how many seconds the server keeps the session from now on, if CONNECT did not say 0.</summary>
    public const int SessionExpiry = 0x11;

    /// <summary>In CONNECT: 0 asks the server to leave out reason strings and user properties.</summary>
    public const int RequestProblemInformation = 0x17;

    /// <summary>In CONNECT: 1 asks the server for <see cref="ResponseInformation"/>.</summary>
    public const int RequestResponseInformation = 0x19;

    /// <summary>In CONNACK: what to build response topics on.</summary>
    public const int ResponseInformation = 0x1A;

    /// <summary>The server to go to instead.</summary>
    public const int ServerReference = 0x1C;

    /// <summary>Why, in words.</summary>
    public const int ReasonString = 0x1F;

    internal const int AssignedClientIdentifier = 0x12;
    internal const int ServerKeepAlive = 0x13;
    internal const int AuthenticationMethod = 0x15;
    internal const int AuthenticationData = 0x16;
    internal const int WillDelay = 0x18;
    internal const int ReceiveMaximum = 0x21;
    internal const int TopicAliasMaximum = 0x22;
    internal const int TopicAlias = 0x23;
    internal const int MaximumQos = 0x24;
    internal const int RetainAvailable = 0x25;
    internal const int MaximumPacketSize = 0x27;
    internal const int WildcardAvailable = 0x28;
    internal const int SubscriptionIdentifiersAvailable = 0x29;
    internal const int SharedAvailable = 0x2A;

    // How a value is encoded, as sets of identifiers. Whatever is in none of them is text.
    internal const long Flags = (1L << PayloadFormat) | (1L << RequestProblemInformation) | (1L << RequestResponseInformation) | (1L << MaximumQos) | (1L << RetainAvailable) | (1L << WildcardAvailable)
        | (1L << SubscriptionIdentifiersAvailable) | (1L << SharedAvailable);

    internal const long Shorts = (1L << ServerKeepAlive) | (1L << ReceiveMaximum) | (1L << TopicAliasMaximum) | (1L << TopicAlias);
    internal const long Longs = (1L << MessageExpiry) | (1L << SessionExpiry) | (1L << MaximumPacketSize);
    internal const long Binaries = (1L << CorrelationData) | (1L << AuthenticationData);
    internal const long NotZero = (1L << SubscriptionIdentifier) | (1L << ReceiveMaximum) | (1L << MaximumPacketSize);
    internal const long Repeatable = (1L << SubscriptionIdentifier) | (1L << UserProperty);

    // Which of them a caller may add to which packet; the session adds the rest.
    internal const long ToConnect = (1L << UserProperty) | (1L << RequestProblemInformation) | (1L << RequestResponseInformation);
    internal const long ToPublish = (1L << UserProperty) | (1L << PayloadFormat) | (1L << MessageExpiry) | (1L << ContentType)
        | (1L << ResponseTopic) | (1L << CorrelationData);

    internal const long ToRequest = 1L << UserProperty;
    internal const long ToDisconnect = (1L << UserProperty) | (1L << SessionExpiry) | (1L << ReasonString);

    // Which of them a server may send in which packet.
    private const long InAll = 1L << UserProperty;
    private const long InAnswers = InAll | (1L << ReasonString);
    private const long InAuth = InAnswers | (1L << AuthenticationMethod) | (1L << AuthenticationData);
    private const long InDisconnect = InAnswers | (1L << ServerReference);
    private const long InConnack = InAuth | InDisconnect | (1L << SessionExpiry) | (1L << AssignedClientIdentifier) | (1L << ServerKeepAlive)
        | (1L << ResponseInformation) | (1L << ReceiveMaximum) | (1L << TopicAliasMaximum) | (1L << MaximumPacketSize)
        | (1L << MaximumQos) | (1L << RetainAvailable) | (1L << WildcardAvailable) | (1L << SubscriptionIdentifiersAvailable)
        | (1L << SharedAvailable);

    private const long InPublish = ToPublish | (1L << SubscriptionIdentifier) | (1L << TopicAlias);

    /// <summary>The set of identifiers that a server may send in a packet of this type.</summary>
    internal static long AllowedIn(int packetType)
    {
        switch (packetType)
        {
            case PacketType.Connack: return InConnack;
            case PacketType.Publish: return InPublish;
            case PacketType.Disconnect: return InDisconnect;
            case PacketType.Auth: return InAuth;
            default: return InAnswers;
        }
    }
}
