using System;

namespace Telenode.Mqtt;

/// <summary>The receiver's side: acknowledgements of ours that wait to be transmitted, and which QoS 2 messages have been delivered.</summary>
internal sealed class Receipts
{
    private readonly int[] _acks;

    /// <summary>Packet identifiers of QoS 2 messages that were delivered and not yet released.</summary>
    internal readonly ushort[] Delivered;

    /// <summary>How many there are.</summary>
    internal int DeliveredCount;

    /// <summary>Acknowledgements that wait.</summary>
    internal int AckCount;

    /// <summary>Changes with what is delivered.</summary>
    internal int Version;

    internal Receipts(int maximum)
    {
        _acks = new int[maximum];

        // A connection may begin with old PUBRELs and new messages; and Mosquitto 2.0 sends more than it was told to at QoS 2.
        Delivered = new ushort[maximum * 2];
    }

    /// <summary>Whether acknowledgements must leave before more is taken: for room, and, with the set full, so that what was had is told
    /// before one message too many ends the connection. Otherwise the next connection could begin with the same messages for ever.</summary>
    internal bool MustAnswer => AckCount == _acks.Length || (IsFull && AckCount > 0);

    internal bool IsFull => DeliveredCount == Delivered.Length;

    /// <summary>Adds an acknowledgement, in the order of what is answered [MQTT-4.6.0-2] [MQTT-4.6.0-3].</summary>
    internal void PutAck(int type, int identifier, int reason)
    {
        _acks[AckCount++] = (type << 24) | (reason << 16) | identifier;
    }

    /// <summary>Takes the oldest: packet type in bits 24 to 27, reason code in bits 16 to 23, packet identifier below.</summary>
    internal int TakeAck()
    {
        int ack = _acks[0];
        AckCount--;
        Array.Copy(_acks, 1, _acks, 0, AckCount);
        return ack;
    }

    /// <summary>Notes a QoS 2 message: from now on it is a duplicate (MQTT 5 §4.3.3).</summary>
    internal void AddDelivered(int identifier)
    {
        Version++;
        Delivered[DeliveredCount++] = (ushort)identifier;
    }

    /// <summary>The server has a new session.</summary>
    internal void ClearDelivered()
    {
        Version++;
        DeliveredCount = 0;
    }

    /// <summary>Its place in the set, or −1.</summary>
    internal int FindDelivered(int identifier)
    {
        int place = DeliveredCount - 1;
        while (place >= 0 && Delivered[place] != identifier)
        {
            place--;
        }

        return place;
    }

    /// <summary>The server has released a message: its identifier is free.</summary>
    internal void RemoveDelivered(int place)
    {
        Version++;
        Delivered[place] = Delivered[--DeliveredCount];
    }
}
