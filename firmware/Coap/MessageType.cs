namespace Telenode.Coap;

/// <summary>Message types on datagrams (RFC 7252 §3).</summary>
public static class MessageType
{
    /// <summary>To be acknowledged.</summary>
    public const int Confirmable = 0;

    /// <summary>Not to be acknowledged.</summary>
    public const int NonConfirmable = 1;

    /// <summary>Acknowledges a confirmable message; may carry the response.</summary>
    public const int Acknowledgement = 2;

    /// <summary>Says that a message could not be dealt with.</summary>
    public const int Reset = 3;
}
