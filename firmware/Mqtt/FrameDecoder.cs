using System;

namespace Telenode.Mqtt;

/// <summary>Cuts the byte stream into packets: fixed header, remaining length, body (MQTT 5 §2.1), in any fragmentation.</summary>
internal sealed class FrameDecoder
{
    private const int FromServer = (1 << PacketType.Connack) | (1 << PacketType.Publish) | (1 << PacketType.Puback)
        | (1 << PacketType.Pubrec) | (1 << PacketType.Pubrel) | (1 << PacketType.Pubcomp) | (1 << PacketType.Suback)
        | (1 << PacketType.Unsuback) | (1 << PacketType.Pingresp);

    private const int AtHeader = -1;
    private const int AtBody = 32;

    /// <summary>The packet after its fixed header, or as much of it as there is room for.</summary>
    internal readonly byte[] Body;

    /// <summary>First byte of the packet.</summary>
    internal int Header;

    /// <summary>Remaining length of the packet.</summary>
    internal int Length;

    internal bool IsComplete;

    /// <summary>0, or why the stream cannot go on.</summary>
    internal int Error;

    private int _stage; // AtHeader, the shift of the next byte of the length, or AtBody
    private int _received;

    internal FrameDecoder(int capacity)
    {
        Body = new byte[capacity];
    }

    internal bool IsOversize => Length > Body.Length;

    /// <summary>Bytes of the packet that are in <see cref="Body"/>.</summary>
    internal int Stored => IsOversize ? Body.Length : Length;

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
                Header = next;
                Length = 0;
                _received = 0;
                _stage = 0;
                Error = CheckHeader(next >> 4, next & 0x0F, isV5);
            }
            else
            {
                TakeLength(next, isV5, skipsOversize);
            }
        }

        if (_stage == AtBody && Error == 0)
        {
            int left = Length - _received;
            int take = end - at < left ? end - at : left;
            int room = Stored - _received;
            if (room > 0)
            {
                Array.Copy(buffer, at, Body, _received, take < room ? take : room);
            }

            _received += take;
            at += take;
            IsComplete = take == left;
        }

        return at - offset;
    }

    private void TakeLength(int next, bool isV5, bool skipsOversize)
    {
        int shift = _stage;
        Length |= (next & 0x7F) << shift;
        _stage = shift + 7;
        if (next < 0x80)
        {
            _stage = AtBody;
            bool isPadded = isV5 && next == 0 && shift > 0; // longer than it need be [MQTT-1.5.5-1]
            bool isRefused = IsOversize && !(skipsOversize && Header >> 4 == PacketType.Publish);
            Error = isPadded ? MqttReason.MalformedPacket : isRefused ? MqttReason.PacketTooLarge : 0;
        }
        else if (shift == 21)
        {
            Error = MqttReason.MalformedPacket; // §1.5.5: four bytes at most
        }
    }

    /// <summary>Which packets a server may send, and their fixed flags [MQTT-2.1.3-1].</summary>
    private static int CheckHeader(int type, int flags, bool isV5)
    {
        bool isValid = type == PacketType.Publish
            ? (flags & 6) != 6 && (flags & 0x0E) != 8 // no QoS 3 [MQTT-3.3.1-4], no DUP at QoS 0 [MQTT-3.3.1-2]
            : flags == (type == PacketType.Pubrel ? 2 : 0);
        int allowed = isV5 ? FromServer | (1 << PacketType.Disconnect) | (1 << PacketType.Auth) : FromServer;
        return (allowed >> type & 1) == 0 ? MqttReason.ProtocolError : isValid ? 0 : MqttReason.MalformedPacket;
    }
}
