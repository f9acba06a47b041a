using System;
using Telenode.Core;

namespace Telenode.Telemetry;

/// <content>The journal behind the readings in memory: what is written and when, and what comes back from it.</content>
public sealed partial class Outbox
{
    // As many readings as nearly fill a record of the journal.
    private const int PageReadings = 96;

    // Readings acknowledged after which the journal's cursor is written without delay.
    private const int CheckpointReadings = 256;

    private readonly Journal _journal;
    private readonly JournalDuties _due; // null without a journal

    /// <summary>What a person should know about how readings are kept, in one line; mostly null.</summary>
    public string Warning { get; private set; }

    /// <summary>Readings dropped for want of room in all boots, as far as the journal knows.</summary>
    public long LostEver => _journal == null ? Lost : _journal.LostEver;

    /// <summary>What an uplink wants kept with the journal's checkpoints; null for nothing.</summary>
    public IDeliveryState DeliveryState
    {
        get => _journal == null ? null : _journal.State;
        set
        {
            if (_journal != null)
            {
                _journal.State = value;
            }
        }
    }

    /// <summary>Whether readings survive a power cut now.</summary>
    public bool IsKept => _journal != null && _journal.IsOpen;

    /// <summary>Whether <see cref="Secure"/> is likely to work.</summary>
    public bool CanSecure => _journal == null || (_journal.IsOpen && _journal.HasRoomFor(_leases.InUse + 2));

    private ReadingWindow Window => _journal.Window;

    private int WaitingInJournal
    {
        get
        {
            int waiting = _journal.Waiting;
            for (int lease = 1; lease <= MaxLeases; lease++)
            {
                if (_leases.CountOf(lease) > 0)
                {
                    int first = _leases.FirstOf(lease);
                    int below = _journal.Cursor - first;
                    int written = _leases.WrittenOf(lease);
                    below = below < 0 ? 0 : below > written ? written : below;

                    // A reading that was dropped while on its way still is; one in memory is counted there.
                    waiting += _leases.IsBacklog(lease) ? below : below - written;
                }
            }

            return waiting;
        }
    }

    private int SendableInJournal => _journal.Waiting - _leases.CountIn(_journal.Cursor, int.MaxValue);

    /// <summary>Hands out the uplink's state that was kept before the reset, once. Its leases stand; the caller ends them.</summary>
    /// <param name="offset">Index of its first byte.</param>
    /// <param name="count">Its bytes.</param>
    /// <returns>The buffer that holds it until the next step; null when there is none.</returns>
    public byte[] TakeDeliveryState(out int offset, out int count)
    {
        bool has = _journal != null && !_due.IsStateTaken && _journal.SavedCount > 0;
        offset = has ? _journal.SavedAt : 0;
        count = has ? _journal.SavedCount : 0;
        if (_journal != null)
        {
            _due.IsStateTaken = true;
        }

        return has ? _journal.SavedBuffer : null;
    }

    /// <summary>Whether a lease stands.</summary>
    public bool IsLeased(int lease) => _leases.CountOf(lease) > 0;

    /// <summary>Writes what is due, and reads what is to be sent.</summary>
    /// <returns>Monotonic ms at which to call again.</returns>
    public long Step(long nowMs)
    {
        if (_journal == null)
        {
            return Time.Never;
        }

        _due.NowMs = nowMs;
        if (!_due.IsStateTaken)
        {
            _due.IsStateTaken = true; // by an uplink that keeps none
            ReturnAll();
        }

        if (!_journal.IsOpen && (nowMs < _due.RetryAtMs || !Recover(nowMs)))
        {
            return _due.RetryAtMs;
        }

        Refill(nowMs);
        if (WriteDueMs(nowMs) <= nowMs)
        {
            WriteUnwritten(nowMs);
        }

        Checkpoint(nowMs);
        if (_journal.IsOpen && Window.Count < ReadingWindow.Capacity / 2 && _journal.HasMore)
        {
            bool read = _journal.FillWindow(out int lost);
            CountAbandoned(lost);
            if (!read)
            {
                Fail(nowMs);
            }
        }

        return NextMs(nowMs);
    }

    /// <summary>Puts what is on its way and the uplink's state on the medium, before anything of it leaves: QoS 2 is exactly once only so.</summary>
    /// <returns>False when the medium does not work. True without a journal: then nothing is meant to survive a reset.</returns>
    public bool Secure()
    {
        if (_journal == null)
        {
            return true;
        }

        _due.WritesAhead = true;
        return _journal.IsOpen && WriteLeased(_due.NowMs) && _leases.AreWritten && SaveCheckpoint(_due.NowMs);
    }

    /// <summary>Puts all that waits on the medium, ahead of a restart or a sleep that is meant: a power cut would cost what is younger than <see cref="JournalOptions.WriteAfterMs"/>.</summary>
    /// <returns>Whether nothing is left that memory alone knows.</returns>
    public bool Keep(long nowMs)
    {
        if (_journal == null || (!_journal.IsOpen && !Recover(nowMs)))
        {
            return _count == 0;
        }

        _due.NowMs = nowMs;
        WriteUnwritten(nowMs);
        bool isSaved = (_due.UnsavedDone == 0 && !_due.CheckpointNow) || SaveCheckpoint(nowMs);
        return isSaved && _free == 0 && _leases.AreWritten;
    }

    private void Open()
    {
        _due.WasOpened = _journal.IsOpen || _journal.Open();
        _journal.Start(Boot);
        Taken = WaitingInJournal;
        if (!_due.WasOpened)
        {
            Fail(0);
        }
    }

    private bool Recover(long nowMs)
    {
        bool works;
        if (_due.WasOpened)
        {
            works = _journal.Save();
        }
        else
        {
            works = _journal.Open();
            _due.WasOpened = works;
            Taken += works ? WaitingInJournal : 0;
        }

        if (!works)
        {
            Fail(nowMs);
            return false;
        }

        _journal.Resume();
        _journal.Rewind();
        Warning = null;
        return true;
    }

    private void Fail(long nowMs)
    {
        _journal.Fail();
        _due.RetryAtMs = nowMs + _journal.Options.RetryAfterMs;
        Warning = _journal.NeedsRestart
            ? "readings of other sensors wait on flash that could not be read at the start: restart the board to send them; new ones are kept in memory alone"
            : "the flash takes no readings: they are kept in memory alone, and a power cut loses them";
    }

    // Wall time of the present boot is known from now on.
    private void NoteClock(long monotonicMs, long unixMs)
    {
        if (unixMs != Time.Unknown && !_due.IsClockKnown)
        {
            _due.IsClockKnown = true;
            _due.CheckpointNow = _due.CheckpointNow || _due.HasUndated || _journal.Bases.Count > 0;
            _journal.Bases.SetClock(Boot, unixMs - monotonicMs);
        }
    }

    private void MakeRoom(long nowMs)
    {
        if (_count == _capacity && _journal.IsOpen)
        {
            WriteUnwritten(nowMs);
        }
    }

    private void CountLost(int count)
    {
        Lost += count;
        if (_journal != null)
        {
            _journal.CountLost(count);
            NoteUnsaved(0);
        }
    }

    private void CountAbandoned(int count)
    {
        if (count > 0)
        {
            Lost += count;
            NoteUnsaved(count);
        }
    }

    private void NoteDone(int first, int count)
    {
        _journal.MarkDone(first, count);
        NoteUnsaved(count);
    }

    private void NoteUnsaved(int count)
    {
        _due.UnsavedDone += count > 0 ? count : 1;
    }

    private void ReturnToJournal(int first, int count)
    {
        // What had to be dropped while it was on its way is lost now.
        int below = _journal.Cursor - first;
        below = below < 0 ? 0 : below > count ? count : below;
        if (below > 0)
        {
            CountLost(below);
        }

        NoteUnsaved(0);
        _journal.Rewind();
    }

    private int BacklogAllowed()
    {
        int run = Window.RunLength;
        if (run == 0 || (!_journal.HasRoomFor(_leases.InUse + 1) && Window.OrdinalAt(0) > _journal.Cursor))
        {
            return 0;
        }

        // A pack worth its overhead, where there are readings for one.
        int wanted = run < Burst ? run : Burst;
        return _due.Tokens < wanted ? 0 : _due.Tokens < run ? _due.Tokens : run;
    }

    private int Burst => _journal.Options.DrainPerSecond < 24 ? _journal.Options.DrainPerSecond : 24;

    private void LeaseBacklog(int lease, int count)
    {
        int first = Window.OrdinalAt(0);
        _leases.Begin(lease, count, true, first);
        Window.Remove(count);
        _due.Tokens -= count;
        Published += count;
    }

    private bool IsBacklogDated(int at)
    {
        int row = _journal.Bases.Find(Window.BootAt(at));
        return Window.IsDatedAt(at) || (row >= 0 && _journal.Bases.IsUnixAt(row));
    }

    private long BacklogTimeMs(int at)
    {
        long time = Window.TimeMsAt(at);
        int boot = Window.BootAt(at);
        int row = _journal.Bases.Find(boot);
        if (Window.IsDatedAt(at) || (row < 0 && boot == Boot))
        {
            return time;
        }

        // Of a boot of which nothing is known but that it is over: as old as the start of the next one that is known, or of this one.
        bool isKnown = row >= 0 && _journal.Bases.BootAt(row) == boot;
        return (isKnown ? time : 0) + (row < 0 ? 0 : _journal.Bases.OffsetAt(row));
    }

    private void Refill(long nowMs)
    {
        long rate = _journal.Options.DrainPerSecond;
        long grown = (nowMs - _due.TokensAtMs) * rate / 1000;
        if (grown > 0)
        {
            _due.TokensAtMs = grown >= rate ? nowMs : _due.TokensAtMs + (grown * 1000 / rate);
            _due.Tokens = (int)(_due.Tokens + grown > rate ? rate : _due.Tokens + grown);
        }
    }
}
