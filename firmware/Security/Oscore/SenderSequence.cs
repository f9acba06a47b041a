namespace Telenode.Security;

/// <summary>The sender sequence number (RFC 8613 §7.2) and the promise, kept in the store, that no number comes twice (Appendix B.1.1).</summary>
internal sealed class SenderSequence
{
    /// <summary>Numbers stay below 2^40 (§7.2.1).</summary>
    internal const long Limit = 1L << 40;

    private readonly ISequenceStore _store;
    private readonly int _step;
    private long _stored;

    internal SenderSequence(long first, ISequenceStore store, int step)
    {
        Next = first;
        _store = store;
        _step = step;
        _stored = store == null ? Limit : first;
    }

    /// <summary>The number that the next message will use.</summary>
    internal long Next { get; private set; }

    /// <summary>Makes sure that <see cref="Next"/> may be used.</summary>
    /// <returns>0 or an <see cref="OscoreError"/>.</returns>
    internal int Reserve()
    {
        if (Next >= Limit)
        {
            return OscoreError.SequenceExhausted;
        }

        if (Next >= _stored)
        {
            if (!_store.StoreSequence(Next + _step))
            {
                return OscoreError.StoreFailed;
            }

            _stored = Next + _step;
        }

        return 0;
    }

    /// <summary>Marks <see cref="Next"/> as used.</summary>
    internal void Advance() => Next++;

    /// <summary>Ends the sequence.</summary>
    internal void Exhaust() => Next = Limit;

    /// <summary>Writes <see cref="Next"/> as a Partial IV: big-endian, without leading zeros, at least one byte (§5).</summary>
    /// <returns>Bytes written.</returns>
    internal int WritePiv(byte[] piv)
    {
        long number = Next;
        int count = 1;
        while (count < OscoreExchange.MaxPiv && number >> (8 * count) != 0)
        {
            count++;
        }

        for (int i = count - 1; i >= 0; i--)
        {
            piv[i] = (byte)number;
            number >>= 8;
        }

        return count;
    }
}
