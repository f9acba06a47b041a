namespace Telenode.Security;

/// <summary>Content types of records (RFC 5246 §6.2.1, RFC 9146 §10).</summary>
internal static class ContentType
{
    internal const int ChangeCipherSpec = 20;
    internal const int Alert = 21;
    internal const int Handshake = 22;
    internal const int ApplicationData = 23;
    internal const int ConnectionId = 25;
}

/// <summary>Types of handshake messages (RFC 5246 §7.4, RFC 6347 §4.3.2).</summary>
internal static class HandshakeType
{
    internal const int HelloRequest = 0;
    internal const int ClientHello = 1;
    internal const int ServerHello = 2;
    internal const int HelloVerifyRequest = 3;
    internal const int ServerKeyExchange = 12;
    internal const int ServerHelloDone = 14;
    internal const int ClientKeyExchange = 16;
    internal const int Finished = 20;
}

/// <summary>Extensions that a hello can carry (RFC 6066, 7627, 8449, 9146, 5746).</summary>
internal static class ExtensionType
{
    internal const int ServerName = 0;
    internal const int MaxFragmentLength = 1;
    internal const int ExtendedMasterSecret = 23;
    internal const int RecordSizeLimit = 28;
    internal const int ConnectionId = 54;
    internal const int RenegotiationInfo = 0xff01;
}

/// <summary>Lengths and numbers of the protocol.</summary>
internal static class Dtls
{
    /// <summary>DTLS 1.2 (RFC 6347 §4.1).</summary>
    internal const int Version12 = 0xfefd;

    /// <summary>DTLS 1.0, which a HelloVerifyRequest names whatever is spoken later (§4.2.1).</summary>
    internal const int Version10 = 0xfeff;

    internal const int HandshakeHeader = 12;
    internal const int RandomLength = 32;
    internal const int MasterLength = 48;
    internal const int MaxSessionId = 32;
    internal const int VerifyDataLength = 12;

    /// <summary>An endpoint must handle keys of 64 octets and identities of 128 (RFC 4279 §5.3).</summary>
    internal const int MaxKey = 64;

    internal const int MaxIdentity = 128;

    /// <summary>Connection ids of ours; those of a peer may be as long.</summary>
    internal const int MaxConnectionId = 20;

    /// <summary>Signals secure renegotiation, which is refused all the same (RFC 5746 §3.3).</summary>
    internal const int RenegotiationSignal = 0x00ff;
}
