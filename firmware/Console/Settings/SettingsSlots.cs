using Telenode.Core;

namespace Telenode.SerialConsole;

/// <summary>Two slots of a store that take turns, so that a power cut at any byte of a write leaves the other one whole.</summary>
/// <remarks>
/// A slot: CRC-32 of all that follows it (4 bytes), "TS" (2), version of the keys' meaning (1), 0 (1), generation (4), length (4), entries.
/// Numbers are big-endian. The set of the higher generation counts, if its CRC and its entries' lengths are right.
/// The image is made in the buffer that holds the settings: its first bytes are left free for the header.
/// </remarks>
internal sealed class SettingsSlots
{
    public const int HeaderBytes = 16;

    /// <summary>The keys' meaning. 0: telenode.txt, <c>sensor.1.kind</c> and so on. 1: <c>sensor.1 = kind@bus:address</c>.</summary>
    public const int CurrentVersion = 1;

    // A flash that does not read the first time mostly does the next, and a board without its settings is deaf.
    private const int ReadTries = 3;

    private readonly IKeyValueStore _store;
    private readonly byte[] _buffer;
    private int _current;

    public SettingsSlots(IKeyValueStore store, byte[] buffer)
    {
        _store = store;
        _buffer = buffer;
    }

    public long Generation { get; private set; }

    public int Version { get; private set; } = CurrentVersion;

    public int Damaged { get; private set; }

    /// <summary>Reads the newest whole set into the buffer behind the header.</summary>
    /// <returns>Bytes of its entries; −1 when there is none.</returns>
    public int Load()
    {
        Damaged = 0;
        long first = ReadSlot(0);
        long second = ReadSlot(1);
        Generation = first > second ? first : second;
        _current = first > second ? 0 : 1;
        if (Generation < 0)
        {
            Generation = 0;
            return -1;
        }

        // The second slot's bytes are in the buffer; it is read again in either case, for a flash that reads differently a second time.
        Damaged = 0;
        Generation = ReadSlot(_current);
        Damaged = (first == -2 ? 1 : 0) + (second == -2 ? 1 : 0);
        if (Generation < 0)
        {
            Generation = 0;
            return -1;
        }

        Version = _buffer[6];
        return LengthInBuffer();
    }

    /// <summary>Writes the entries in the buffer into the slot that does not hold the current set.</summary>
    public bool Save(int count)
    {
        var writer = new ByteWriter();
        writer.Reset(_buffer, 0, HeaderBytes);
        writer.WriteUInt32(0);
        writer.WriteByte('T');
        writer.WriteByte('S');
        writer.WriteByte(CurrentVersion);
        writer.WriteByte(0);
        writer.WriteUInt32(Generation + 1);
        writer.WriteUInt32(count);
        long crc = Crc32.Compute(_buffer, 4, HeaderBytes - 4 + count);
        writer.Reset(_buffer, 0, 4);
        writer.WriteUInt32(crc);
        int other = 1 - _current;
        if (!_store.Write(NameOf(other), _buffer, 0, HeaderBytes + count))
        {
            return false;
        }

        _current = other;
        Generation++;
        Version = CurrentVersion;
        return true;
    }

    private static string NameOf(int slot) => slot == 0 ? "settings-a" : "settings-b";

    // The generation of a slot; −1 when it is empty, −2 when it holds no whole set.
    private long ReadSlot(int slot)
    {
        int read = -1;
        for (int i = 0; read < 0 && i < ReadTries; i++)
        {
            read = _store.Read(NameOf(slot), _buffer, 0, _buffer.Length);
        }

        if (read < 0)
        {
            return -1;
        }

        if (IsWhole(read))
        {
            return ((long)_buffer[8] << 24) | ((long)_buffer[9] << 16) | ((long)_buffer[10] << 8) | _buffer[11];
        }

        Damaged++;
        return -2;
    }

    private bool IsWhole(int read)
    {
        if (read < HeaderBytes || _buffer[4] != 'T' || _buffer[5] != 'S' || LengthInBuffer() != read - HeaderBytes)
        {
            return false;
        }

        long crc = ((long)_buffer[0] << 24) | ((long)_buffer[1] << 16) | ((long)_buffer[2] << 8) | _buffer[3];
        return crc == Crc32.Compute(_buffer, 4, read - 4) && HasSoundEntries(read);
    }

    // A CRC can be right by chance, and lengths that lead out of the buffer would end the node.
    private bool HasSoundEntries(int end)
    {
        int at = HeaderBytes;
        while (at < end)
        {
            int key = _buffer[at];
            int value = at + 1 + key;
            if (key == 0 || value + 2 > end)
            {
                return false;
            }

            at = value + 2 + ((_buffer[value] << 8) | _buffer[value + 1]);
        }

        return at == end;
    }

    private int LengthInBuffer() => (_buffer[12] << 24) | (_buffer[13] << 16) | (_buffer[14] << 8) | _buffer[15];
}
