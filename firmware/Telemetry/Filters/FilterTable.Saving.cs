using Telenode.Core;

namespace Telenode.Telemetry;

/// <remarks>
/// What the filters remember can be kept over a deep sleep: version, then for each chain that remembers something its fingerprint (4),
/// its length (2) and its state, then a CRC-32 of all that.
/// </remarks>
public sealed partial class FilterTable
{
    // To be raised with every change of what FilterChain.Carry writes or of what FilterOp's numbers mean.
    private const int Version = 1;

    private const int HeadBytes = 6;
    private const int CrcBytes = 4;

    /// <summary>Bytes that <see cref="Save"/> writes at most; 0 when no filter remembers anything.</summary>
    public int MaxSavedBytes
    {
        get
        {
            int bytes = 0;
            for (int i = 0; i < _chains.Length; i++)
            {
                bytes += _chains[i] != null && _chains[i].HasState ? HeadBytes + _chains[i].MaxSavedBytes : 0;
            }

            return bytes == 0 ? 0 : 1 + bytes + CrcBytes;
        }
    }

    /// <summary>Writes what the filters remember, for <see cref="Load"/> to go on from. Allocates: for the end of a waking, not the data path.</summary>
    /// <param name="buffer">Receives it.</param>
    /// <param name="offset">Where it begins.</param>
    /// <param name="capacity">Room, best <see cref="MaxSavedBytes"/>: a chain that does not fit any more is left out and will start anew.</param>
    /// <param name="nowMs">Monotonic ms, not less than that of the last reading.</param>
    /// <returns>Bytes written; 0 when there is nothing to save.</returns>
    public int Save(byte[] buffer, int offset, int capacity, long nowMs)
    {
        Buffers.CheckRange(buffer, offset, capacity);
        int end = 1;
        var writer = new ByteWriter();
        for (int i = 0; i < _chains.Length; i++)
        {
            if (_chains[i] == null || !_chains[i].HasState)
            {
                continue;
            }

            writer.ResetToCount();
            _chains[i].Save(new FilterState(writer, nowMs));
            int length = writer.Count;
            if (end + HeadBytes + length + CrcBytes <= capacity)
            {
                writer.Reset(buffer, offset + end, HeadBytes + length);
                writer.WriteUInt32(_chains[i].Fingerprint);
                writer.WriteUInt16(length);
                _chains[i].Save(new FilterState(writer, nowMs));
                end += HeadBytes + length;
            }
        }

        if (end == 1)
        {
            return 0;
        }

        buffer[offset] = Version;
        writer.Reset(buffer, offset + end, CrcBytes);
        writer.WriteUInt32(Crc32.Compute(buffer, offset, end));
        return end + CrcBytes;
    }

    /// <summary>Lets the filters go on from what was saved. A chain that is not the one that was saved starts anew.</summary>
    /// <param name="buffer">Holds what <see cref="Save"/> has written.</param>
    /// <param name="offset">Where it begins.</param>
    /// <param name="count">How many bytes <see cref="Save"/> gave.</param>
    /// <param name="savedMs">When it was saved, in ms of the monotonic clock that runs now: now less the time slept, which is below 0 when the clock has started again.</param>
    /// <returns>False when the bytes are damaged: no chain has changed then.</returns>
    public bool Load(byte[] buffer, int offset, int count, long savedMs)
    {
        Buffers.CheckRange(buffer, offset, count);
        int length = count - CrcBytes;
        var reader = new ByteReader();
        reader.Reset(buffer, offset + (length < 0 ? 0 : length), length < 0 ? 0 : CrcBytes);
        if (reader.ReadUInt32() != Crc32.Compute(buffer, offset, length < 0 ? 0 : length) || reader.Failed || buffer[offset] != Version)
        {
            return false;
        }

        var loaded = new FilterChain[_chains.Length];
        var state = new ByteReader();
        reader.Reset(buffer, offset + 1, length - 1);
        while (reader.Remaining > 0)
        {
            int channel = Find(reader.ReadUInt32());
            int bytes = reader.ReadUInt16();
            int at = reader.Take(bytes);
            if (at < 0)
            {
                return false;
            }

            if (channel >= 0)
            {
                state.Reset(buffer, at, bytes);
                loaded[channel] = _chains[channel].Load(new FilterState(state, savedMs));
                if (loaded[channel] == null || state.Remaining > 0)
                {
                    return false;
                }
            }
        }

        for (int i = 0; i < loaded.Length; i++)
        {
            _chains[i] = loaded[i] ?? _chains[i];
        }

        return true;
    }

    private int Find(long fingerprint)
    {
        int channel = _chains.Length - 1;
        while (channel >= 0 && (_chains[channel] == null || !_chains[channel].HasState || _chains[channel].Fingerprint != fingerprint))
        {
            channel--;
        }

        return channel;
    }
}
