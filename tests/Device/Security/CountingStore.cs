using Telenode.Security;

namespace Telenode.Tests.Security;

/// <summary>Keeps what a context stores, and can refuse to.</summary>
internal sealed class CountingStore : ISequenceStore
{
    public long Stored { get; private set; }

    public int Writes { get; private set; }

    public bool Fails { get; set; }

    public bool StoreSequence(long next)
    {
        if (Fails)
        {
            return false;
        }

        Stored = next;
        Writes++;
        return true;
    }
}
