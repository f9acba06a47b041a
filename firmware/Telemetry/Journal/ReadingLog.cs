using Telenode.Core;

namespace Telenode.Telemetry;

/// <summary>The journal's readings on the medium: records in numbered segments, each reading with an ordinal that counts on for ever.</summary>
/// <remarks>
/// A segment is written from its start to its end and then only deleted. A write that fails ends its segment: what it may have left is
/// void, because the next segment's header says where the ordinals go on. It holds two segment numbers, not a table of segments.
/// </remarks>
internal sealed class ReadingLog
{
    /// <summary>Numbers below it are not the log's.</summary>
    internal const int FirstSegment = 16;

    private readonly IAppendStore _store;
    private readonly int _segmentBytes;
    private readonly int _maxSegments;
    private readonly ChannelLayouts _layouts;
    private readonly byte[] _header = new byte[SegmentHeader.Bytes];
    private readonly ByteWriter _writer = new ByteWriter();
    private readonly ByteReader _reader = new ByteReader();
    private int _newestLength;
    private bool _canAppend;

    private int _readSegment;
    private int _readPosition;
    private int _readLimit; // ordinal at which the segment's readings end, whatever stands behind
    private int _nextFirst; // first ordinal of the segment that NextSegment found
    private bool _isUnknown; // nothing tells what the channels of the segment are
    private short[] _map;

    internal ReadingLog(IAppendStore store, int segmentBytes, int maxSegments, ChannelLayouts layouts)
    {
        _store = store;
        _segmentBytes = segmentBytes;
        _maxSegments = maxSegments;
        _layouts = layouts;
    }

    /// <summary>The record that is being read.</summary>
    internal RecordReader Record { get; } = new RecordReader();

    /// <summary>Channel of the reading that <see cref="Next"/> gave; −1 when there is none such.</summary>
    internal int Channel => _layouts.ChannelOf(Record.Channel, _map);

    /// <summary>Ordinal that the next reading appended will have.</summary>
    internal int End { get; private set; }

    /// <summary>Ordinal of the reading that <see cref="Next"/> gives next, unless it is missing.</summary>
    internal int Position { get; private set; }

    /// <summary>Number of the oldest segment, or one that no longer exists before it.</summary>
    internal int Oldest { get; private set; }

    /// <summary>Number of the newest segment; one less than <see cref="Oldest"/> when there is none.</summary>
    internal int Newest { get; private set; }

    /// <summary>A segment whose readings from <see cref="VoidFrom"/> on must not count; 0 for none.</summary>
    internal int VoidSegment { get; set; }

    /// <summary>See <see cref="VoidSegment"/>.</summary>
    internal int VoidFrom { get; set; }

    /// <summary>Whether the medium could not be read at the last call of <see cref="Next"/>.</summary>
    internal bool Failed { get; private set; }

    /// <summary>Boot of the newest reading found by <see cref="Open"/>; 0 when there is none.</summary>
    internal int LastBoot { get; private set; }

    /// <summary>Latest monotonic time of an undated reading of that boot in the newest segment, or <see cref="Time.Unknown"/>.</summary>
    internal long LastUndatedMs { get; private set; }

    /// <summary>Finds the ends of the log. Reads the newest segment whole, of the others a header at most.</summary>
    /// <param name="oldest">Lowest segment number there is; 0 when there is none.</param>
    /// <param name="newest">Highest.</param>
    /// <param name="end">The end as a checkpoint knows it: ordinals before it are taken.</param>
    /// <returns>False when the medium cannot be read.</returns>
    internal bool Open(int oldest, int newest, int end)
    {
        Failed = false;
        _canAppend = false;
        LastBoot = 0;
        End = int.MaxValue; // until it is found
        LastUndatedMs = Time.Unknown;
        while (newest >= oldest && newest != 0 && FirstOf(newest) < 0)
        {
            // A file that a cut left half-created: nothing of it counted yet.
            if (Failed || !_store.Delete(newest))
            {
                End = end;
                return false;
            }

            newest--;
        }

        Oldest = oldest == 0 ? FirstSegment : oldest;
        Newest = newest < Oldest ? Oldest - 1 : newest;
        if (Newest >= Oldest)
        {
            Scan(end);
        }
        else
        {
            End = end;
        }

        return !Failed;
    }

    /// <summary>Whether a record of so many bytes needs the oldest segment to go first.</summary>
    internal bool IsFullFor(int bytes) => Newest - Oldest + 1 >= _maxSegments && StartsSegment(bytes);

    /// <summary>Appends a record; it must not be full for it.</summary>
    /// <returns>False when the medium refused it: the log is as before.</returns>
    internal bool Append(RecordWriter record)
    {
        int size = record.End(End);
        byte[] buffer = record.Buffer;
        bool starts = StartsSegment(size);
        int segment = starts ? Newest + 1 : Newest;
        if (VoidSegment > Newest)
        {
            // What a failed write may have left stands where the next segment would be: its number is passed over.
            if (!_store.Delete(VoidSegment))
            {
                return false;
            }

            segment = VoidSegment == segment ? segment + 1 : segment;
        }

        if (starts)
        {
            SegmentHeader.Write(buffer, End, _layouts.Own, _writer);
        }

        int from = starts ? 0 : SegmentHeader.Bytes;
        if (!_store.Append(segment, buffer, from, SegmentHeader.Bytes + size - from))
        {
            Abandon(segment);
            return false;
        }

        _newestLength = starts ? SegmentHeader.Bytes + size : _newestLength + size;
        Newest = segment;
        _canAppend = true;
        End += record.Count;
        return true;
    }

    /// <summary>Ordinal with which the log begins; −1 when the medium cannot be read.</summary>
    internal int FirstOrdinal() => FirstAfter(Oldest - 1);

    /// <summary>Ordinal with which the log would begin without its oldest segment; −1 when the medium cannot be read.</summary>
    internal int FirstAfterOldest() => FirstAfter(Oldest);

    /// <summary>Ordinal behind a segment's last reading; −1 when the medium cannot be read.</summary>
    internal int EndOf(int segment) => segment < Newest ? FirstAfter(segment) : End;

    /// <summary>Deletes the segments that hold nothing from an ordinal on.</summary>
    internal bool DeleteBefore(int ordinal)
    {
        while (Oldest < Newest)
        {
            Failed = false;
            int next = NextSegment(Oldest);
            if (next < 0 || _nextFirst > ordinal)
            {
                return !Failed;
            }

            for (; Oldest < next; Oldest++)
            {
                if (!_store.Delete(Oldest))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Deletes all segments and begins again with ordinal 0.</summary>
    internal bool Restart()
    {
        for (; Oldest <= Newest; Oldest++)
        {
            if (!_store.Delete(Oldest))
            {
                return false;
            }
        }

        if (VoidSegment != 0 && !_store.Delete(VoidSegment))
        {
            return false;
        }

        VoidSegment = 0;
        VoidFrom = 0;
        End = 0;
        _canAppend = false;
        return true;
    }

    /// <summary>Makes <see cref="Next"/> go on in the segment of an ordinal, with whatever readings stand before it there.</summary>
    internal void Seek(int ordinal)
    {
        Failed = false;
        Position = 0;
        Record.Clear();
        _readSegment = 0;
        int segment = -1;
        for (int next = NextSegment(Oldest - 1); next >= 0 && (segment < 0 || _nextFirst <= ordinal); next = NextSegment(next))
        {
            segment = next;
        }

        if (segment >= 0 && !Failed)
        {
            Enter(segment);
        }
    }

    /// <summary>Gives the next reading by <see cref="Record"/>; its ordinal is one less than <see cref="Position"/> then.</summary>
    /// <returns>False at the end, or when the medium <see cref="Failed"/>. Readings that are damaged or gone are passed over.</returns>
    internal bool Next()
    {
        Failed = false;
        while (Position < End)
        {
            if (Record.Left > 0 && Position < _readLimit)
            {
                Record.Next();
                Position++;
                return true;
            }

            Record.Clear();
            if (_readSegment != 0 && Position < _readLimit && ReadRecord())
            {
                continue;
            }

            int next = Failed ? -1 : NextSegment(_readSegment == 0 ? Oldest - 1 : _readSegment);
            if (Failed)
            {
                return false;
            }

            if (next < 0)
            {
                Position = End;
            }
            else if (!Enter(next))
            {
                return false;
            }
        }

        return false;
    }

    private bool StartsSegment(int bytes) => !_canAppend || _newestLength + bytes > _segmentBytes;

    private void Abandon(int segment)
    {
        VoidSegment = segment;
        VoidFrom = End;
        _canAppend = false;
        if (_readSegment == segment)
        {
            _readLimit = End;
        }
    }

    private void Scan(int end)
    {
        if (!Enter(Newest))
        {
            return;
        }

        bool isOwn = SegmentHeader.Layout(_header, _reader) == _layouts.Own;
        _isUnknown = false; // to be counted, though not to be sent
        while (_readSegment == Newest && !Failed && Position < _readLimit && ReadRecord())
        {
            while (Record.Left > 0 && Position < _readLimit)
            {
                Record.Next();
                Position++;
                Note();
            }
        }

        _newestLength = _readPosition;
        bool isClean = _store.Read(Newest, _readPosition, _header, 0, 1) == 0;
        _canAppend = isClean && isOwn && Position >= end && Newest != VoidSegment;
        End = Position < end ? end : Position;
    }

    private void Note()
    {
        if (Record.Boot != LastBoot)
        {
            LastBoot = Record.Boot;
            LastUndatedMs = Time.Unknown;
        }

        if (!Record.IsDated && Record.TimeMs > LastUndatedMs)
        {
            LastUndatedMs = Record.TimeMs;
        }
    }

    private bool Enter(int segment)
    {
        int first = FirstOf(segment);
        long layout = SegmentHeader.Layout(_header, _reader);
        _isUnknown = !_layouts.Knows(layout);
        _map = _layouts.MapOf(layout);
        int next = segment == Newest ? -1 : NextSegment(segment);
        _readLimit = next >= 0 ? _nextFirst : segment == VoidSegment ? VoidFrom : int.MaxValue;

        // After a failure it is read from the beginning again: what is known of the segment may be half of it.
        _readSegment = Failed ? 0 : segment;
        _readPosition = SegmentHeader.Bytes;
        Position = Failed ? 0 : first;
        Record.Clear();
        return !Failed;
    }

    private bool ReadRecord()
    {
        byte[] buffer = Record.Buffer;
        int count = _isUnknown ? 0 : _store.Read(_readSegment, _readPosition, buffer, 0, buffer.Length);
        Failed = count < 0;
        int body = count < RecordWriter.HeaderBytes ? -1 : RecordReader.BodyOf(buffer);
        if (body < 0 || RecordWriter.HeaderBytes + body > count || !Record.Begin(body, Position))
        {
            return false;
        }

        _readPosition += RecordWriter.HeaderBytes + body;
        return true;
    }

    private int FirstAfter(int segment)
    {
        Failed = false;
        int next = NextSegment(segment);
        return Failed ? -1 : next < 0 ? End : _nextFirst;
    }

    // The next segment that has a whole header, or −1.
    private int NextSegment(int after)
    {
        for (int segment = after + 1; segment <= Newest; segment++)
        {
            _nextFirst = FirstOf(segment);
            if (_nextFirst >= 0 || Failed)
            {
                return Failed ? -1 : segment; // what cannot be read is not passed over
            }
        }

        return -1;
    }

    // A segment that begins behind the log's end is none of this log.
    private int FirstOf(int segment)
    {
        int count = _store.Read(segment, 0, _header, 0, SegmentHeader.Bytes);
        Failed = Failed || count < 0;
        int first = count == SegmentHeader.Bytes ? SegmentHeader.FirstOrdinal(_header, _reader) : -1;
        return first > End ? -1 : first;
    }
}
