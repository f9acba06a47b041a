using Telenode.Core;

namespace Telenode.Application;

/// <summary>What a board remembers over a deep sleep beside its readings: one value, written once before it.</summary>
/// <remarks>
/// It counts for the waking alone that it was written for. Any other start, such as after a power cut, in or behind the sleep, is told
/// by the hardware; so a torn or stale value can do no harm, and one copy is enough.
/// </remarks>
public sealed class SleepState
{
    private const string Name = "sleep";
    private const int Version = 1;
    private const int CheckBytes = 4;
    private const int HeadBytes = 60;
    private const int MostBytes = 4096;

    // The clock that goes on counts from the order to sleep to here: the sleep, and a start.
    private const int LongestStartMs = 600000;
    private const int EarliestMs = 10000;

    private readonly IKeyValueStore _store;
    private byte[] _buffer;

    /// <summary>Keeps it in a store; nothing is read yet.</summary>
    public SleepState(IKeyValueStore store)
    {
        _store = store;
    }

    /// <summary>Boot that goes on.</summary>
    public int Boot { get; set; }

    /// <summary>Sequence number of its newest reading.</summary>
    public int LastSequence { get; set; }

    /// <summary>Monotonic ms at the order to sleep; after <see cref="TryLoad"/>, at the waking.</summary>
    public long MonotonicMs { get; set; }

    /// <summary>After <see cref="TryLoad"/>, monotonic ms of the order to sleep.</summary>
    public long SavedMs { get; private set; }

    /// <summary>What the value is read into and written from.</summary>
    public byte[] Buffer => _buffer;

    /// <summary>Wall time of the same instant, or <see cref="Time.Unknown"/>.</summary>
    public long UnixMs { get; set; }

    /// <summary>How long the board is to sleep, in ms.</summary>
    public long SleepMs { get; set; }

    /// <summary>See <see cref="SleepCycle"/>.</summary>
    public int WakesLeft { get; set; }

    /// <summary>See <see cref="SleepCycle"/>.</summary>
    public int Failures { get; set; }

    /// <summary>Fingerprint of the settings that sensors and filters are made from.</summary>
    public long Sensors { get; set; }

    /// <summary>See <see cref="FlashWear"/>.</summary>
    public long FlashChanges { get; set; }

    /// <summary>Begins a value: what is written behind the fixed fields goes to the writer.</summary>
    public ByteWriter Begin(long runningMs)
    {
        _buffer = _buffer ?? new byte[MostBytes];
        var writer = new ByteWriter();
        writer.Reset(_buffer, 0, MostBytes - CheckBytes);
        writer.WriteByte(Version);
        writer.WriteByte(Failures);
        writer.WriteUInt16(WakesLeft < 0 ? 0 : WakesLeft);
        writer.WriteUInt32(Boot);
        writer.WriteUInt32(LastSequence);
        writer.WriteUInt64(MonotonicMs);
        writer.WriteUInt64(UnixMs);
        writer.WriteUInt64(SleepMs);
        writer.WriteUInt64(runningMs);
        writer.WriteUInt64(Sensors);
        writer.WriteUInt64(FlashChanges);
        return writer;
    }

    /// <summary>Writes the value to the store.</summary>
    /// <returns>False when it did not fit, or the store refused: the board must not sleep then, or it would wake to an older one.</returns>
    public bool Write(ByteWriter writer)
    {
        if (writer.Overflowed)
        {
            return false;
        }

        int count = writer.Count;
        writer.Reset(_buffer, count, CheckBytes);
        writer.WriteUInt32(Crc32.Compute(_buffer, 0, count) & 0xFFFFFFFFL);
        return _store.Write(Name, _buffer, 0, count + CheckBytes);
    }

    /// <summary>Reads what the sleep that is over was begun with.</summary>
    /// <param name="runningMs">The clock that went on, or −1.</param>
    /// <returns>What was written behind the fixed fields; null when there is no value for this waking.</returns>
    public ByteReader TryLoad(long runningMs)
    {
        _buffer = new byte[MostBytes];
        int count = _store.Read(Name, _buffer, 0, MostBytes) - CheckBytes;
        if (count < HeadBytes)
        {
            return null;
        }

        var reader = new ByteReader();
        reader.Reset(_buffer, count, CheckBytes);
        if (reader.ReadUInt32() != (Crc32.Compute(_buffer, 0, count) & 0xFFFFFFFFL))
        {
            return null;
        }

        reader.Reset(_buffer, 0, count);
        bool known = reader.ReadByte() == Version;
        Failures = reader.ReadByte();
        WakesLeft = reader.ReadUInt16();
        Boot = (int)reader.ReadUInt32();
        LastSequence = (int)reader.ReadUInt32();
        MonotonicMs = reader.ReadUInt64();
        UnixMs = reader.ReadUInt64();
        SleepMs = reader.ReadUInt64();
        long before = reader.ReadUInt64();
        Sensors = reader.ReadUInt64();
        FlashChanges = reader.ReadUInt64();
        long passed = runningMs < 0 || before < 0 ? SleepMs : runningMs - before;
        if (!known || passed < SleepMs - EarliestMs || passed > SleepMs + LongestStartMs)
        {
            return null;
        }

        SavedMs = MonotonicMs;
        MonotonicMs += passed;
        UnixMs += UnixMs == Time.Unknown ? 0 : passed;
        return reader;
    }
}
