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

    /// <summary>Another client has connected with the same client identifier.</summary>
    public const int SessionTakenOver = 0x8E;

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

    // In the order of the codes. One text, because each of its own costs a place in the code, too.
    private const string Errors = "unspecified error;malformed packet;protocol error;implementation specific error;unsupported protocol version;"
        + "client identifier not valid;bad user name or password;not authorized;server unavailable;server busy;banned;server shutting down;"
        + "bad authentication method;keep alive timeout;session taken over;topic filter invalid;topic name invalid;"
        + "packet identifier in use;packet identifier not found;receive maximum exceeded;topic alias invalid;packet too large;"
        + "message rate too high;quota exceeded;administrative action;payload format invalid;retain not supported;QoS not supported;"
        + "use another server;server moved;shared subscriptions not supported;connection rate exceeded;maximum connect time;"
        + "subscription identifiers not supported;wildcard subscriptions not supported;";

    private const string Ours = "connection closed by the other side;no CONNACK in time;no PINGRESP in time;"
        + "the server has lost the session;the server does not know the secret;";

    /// <summary>A short phrase in English, lower case; the names of MQTT 5 §2.4 where they say enough. Allocates it.</summary>
    public static string Describe(int reason)
    {
        if (reason < Unspecified)
        {
            return reason == NoMatchingSubscribers ? "no matching subscribers" : "success";
        }

        string texts = reason < TransportClosed ? Errors : Ours;
        int start = 0;
        for (int skip = reason & 0x7F; skip > 0 && start >= 0 && start < texts.Length; skip--)
        {
            start = texts.IndexOf(';', start) + 1;
        }

        int end = start < texts.Length ? texts.IndexOf(';', start) : start;
        return end > start ? texts.Substring(start, end - start) : "unknown reason";
    }
}
