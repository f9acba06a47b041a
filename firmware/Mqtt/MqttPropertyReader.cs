using Telenode.Core;

namespace Telenode.Mqtt;

/// <summary>Walks through the MQTT 5 properties of a received packet, checking each against §2.2.2.</summary>
public sealed class MqttPropertyReader
{
    /// <summary>Identifier of the current property, one of <see cref="MqttProperty"/>.</summary>
    public int Id;

    /// <summary>The current property's number, where it is one.</summary>
    public long Value;

    /// <summary>Index in the buffer of the current text, binary data, or user property's value.</summary>
    public int Offset;

    /// <summary>Bytes at <see cref="Offset"/>.</summary>
    public int Count;

    /// <summary>Index in the buffer of the current user property's name.</summary>
    public int NameOffset;

    /// <summary>Bytes at <see cref="NameOffset"/>.</summary>
    public int NameCount;

    /// <summary>0, or the reason code for what is wrong: 0x81 malformed, 0x82 repeated or out of its range.</summary>
    internal int Error;

    private readonly ByteReader _reader = new ByteReader();
    private byte[] _buffer;
    private int _start;
    private int _length;
    private long _allowed;
    private long _seen;

    /// <summary>Starts over the properties of a received message.</summary>
    public void Reset(MqttMessage message) =>
        Reset(message.Buffer, message.PropertiesOffset, message.PropertiesCount, PacketType.Publish);

    internal void Reset(byte[] buffer, int offset, int count, int packetType)
    {
        _buffer = buffer;
        _start = offset;
        _length = count;
        _allowed = MqttProperty.AllowedIn(packetType);
        Rewind();
    }

    /// <summary>Goes to the first property with this identifier, wherever the walk stands.</summary>
    /// <returns>False when there is none.</returns>
    public bool Find(int id)
    {
        Rewind();
        while (MoveNext())
        {
            if (Id == id)
            {
                return true;
            }
        }

        return false;
    }

    private void Rewind()
    {
        _reader.Reset(_buffer, _start, _length);
        _seen = 0;
        Error = 0;
    }

    /// <summary>Steps to the next property.</summary>
    /// <returns>False at the end.</returns>
    public bool MoveNext()
    {
        if (_reader.Remaining == 0 || Error != 0)
        {
            return false;
        }

        Id = ReadVarInt(_reader);
        long bit = Id > MqttProperty.SharedAvailable ? 0 : 1L << Id;
        if ((bit & _allowed) == 0)
        {
            Error = MqttReason.MalformedPacket; // §2.2.2.2: an identifier that is not valid for its packet type
        }
        else if ((bit & _seen & ~MqttProperty.Repeatable) != 0)
        {
            Error = MqttReason.ProtocolError; // each property's own clause: more than once
        }
        else
        {
            _seen |= bit;
            ReadValue(bit);
        }

        return Error == 0;
    }

    /// <summary>Reads a variable byte integer; one that is longer than it need be makes the reader fail [MQTT-1.5.5-1].</summary>
    internal static int ReadVarInt(ByteReader reader)
    {
        int value = 0;
        for (int shift = 0; shift < 28; shift += 7)
        {
            int next = reader.ReadByte();
            value |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                if (next != 0 || shift == 0)
                {
                    return value;
                }

                break;
            }
        }

        reader.Take(int.MaxValue);
        return 0;
    }

    private void ReadValue(long bit)
    {
        ByteReader reader = _reader;
        if ((bit & MqttProperty.Flags) != 0)
        {
            Value = reader.ReadByte();
        }
        else if ((bit & MqttProperty.Shorts) != 0)
        {
            Value = reader.ReadUInt16();
        }
        else if ((bit & MqttProperty.Longs) != 0)
        {
            Value = reader.ReadUInt32();
        }
        else if (Id == MqttProperty.SubscriptionIdentifier)
        {
            Value = ReadVarInt(reader);
        }
        else
        {
            if (Id == MqttProperty.UserProperty)
            {
                ReadField(true);
                NameOffset = Offset;
                NameCount = Count;
            }

            ReadField((bit & MqttProperty.Binaries) == 0);
        }

        if (reader.Failed)
        {
            Error = MqttReason.MalformedPacket;
        }
        else if (((bit & MqttProperty.Flags) != 0 && Value > 1) || ((bit & MqttProperty.NotZero) != 0 && Value == 0))
        {
            Error = MqttReason.ProtocolError;
        }
    }

    private void ReadField(bool isText)
    {
        Count = _reader.ReadUInt16();
        Offset = _reader.Take(Count);
        if (Offset >= 0 && isText && Utf8.Check(_buffer, Offset, Count) == MqttReason.MalformedPacket)
        {
            _reader.Take(int.MaxValue);
        }
    }
}
