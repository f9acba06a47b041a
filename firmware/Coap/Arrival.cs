namespace Telenode.Coap;

/// <summary>How a message came, as flags.</summary>
public static class Arrival
{
    /// <summary>To our own address, unprotected.</summary>
    public const int Plain = 0;

    /// <summary>To a group's address: answered later and only when there is something to say (RFC 7252 §8).</summary>
    public const int Multicast = 1;

    /// <summary>Through a channel that authenticated the peer, such as DTLS or OSCORE.</summary>
    public const int Secured = 2;
}
