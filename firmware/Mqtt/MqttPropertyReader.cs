using Telenode.Core;

namespace Telenode.Mqtt;

/// <summary>Walks through the MQTT 5 properties of a received packet, checking each against §2.2.2.</summary>
/// <remarks>For example over the properties of <see cref="MqttSession.Message"/>, to read user properties and subscription identifiers.</remarks>
public sealed class MqttPropertyReader
{
    private readonly ByteReader _reader = new ByteReader();
    private byte[] _buffer;
    private int _packet;
    private long _seen;

    /// <summary>Identifier of the current property (MQTT 5 table 2-4), such as 0x26 for a user property.</summary>
    public int Id { get; private set; }

    /// <summary>The current property's number, where it is one.</summary>
    public long Value { get; private set; }

    /// <summary>Index in the buffer of the current text, binary data, or user property's value.</summary>
    public int Offset { get; private set; }

    /// <summary>Bytes at <see cref="Offset"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Index in the buffer of the current user property's name.</summary>
    public int NameOffset { get; private set; }

    /// <summary>Bytes at <see cref="NameOffset"/>.</summary>
    public int NameCount { get; private set; }

    /// <summary>0, or the reason code for what is wrong: 0x81 malformed, 0x82 repeated or out of its range.</summary>
    public int Error { get; private set; }

    /// <summary>Starts over a received message's properties: <see cref="MqttMessage.PropertiesOffset"/> and its count.</summary>
    public void Reset(byte[] buffer, int offset, int count) => Reset(buffer, offset, count, PacketType.Publish);

    internal void Reset(byte[] buffer, int offset, int count, int packetType)
    {
        _buffer = buffer;
        _reader.Reset(buffer, offset, count);
        _packet = 0x10 << packetType;
        _seen = 0;
        Error = 0;
    }

    /// <summary>Steps to the next property.</summary>
    /// <returns>False at the end, or when <see cref="Error"/> says what is wrong.</returns>
    public bool MoveNext()
    {
        if (_reader.Remaining == 0 || Error != 0)
        {
            return false;
        }

        Id = ReadVarInt(_reader);
        int rule = PropertyId.Rule(Id);
        long bit = 1L << Id;
        bool mayRepeat = Id == PropertyId.UserProperty || Id == PropertyId.SubscriptionIdentifier;
        if ((rule & _packet) == 0)
        {
            Error = MqttReason.MalformedPacket; // §2.2.2.2: an identifier that is not valid for its packet type
        }
        else if ((_seen & bit) != 0 && !mayRepeat)
        {
            Error = MqttReason.ProtocolError; // each property's own clause: more than once
        }
        else
        {
            _seen |= bit;
            ReadValue(rule);
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
                if (next == 0 && shift > 0)
                {
                    reader.Take(int.MaxValue);
                }

                return value;
            }
        }

        reader.Take(int.MaxValue);
        return 0;
    }

    private void ReadValue(int rule)
    {
        switch (rule & PropertyId.KindMask)
        {
            case PropertyId.Flag:
                Value = _reader.ReadByte();
                break;
            case PropertyId.Short:
                Value = _reader.ReadUInt16();
                break;
            case PropertyId.Long:
                Value = _reader.ReadUInt32();
                break;
            case PropertyId.VarInt:
                Value = ReadVarInt(_reader);
                break;
            case PropertyId.Pair:
                ReadField(true);
                NameOffset = Offset;
                NameCount = Count;
                ReadField(true);
                break;
            default:
                ReadField((rule & PropertyId.KindMask) == PropertyId.Text);
                break;
        }

        if (_reader.Failed)
        {
            Error = MqttReason.MalformedPacket;
        }
        else if (((rule & PropertyId.KindMask) == PropertyId.Flag && Value > 1) || ((rule & PropertyId.NotZero) != 0 && Value == 0))
        {
            Error = MqttReason.ProtocolError;
        }
    }

    private void ReadField(bool isText)
    {
        int count = _reader.ReadUInt16();
        int at = _reader.Take(count);
        if (at >= 0 && isText && !Utf8.IsValid(_buffer, at, count))
        {
            _reader.Take(int.MaxValue);
        }

        Offset = at;
        Count = count;
    }
}
