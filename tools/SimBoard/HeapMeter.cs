namespace Telenode.SimBoard;

/// <summary>Heap bytes that the node's loop allocates for a reading, once it is warm.</summary>
/// <remarks>
/// Warm is from the first acknowledgement on; after <see cref="SettledReadings"/> it is measured anew, since the PC's runtime allocates
/// a little of its own when a method runs for the first time.
/// </remarks>
internal sealed class HeapMeter
{
    private const int SettledReadings = 20;

    private long _bytes;
    private long _from = -1;
    private long _upTo;
    private bool _settled;

    /// <summary>Null before a reading was acknowledged while it was measured.</summary>
    public double? BytesPerReading { get; private set; }

    /// <summary>Adds what one turn of the loop allocated.</summary>
    /// <param name="bytes">Heap bytes.</param>
    /// <param name="acknowledged">Readings acknowledged since the start.</param>
    public void Count(long bytes, long acknowledged)
    {
        if (_from < 0 || (!_settled && _upTo >= SettledReadings))
        {
            _settled = _from >= 0;
            _bytes = 0;
            _from = acknowledged > 0 ? _upTo = acknowledged : -1;
            return;
        }

        _bytes += bytes;
        _upTo = acknowledged;
        BytesPerReading = acknowledged > _from ? (double)_bytes / (acknowledged - _from) : BytesPerReading;
    }
}
