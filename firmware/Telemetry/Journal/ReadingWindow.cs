namespace Telenode.Telemetry;

/// <summary>The next readings of the journal in memory, as a ring of parallel arrays.</summary>
internal sealed class ReadingWindow
{
    internal const int Capacity = 64;

    private readonly long[] _mantissa = new long[Capacity];
    private readonly long[] _timeMs = new long[Capacity];
    private readonly int[] _sequence = new int[Capacity];
    private readonly int[] _boot = new int[Capacity];
    private readonly int[] _ordinal = new int[Capacity];
    private readonly short[] _channel = new short[Capacity];
    private readonly bool[] _isDated = new bool[Capacity];
    private int _head;

    internal int Count { get; private set; }

    internal bool IsFull => Count == Capacity;

    /// <summary>How many of the next readings stand side by side in the journal and are of one boot.</summary>
    internal int RunLength
    {
        get
        {
            int run = Count == 0 ? 0 : 1;
            while (run < Count && OrdinalAt(run) == OrdinalAt(0) + run && BootAt(run) == BootAt(0))
            {
                run++;
            }

            return run;
        }
    }

    internal void Clear() => Count = 0;

    internal void Add(RecordReader record, int channel, int ordinal)
    {
        int at = Slot(Count++);
        _mantissa[at] = record.Mantissa;
        _timeMs[at] = record.TimeMs;
        _sequence[at] = record.Sequence;
        _boot[at] = record.Boot;
        _ordinal[at] = ordinal;
        _channel[at] = (short)channel;
        _isDated[at] = record.IsDated;
    }

    /// <summary>Takes out the oldest.</summary>
    internal void Remove(int count)
    {
        _head = Slot(count);
        Count -= count;
    }

    internal long MantissaAt(int position) => _mantissa[Slot(position)];

    internal long TimeMsAt(int position) => _timeMs[Slot(position)];

    internal int SequenceAt(int position) => _sequence[Slot(position)];

    internal int BootAt(int position) => _boot[Slot(position)];

    internal int OrdinalAt(int position) => _ordinal[Slot(position)];

    internal int ChannelAt(int position) => _channel[Slot(position)];

    internal bool IsDatedAt(int position) => _isDated[Slot(position)];

    private int Slot(int position) => (_head + position) % Capacity;
}
