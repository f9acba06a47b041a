namespace Telenode.Security;

/// <summary>Keeps a context's sender sequence number across resets (RFC 8613 Appendix B.1.1).</summary>
public interface ISequenceStore
{
    /// <summary>Stores the number that a restarted context has to begin with. Returns only when it would survive a power cut.</summary>
    /// <returns>False when it could not be stored; the context then sends nothing.</returns>
    bool StoreSequence(long next);
}
