namespace Telenode.Security;

/// <summary>Why a connection failed.</summary>
public enum DtlsFailure
{
    /// <summary>It has not.</summary>
    None = 0,

    /// <summary>Nothing answered the first flight.</summary>
    NoAnswer,

    /// <summary>The peer answered, and then not to our Finished. Most often the keys differ: many servers say nothing then.</summary>
    KeyUnconfirmed,

    /// <summary>The peer went silent in the middle of the handshake.</summary>
    Stalled,

    /// <summary>The peer sent a fatal alert.</summary>
    Refused,

    /// <summary>The peer's hello does not answer ours: a suite, version or extension that was not offered.</summary>
    UnsuitableHello,

    /// <summary>A handshake message did not decode.</summary>
    MalformedMessage,

    /// <summary>The peer's Finished does not fit what was said: something between the peers changes messages.</summary>
    Tampered,
}
