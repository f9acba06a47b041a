namespace Telenode.Cli.Watch;

/// <summary>Which readings came, by device, boot and sequence: what is missing and what came again. Bounded in memory.</summary>
internal sealed class DeliveryLedger
{
    private const int MaximumBoots = 2000;

    private readonly Dictionary<(string Device, long Boot), SequenceSet> _seen = [];
    private readonly Queue<(string Device, long Boot)> _order = [];
    private long _missingOfForgotten;

    /// <summary>Readings that came again.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Readings that others of their boot surround and that did not come.</summary>
    public long Missing => _missingOfForgotten + _seen.Values.Sum(set => set.Missing);

    /// <summary>Notes a reading.</summary>
    /// <returns>As <see cref="SequenceSet.Add"/>.</returns>
    public long Note(string device, long boot, long sequence)
    {
        (string Device, long Boot) key = (device, boot);
        if (!_seen.TryGetValue(key, out SequenceSet? set))
        {
            MakeRoom();
            set = new SequenceSet();
            _seen.Add(key, set);
            _order.Enqueue(key);
        }

        long skipped = set.Add(sequence);
        Duplicates += skipped < 0 ? 1 : 0;
        return skipped;
    }

    private void MakeRoom()
    {
        if (_seen.Count == MaximumBoots && _seen.Remove(_order.Dequeue(), out SequenceSet? oldest))
        {
            _missingOfForgotten += oldest.Missing;
        }
    }
}
