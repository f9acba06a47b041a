using System;
using Telenode.Core;

namespace Telenode.Telemetry;

/// <summary>Readings that are not yet acknowledged, oldest first: bounded, and when it is full the oldest waiting reading gives way.</summary>
/// <remarks>
/// A reading leaves only by <see cref="Acknowledge"/> or by being dropped for want of room, and both are counted:
/// <see cref="Taken"/> = <see cref="Acknowledged"/> + <see cref="Waiting"/> + <see cref="Lost"/> at any time.
/// Readings stand in parallel arrays of primitives: on the device each struct in an array would be a heap object of its own.
/// Nothing is allocated after construction.
/// </remarks>
public sealed class Outbox
{
    /// <summary>The highest number of leases at one time.</summary>
    public const int MaxLeases = 16;

    private const byte Dated = 1;
    private const byte SentOnce = 2;

    private readonly int _capacity;
    private readonly long[] _mantissa;
    private readonly long[] _timeMs;
    private readonly int[] _sequence;
    private readonly short[] _channel;
    private readonly byte[] _flags;

    // Which lease holds the reading: 0 for none, else the lease's index in _leased + 1.
    private readonly byte[] _lease;
    private readonly int[] _leased = new int[MaxLeases];
    private int _head;
    private int _lastSequence;

    /// <summary>Creates an empty outbox.</summary>
    /// <param name="capacity">Readings it can hold, 1 to 16384; 24 bytes of memory each.</param>
    /// <param name="boot">How often the board has started; with the sequence it names a reading for ever.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is out of its range.</exception>
    public Outbox(int capacity, int boot)
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
        _lease = new byte[capacity];
    }

    /// <summary>How often the board has started.</summary>
    public int Boot { get; }

    /// <summary>Readings that came in since the start.</summary>
    public long Taken { get; private set; }

    /// <summary>Readings that were leased at least once: handed to the uplink.</summary>
    public long Published { get; private set; }

    /// <summary>Readings that left because their receiver has them.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Readings that were dropped because there was no room.</summary>
    public long Lost { get; private set; }

    /// <summary>Readings held now, on the way or not.</summary>
    public int Waiting { get; private set; }

    /// <summary>Readings held now that no lease holds.</summary>
    public int Sendable { get; private set; }

    /// <summary>Takes a reading in, dropping the oldest that is not on its way when the outbox is full.</summary>
    /// <param name="channel">Index in the device's <see cref="Channels"/>.</param>
    /// <param name="mantissa">Value in units of 10^exponent of the channel.</param>
    /// <param name="monotonicMs">When it was measured.</param>
    /// <param name="unixMs">The same in wall time, or <see cref="Time.Unknown"/> while the clock is not set.</param>
    public void Add(int channel, long mantissa, long monotonicMs, long unixMs)
    {
        Taken++;
        _lastSequence++;
        if (Waiting == _capacity && !DropOldest())
        {
            Lost++;
            return;
        }

        int at = Slot(Waiting);
        bool dated = unixMs != Time.Unknown;
        _mantissa[at] = mantissa;
        _timeMs[at] = dated ? unixMs : monotonicMs;
        _sequence[at] = _lastSequence;
        _channel[at] = (short)channel;
        _flags[at] = dated ? Dated : (byte)0;
        _lease[at] = 0;
        Waiting++;
        Sendable++;
    }

    /// <summary>Position of the first reading at or after <paramref name="from"/> that no lease holds, or −1.</summary>
    /// <param name="from">0 is the oldest reading held.</param>
    public int NextSendable(int from)
    {
        if (Sendable == 0)
        {
            return -1;
        }

        for (int i = from; i < Waiting; i++)
        {
            if (IsSendableAt(i))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Whether no lease holds the reading at a position.</summary>
    public bool IsSendableAt(int position) => _lease[Slot(position)] == 0;

    /// <summary>Channel of the reading at a position.</summary>
    public int ChannelAt(int position) => _channel[Slot(position)];

    /// <summary>Mantissa of the reading at a position.</summary>
    public long MantissaAt(int position) => _mantissa[Slot(position)];

    /// <summary>Sequence number of the reading at a position, counted from 1 at every boot.</summary>
    public int SequenceAt(int position) => _sequence[Slot(position)];

    /// <summary>Whether the reading at a position has its wall time: <see cref="TimeMsAt"/> is monotonic otherwise.</summary>
    public bool IsDatedAt(int position) => (_flags[Slot(position)] & Dated) != 0;

    /// <summary>Unix ms of the reading at a position, or monotonic ms when it is not dated.</summary>
    public long TimeMsAt(int position) => _timeMs[Slot(position)];

    /// <summary>Marks readings as on their way, together.</summary>
    /// <param name="position">The first one; none from here on may be held by a lease.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <returns>The lease, 1 to <see cref="MaxLeases"/>, to be ended by <see cref="Acknowledge"/> or <see cref="Return"/>.</returns>
    /// <exception cref="InvalidOperationException">All leases are in use, or a reading is held by another one.</exception>
    public int Lease(int position, int count)
    {
        int lease = FreeLease();
        if (lease == 0 || count < 1 || position < 0 || position + count > Waiting)
        {
            throw new InvalidOperationException("lease");
        }

        for (int i = position; i < position + count; i++)
        {
            if (_lease[Slot(i)] != 0)
            {
                throw new InvalidOperationException("leased twice");
            }
        }

        for (int i = position; i < position + count; i++)
        {
            int at = Slot(i);
            _lease[at] = (byte)lease;
            if ((_flags[at] & SentOnce) == 0)
            {
                _flags[at] |= SentOnce;
                Published++;
            }
        }

        _leased[lease - 1] = count;
        Sendable -= count;
        return lease;
    }

    /// <summary>Whether another lease can be made.</summary>
    public bool CanLease => FreeLease() != 0;

    /// <summary>Ends a lease because the receiver has its readings: they leave the outbox.</summary>
    public void Acknowledge(int lease)
    {
        int count = End(lease);
        int kept = 0;
        int waiting = Waiting;

        // Acknowledgements come in order nearly always, so that the readings are the oldest ones and the head just moves on.
        int ahead = 0;
        while (ahead < waiting && _lease[Slot(ahead)] == lease)
        {
            ahead++;
        }

        if (ahead < count)
        {
            for (int i = ahead; i < waiting; i++)
            {
                if (_lease[Slot(i)] != lease)
                {
                    Move(i, ahead + kept);
                    kept++;
                }
            }
        }
        else
        {
            kept = waiting - ahead;
        }

        _head = Slot(ahead);
        Waiting = kept;
        Acknowledged += count;
    }

    /// <summary>Ends a lease whose readings did not arrive: they wait again, in their old place.</summary>
    public void Return(int lease)
    {
        int left = End(lease);
        Sendable += left;
        for (int i = 0; left > 0; i++)
        {
            int at = Slot(i);
            if (_lease[at] == lease)
            {
                _lease[at] = 0;
                left--;
            }
        }
    }

    /// <summary>Ends every lease as <see cref="Return"/> does: for an uplink that is given up with what it had under way.</summary>
    public void ReturnAll()
    {
        for (int lease = 1; lease <= MaxLeases; lease++)
        {
            if (_leased[lease - 1] != 0)
            {
                Return(lease);
            }
        }
    }

    /// <summary>Gives the readings that are held the channels of a new table.</summary>
    /// <param name="newChannels">For each old channel the new one.</param>
    public void Renumber(int[] newChannels)
    {
        for (int i = 0; i < Waiting; i++)
        {
            _channel[Slot(i)] = (short)newChannels[_channel[Slot(i)]];
        }
    }

    private int Slot(int position)
    {
        int at = _head + position;
        return at < _capacity ? at : at - _capacity;
    }

    private int FreeLease()
    {
        for (int i = 0; i < MaxLeases; i++)
        {
            if (_leased[i] == 0)
            {
                return i + 1;
            }
        }

        return 0;
    }

    private int End(int lease)
    {
        if (lease < 1 || lease > MaxLeases || _leased[lease - 1] == 0)
        {
            throw new ArgumentException("no such lease");
        }

        int count = _leased[lease - 1];
        _leased[lease - 1] = 0;
        return count;
    }

    // Readings on their way stay: they may already have arrived. Those before the dropped one move up by one place.
    private bool DropOldest()
    {
        int oldest = NextSendable(0);
        if (oldest < 0)
        {
            return false;
        }

        for (int i = oldest; i > 0; i--)
        {
            Move(i - 1, i);
        }

        _head = Slot(1);
        Waiting--;
        Sendable--;
        Lost++;
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
        _lease[target] = _lease[source];
    }
}
