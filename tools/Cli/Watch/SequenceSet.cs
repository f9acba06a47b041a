namespace Telenode.Cli.Watch;

/// <summary>The sequence numbers seen of one boot, as ranges. Its memory is bounded: of too many ranges the lowest two become one.</summary>
internal sealed class SequenceSet
{
    private const int MaximumRanges = 1000;

    private readonly List<(long First, long Last)> _ranges = [];
    private long _forgottenHoles;

    /// <summary>Numbers between the lowest and the highest seen that were not.</summary>
    public long Missing { get; private set; }

    /// <summary>Adds a number.</summary>
    /// <returns>How many numbers this one jumps over when it is the highest yet; 0 when it follows or fills a gap; −1 when it was there.</returns>
    public long Add(long number)
    {
        int at = _ranges.Count; // the first range that begins above the number
        while (at > 0 && _ranges[at - 1].First > number)
        {
            at--;
        }

        if (at > 0 && number <= _ranges[at - 1].Last)
        {
            return -1;
        }

        long skipped = at == _ranges.Count && at > 0 ? number - _ranges[at - 1].Last - 1 : 0;
        Insert(at, number);
        Missing = _forgottenHoles;
        for (int i = 1; i < _ranges.Count; i++)
        {
            Missing += _ranges[i].First - _ranges[i - 1].Last - 1;
        }

        return skipped;
    }

    private void Insert(int at, long number)
    {
        bool joinsBelow = at > 0 && _ranges[at - 1].Last + 1 == number;
        bool joinsAbove = at < _ranges.Count && _ranges[at].First - 1 == number;
        if (joinsBelow && joinsAbove)
        {
            _ranges[at - 1] = (_ranges[at - 1].First, _ranges[at].Last);
            _ranges.RemoveAt(at);
        }
        else if (joinsBelow)
        {
            _ranges[at - 1] = (_ranges[at - 1].First, number);
        }
        else if (joinsAbove)
        {
            _ranges[at] = (number, _ranges[at].Last);
        }
        else
        {
            _ranges.Insert(at, (number, number));
        }

        if (_ranges.Count > MaximumRanges)
        {
            _forgottenHoles += _ranges[1].First - _ranges[0].Last - 1;
            _ranges[1] = (_ranges[0].First, _ranges[1].Last);
            _ranges.RemoveAt(0);
        }
    }
}
