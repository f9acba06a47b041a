using System;
using Telenode.Core;

namespace Telenode.Telemetry;

/// <summary>Readings kept on a medium until they are acknowledged: a bounded log, and checkpoints of what of it is done.</summary>
/// <remarks>
/// Readings stand in the order in which they were written, each with an ordinal. What is before the cursor is done; what is done
/// beyond it is a few ranges. Memory and the work of a start do not grow with it: one record, a window of readings, a checkpoint.
/// Nothing is allocated after construction. Every operation may fail; then the journal is what it was, and tries again later.
/// </remarks>
public sealed partial class Journal
{
    // Readings passed over in one call that a window is filled: work between two steps of the node stays bounded.
    private const int MostPassed = 512;

    // Ordinals have 31 bits: from here on they begin again at the first time that nothing waits.
    private const int RenumberFrom = 1 << 30;

    private readonly IAppendStore _store;
    private readonly JournalOptions _options;
    private readonly ChannelLayouts _layouts;
    private readonly ReadingLog _log;
    private readonly CheckpointSlots _slots;
    private readonly RecordWriter _record = new RecordWriter();
    private readonly OrdinalRanges _done = new OrdinalRanges();
    private readonly TimeBases _bases = new TimeBases();
    private readonly ReadingWindow _window = new ReadingWindow();
    private readonly int[] _segments;
    private int _cursor;
    private readonly Leases _leases;
    private int _boot;
    private bool _hasStarted;
    private bool _isVoidSaved = true;
    private int _expected; // ordinal that the window is to go on with

    /// <summary>Makes a journal on a medium; nothing is read before an <see cref="Outbox"/> opens it.</summary>
    /// <param name="store">The medium.</param>
    /// <param name="options">How it is used.</param>
    /// <param name="channels">What is measured now. Quantities of readings that wait and are not among them become rows of it when the journal is opened.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public Journal(IAppendStore store, JournalOptions options, Channels channels)
    {
        if (store == null || options == null || channels == null || options.SegmentBytes < 1024 || options.Segments < 2 || options.Segments > 4096
            || options.WriteAfterMs < 0 || options.CheckpointAfterMs < 0 || options.StateBytes < 0 || options.DrainPerSecond < 1
            || options.RetryAfterMs < 1)
        {
            throw new ArgumentException("journal options");
        }

        _store = store;
        _options = options;
        _layouts = new ChannelLayouts(store, channels, options.Segments);
        _log = new ReadingLog(store, options.SegmentBytes, options.Segments, _layouts);
        _slots = new CheckpointSlots(store, ContentBytes + options.StateBytes);
        _segments = new int[(2 * options.Segments) + 8];
        _leases = new Leases(true);
    }

    internal JournalOptions Options => _options;

    /// <summary>What is on its way.</summary>
    internal Leases Leases => _leases;

    /// <summary>Whether its medium works.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Highest boot count that it knows of: this boot's must be higher. Known once it is open.</summary>
    public int LastBoot { get; private set; }

    /// <summary>Whether readings wait that can be named only after a restart: see <see cref="ChannelLayouts.NeedsRestart"/>.</summary>
    internal bool NeedsRestart => _layouts.NeedsRestart;

    /// <summary>Readings dropped for ever, in all boots, as far as the medium knows.</summary>
    internal long LostEver { get; private set; }

    /// <summary>Readings in it that are neither done nor lost, those on their way among them.</summary>
    internal int Waiting => _log.End - _cursor - _done.CountIn(_cursor, _log.End);

    /// <summary>Whether a further range of done readings beyond the cursor can be kept.</summary>
    internal bool HasRoomFor(int ranges) => _done.Count + ranges <= OrdinalRanges.Capacity;

    /// <summary>Whether three quarters of its segments are in use.</summary>
    internal bool IsNearlyFull => 4 * (_log.Newest - _log.Oldest + 1) >= 3 * _options.Segments;

    internal int Cursor => _cursor;

    internal ReadingWindow Window => _window;

    internal TimeBases Bases => _bases;

    internal RecordWriter Record => _record;

    /// <summary>Whether a failed write may have left bytes, which a checkpoint must declare void before anything else is written.</summary>
    internal bool HasVoid => !_isVoidSaved;

    /// <summary>Readings were dropped elsewhere.</summary>
    internal void CountLost(int count) => LostEver += count;

    /// <summary>Begins a boot: readings from now on are its own.</summary>
    internal void Start(int boot)
    {
        _boot = boot;
        _hasStarted = true;
        if (IsOpen)
        {
            EndLastBoot();
        }
    }

    /// <summary>Says that the medium fails; <see cref="Resume"/> says that it works again.</summary>
    internal void Fail() => IsOpen = false;

    internal void Resume() => IsOpen = true;

    /// <summary>Appends the record that has been filled.</summary>
    /// <param name="lost">How many readings had to be dropped for want of room; those on their way are not among them.</param>
    /// <returns>The ordinal of its first reading; −1 when the medium refused it.</returns>
    internal int Append(out int lost)
    {
        lost = 0;
        while (_log.IsFullFor(RecordWriter.MaxBytes))
        {
            int cursor = _log.FirstAfterOldest();
            if (cursor < 0)
            {
                return -1;
            }

            lost += Abandon(_cursor, cursor);
            MoveCursor(cursor);

            // Counted before it is gone: a cut in between neither loses the count nor counts twice.
            int oldest = _log.Oldest;
            if (!Save() || !_log.DeleteBefore(cursor) || _log.Oldest == oldest)
            {
                return -1;
            }
        }

        if ((!_layouts.IsOwnSaved && !_layouts.SaveOwn()) || (_log.End >= RenumberFrom && !Renumber(ref lost)))
        {
            return -1;
        }

        int first = _log.End;
        if (!_log.Append(_record))
        {
            _isVoidSaved = false;
            return -1;
        }

        return first;
    }

    /// <summary>Readings are done: they need not be kept.</summary>
    internal void MarkDone(int first, int count)
    {
        int end = first + count;
        first = first < _cursor ? _cursor : first;
        if (end <= first)
        {
            return;
        }

        if (first > _cursor)
        {
            _done.Add(first, end);
            return;
        }

        MoveCursor(end);
    }

    /// <summary>Reads on, so that the window holds readings to send, as far as there are any that no lease holds.</summary>
    /// <param name="lost">Readings found missing or damaged.</param>
    /// <returns>False when the medium cannot be read.</returns>
    internal bool FillWindow(out int lost)
    {
        lost = 0;
        for (int passed = 0; !_window.IsFull && HasMore && HasRoomFor(_leases.InUse + 2) && passed < MostPassed; passed++)
        {
            if (!_log.Next())
            {
                if (_log.Failed)
                {
                    return false;
                }

                lost += Abandon(_expected, _log.End);
                _expected = _log.End;
                break;
            }

            int ordinal = _log.Position - 1;
            int channel = _log.Channel;
            if (ordinal < _expected || channel < 0)
            {
                continue;
            }

            if (ordinal > _expected)
            {
                lost += Abandon(_expected, ordinal);
            }

            _expected = ordinal + 1;
            if (ordinal >= _cursor && _done.EndOf(ordinal) == ordinal && _leases.EndOf(ordinal) == ordinal)
            {
                _window.Add(_log.Record, channel, ordinal);
            }
        }

        return true;
    }

    /// <summary>Whether the window does not hold all there is.</summary>
    internal bool HasMore => _expected < _log.End;

    /// <summary>Begins the window anew at the cursor: readings that were on their way wait again.</summary>
    internal void Rewind()
    {
        _window.Clear();
        _log.Seek(_cursor);
        _expected = _cursor;
    }

    /// <summary>Deletes the segments before the cursor.</summary>
    internal bool Tidy() => _log.DeleteBefore(_cursor);

    // What is not done and not on its way between two ordinals is lost, and done with.
    private int Abandon(int first, int end)
    {
        int lost = 0;
        while (first < end)
        {
            if (first < _cursor)
            {
                first = _cursor; // which passes over what is done
                continue;
            }

            int next = _done.EndOf(first);
            next = next == first ? _leases.EndOf(first) : next;
            if (next == first)
            {
                // In one go, however wide the gap: a node that counts through it one by one stands still.
                next = _done.NextFrom(first);
                next = _leases.NextFrom(first) < next ? _leases.NextFrom(first) : next;
                next = end < next ? end : next;
                lost += next - first;
                MarkDone(first, next - first);
            }

            first = next;
        }

        LostEver += lost;
        return lost;
    }

    // A journal that is never empty on the second half of the way loses what it holds when the ordinals end.
    private bool Renumber(ref int lost)
    {
        bool isLast = _log.End > SegmentHeader.MaxOrdinal - RecordWriter.MaxReadings;
        if (_leases.HaveWritten || (Waiting > 0 && !isLast))
        {
            return !isLast;
        }

        lost += Abandon(_cursor, _log.End);
        MoveCursor(_log.End);

        // With the cursor at the end a cut leaves an empty journal, whichever of its segments are gone.
        if (!Save() || !_log.Restart())
        {
            return false;
        }

        _cursor = 0;
        Rewind();
        return Save();
    }

    private void MoveCursor(int to)
    {
        _cursor = to > _cursor ? to : _cursor;
        _cursor = _done.EndOf(_cursor);
        _done.Trim(_cursor);
        int gone = 0;
        while (gone < _window.Count && _window.OrdinalAt(gone) < _cursor)
        {
            gone++;
        }

        _window.Remove(gone);
        _expected = _expected < _cursor ? _cursor : _expected;
    }
}
