using System;

namespace Telenode.Mqtt;

/// <summary>Cuts the byte stream into packets: fixed header, remaining length, body (MQTT 5 §2.1), in any fragmentation.</summary>
internal sealed class FrameDecoder
{
    private const int AtHeader = 0;
    private const int AtLength = 1;
    private const int AtBody = 2;

    private int _stage;
    private int _shift;
    private int _received;

    internal FrameDecoder(int capacity)
    {
        Body = new byte[capacity];
    }

    /// <summary>The packet after its fixed header, or as much of it as there is room for.</summary>
    internal byte[] Body { get; }

    /// <summary>First byte of the packet.</summary>
    internal int Header { get; private set; }

    internal int Type => Header >> 4;

    /// <summary>Remaining length of the packet.</summary>
    internal int Length { get; private set; }

    /// <summary>Bytes of the packet that are in <see cref="Body"/>.</summary>
    internal int Stored => Length < Body.Length ? Length : Body.Length;

    internal bool IsOversize => Length > Body.Length;

    internal bool IsComplete { get; private set; }

    /// <summary>0, or why the stream cannot go on.</summary>
    internal int Error { get; private set; }

    internal void Reset()
    {
        _stage = AtHeader;
        IsComplete = false;
        Error = 0;
    }

    /// <summary>Takes bytes up to the end of the current packet.</summary>
    /// <returns>How many were taken.</returns>
    internal int Feed(byte[] buffer, int offset, int count, bool isV5, bool skipsOversize)
    {
        int at = offset;
        int end = offset + count;
        while (at < end && _stage != AtBody && Error == 0)
        {
            int next = buffer[at++];
            if (_stage == AtHeader)
            {
                TakeHeader(next, isV5);
            }
            else
            {
                TakeLength(next, isV5, skipsOversize);
            }
        }

        if (_stage == AtBody && Error == 0)
        {
            int take = Length - _received < end - at ? Length - _received : end - at;
            int store = Stored - _received < take ? Stored - _received : take;
            if (store > 0)
            {
                Array.Copy(buffer, at, Body, _received, store);
            }

            _received += take;
            at += take;
            IsComplete = _received == Length;
        }

        return at - offset;
    }

    private void TakeHeader(int header, bool isV5)
    {
        Header = header;
        Length = 0;
        _shift = 0;
        _received = 0;
        _stage = AtLength;
        Error = IsHeaderAllowed(header >> 4, header & 0x0F, isV5);
    }

    private void TakeLength(int next, bool isV5, bool skipsOversize)
    {
        Length |= (next & 0x7F) << _shift;
        _shift += 7;
        if (next >= 0x80)
        {
            Error = _shift == 28 ? MqttReason.MalformedPacket : 0;
            return;
        }

        _stage = AtBody;
        if (isV5 && next == 0 && _shift > 7)
        {
            Error = MqttReason.MalformedPacket; // longer than it need be [MQTT-1.5.5-1]
        }
        else if (IsOversize && !(skipsOversize && Type == PacketType.Publish))
        {
            Error = MqttReason.PacketTooLarge;
        }
    }

    /// <summary>Which packets a server may send, and their fixed flags [MQTT-2.1.3-1].</summary>
    private static int IsHeaderAllowed(int type, int flags, bool isV5)
    {
        switch (type)
        {
            case PacketType.Publish:
                // No QoS 3 [MQTT-3.3.1-4], no DUP at QoS 0 [MQTT-3.3.1-2].
                return (flags & 6) == 6 || (flags & 0x0E) == 8 ? MqttReason.MalformedPacket : 0;
            case PacketType.Pubrel:
                return flags == 2 ? 0 : MqttReason.MalformedPacket;
            case PacketType.Connack:
            case PacketType.Puback:
            case PacketType.Pubrec:
            case PacketType.Pubcomp:
            case PacketType.Suback:
            case PacketType.Unsuback:
            case PacketType.Pingresp:
                return flags == 0 ? 0 : MqttReason.MalformedPacket;
            case PacketType.Disconnect:
            case PacketType.Auth:
                return !isV5 ? MqttReason.ProtocolError : flags == 0 ? 0 : MqttReason.MalformedPacket;
            default:
                return type == 0 ? MqttReason.MalformedPacket : MqttReason.ProtocolError;
        }
    }
}
