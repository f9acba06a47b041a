using Telenode.Core;

namespace Telenode.Telemetry;

/// <summary>Two segments that hold a checkpoint by turns: whatever interrupts the writing of one, the other is whole.</summary>
internal sealed class CheckpointSlots
{
    private const long Mark = 0x544B0001; // "TK", version 1
    private const int HeaderBytes = 12; // mark, generation, length
    private const int CheckBytes = 4;

    private readonly IAppendStore _store;
    private readonly byte[] _buffer;
    private readonly ByteReader _reader = new ByteReader();
    private readonly ByteWriter _writer = new ByteWriter();
    private long _generation;

    internal CheckpointSlots(IAppendStore store, int contentBytes)
    {
        _store = store;
        _buffer = new byte[HeaderBytes + contentBytes + CheckBytes];
    }

    internal byte[] Buffer => _buffer;

    internal int ContentAt => HeaderBytes;

    internal int Capacity => _buffer.Length - HeaderBytes - CheckBytes;

    /// <summary>Reads the newest whole checkpoint into the buffer.</summary>
    /// <returns>Bytes of its content; −1 when there is none, −2 when the medium cannot be read.</returns>
    internal int Load()
    {
        int first = Load(0);
        long firstGeneration = _generation;
        int second = first == -2 ? -2 : Load(1);
        if (first == -2 || second == -2)
        {
            return -2;
        }

        if (first >= 0 && (second < 0 || firstGeneration > _generation))
        {
            second = Load(0); // its bytes have been overwritten in the buffer
        }

        _generation = second < 0 ? 0 : _generation;
        return second;
    }

    /// <summary>Writes the buffer's content in place of the older checkpoint.</summary>
    internal bool Save(int count)
    {
        long generation = _generation + 1;
        _writer.Reset(_buffer, 0, HeaderBytes);
        _writer.WriteUInt32(Mark);
        _writer.WriteUInt32(generation);
        _writer.WriteUInt32(count);
        int total = HeaderBytes + count;
        _writer.Reset(_buffer, total, CheckBytes);
        _writer.WriteUInt32(Crc32.Compute(_buffer, 0, total));
        int slot = (int)(generation & 1);
        if (!_store.Delete(slot) || !_store.Append(slot, _buffer, 0, total + CheckBytes))
        {
            return false;
        }

        _generation = generation;
        return true;
    }

    private int Load(int slot)
    {
        int count = _store.Read(slot, 0, _buffer, 0, _buffer.Length);
        if (count < HeaderBytes + CheckBytes)
        {
            return count < 0 ? -2 : -1;
        }

        _reader.Reset(_buffer, 0, count);
        bool marked = _reader.ReadUInt32() == Mark;
        long generation = _reader.ReadUInt32();
        long content = _reader.ReadUInt32();
        if (!marked || content > count - HeaderBytes - CheckBytes)
        {
            return -1;
        }

        _reader.Take((int)content);
        if (_reader.ReadUInt32() != Crc32.Compute(_buffer, 0, HeaderBytes + (int)content))
        {
            return -1;
        }

        _generation = generation;
        return (int)content;
    }
}
