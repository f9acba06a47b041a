using Telenode.Core;

namespace Telenode.Application;

/// <summary>What a board remembers of its starts. Two copies are written by turns: a write that is cut off leaves the one before.</summary>
internal sealed class BootRecord
{
    private const int Size = 24;
    private const int Version = 2;
    private const int CrcBytes = 4;

    // The first version had no count of the flash's changes.
    private const int FirstSize = 16;
    private const int FirstVersion = 1;

    // A flash that does not read the first time mostly does the next.
    private const int ReadTries = 3;

    private readonly IKeyValueStore _store;
    private readonly byte[] _buffer = new byte[Size];
    private readonly ByteReader _reader = new ByteReader();
    private readonly ByteWriter _writer = new ByteWriter();
    private readonly FlashWear _wear;
    private long _serial;

    /// <summary>Reads the newer copy that is whole; zeros when there is none.</summary>
    public BootRecord(IKeyValueStore store, FlashWear wear)
    {
        _store = store;
        _wear = wear;
        Read("boot-a");
        Read("boot-b");
    }

    /// <summary>How often the board has started.</summary>
    public int Boots { get; set; }

    /// <summary>Starts in a row that did not live long.</summary>
    public int Early { get; set; }

    /// <summary>Why the next start happens, when the board could tell.</summary>
    public RestartReason Reason { get; set; }

    /// <summary>Writes the other copy.</summary>
    /// <returns>False when the store refused: then the next try is at the same copy, for the one that stands may be all there is.</returns>
    public bool Write()
    {
        long serial = (_serial + 1) & 0xFFFFFFFFL;
        _writer.Reset(_buffer, 0, Size);
        _writer.WriteByte(Version);
        _writer.WriteByte(Early);
        _writer.WriteByte((int)Reason);
        _writer.WriteByte(0);
        _writer.WriteUInt32(Boots);
        _writer.WriteUInt32(serial);
        _writer.WriteUInt64(_wear.Keep());
        _writer.WriteUInt32(Crc32.Compute(_buffer, 0, Size - CrcBytes) & 0xFFFFFFFFL);
        bool kept = _store.Write((serial & 1) == 0 ? "boot-a" : "boot-b", _buffer, 0, Size);
        _serial = kept ? serial : _serial;
        return kept;
    }

    private void Read(string name)
    {
        int read = -1;
        for (int i = 0; read < 0 && i < ReadTries; i++)
        {
            read = _store.Read(name, _buffer, 0, Size);
        }

        if (read != Size && read != FirstSize)
        {
            return;
        }

        _reader.Reset(_buffer, 0, read);
        int version = _reader.ReadByte();
        int early = _reader.ReadByte();
        int reason = _reader.ReadByte();
        _reader.ReadByte();
        int boots = (int)_reader.ReadUInt32();
        long serial = _reader.ReadUInt32();
        long changes = read == Size ? _reader.ReadUInt64() : 0;
        bool whole = _reader.ReadUInt32() == (Crc32.Compute(_buffer, 0, read - CrcBytes) & 0xFFFFFFFFL);
        if (whole && version == (read == Size ? Version : FirstVersion) && serial > _serial)
        {
            _wear.Begin(changes);
            _serial = serial;
            Boots = boots;
            Early = early;
            Reason = (RestartReason)reason;
        }
    }
}
