using Telenode.Core;

namespace Telenode.Telemetry;

/// <content>Checkpoints: what is done, what is on its way with the uplink's state, what was lost, and how old times are to be read.</content>
public sealed partial class Journal
{
    // Fixed fields, time bases, done ranges and leases at their most, without the uplink's state.
    private const int ContentBytes = 31 + (TimeBases.Capacity * 13) + (OrdinalRanges.Capacity * 8) + (Outbox.MaxLeases * 9);

    private readonly ByteWriter _writer = new ByteWriter();
    private readonly ByteReader _reader = new ByteReader();
    private long _lostLoaded;

    /// <summary>What shares the checkpoints, or null.</summary>
    internal IDeliveryState State { get; set; }

    /// <summary>Index in <see cref="SavedBuffer"/> of the uplink's state that <see cref="Open"/> found; valid until the next checkpoint.</summary>
    internal int SavedAt { get; private set; }

    /// <summary>Its bytes; 0 when there is none.</summary>
    internal int SavedCount { get; private set; }

    internal byte[] SavedBuffer => _slots.Buffer;

    /// <summary>Whether the checkpoint on the medium says that readings are on their way.</summary>
    internal bool SavedLeases { get; private set; }

    /// <summary>Writes a checkpoint of now.</summary>
    /// <returns>False when the medium refused it.</returns>
    internal bool Save()
    {
        byte[] buffer = _slots.Buffer;
        int start = _slots.ContentAt;
        SavedCount = 0;
        _writer.Reset(buffer, start, _slots.Capacity);
        WriteProgress();
        int leasesAt = start + _writer.Count;
        WriteLeases();
        int stateAt = start + _writer.Count;
        int state = State == null || !_leases.AreWritten ? 0 : State.Save(buffer, stateAt, start + _slots.Capacity - stateAt);
        if (state == 0)
        {
            // Without the uplink's state no one could end the leases after a reset: their readings wait again then. And a state that
            // tells of readings which do not stand in the journal would bring them beside those.
            buffer[leasesAt] = 0;
            stateAt = leasesAt + 1;
        }

        if (!_slots.Save(stateAt + state - start))
        {
            return false;
        }

        SavedLeases = buffer[leasesAt] != 0;
        _isVoidSaved = true;
        return true;
    }

    private void WriteProgress()
    {
        ByteWriter writer = _writer;
        writer.WriteUInt32(_boot);
        writer.WriteUInt32(_cursor);
        writer.WriteUInt32(_log.End);
        writer.WriteUInt32(_log.VoidSegment);
        writer.WriteUInt32(_log.VoidFrom);
        writer.WriteUInt64(LostEver);
        writer.WriteByte(_bases.Count);
        for (int row = 0; row < _bases.Count; row++)
        {
            writer.WriteUInt32(_bases.BootAt(row));
            writer.WriteUInt64(_bases.OffsetAt(row));
            writer.WriteByte(_bases.IsUnixAt(row) ? 1 : 0);
        }

        writer.WriteByte(_done.Count);
        for (int row = 0; row < _done.Count; row++)
        {
            writer.WriteUInt32(_done.FirstAt(row));
            writer.WriteUInt32(_done.EndAt(row));
        }
    }

    private void WriteLeases()
    {
        int countAt = _slots.ContentAt + _writer.Count;
        int written = 0;
        _writer.WriteByte(0);
        for (int lease = 1; lease <= Outbox.MaxLeases; lease++)
        {
            if (_leases.CountOf(lease) > 0 && _leases.WrittenOf(lease) > 0)
            {
                _writer.WriteByte(lease);
                _writer.WriteUInt32(_leases.FirstOf(lease));
                _writer.WriteUInt32(_leases.WrittenOf(lease));
                written++;
            }
        }

        _slots.Buffer[countAt] = (byte)written;
    }

    // Takes up a checkpoint and gives the log's end; −1 when what it says cannot be. Without one nothing is known to be done.
    private int Load(int content)
    {
        _done.Clear();
        _bases.Clear();
        _cursor = 0;
        SavedCount = 0;
        if (content < 0)
        {
            return 0;
        }

        if (!IsSound(content))
        {
            return -1;
        }

        ByteReader reader = _reader;
        reader.Reset(_slots.Buffer, _slots.ContentAt, content);
        LastBoot = (int)reader.ReadUInt32();
        _cursor = (int)reader.ReadUInt32();
        int end = (int)reader.ReadUInt32();
        _log.VoidSegment = (int)reader.ReadUInt32();
        _log.VoidFrom = (int)reader.ReadUInt32();
        long lost = reader.ReadUInt64();
        LostEver += lost - _lostLoaded; // once, though what follows may fail and be tried again
        _lostLoaded = lost;
        for (int left = reader.ReadByte(); left > 0; left--)
        {
            int boot = (int)reader.ReadUInt32();
            long offset = reader.ReadUInt64();
            _bases.Add(boot, offset, reader.ReadByte() != 0);
        }

        for (int left = reader.ReadByte(); left > 0; left--)
        {
            int first = (int)reader.ReadUInt32();
            _done.Add(first, (int)reader.ReadUInt32());
        }

        for (int left = reader.ReadByte(); left > 0; left--)
        {
            int lease = reader.ReadByte();
            int first = (int)reader.ReadUInt32();
            int count = (int)reader.ReadUInt32();
            if (!_hasStarted && _leases.CountOf(lease) == 0)
            {
                _leases.Begin(lease, count, true, first);
            }
        }

        SavedAt = reader.Position;
        SavedCount = _hasStarted ? 0 : reader.Remaining;
        _isVoidSaved = true;
        return end;
    }

    // A CRC can be right by chance: numbers that do not go together would lead out of tables, or make the node count for ever.
    private bool IsSound(int content)
    {
        ByteReader reader = _reader;
        reader.Reset(_slots.Buffer, _slots.ContentAt, content);
        reader.ReadUInt32();
        long cursor = reader.ReadUInt32();
        long end = reader.ReadUInt32();
        bool sound = end <= SegmentHeader.MaxOrdinal && cursor <= end;
        reader.ReadUInt32();
        reader.ReadUInt32();
        reader.ReadUInt64();
        int bases = reader.ReadByte();
        sound = sound && bases <= TimeBases.Capacity;
        for (; sound && bases > 0; bases--)
        {
            reader.ReadUInt32();
            reader.ReadUInt64();
            reader.ReadByte();
        }

        int ranges = reader.ReadByte();
        sound = sound && ranges <= OrdinalRanges.Capacity;
        for (long before = cursor; sound && ranges > 0; ranges--)
        {
            long first = reader.ReadUInt32();
            long last = reader.ReadUInt32();
            sound = first > before && last > first && last <= end;
            before = last;
        }

        int leases = reader.ReadByte();
        sound = sound && leases <= Outbox.MaxLeases;
        for (int taken = 0; sound && leases > 0; leases--)
        {
            int lease = reader.ReadByte();
            long first = reader.ReadUInt32();
            long count = reader.ReadUInt32();
            sound = lease >= 1 && lease <= Outbox.MaxLeases && (taken & (1 << lease)) == 0 && count > 0 && count <= short.MaxValue && first + count <= end;
            taken |= 1 << lease;
        }

        return sound && !reader.Failed;
    }
}
