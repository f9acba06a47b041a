namespace Telenode.Telemetry;

/// <summary>Which readings of the journal are done beyond its cursor, as a few ranges of ordinals in order, which merge where they touch.</summary>
internal sealed class OrdinalRanges
{
    internal const int Capacity = 32;

    private readonly int[] _first = new int[Capacity];
    private readonly int[] _end = new int[Capacity];

    internal int Count { get; private set; }

    internal int FirstAt(int row) => _first[row];

    internal int EndAt(int row) => _end[row];

    internal void Clear() => Count = 0;

    /// <summary>Adds a range that overlaps none there is.</summary>
    /// <returns>False when there is no room for it.</returns>
    internal bool Add(int first, int end)
    {
        int row = 0;
        while (row < Count && _end[row] < first)
        {
            row++;
        }

        if (row < Count && _end[row] == first)
        {
            _end[row] = end;
            if (row + 1 < Count && _first[row + 1] == end)
            {
                _end[row] = _end[row + 1];
                Remove(row + 1);
            }

            return true;
        }

        if (row < Count && _first[row] == end)
        {
            _first[row] = first;
            return true;
        }

        if (Count == Capacity)
        {
            return false;
        }

        for (int i = Count; i > row; i--)
        {
            _first[i] = _first[i - 1];
            _end[i] = _end[i - 1];
        }

        _first[row] = first;
        _end[row] = end;
        Count++;
        return true;
    }

    /// <summary>Where the range ends that holds an ordinal; the ordinal itself when none does.</summary>
    internal int EndOf(int ordinal)
    {
        for (int row = 0; row < Count && _first[row] <= ordinal; row++)
        {
            if (ordinal < _end[row])
            {
                return _end[row];
            }
        }

        return ordinal;
    }

    /// <summary>Where the first range begins that lies wholly behind an ordinal; <see cref="int.MaxValue"/> when none does.</summary>
    internal int NextFrom(int ordinal)
    {
        int row = 0;
        while (row < Count && _first[row] <= ordinal)
        {
            row++;
        }

        return row < Count ? _first[row] : int.MaxValue;
    }

    /// <summary>How many ordinals from <paramref name="first"/> up to <paramref name="end"/> it holds.</summary>
    internal int CountIn(int first, int end)
    {
        int count = 0;
        for (int row = 0; row < Count; row++)
        {
            int from = _first[row] > first ? _first[row] : first;
            int to = _end[row] < end ? _end[row] : end;
            count += to > from ? to - from : 0;
        }

        return count;
    }

    /// <summary>Forgets what is below an ordinal.</summary>
    internal void Trim(int ordinal)
    {
        while (Count > 0 && _end[0] <= ordinal)
        {
            Remove(0);
        }

        if (Count > 0 && _first[0] < ordinal)
        {
            _first[0] = ordinal;
        }
    }

    private void Remove(int row)
    {
        Count--;
        for (int i = row; i < Count; i++)
        {
            _first[i] = _first[i + 1];
            _end[i] = _end[i + 1];
        }
    }
}
