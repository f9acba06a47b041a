namespace Telenode.SimBoard;

/// <summary>One row of a record: its time and the values that could be used.</summary>
internal sealed class CsvRow(int line, long unixMs)
{
    private readonly FixedPoint?[] _values = new FixedPoint?[(int)Measurand.CarbonDioxide + 1];

    public int Line => line;

    public long UnixMs => unixMs;

    public bool IsEmpty => Array.TrueForAll(_values, value => value == null);

    public void Set(Measurand measurand, FixedPoint value) => _values[(int)measurand] = value;

    public bool TryGet(Measurand measurand, out FixedPoint value)
    {
        FixedPoint? held = _values[(int)measurand];
        value = held.GetValueOrDefault();
        return held.HasValue;
    }
}
