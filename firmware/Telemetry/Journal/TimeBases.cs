using Telenode.Core;

namespace Telenode.Telemetry;

/// <summary>What turns the monotonic times of readings that were taken before the clock was set into times of today, by their boot.</summary>
/// <remarks>
/// The rule across a reset: a boot whose clock was set later on has its readings dated by it. A boot whose clock never was is taken to
/// have ended when the next one began, which makes its readings as young as they can be, and in their order.
/// </remarks>
internal sealed class TimeBases
{
    internal const int Capacity = 8;

    private readonly int[] _boot = new int[Capacity];
    private readonly long[] _offset = new long[Capacity];
    private readonly bool[] _isUnix = new bool[Capacity];

    internal int Count { get; private set; }

    internal int BootAt(int row) => _boot[row];

    internal long OffsetAt(int row) => _offset[row];

    internal bool IsUnixAt(int row) => _isUnix[row];

    internal void Clear() => Count = 0;

    /// <summary>Whether the clock of the latest boot, this one, has been set.</summary>
    internal bool IsUnixOf(int boot) => Count > 0 && _boot[Count - 1] == boot && _isUnix[Count - 1];

    /// <summary>Adds a boot, which is later than all there are; the oldest gives way, and its readings are as old as the next one's start.</summary>
    internal void Add(int boot, long offset, bool isUnix)
    {
        if (Count == Capacity)
        {
            Count--;
            for (int i = 0; i < Count; i++)
            {
                _boot[i] = _boot[i + 1];
                _offset[i] = _offset[i + 1];
                _isUnix[i] = _isUnix[i + 1];
            }
        }

        _boot[Count] = boot;
        _offset[Count] = offset;
        _isUnix[Count++] = isUnix;
    }

    /// <summary>The row for a boot: its own, or the next later one's; −1 when there is none.</summary>
    internal int Find(int boot)
    {
        for (int row = 0; row < Count; row++)
        {
            if (_boot[row] >= boot)
            {
                return row;
            }
        }

        return -1;
    }

    /// <summary>A new boot has begun: what was measured by the clock of the last one is now that much before the start of this one.</summary>
    /// <param name="lastBoot">The boot that has ended.</param>
    /// <param name="lastMs">The latest monotonic time known of it, or <see cref="Time.Unknown"/>.</param>
    internal void BeginBoot(int lastBoot, long lastMs)
    {
        if (lastMs == Time.Unknown)
        {
            return;
        }

        for (int row = 0; row < Count; row++)
        {
            if (!_isUnix[row])
            {
                _offset[row] -= lastMs;
            }
        }

        if (Count == 0 || _boot[Count - 1] < lastBoot)
        {
            Add(lastBoot, -lastMs, false);
        }
    }

    /// <summary>The clock of the present boot has been set.</summary>
    /// <param name="boot">The present boot.</param>
    /// <param name="offset">Unix ms less monotonic ms.</param>
    internal void SetClock(int boot, long offset)
    {
        for (int row = 0; row < Count; row++)
        {
            if (!_isUnix[row])
            {
                _offset[row] += offset;
                _isUnix[row] = true;
            }
        }

        Add(boot, offset, true);
    }
}
