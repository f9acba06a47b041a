using Telenode.Core;

namespace Telenode.Telemetry;

/// <summary>The state of a chain on its way into bytes or out of them: one description of the cells serves both directions.</summary>
/// <remarks>
/// Numbers are written with their sign in the lowest bit and seven bits a byte, lowest first. Instants are written as ms before the
/// moment of saving, so that they mean the same to a clock that has started again.
/// </remarks>
internal sealed class FilterState
{
    /// <summary>Bytes of a number at most.</summary>
    public const int MaxNumber = 10;

    // 140,000 years: far from where differences of instants could overflow.
    private const long LongestAge = 1L << 52;

    private readonly ByteWriter _writer;
    private readonly ByteReader _reader;
    private readonly long _savedMs;

    /// <summary>Saves.</summary>
    public FilterState(ByteWriter writer, long nowMs)
    {
        _writer = writer;
        _savedMs = nowMs;
    }

    /// <summary>Loads.</summary>
    /// <param name="reader">Stands at the state.</param>
    /// <param name="savedMs">When it was saved, in ms of the clock that runs now; less than 0 when that was before its start.</param>
    public FilterState(ByteReader reader, long savedMs)
    {
        _reader = reader;
        _savedMs = savedMs;
    }

    /// <summary>Whether cells are set rather than saved.</summary>
    public bool IsLoading => _reader != null;

    /// <summary>Whether the bytes to load are no state of these filters.</summary>
    public bool Failed { get; private set; }

    /// <summary>Carries a cell over; what is loaded must lie between the two bounds.</summary>
    public void Number(long[] cells, int cell, long lowest, long highest)
    {
        if (!IsLoading)
        {
            Write(cells[cell]);
            return;
        }

        long value = Read();
        Failed = Failed || _reader.Failed || value < lowest || value > highest;
        cells[cell] = Failed ? lowest : value;
    }

    /// <summary>Carries an instant over, which may be unknown.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="cell">Index of the one.</param>
    /// <param name="ahead">Ms that it may lie behind the moment of saving.</param>
    public void Instant(long[] cells, int cell, long ahead)
    {
        if (!IsLoading)
        {
            // 0 is unknown, so that all that are known are shifted by one.
            long age = cells[cell] == Time.Unknown ? -1 : ahead + _savedMs - cells[cell];
            Write(1 + age);
            return;
        }

        long written = Read();
        Failed = Failed || _reader.Failed || written < 0 || written > LongestAge;
        cells[cell] = Failed || written == 0 ? Time.Unknown : _savedMs - (written - 1 - ahead);
    }

    private void Write(long value)
    {
        ulong rest = (ulong)((value << 1) ^ (value >> 63));
        while (rest > 0x7F)
        {
            _writer.WriteByte((int)(rest & 0x7F) | 0x80);
            rest >>= 7;
        }

        _writer.WriteByte((int)rest);
    }

    private long Read()
    {
        ulong value = 0;
        for (int shift = 0; shift < 7 * MaxNumber; shift += 7)
        {
            int next = _reader.ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }

        Failed = true;
        return 0;
    }
}
