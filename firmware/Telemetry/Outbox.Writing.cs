using Telenode.Core;

namespace Telenode.Telemetry;

/// <content>Writing to the journal.</content>
public sealed partial class Outbox
{
    private const int WriteAheadFactor = 10;

    // Between two turns of passing over readings that are done.
    private const int PassMs = 10;

    /// <summary>Whether so little room is left that readings should not be kept back.</summary>
    public bool IsNearlyFull => _journal == null ? 4 * _count >= 3 * _capacity : _journal.IsNearlyFull;

    /// <summary>Goes on with a boot that a deep sleep interrupted, before the first reading comes in.</summary>
    /// <param name="lastSequence"><see cref="LastSequence"/> of that time.</param>
    public void GoOn(int lastSequence)
    {
        _lastSequence = lastSequence;
        if (_journal != null)
        {
            // Undated ones may stand anywhere in the journal: when the clock comes to be known, that is written down.
            _due.IsClockKnown = _journal.Bases.IsUnixOf(Boot);
            _due.HasUndated = !_due.IsClockKnown && _journal.Waiting > 0;
        }
    }

    private long WriteDueMs(long nowMs)
    {
        if (_free >= PageReadings || _count > _capacity - (_capacity / 4))
        {
            return nowMs;
        }

        for (int i = 0; i < _count; i++)
        {
            int at = Slot(i);
            int lease = LeaseOf(at);
            if (lease == 0 || _leases.WrittenOf(lease) < _leases.CountOf(lease))
            {
                return nowMs - ((int)nowMs - _addedMs[at]) + _journal.Options.WriteAfterMs;
            }
        }

        return Time.Never;
    }

    private void WriteUnwritten(long nowMs)
    {
        if (WriteLeased(nowMs) && WriteFree(nowMs) && _due.IsClockKnown && _due.HasUndated)
        {
            _due.CheckpointNow = true; // it says how undated readings are dated
        }
    }

    // Readings on their way are written too: they may never arrive.
    private bool WriteLeased(long nowMs)
    {
        // One that a failure left half-written goes on before anything else: its readings stand side by side in the journal.
        for (int lease = 1; lease <= MaxLeases; lease++)
        {
            if (_leases.WrittenOf(lease) > 0 && !WriteLease(lease, nowMs))
            {
                return false;
            }
        }

        for (int lease = 1; lease <= MaxLeases; lease++)
        {
            if (_journal.HasRoomFor(_leases.InUse + 1) && !WriteLease(lease, nowMs))
            {
                return false;
            }
        }

        return true;
    }

    private bool WriteLease(int lease, long nowMs)
    {
        while (_leases.WrittenOf(lease) < _leases.CountOf(lease))
        {
            Gather(lease, _leases.WrittenOf(lease));
            int first = AppendRecord(nowMs);
            if (first < 0)
            {
                return false;
            }

            _leases.Wrote(lease, first, _journal.Record.Count);
        }

        return true;
    }

    private bool WriteFree(long nowMs)
    {
        while (_free > 0)
        {
            Gather(0, 0);
            int count = _journal.Record.Count;
            if (AppendRecord(nowMs) < 0)
            {
                return false;
            }

            Remove(0, count);
            _free -= count;
        }

        return true;
    }

    // Fills a record with readings of a lease, or with lease 0 of those without one.
    private void Gather(int lease, int skip)
    {
        RecordWriter record = _journal.Record;
        bool begun = false;
        for (int i = 0; i < _count; i++)
        {
            int at = Slot(i);
            if (LeaseOf(at) != lease || skip-- > 0)
            {
                continue;
            }

            if (!begun)
            {
                begun = true;
                record.Begin(Boot, _sequence[at]);
            }

            bool dated = (_flags[at] & Dated) != 0;
            if (!record.TryAdd(_channel[at], _sequence[at], dated, _timeMs[at], _mantissa[at]))
            {
                return;
            }

            _due.HasUndated = _due.HasUndated || !dated;
        }
    }

    private int AppendRecord(long nowMs)
    {
        int first = -1;
        if (!_journal.HasVoid || _journal.Save())
        {
            first = _journal.Append(out int lost);
            Lost += lost;
        }

        if (first < 0)
        {
            Fail(nowMs);
        }

        return first;
    }

    private void Checkpoint(long nowMs)
    {
        if (!_journal.IsOpen || (_due.UnsavedDone == 0 && !_due.CheckpointNow))
        {
            return;
        }

        if (_due.CheckpointAtMs == Time.Never)
        {
            // An uplink that writes ahead brings the cursor along with its next pack.
            _due.CheckpointAtMs = nowMs + (_due.WritesAhead ? WriteAheadFactor : 1) * _journal.Options.CheckpointAfterMs;
        }

        bool emptied = !_due.WritesAhead && _due.UnsavedDone > 0 && _journal.Waiting == 0;
        if (_due.CheckpointNow || emptied || _due.UnsavedDone >= CheckpointReadings || nowMs >= _due.CheckpointAtMs)
        {
            // What is on its way is written first: a checkpoint without it would leave it to the uplink's state alone.
            if (WriteLeased(nowMs))
            {
                SaveCheckpoint(nowMs);
            }
        }
    }

    private bool SaveCheckpoint(long nowMs)
    {
        if (!_journal.Save() || !_journal.Tidy())
        {
            Fail(nowMs);
            return false;
        }

        _due.UnsavedDone = 0;
        _due.CheckpointNow = false;
        _due.CheckpointAtMs = Time.Never;
        return true;
    }

    private long NextMs(long nowMs)
    {
        if (!_journal.IsOpen)
        {
            return _due.RetryAtMs;
        }

        long next = WriteDueMs(nowMs);
        next = _due.CheckpointAtMs < next ? _due.CheckpointAtMs : next;
        if (Window.Count == 0 && _journal.HasMore)
        {
            return nowMs + PassMs;
        }

        int run = Window.RunLength;
        int wanted = run < Burst ? run : Burst;
        if (_due.Tokens < wanted)
        {
            long due = _due.TokensAtMs + (((wanted - _due.Tokens) * 1000) / _journal.Options.DrainPerSecond) + 1;
            next = due < next ? due : next;
        }

        return next;
    }
}
