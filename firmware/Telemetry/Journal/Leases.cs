namespace Telenode.Telemetry;

/// <summary>The readings on their way, by lease: how many, and which of them stand in the journal.</summary>
internal sealed class Leases
{
    private readonly short[] _count = new short[Outbox.MaxLeases];
    private readonly int[] _first;
    private readonly int[] _written;
    private readonly bool[] _isBacklog;

    /// <summary>Makes them all free.</summary>
    /// <param name="hasJournal">Whether readings can stand in a journal.</param>
    internal Leases(bool hasJournal)
    {
        if (hasJournal)
        {
            _first = new int[Outbox.MaxLeases];
            _written = new int[Outbox.MaxLeases];
            _isBacklog = new bool[Outbox.MaxLeases];
        }
    }

    /// <summary>Leases in use.</summary>
    internal int InUse { get; private set; }

    /// <summary>A lease that is free, or 0.</summary>
    internal int Free()
    {
        for (int i = 0; i < _count.Length; i++)
        {
            if (_count[i] == 0)
            {
                return i + 1;
            }
        }

        return 0;
    }

    /// <summary>Readings of a lease; 0 for one that is free or does not exist.</summary>
    internal int CountOf(int lease) => lease < 1 || lease > _count.Length ? 0 : _count[lease - 1];

    /// <summary>Ordinal of its first reading in the journal.</summary>
    internal int FirstOf(int lease) => _first == null ? 0 : _first[lease - 1];

    /// <summary>How many of its readings stand in the journal.</summary>
    internal int WrittenOf(int lease) => _written == null ? 0 : _written[lease - 1];

    /// <summary>Whether everything that is on its way stands in the journal.</summary>
    internal bool AreWritten
    {
        get
        {
            bool are = true;
            for (int i = 0; i < _count.Length; i++)
            {
                are = are && (_count[i] == 0 || _written[i] == _count[i]);
            }

            return are;
        }
    }

    /// <summary>Whether anything that is on its way stands in the journal.</summary>
    internal bool HaveWritten
    {
        get
        {
            bool have = false;
            for (int i = 0; i < _count.Length; i++)
            {
                have = have || (_count[i] > 0 && _written[i] > 0);
            }

            return have;
        }
    }

    /// <summary>Whether its readings are the journal's alone.</summary>
    internal bool IsBacklog(int lease) => _isBacklog != null && _isBacklog[lease - 1];

    internal void Begin(int lease, int count, bool isBacklog, int first)
    {
        _count[lease - 1] = (short)count;
        InUse++;
        if (_first != null)
        {
            _isBacklog[lease - 1] = isBacklog;
            _first[lease - 1] = first;
            _written[lease - 1] = isBacklog ? count : 0;
        }
    }

    /// <summary>Notes that further readings of a lease have been written.</summary>
    internal void Wrote(int lease, int first, int count)
    {
        if (_written[lease - 1] == 0)
        {
            _first[lease - 1] = first;
        }

        _written[lease - 1] += count;
    }

    internal void End(int lease)
    {
        _count[lease - 1] = 0;
        InUse--;
        if (_written != null)
        {
            _written[lease - 1] = 0;
        }
    }

    /// <summary>Where the range ends of the lease that holds an ordinal; the ordinal itself when none does.</summary>
    internal int EndOf(int ordinal)
    {
        for (int i = 0; i < _count.Length; i++)
        {
            if (_count[i] > 0 && ordinal >= _first[i] && ordinal < _first[i] + _written[i])
            {
                return _first[i] + _written[i];
            }
        }

        return ordinal;
    }

    /// <summary>Where the first lease begins that lies wholly behind an ordinal; <see cref="int.MaxValue"/> when none does.</summary>
    internal int NextFrom(int ordinal)
    {
        int next = int.MaxValue;
        for (int i = 0; i < _count.Length; i++)
        {
            next = _count[i] > 0 && _written[i] > 0 && _first[i] > ordinal && _first[i] < next ? _first[i] : next;
        }

        return next;
    }

    /// <summary>How many ordinals from <paramref name="first"/> up to <paramref name="end"/> are on their way.</summary>
    internal int CountIn(int first, int end)
    {
        int count = 0;
        for (int i = 0; i < _count.Length; i++)
        {
            if (_count[i] > 0)
            {
                int from = _first[i] > first ? _first[i] : first;
                int to = _first[i] + _written[i] < end ? _first[i] + _written[i] : end;
                count += to > from ? to - from : 0;
            }
        }

        return count;
    }
}
