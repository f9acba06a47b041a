using System;

namespace Telenode.Security;

/// <summary>What both ends of an OSCORE context agree on beforehand (RFC 8613 §3.2), and where this end starts from.</summary>
/// <remarks>The algorithms are the mandatory ones: AES-CCM-16-64-128 and HKDF SHA-256.</remarks>
public sealed class OscoreParameters
{
    /// <summary>Master Secret: at least 16 bytes of uniform randomness, as nothing here stretches a password.</summary>
    public byte[] MasterSecret { get; set; }

    /// <summary>Master Salt; empty by default.</summary>
    public byte[] MasterSalt { get; set; } = new byte[0];

    /// <summary>ID Context, up to 64 bytes; null, the default, for none.</summary>
    public byte[] IdContext { get; set; }

    /// <summary>Whether requests carry the ID Context as kid context: for servers that tell contexts apart by it (§5.1).</summary>
    public bool SendsIdContext { get; set; }

    /// <summary>Our Sender ID, 0 to 7 bytes: the peer's Recipient ID.</summary>
    public byte[] SenderId { get; set; }

    /// <summary>Our Recipient ID, 0 to 7 bytes: the peer's Sender ID.</summary>
    public byte[] RecipientId { get; set; }

    /// <summary>The first sender sequence number: what the store last kept, 0 for keys never used.</summary>
    public long FirstSequence { get; set; }

    /// <summary>Where the sender sequence number is kept; null only when the keys do not outlive the power.</summary>
    public ISequenceStore Store { get; set; }

    /// <summary>K of Appendix B.1.1: sequence numbers for each write to the store, and lost by a reset. 1 or more.</summary>
    public int StoreStep { get; set; } = 64;

    /// <summary>Whether no request can have been received under these keys yet. Otherwise the first one must prove its freshness (B.1.2).</summary>
    public bool NeverUsed { get; set; }

    /// <summary>Throws unless everything is in range.</summary>
    internal void Check()
    {
        if (MasterSecret == null || MasterSecret.Length == 0 || MasterSalt == null
            || SenderId == null || SenderId.Length > OscoreExchange.MaxId || RecipientId == null || RecipientId.Length > OscoreExchange.MaxId
            || (IdContext != null && IdContext.Length > OscoreContext.MaxIdContext)
            || (SendsIdContext && IdContext == null)
            || FirstSequence < 0 || FirstSequence > SenderSequence.Limit || StoreStep < 1
            || (SenderId.Length == RecipientId.Length && Bytes.Equal(SenderId, 0, RecipientId, 0, SenderId.Length)))
        {
            throw new ArgumentException("OSCORE parameters");
        }
    }
}
