using Telenode.Core;

namespace Telenode.Drivers;

/// <summary>A count that survives resets and power cuts: two slots written in turn, each with a serial number and a CRC, so that a torn write costs itself only.</summary>
internal sealed class KeptTotal
{
    private const int Length = 16;

    private readonly IKeyValueStore _store;
    private readonly string[] _names;
    private readonly byte[] _record = new byte[Length];
    private long _serial;

    public KeptTotal(IKeyValueStore store, string key)
    {
        _store = store;
        _names = new string[] { key + "-a", key + "-b" };
    }

    /// <summary>The newest whole record's total; 0 when there is none.</summary>
    public long Load()
    {
        long total = 0;
        for (int slot = 0; slot < 2 && _store != null; slot++)
        {
            if (_store.Read(_names[slot], _record, 0, Length) == Length && Number(12) == Crc())
            {
                long serial = Number(8);
                if (serial > _serial)
                {
                    _serial = serial;
                    total = (Number(0) << 32) | Number(4);
                }
            }
        }

        return total;
    }

    /// <summary>Writes a total over the older record.</summary>
    /// <returns>False when the medium refused; the newer record stands still.</returns>
    public bool Save(long total)
    {
        if (_store == null)
        {
            return false;
        }

        Put(0, total >> 32);
        Put(4, total);
        Put(8, _serial + 1);
        Put(12, Crc());

        // After a write that failed the next goes to the same slot: the other holds the newest whole record.
        bool written = _store.Write(_names[(int)((_serial + 1) & 1)], _record, 0, Length);
        _serial += written ? 1 : 0;
        return written;
    }

    private long Crc() => Crc32.Compute(_record, 0, 12) & 0xFFFFFFFFL;

    private long Number(int at) =>
        ((long)_record[at] << 24) | ((long)_record[at + 1] << 16) | ((long)_record[at + 2] << 8) | _record[at + 3];

    private void Put(int at, long value)
    {
        for (int i = 0; i < 4; i++)
        {
            _record[at + i] = (byte)(value >> (24 - (8 * i)));
        }
    }
}
