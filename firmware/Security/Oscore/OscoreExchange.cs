using System;

namespace Telenode.Security;

/// <summary>What binds responses to one request (RFC 8613 §7.1): keep one with each token, reuse it for the next request.</summary>
/// <remarks>For an observation it lives as long as the observation does.</remarks>
public sealed class OscoreExchange
{
    /// <summary>Whether the next response carries a Partial IV of its own (§8.3 step 3 leaves the choice for the first one).</summary>
    /// <remarks>It becomes true by itself once the request's nonce has been used, and never false again.</remarks>
    public bool UsesOwnPartialIv
    {
        get => NonceUsed;
        set => NonceUsed |= value;
    }

    internal const int NonceLength = 13;

    /// <summary>Nonce length minus six (§3.3).</summary>
    internal const int MaxId = NonceLength - 6;

    internal const int MaxPiv = 5;

    internal readonly byte[] Kid = new byte[MaxId];
    internal readonly byte[] Piv = new byte[MaxPiv];
    internal readonly byte[] Nonce = new byte[NonceLength];
    internal int KidCount;
    internal int PivCount;

    /// <summary>Whether the response that may do without a Partial IV of its own has been sent or received.</summary>
    internal bool NonceUsed;

    /// <summary>Whether the request registers an observation.</summary>
    internal bool Observes;

    /// <summary>Whether no further response can be accepted.</summary>
    internal bool Ended = true;

    /// <summary>The Notification Number (§4.1.3.5.2): the highest Partial IV among the notifications so far.</summary>
    internal long NotificationNumber;

    internal void Begin(byte[] kid, int kidOffset, int kidCount, byte[] piv, int pivOffset, int pivCount)
    {
        Array.Copy(kid, kidOffset, Kid, 0, kidCount);
        Array.Copy(piv, pivOffset, Piv, 0, pivCount);
        KidCount = kidCount;
        PivCount = pivCount;
        NonceUsed = false;
        Observes = false;
        Ended = false;
        NotificationNumber = -1;
    }
}
