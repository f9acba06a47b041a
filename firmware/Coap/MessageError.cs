namespace Telenode.Coap;

/// <summary>What is wrong with a received message.</summary>
public enum MessageError
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Shorter than a header, or of another version: silently ignored (RFC 7252 §3).</summary>
    NotCoap,

    /// <summary>A message format error (RFC 7252 §3, §4.1): a confirmable message is rejected with Reset, others are ignored (§4.2, §4.3).</summary>
    Format,
}
