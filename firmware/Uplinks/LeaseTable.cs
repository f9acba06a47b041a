namespace Telenode.Uplinks;

/// <summary>Which lease of the outbox a publish under way carries.</summary>
internal sealed class LeaseTable
{
    private readonly int[] _handle;
    private readonly int[] _lease;
    private readonly bool[] _hasAges;

    public LeaseTable(int size)
    {
        _handle = new int[size];
        _lease = new int[size];
        _hasAges = new bool[size];
    }

    /// <summary>Whether a lease has readings with their age in place of their date.</summary>
    public bool HasAges
    {
        get
        {
            bool found = false;
            for (int row = 0; row < _lease.Length; row++)
            {
                found = found || (_lease[row] != 0 && _hasAges[row]);
            }

            return found;
        }
    }

    /// <summary>Notes a publish. There is a place for each that the session can have under way.</summary>
    public void Put(int handle, int lease, bool hasAges)
    {
        int row = 0;
        while (_lease[row] != 0)
        {
            row++;
        }

        _handle[row] = handle;
        _lease[row] = lease;
        _hasAges[row] = hasAges;
    }

    /// <summary>Takes out the lease of a publish; 0 when it carried none.</summary>
    public int Take(int handle)
    {
        int row = 0;
        while (row < _lease.Length && (_lease[row] == 0 || _handle[row] != handle))
        {
            row++;
        }

        return TakeRow(row);
    }

    /// <summary>Takes out any lease; 0 when none is left.</summary>
    public int TakeAny()
    {
        int row = 0;
        while (row < _lease.Length && _lease[row] == 0)
        {
            row++;
        }

        return TakeRow(row);
    }

    private int TakeRow(int row)
    {
        if (row == _lease.Length)
        {
            return 0;
        }

        int lease = _lease[row];
        _lease[row] = 0;
        return lease;
    }
}
