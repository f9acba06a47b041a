using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Telenode.SimBoard.Broker;

/// <summary>Reads the fields of one packet. The first error stays; after it every field reads as empty.</summary>
internal ref struct PacketReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Why the packet is refused; <see cref="ReasonCode.Success"/> while nothing is wrong.</summary>
    public ReasonCode Error { get; private set; }

    public readonly bool Failed => Error != ReasonCode.Success;

    public readonly ReadOnlySpan<byte> Rest => _rest;

    public void Fail(ReasonCode reason)
    {
        if (!Failed)
        {
            Error = reason;
        }

        _rest = default;
    }

    public byte ReadByte()
    {
        ReadOnlySpan<byte> field = Read(1);
        return field.IsEmpty ? (byte)0 : field[0];
    }

    public ushort ReadUInt16()
    {
        ReadOnlySpan<byte> field = Read(2);
        return field.IsEmpty ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(field);
    }

    public uint ReadUInt32()
    {
        ReadOnlySpan<byte> field = Read(4);
        return field.IsEmpty ? 0 : BinaryPrimitives.ReadUInt32BigEndian(field);
    }

    /// <summary>Reads a packet identifier, which is never 0 [MQTT-2.2.1-3].</summary>
    public ushort ReadPacketIdentifier()
    {
        ushort id = ReadUInt16();
        if (id == 0)
        {
            Fail(ReasonCode.ProtocolError);
        }

        return id;
    }

    /// <summary>Reads a Variable Byte Integer of one to four bytes in its shortest form [MQTT-1.5.5-1].</summary>
    public int ReadVarInt()
    {
        int value = 0;
        for (int shift = 0; shift < 28; shift += 7)
        {
            byte next = ReadByte();
            value |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                if (next == 0 && shift > 0)
                {
                    Fail(ReasonCode.MalformedPacket);
                }

                return Failed ? 0 : value;
            }
        }

        Fail(ReasonCode.MalformedPacket);
        return 0;
    }

    public ReadOnlySpan<byte> ReadBinary() => Read(ReadUInt16());

    /// <summary>Reads a UTF-8 string: well formed and without U+0000 [MQTT-1.5.4-1] [MQTT-1.5.4-2].</summary>
    public string ReadString()
    {
        ReadOnlySpan<byte> text = ReadBinary();
        if (!Utf8.IsValid(text) || text.Contains((byte)0))
        {
            Fail(ReasonCode.MalformedPacket);
            return string.Empty;
        }

        return System.Text.Encoding.UTF8.GetString(text);
    }

    public ReadOnlySpan<byte> Read(int count)
    {
        if (count > _rest.Length)
        {
            Fail(ReasonCode.MalformedPacket);
            return default;
        }

        ReadOnlySpan<byte> field = _rest[..count];
        _rest = _rest[count..];
        return field;
    }

    /// <summary>Holds that the packet has no bytes after its last field.</summary>
    public void ExpectEnd()
    {
        if (!_rest.IsEmpty)
        {
            Fail(ReasonCode.MalformedPacket);
        }
    }
}
