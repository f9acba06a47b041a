using System;
using Telenode.Core;

namespace Telenode.Telemetry;

/// <summary>Readings that are not yet acknowledged: bounded, and when it is full the oldest waiting reading gives way.</summary>
/// <remarks>
/// A reading leaves only by <see cref="Acknowledge"/> or by being dropped for want of room, and both are counted:
/// <see cref="Taken"/> = <see cref="Acknowledged"/> + <see cref="Waiting"/> + <see cref="Lost"/> at any time.
/// New readings stand in memory, in parallel arrays of primitives: on the device each struct in an array would be a heap object of its
/// own. With a <see cref="Journal"/>, those that are not acknowledged soon move to it and are sent from there, in their order, behind
/// the new ones in each step and no faster than its options allow (docs/reliability.md). Positions count the readings in memory from
/// the oldest, then those of the journal that are next. Nothing is allocated after construction.
/// </remarks>
public sealed partial class Outbox
{
    /// <summary>The highest number of leases at one time.</summary>
    public const int MaxLeases = 16;

    // Flags of a reading; the bits below are the lease that holds it, 0 for none.
    private const byte Dated = 32;
    private const byte SentOnce = 64;
    private const int LeaseBits = 31;

    private readonly int _capacity;
    private readonly long[] _mantissa;
    private readonly long[] _timeMs;
    private readonly int[] _sequence;
    private readonly short[] _channel;
    private readonly byte[] _flags;

    // Low 32 bits of the monotonic ms at which the reading came in; null without a journal.
    private readonly int[] _addedMs;
    private readonly Leases _leases;
    private int _head;
    private int _count;
    private int _free; // of the readings in memory, those that no lease holds
    private int _lastSequence;

    /// <summary>Creates an empty outbox.</summary>
    /// <param name="capacity">Readings it can hold, 1 to 16384; 23 bytes of memory each, 27 with a journal.</param>
    /// <param name="boot">How often the board has started; with the sequence it names a reading for ever.</param>
    /// <param name="journal">What keeps readings over a power cut; null keeps them in memory alone.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is out of its range.</exception>
    public Outbox(int capacity, int boot, Journal journal = null)
    {
        if (capacity < 1 || capacity > 16384)
        {
            throw new ArgumentOutOfRangeException("capacity");
        }

        _capacity = capacity;
        Boot = boot;
        _mantissa = new long[capacity];
        _timeMs = new long[capacity];
        _sequence = new int[capacity];
        _channel = new short[capacity];
        _flags = new byte[capacity];
        _addedMs = journal == null ? null : new int[capacity];
        _journal = journal;
        _leases = journal == null ? new Leases(false) : journal.Leases;
        if (journal != null)
        {
            _due = new JournalDuties();
            Open();
        }
    }

    /// <summary>How often the board has started.</summary>
    public int Boot { get; }

    /// <summary>Sequence number of the newest reading; 0 before the first of a boot.</summary>
    public int LastSequence => _lastSequence;

    /// <summary>Readings that came in since the start, with those that waited in the journal then.</summary>
    public long Taken { get; private set; }

    /// <summary>Readings that were leased at least once: handed to the uplink.</summary>
    public long Published { get; private set; }

    /// <summary>Readings that left because their receiver has them.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Readings that were dropped because there was no room.</summary>
    public long Lost { get; private set; }

    /// <summary>Readings held now, on the way or not.</summary>
    public int Waiting => _count + (_journal == null ? 0 : WaitingInJournal);

    /// <summary>Readings held now that no lease holds.</summary>
    public int Sendable => _free + (_journal == null ? 0 : SendableInJournal);

    /// <summary>Takes a reading in, dropping the oldest that is not on its way when the outbox is full.</summary>
    /// <param name="channel">Index in the device's <see cref="Channels"/>.</param>
    /// <param name="mantissa">Value in units of 10^exponent of the channel.</param>
    /// <param name="monotonicMs">When it was measured.</param>
    /// <param name="unixMs">The same in wall time, or <see cref="Time.Unknown"/> while the clock is not set.</param>
    public void Add(int channel, long mantissa, long monotonicMs, long unixMs)
    {
        Taken++;
        _lastSequence++;
        bool dated = unixMs != Time.Unknown;
        if (_journal != null)
        {
            NoteClock(monotonicMs, unixMs);
            MakeRoom(monotonicMs);
        }

        if (_count == _capacity && !DropOldest())
        {
            CountLost(1);
            return;
        }

        int at = Slot(_count);
        _mantissa[at] = mantissa;
        _timeMs[at] = dated ? unixMs : monotonicMs;
        _sequence[at] = _lastSequence;
        _channel[at] = (short)channel;
        _flags[at] = dated ? Dated : (byte)0;
        if (_addedMs != null)
        {
            _addedMs[at] = (int)monotonicMs;
        }

        _count++;
        _free++;
    }

    /// <summary>Position of the first reading at or after <paramref name="from"/> that may be sent now, or −1.</summary>
    /// <param name="from">0 is the oldest reading in memory.</param>
    public int NextSendable(int from)
    {
        if (IsHeld)
        {
            return -1;
        }

        for (int i = _free == 0 ? _count : from; i < _count; i++)
        {
            if (IsSendableAt(i))
            {
                return i;
            }
        }

        return _journal != null && from <= _count && BacklogAllowed() > 0 ? _count : -1;
    }

    /// <summary>Whether no lease holds the reading at a position.</summary>
    public bool IsSendableAt(int position) => position >= _count || LeaseOf(Slot(position)) == 0;

    /// <summary>Position behind the last reading that may share a pack with the one at <paramref name="position"/>.</summary>
    public int EndOfRun(int position) => position < _count ? _count : _journal == null ? _count : _count + BacklogAllowed();

    /// <summary>Channel of the reading at a position.</summary>
    public int ChannelAt(int position) => position < _count ? _channel[Slot(position)] : Window.ChannelAt(position - _count);

    /// <summary>Mantissa of the reading at a position.</summary>
    public long MantissaAt(int position) => position < _count ? _mantissa[Slot(position)] : Window.MantissaAt(position - _count);

    /// <summary>Sequence number of the reading at a position, counted from 1 at every boot.</summary>
    public int SequenceAt(int position) => position < _count ? _sequence[Slot(position)] : Window.SequenceAt(position - _count);

    /// <summary>Whether the reading at a position has its wall time: <see cref="TimeMsAt"/> is monotonic otherwise.</summary>
    public bool IsDatedAt(int position) => position < _count ? (_flags[Slot(position)] & Dated) != 0 : IsBacklogDated(position - _count);

    /// <summary>Unix ms of the reading at a position, or monotonic ms when it is not dated.</summary>
    public long TimeMsAt(int position) => position < _count ? _timeMs[Slot(position)] : BacklogTimeMs(position - _count);

    /// <summary>Boot of the reading at a position.</summary>
    public int BootAt(int position) => position < _count ? Boot : Window.BootAt(position - _count);

    /// <summary>Marks readings as on their way, together.</summary>
    /// <param name="position">The first one; none from here on may be held by a lease.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <returns>The lease, 1 to <see cref="MaxLeases"/>, to be ended by <see cref="Acknowledge"/> or <see cref="Return"/>.</returns>
    /// <exception cref="InvalidOperationException">All leases are in use, or a reading is held by another one.</exception>
    public int Lease(int position, int count)
    {
        int lease = _leases.Free();
        if (lease == 0 || count < 1 || position < 0 || count > EndOfRun(position) - position || position > _count)
        {
            throw new InvalidOperationException("lease");
        }

        if (position == _count)
        {
            LeaseBacklog(lease, count);
            return lease;
        }

        for (int i = position; i < position + count; i++)
        {
            if (LeaseOf(Slot(i)) != 0)
            {
                throw new InvalidOperationException("leased twice");
            }
        }

        for (int i = position; i < position + count; i++)
        {
            int at = Slot(i);
            _flags[at] |= (byte)lease;
            if ((_flags[at] & SentOnce) == 0)
            {
                _flags[at] |= SentOnce;
                Published++;
            }
        }

        _leases.Begin(lease, count, false, 0);
        _free -= count;
        return lease;
    }

    /// <summary>Whether another lease can be made.</summary>
    public bool CanLease => _leases.Free() != 0;

    /// <summary>Whether nothing is handed out, so that what is on its way comes to its end.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Whether anything is on its way.</summary>
    public bool HasLeases => _leases.InUse > 0;

    /// <summary>Ends a lease because the receiver has its readings: they leave the outbox.</summary>
    public void Acknowledge(int lease)
    {
        int count = Require(lease);
        if (!_leases.IsBacklog(lease))
        {
            Remove(lease, count);
        }

        int written = _leases.WrittenOf(lease);
        int first = _leases.FirstOf(lease);
        _leases.End(lease);
        Acknowledged += count;
        if (written > 0)
        {
            NoteDone(first, written);
        }
    }

    /// <summary>Ends a lease whose readings did not arrive: they wait again, in their old place.</summary>
    public void Return(int lease)
    {
        int count = Require(lease);
        int written = _leases.WrittenOf(lease);
        bool isBacklog = _leases.IsBacklog(lease);
        if (!isBacklog)
        {
            // What has been written is the journal's from now on.
            Remove(lease, written);
            Free(lease);
            _free += count - written;
        }

        _leases.End(lease);
        if (written > 0)
        {
            ReturnToJournal(_leases.FirstOf(lease), written);
        }
    }

    private int Require(int lease)
    {
        int count = _leases.CountOf(lease);
        if (count == 0)
        {
            throw new ArgumentException("no such lease");
        }

        return count;
    }

    private void Free(int lease)
    {
        for (int i = 0; i < _count; i++)
        {
            int at = Slot(i);
            if (LeaseOf(at) == lease)
            {
                _flags[at] -= (byte)lease;
            }
        }
    }

    /// <summary>Ends every lease as <see cref="Return"/> does: for an uplink that is given up with what it had under way.</summary>
    public void ReturnAll()
    {
        for (int lease = 1; lease <= MaxLeases; lease++)
        {
            if (IsLeased(lease))
            {
                Return(lease);
            }
        }
    }

    /// <summary>Gives the readings that are held the channels of a new table.</summary>
    /// <param name="newChannels">For each old channel the new one.</param>
    public void Renumber(int[] newChannels)
    {
        for (int i = 0; i < _count; i++)
        {
            _channel[Slot(i)] = (short)newChannels[_channel[Slot(i)]];
        }
    }

    // Takes the first readings of a lease, or with lease 0 of those without one, out of memory.
    private void Remove(int lease, int count)
    {
        // They are the oldest ones nearly always, so that the head just moves on.
        int ahead = 0;
        while (ahead < count && LeaseOf(Slot(ahead)) == lease)
        {
            ahead++;
        }

        int taken = ahead;
        int kept = ahead;
        for (int i = ahead; taken < count || (kept < i && i < _count); i++)
        {
            if (taken < count && LeaseOf(Slot(i)) == lease)
            {
                taken++;
            }
            else
            {
                Move(i, kept++);
            }
        }

        _head = Slot(ahead);
        _count -= count;
    }

    private int LeaseOf(int slot) => _flags[slot] & LeaseBits;

    private int Slot(int position)
    {
        int at = _head + position;
        return at < _capacity ? at : at - _capacity;
    }

    // Readings on their way stay: they may already have arrived. Those before the dropped one move up by one place.
    private bool DropOldest()
    {
        int oldest = 0;
        while (oldest < _count && LeaseOf(Slot(oldest)) != 0)
        {
            oldest++;
        }

        if (oldest == _count)
        {
            return false;
        }

        for (int i = oldest; i > 0; i--)
        {
            Move(i - 1, i);
        }

        _head = Slot(1);
        _count--;
        _free--;
        CountLost(1);
        return true;
    }

    private void Move(int from, int to)
    {
        int source = Slot(from);
        int target = Slot(to);
        _mantissa[target] = _mantissa[source];
        _timeMs[target] = _timeMs[source];
        _sequence[target] = _sequence[source];
        _channel[target] = _channel[source];
        _flags[target] = _flags[source];
        if (_addedMs != null)
        {
            _addedMs[target] = _addedMs[source];
        }
    }
}
