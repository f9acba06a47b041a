using System;

namespace Telenode.Mqtt;

/// <summary>Writes a whole packet and keeps of it only the bytes inside a window of the caller's buffer.</summary>
/// <remarks>So a packet of any size leaves through a buffer of any size, encoded anew from the state for each window and stored nowhere.
/// Without a window it only counts.</remarks>
internal sealed class PacketWriter
{
    private byte[] _buffer;
    private int _shift;
    private int _from;
    private int _to;

    /// <summary>Bytes of the packet so far, inside the window or not.</summary>
    internal int Count;

    /// <summary>Bytes stored in the window.</summary>
    internal int Stored => Count <= _from ? 0 : (Count < _to ? Count : _to) - _from;

    /// <summary>Starts a packet of which the first <paramref name="skip"/> bytes have left already.</summary>
    internal void Reset(byte[] buffer, int offset, int capacity, int skip)
    {
        _buffer = buffer;
        _shift = offset - skip;
        _from = skip;
        _to = skip + capacity;
        Count = 0;
    }

    internal void ResetToCount() => Reset(null, 0, 0, 0);

    internal void WriteByte(int value)
    {
        int at = Count++;
        if (at >= _from && at < _to)
        {
            _buffer[_shift + at] = (byte)value;
        }
    }

    internal void WriteUInt16(int value)
    {
        WriteByte(value >> 8);
        WriteByte(value);
    }

    internal void WriteUInt32(long value)
    {
        WriteUInt16((int)(value >> 16));
        WriteUInt16((int)value);
    }

    /// <summary>Writes a variable byte integer of at most 28 bits (MQTT 5 §1.5.5).</summary>
    internal void WriteVarInt(int value)
    {
        while (value > 0x7F)
        {
            WriteByte((value & 0x7F) | 0x80);
            value >>= 7;
        }

        WriteByte(value);
    }

    internal void WriteBytes(byte[] source, int offset, int count)
    {
        int at = Count;
        Count = at + count;
        int from = at < _from ? _from : at;
        int to = at + count > _to ? _to : at + count;
        if (from < to)
        {
            Array.Copy(source, offset + from - at, _buffer, _shift + from, to - from);
        }
    }

    /// <summary>Writes UTF-8 text or binary data, unless there is none.</summary>
    internal void WriteField(byte[] bytes)
    {
        if (bytes != null)
        {
            WriteField(bytes, bytes.Length);
        }
    }

    /// <summary>Writes UTF-8 text or binary data: a 16-bit length, then the bytes.</summary>
    internal void WriteField(byte[] bytes, int count)
    {
        WriteUInt16(count);
        WriteBytes(bytes, 0, count);
    }

    /// <summary>Writes a property of 2 or 4 bytes unless it is 0, the default of all that we send.</summary>
    internal void WriteProperty(int property, long value, int size)
    {
        if (value != 0)
        {
            WriteByte(property);
            if (size == 4)
            {
                WriteUInt16((int)(value >> 16));
            }

            WriteUInt16((int)value);
        }
    }

    /// <summary>Writes a caller's properties, if there are any.</summary>
    internal void WriteProperties(MqttProperties properties)
    {
        if (properties != null)
        {
            WriteBytes(properties.Bytes, 0, properties.Count);
        }
    }

    /// <summary>How many bytes a variable byte integer takes.</summary>
    internal static int VarIntSize(int value) => value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x200000 ? 3 : 4;
}
