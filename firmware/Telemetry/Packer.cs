using System;
using Telenode.Core;
using Telenode.Encoding;

namespace Telenode.Telemetry;

/// <summary>Fills packs with the oldest sendable readings of the outbox and leases them.</summary>
public sealed class Packer
{
    /// <summary>How long a reading from before the clock was set waits for it, in ms, before it is sent as so long ago.</summary>
    public const int AwaitClockMs = 60000;

    private readonly Outbox _outbox;
    private readonly Channels _channels;
    private readonly IPackWriter _writer;
    private readonly IClock _clock;

    /// <summary>Joins an outbox and a pack format.</summary>
    public Packer(Outbox outbox, Channels channels, IPackWriter writer, IClock clock)
    {
        _outbox = outbox;
        _channels = channels;
        _writer = writer;
        _clock = clock;
    }

    /// <summary>The lease of the last pack that <see cref="Fill"/> made.</summary>
    public int Lease { get; private set; }

    /// <summary>Whether a reading of that pack has its age in place of its date: it is right only if the pack leaves soon.</summary>
    public bool LeaseHasAges { get; private set; }

    /// <summary>Refuses a pack capacity in which a reading of some channel would never fit: it would block all behind it.</summary>
    /// <exception cref="ArgumentException">Names the channel.</exception>
    public void RequireRoom(byte[] buffer, int offset, int capacity)
    {
        for (int channel = 0; channel < _channels.Count; channel++)
        {
            _writer.Begin(buffer, offset, capacity);
            if (!_writer.TryAdd(channel, long.MinValue, long.MaxValue / 2, int.MaxValue))
            {
                throw new ArgumentException("a reading of \"" + _channels[channel].Name + "\" does not fit a pack of "
                    + capacity.ToString() + " bytes: shorten the name or the device id");
            }
        }
    }

    /// <summary>Whether a pack of so many bytes holds the oldest sendable reading, if there is one.</summary>
    public bool FitsOne(byte[] buffer, int offset, int capacity, long nowMs)
    {
        int first = _outbox.NextSendable(0);
        if (first < 0)
        {
            return true;
        }

        if (capacity <= 0)
        {
            return false;
        }

        _writer.Begin(buffer, offset, capacity);
        _writer.Boot = _outbox.BootAt(first);
        return _writer.TryAdd(
            _outbox.ChannelAt(first), _outbox.MantissaAt(first), TimeOf(first, nowMs, _clock.UnixMs), _outbox.SequenceAt(first));
    }

    /// <summary>Makes a pack.</summary>
    /// <param name="buffer">Receives the pack.</param>
    /// <param name="offset">Where it starts.</param>
    /// <param name="capacity">Its largest size in bytes.</param>
    /// <param name="nowMs">Monotonic ms.</param>
    /// <param name="holdPartial">More readings are about to come: make no pack that they could join.</param>
    /// <returns>Bytes of the pack, or 0 when there is nothing to send now.</returns>
    public int Fill(byte[] buffer, int offset, int capacity, long nowMs, bool holdPartial)
    {
        int first = _outbox.NextSendable(0);
        if (first < 0 || !_outbox.CanLease)
        {
            return 0;
        }

        long unixMs = _clock.UnixMs;
        if (unixMs == Time.Unknown && !_outbox.IsDatedAt(first) && nowMs < _outbox.TimeMsAt(first) + AwaitClockMs)
        {
            return 0;
        }

        _writer.Begin(buffer, offset, capacity);
        _writer.Boot = _outbox.BootAt(first);
        int end = first;
        int limit = _outbox.EndOfRun(first);
        bool full = false;
        bool hasAges = false;
        while (end < limit && _outbox.IsSendableAt(end))
        {
            if (!_writer.TryAdd(_outbox.ChannelAt(end), _outbox.MantissaAt(end), TimeOf(end, nowMs, unixMs), _outbox.SequenceAt(end)))
            {
                full = true;
                break;
            }

            hasAges = hasAges || (unixMs == Time.Unknown && !_outbox.IsDatedAt(end));
            end++;
        }

        if (end == first || (holdPartial && !full))
        {
            return 0;
        }

        int size = _writer.End();
        Lease = _outbox.Lease(first, end - first);
        LeaseHasAges = hasAges;
        return size;
    }

    // A reading from before the clock was set is dated now, or sent as so long ago (RFC 8428 §4.5.3) while there is no clock.
    private long TimeOf(int position, long nowMs, long unixMs)
    {
        long time = _outbox.TimeMsAt(position);
        if (_outbox.IsDatedAt(position))
        {
            return time;
        }

        return unixMs == Time.Unknown ? time - nowMs : time - nowMs + unixMs;
    }
}
