using Telenode.Core;
using Telenode.Security;

namespace Telenode.Uplinks;

/// <summary>An OSCORE context's sender sequence number in the key-value store (RFC 8613 Appendix B.1.1), in two values that are written in turn:
/// one that a power cut tears leaves the other, which covers every number that has been used.</summary>
internal sealed class StoredSequence : ISequenceStore
{
    private const int Size = 12;

    private readonly IKeyValueStore _store;
    private readonly string[] _names;
    private readonly byte[] _value = new byte[Size];
    private int _turn;

    /// <summary>Reads what is kept.</summary>
    /// <param name="store">Keeps it.</param>
    /// <param name="name">Up to 13 characters that name the context.</param>
    public StoredSequence(IKeyValueStore store, string name)
    {
        _store = store;
        _names = new string[] { name + "-a", name + "-b" };
        long a = Read(0, out _);
        long b = Read(1, out bool bThere);
        First = a > b ? a : b;
        _turn = a > b ? 1 : 0;

        // Torn is one at most, and the first write ever leaves no other: where the second is there and neither holds, numbers are lost.
        IsLost = First < 0 && bThere;
        First = First < 0 ? 0 : First;
    }

    /// <summary>The number to start from: none below it is free.</summary>
    public long First { get; }

    /// <summary>Whether the store held the number and lost it: the keys must not be used any more.</summary>
    public bool IsLost { get; }

    /// <inheritdoc/>
    public bool StoreSequence(long next)
    {
        Put(_value, 0, 8, next);
        Put(_value, 8, 4, Crc32.Compute(_value, 0, 8));
        bool stored = _store.Write(_names[_turn], _value, 0, Size);
        _turn ^= stored ? 1 : 0;
        return stored;
    }

    private long Read(int turn, out bool isThere)
    {
        byte[] value = _value;
        int count = _store.Read(_names[turn], value, 0, Size);
        isThere = count >= 0;
        if (count != Size || Number(value, 8, 4) != Crc32.Compute(value, 0, 8))
        {
            return -1;
        }

        return Number(value, 0, 8);
    }

    private static long Number(byte[] value, int offset, int count)
    {
        long number = 0;
        for (int i = 0; i < count; i++)
        {
            number = (number << 8) | value[offset + i];
        }

        return number;
    }

    private static void Put(byte[] value, int offset, int count, long number)
    {
        for (int i = offset + count - 1; i >= offset; i--)
        {
            value[i] = (byte)number;
            number >>= 8;
        }
    }
}
