using System;

namespace Telenode.Mqtt;

/// <summary>The receiver's side: acknowledgements of ours that wait to be transmitted, and which QoS 2 messages have been delivered.</summary>
internal sealed class Receipts
{
    private readonly int[] _acks;
    private readonly ushort[] _delivered;

    internal Receipts(int maximum)
    {
        _acks = new int[maximum];
        _delivered = new ushort[maximum];
    }

    /// <summary>Acknowledgements that wait.</summary>
    internal int AckCount;

    /// <summary>PUBACKs among them: messages that the server still counts as unacknowledged.</summary>
    internal int Pubacks;

    /// <summary>QoS 2 messages that were delivered and not yet released.</summary>
    internal int DeliveredCount;

    /// <summary>Changes with what is delivered.</summary>
    internal int Version;

    internal int Maximum => _acks.Length;

    /// <summary>The connection is gone, and what it was owed.</summary>
    internal void ClearAcks()
    {
        AckCount = 0;
        Pubacks = 0;
    }

    /// <summary>Adds an acknowledgement, in the order of what is answered [MQTT-4.6.0-2] [MQTT-4.6.0-3].</summary>
    internal void PutAck(int type, int identifier, int reason)
    {
        _acks[AckCount++] = (type << 24) | (reason << 16) | identifier;
        Pubacks += type == PacketType.Puback ? 1 : 0;
    }

    /// <summary>Takes the oldest: packet type in bits 24 to 27, reason code in bits 16 to 23, packet identifier below.</summary>
    internal int TakeAck()
    {
        int ack = _acks[0];
        AckCount--;
        Array.Copy(_acks, 1, _acks, 0, AckCount);
        Pubacks -= ack >> 24 == PacketType.Puback ? 1 : 0;
        return ack;
    }

    /// <summary>The packet identifier at a place of the set of delivered messages.</summary>
    internal int DeliveredAt(int place) => _delivered[place];

    /// <summary>Notes a QoS 2 message: from now on it is a duplicate (MQTT 5 §4.3.3).</summary>
    internal void AddDelivered(int identifier)
    {
        Version++;
        _delivered[DeliveredCount++] = (ushort)identifier;
    }

    /// <summary>Its place in the set, or −1.</summary>
    internal int FindDelivered(int identifier)
    {
        int place = DeliveredCount - 1;
        while (place >= 0 && _delivered[place] != identifier)
        {
            place--;
        }

        return place;
    }

    /// <summary>The server has released a message: its identifier is free.</summary>
    internal void RemoveDelivered(int place)
    {
        Version++;
        _delivered[place] = _delivered[--DeliveredCount];
    }
}
