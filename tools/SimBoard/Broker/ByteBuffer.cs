namespace Telenode.SimBoard.Broker;

/// <summary>Bytes appended at the end and consumed at the front.</summary>
internal sealed class ByteBuffer
{
    private const int KeptCapacity = 64 * 1024;

    private byte[] _bytes = [];
    private int _start;
    private int _end;

    public int Length => _end - _start;

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(_start, Length);

    public void Append(byte value) => Reserve(1)[0] = value;

    public void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    public void AppendUInt16(int value) => System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(Reserve(2), (ushort)value);

    public void AppendUInt32(uint value) => System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(Reserve(4), value);

    /// <summary>Appends a Variable Byte Integer (§1.5.5).</summary>
    public void AppendVarInt(int value)
    {
        while (value > 0x7F)
        {
            Append((byte)(value | 0x80));
            value >>= 7;
        }

        Append((byte)value);
    }

    /// <summary>Appends a UTF-8 string with its two-byte length (§1.5.4).</summary>
    public void AppendString(string value)
    {
        int count = System.Text.Encoding.UTF8.GetByteCount(value);
        AppendUInt16(count);
        System.Text.Encoding.UTF8.GetBytes(value, Reserve(count));
    }

    public void Consume(int count)
    {
        _start += count;
        if (_start == _end)
        {
            Clear();
        }
    }

    public void Clear()
    {
        _start = _end = 0;
        if (_bytes.Length > KeptCapacity)
        {
            _bytes = []; // one large packet does not hold its memory for the life of a connection
        }
    }

    private Span<byte> Reserve(int count)
    {
        if (_end + count > _bytes.Length)
        {
            byte[] target = Length + count <= _bytes.Length ? _bytes : new byte[Math.Max(256, Math.Max(Length + count, 2 * Length))];
            Array.Copy(_bytes, _start, target, 0, Length);
            _end -= _start;
            _start = 0;
            _bytes = target;
        }

        _end += count;
        return _bytes.AsSpan(_end - count, count);
    }
}
