namespace Telenode.Mqtt;

/// <summary>Reason codes: those of MQTT 5 §2.4, which the return codes of a 3.1.1 CONNACK are mapped to, and our own from 0x100.</summary>
public static class MqttReason
{
    /// <summary>Done; in DISCONNECT: normal, the will is dropped.</summary>
    public const int Success = 0x00;

    /// <summary>In DISCONNECT: the server publishes the will all the same.</summary>
    public const int DisconnectWithWill = 0x04;

    /// <summary>Taken, and no one is subscribed.</summary>
    public const int NoMatchingSubscribers = 0x10;

    /// <summary>AUTH: the exchange goes on.</summary>
    public const int ContinueAuthentication = 0x18;

    /// <summary>AUTH: a new exchange on a standing connection.</summary>
    public const int ReAuthenticate = 0x19;

    /// <summary>No reason given.</summary>
    public const int Unspecified = 0x80;

    /// <summary>Bytes that the specification does not allow.</summary>
    public const int MalformedPacket = 0x81;

    /// <summary>A packet or value that is not allowed at this point.</summary>
    public const int ProtocolError = 0x82;

    /// <summary>Valid, but beyond what this implementation does.</summary>
    public const int ImplementationSpecific = 0x83;

    /// <summary>The server does not speak this MQTT version.</summary>
    public const int UnsupportedProtocolVersion = 0x84;

    /// <summary>The server does not allow the client identifier.</summary>
    public const int ClientIdentifierNotValid = 0x85;

    /// <summary>User name or password refused.</summary>
    public const int BadUserNameOrPassword = 0x86;

    /// <summary>Not allowed to do this.</summary>
    public const int NotAuthorized = 0x87;

    /// <summary>The server is there, its service is not.</summary>
    public const int ServerUnavailable = 0x88;

    /// <summary>The authentication method is not supported, or not the one in use.</summary>
    public const int BadAuthenticationMethod = 0x8C;

    /// <summary>A topic name that is empty or holds a wildcard.</summary>
    public const int TopicNameInvalid = 0x90;

    /// <summary>The packet identifier is not known.</summary>
    public const int PacketIdentifierNotFound = 0x92;

    /// <summary>More unacknowledged publishes than the receiver allows.</summary>
    public const int ReceiveMaximumExceeded = 0x93;

    /// <summary>A topic alias of 0, above the maximum, or never set.</summary>
    public const int TopicAliasInvalid = 0x94;

    /// <summary>Larger than the receiver takes.</summary>
    public const int PacketTooLarge = 0x95;

    /// <summary>The server keeps no retained messages.</summary>
    public const int RetainNotSupported = 0x9A;

    /// <summary>Above the server's maximum QoS.</summary>
    public const int QosNotSupported = 0x9B;

    /// <summary>The server has no shared subscriptions.</summary>
    public const int SharedSubscriptionsNotSupported = 0x9E;

    /// <summary>The server has no subscription identifiers.</summary>
    public const int SubscriptionIdentifiersNotSupported = 0xA1;

    /// <summary>The server has no wildcard subscriptions.</summary>
    public const int WildcardSubscriptionsNotSupported = 0xA2;

    /// <summary>Ours: the transport was closed or broke.</summary>
    public const int TransportClosed = 0x100;

    /// <summary>Ours: CONNACK did not come in time.</summary>
    public const int NoConnack = 0x101;

    /// <summary>Ours: PINGRESP did not come in time.</summary>
    public const int NoPingresp = 0x102;

    /// <summary>Ours: the server no longer has the session in which it was sent.</summary>
    public const int SessionLost = 0x103;

    /// <summary>Ours: the server did not prove that it knows the secret.</summary>
    public const int ServerNotAuthentic = 0x104;

    /// <summary>A short phrase in English, lower case; the names of MQTT 5 §2.4 where they say enough.</summary>
    public static string Describe(int reason)
    {
        switch (reason)
        {
            case 0x00: return "success";
            case 0x01: return "granted QoS 1";
            case 0x02: return "granted QoS 2";
            case 0x04: return "disconnect with will message";
            case 0x10: return "no matching subscribers";
            case 0x11: return "no subscription existed";
            case 0x18: return "continue authentication";
            case 0x19: return "re-authenticate";
            case 0x80: return "unspecified error";
            case 0x81: return "malformed packet";
            case 0x82: return "protocol error";
            case 0x83: return "implementation specific error";
            case 0x84: return "unsupported protocol version";
            case 0x85: return "client identifier not valid";
            case 0x86: return "bad user name or password";
            case 0x87: return "not authorized";
            case 0x88: return "server unavailable";
            case 0x89: return "server busy";
            case 0x8A: return "banned";
            case 0x8B: return "server shutting down";
            case 0x8C: return "bad authentication method";
            case 0x8D: return "keep alive timeout";
            case 0x8E: return "session taken over by another client with this identifier";
            case 0x8F: return "topic filter invalid";
            case 0x90: return "topic name invalid";
            default: return DescribeHigh(reason);
        }
    }

    private static string DescribeHigh(int reason)
    {
        switch (reason)
        {
            case 0x91: return "packet identifier in use";
            case 0x92: return "packet identifier not found";
            case 0x93: return "receive maximum exceeded";
            case 0x94: return "topic alias invalid";
            case 0x95: return "packet too large";
            case 0x96: return "message rate too high";
            case 0x97: return "quota exceeded";
            case 0x98: return "administrative action";
            case 0x99: return "payload format invalid";
            case 0x9A: return "retain not supported";
            case 0x9B: return "QoS not supported";
            case 0x9C: return "use another server";
            case 0x9D: return "server moved";
            case 0x9E: return "shared subscriptions not supported";
            case 0x9F: return "connection rate exceeded";
            case 0xA0: return "maximum connect time";
            case 0xA1: return "subscription identifiers not supported";
            case 0xA2: return "wildcard subscriptions not supported";
            case TransportClosed: return "connection closed by the other side";
            case NoConnack: return "no CONNACK in time";
            case NoPingresp: return "no PINGRESP in time";
            case SessionLost: return "the server has lost the session";
            case ServerNotAuthentic: return "the server does not know the secret";
            default: return "unknown reason";
        }
    }
}
