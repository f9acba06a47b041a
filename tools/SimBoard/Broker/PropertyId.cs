namespace Telenode.SimBoard.Broker;

/// <summary>MQTT 5 property identifiers (§2.2.2.2) that a client may send or this broker sends.</summary>
internal enum PropertyId : byte
{
    PayloadFormatIndicator = 0x01,
    MessageExpiryInterval = 0x02,
    ContentType = 0x03,
    ResponseTopic = 0x08,
    CorrelationData = 0x09,
    SubscriptionIdentifier = 0x0B,
    SessionExpiryInterval = 0x11,
    AssignedClientIdentifier = 0x12,
    AuthenticationMethod = 0x15,
    AuthenticationData = 0x16,
    RequestProblemInformation = 0x17,
    WillDelayInterval = 0x18,
    RequestResponseInformation = 0x19,
    ReasonString = 0x1F,
    ReceiveMaximum = 0x21,
    TopicAliasMaximum = 0x22,
    TopicAlias = 0x23,
    UserProperty = 0x26,
    MaximumPacketSize = 0x27,
    SharedSubscriptionAvailable = 0x2A,
}

/// <summary>The places of a client's packets that hold properties.</summary>
[Flags]
internal enum PropertyScope
{
    Connect = 1,
    Will = 2,
    Publish = 4,
    Acknowledgement = 8,
    Subscribe = 16,
    Unsubscribe = 32,
    Disconnect = 64,
    Any = Connect | Will | Publish | Acknowledgement | Subscribe | Unsubscribe | Disconnect,
}
