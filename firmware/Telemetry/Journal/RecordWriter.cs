using Telenode.Core;

namespace Telenode.Telemetry;

/// <summary>Packs readings of one boot into a record of the journal, in a buffer of its own.</summary>
/// <remarks>
/// Two bytes of length and four of CRC-32, then boot, first sequence and count, then each reading: its channel with the flags, its
/// sequence where it is not the next, its time and its mantissa, as variable-length integers; times as differences. About five
/// bytes a reading. The CRC is over what follows it, exclusive-or the length and the ordinal of the first reading, so that a record
/// in the wrong place is as wrong as a torn one.
/// </remarks>
internal sealed class RecordWriter
{
    internal const int HeaderBytes = 6;

    /// <summary>Largest record.</summary>
    internal const int MaxBytes = 512;

    internal const int MaxReadings = 255;

    // A reading takes at most: head 3, sequence 5, time 10, mantissa 10.
    private const int LongestReading = 28;

    // Room in front for the header of a segment that the record begins.
    private readonly byte[] _buffer = new byte[SegmentHeader.Bytes + MaxBytes];
    private int _at;
    private int _countAt;
    private int _lastSequence;
    private long _lastTimeMs;

    /// <summary>The record, from <see cref="SegmentHeader.Bytes"/> on.</summary>
    internal byte[] Buffer => _buffer;

    /// <summary>Readings in it.</summary>
    internal int Count { get; private set; }

    /// <summary>Begins a record.</summary>
    internal void Begin(int boot, int firstSequence)
    {
        _at = SegmentHeader.Bytes + HeaderBytes;
        _at = Varint.Write(_buffer, _at, boot);
        _at = Varint.Write(_buffer, _at, firstSequence);
        _countAt = _at++;
        _lastSequence = firstSequence - 1;
        _lastTimeMs = 0;
        Count = 0;
    }

    /// <summary>Appends a reading unless the record is full.</summary>
    internal bool TryAdd(int channel, int sequence, bool dated, long timeMs, long mantissa)
    {
        byte[] buffer = _buffer;
        int at = _at;
        if (Count == MaxReadings || at > buffer.Length - LongestReading)
        {
            return false;
        }

        bool jumps = sequence != _lastSequence + 1;
        at = Varint.Write(buffer, at, (channel << 2) | (jumps ? 2 : 0) | (dated ? 1 : 0));
        if (jumps)
        {
            at = Varint.WriteSigned(buffer, at, sequence - _lastSequence);
        }

        at = Varint.WriteSigned(buffer, at, timeMs - _lastTimeMs);
        _at = Varint.WriteSigned(buffer, at, mantissa);
        _lastSequence = sequence;
        _lastTimeMs = timeMs;
        Count++;
        return true;
    }

    /// <summary>Completes the record.</summary>
    /// <param name="ordinal">Place in the journal of its first reading.</param>
    /// <returns>Its bytes.</returns>
    internal int End(int ordinal)
    {
        byte[] buffer = _buffer;
        int start = SegmentHeader.Bytes;
        int body = _at - start - HeaderBytes;
        buffer[_countAt] = (byte)Count;
        buffer[start] = (byte)(body >> 8);
        buffer[start + 1] = (byte)body;
        int check = Check(buffer, start, body, ordinal);
        buffer[start + 2] = (byte)(check >> 24);
        buffer[start + 3] = (byte)(check >> 16);
        buffer[start + 4] = (byte)(check >> 8);
        buffer[start + 5] = (byte)check;
        return _at - start;
    }

    /// <summary>What a record's check must be.</summary>
    /// <param name="buffer">Holds the record.</param>
    /// <param name="start">Index of its first byte.</param>
    /// <param name="body">Bytes behind its header.</param>
    /// <param name="ordinal">Place in the journal of its first reading.</param>
    internal static int Check(byte[] buffer, int start, int body, int ordinal)
    {
        int check = (int)Crc32.Compute(buffer, start + HeaderBytes, body);
        return check ^ ordinal ^ (body << 16);
    }
}
