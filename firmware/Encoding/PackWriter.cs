using System;
using Telenode.Core;

namespace Telenode.Encoding;

/// <summary>What the three formats share: the room, the count, and that a reading goes in whole or not at all.</summary>
public abstract class PackWriter : IPackWriter
{
    private readonly int _maxReadings;
    private readonly int _closingBytes;
    private readonly bool _consecutive;
    private int _capacity;
    private int _nextSequence;
    private bool _begun;

    internal PackWriter(PackSchema schema, int maxReadings, int closingBytes, bool consecutive)
    {
        if (schema == null)
        {
            throw new ArgumentNullException("schema");
        }

        Schema = schema;
        Boot = schema.Boot;
        _maxReadings = maxReadings;
        _closingBytes = closingBytes;
        _consecutive = consecutive;
    }

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public int Boot { get; set; }

    internal PackSchema Schema { get; }

    internal ByteWriter Output { get; } = new ByteWriter();

    internal byte[] Buffer { get; private set; }

    internal int Offset { get; private set; }

    /// <summary>Bytes of the readings so far, without what closes the pack.</summary>
    internal int Size { get; private set; }

    /// <inheritdoc/>
    public void Begin(byte[] buffer, int offset, int capacity)
    {
        Output.Reset(buffer, offset, capacity);
        Buffer = buffer;
        Offset = offset;
        _capacity = capacity;
        _begun = true;
        Size = 0;
        Count = 0;
    }

    /// <inheritdoc/>
    public bool TryAdd(int channel, long mantissa, long timeMs, int sequence)
    {
        if (channel < 0 || channel >= Schema.ChannelCount || sequence < 0)
        {
            throw new ArgumentOutOfRangeException("channel or sequence");
        }

        RequireBegun();
        int count = Count;
        int room = _capacity - Size - _closingBytes;
        if (count == _maxReadings || room <= 0 || (_consecutive && count > 0 && sequence != _nextSequence))
        {
            return false;
        }

        Output.Reset(Buffer, Offset + Size, room);
        Write(channel, mantissa, timeMs, sequence);
        if (Output.Overflowed)
        {
            return false;
        }

        Commit(channel, timeMs);
        Size += Output.Count;
        Count = count + 1;
        _nextSequence = sequence + 1;
        return true;
    }

    /// <inheritdoc/>
    public int End()
    {
        RequireBegun();
        _begun = false;
        if (Count == 0)
        {
            return 0;
        }

        Close();
        return Size + _closingBytes;
    }

    /// <summary>Writes a reading behind the ones before; it may turn out not to fit, and then nothing of it counts.</summary>
    internal abstract void Write(int channel, long mantissa, long timeMs, int sequence);

    /// <summary>The reading just written fitted.</summary>
    internal virtual void Commit(int channel, long timeMs)
    {
    }

    /// <summary>Completes the pack in place, within the bytes that were set aside for it.</summary>
    internal virtual void Close()
    {
    }

    private void RequireBegun()
    {
        if (!_begun)
        {
            throw new InvalidOperationException("no pack begun");
        }
    }
}
