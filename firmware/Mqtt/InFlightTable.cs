using System;

namespace Telenode.Mqtt;

/// <summary>What we have sent, or will send, and are not done with: a fixed table of rows in the order of the session, and their bytes.</summary>
/// <remarks>
/// A row is a publish, a PUBREL that has taken a QoS 2 publish's place once PUBREC has come, a subscribe or an unsubscribe.
/// PUBRELs stand before all others, in the order of their PUBRECs [MQTT-4.6.0-4]; the rest in the order of the calls [MQTT-4.6.0-1].
/// The bytes lie without gaps in one array: taking a row's bytes out closes the gap, so that nothing fragments.
/// </remarks>
internal sealed class InFlightTable
{
    // States of a row.
    internal const int Queued = 0; // to be transmitted
    internal const int Sent = 1; // transmitted, to be answered
    internal const int Done = 2; // answered or void: an event reports it and frees the row

    internal readonly byte[] Type;
    internal readonly byte[] State;
    internal readonly byte[] Flags; // low four bits of a PUBLISH's first byte
    internal readonly int[] Handle; // packet identifier; above 65535 for QoS 0
    internal readonly int[] Offset;
    internal readonly int[] Length;
    internal readonly int[] PropertiesLength; // of a publish: how many of its bytes are properties; the rest is payload
    internal readonly MqttTopic[] Topic;
    internal readonly int[] Result; // of a row that is done: the event, and the reason code above bit 8
    internal readonly byte[] Store;

    /// <summary>The rows in the session's order.</summary>
    internal readonly int[] Order;

    private int _releases;
    private int _lastIdentifier;
    private int _lastUnnumbered;

    internal InFlightTable(int rows, int storeSize)
    {
        Type = new byte[rows];
        State = new byte[rows];
        Flags = new byte[rows];
        Handle = new int[rows];
        Offset = new int[rows];
        Length = new int[rows];
        PropertiesLength = new int[rows];
        Topic = new MqttTopic[rows];
        Result = new int[rows];
        Store = new byte[storeSize];
        Order = new int[rows];
    }

    /// <summary>Changes with what is kept.</summary>
    internal int Version;

    internal int Count;

    /// <summary>Rows that wait for an event to report them.</summary>
    internal int DoneCount;

    /// <summary>Bytes of the store in use; new bytes are written from here.</summary>
    internal int Used;

    /// <summary>Adds a row whose bytes have been written at <see cref="Used"/>. The table must not be full.</summary>
    internal int Add(int type, int flags, int handle, int length)
    {
        int row = 0;
        while (Type[row] != 0)
        {
            row++;
        }

        Type[row] = (byte)type;
        State[row] = Queued;
        Flags[row] = (byte)flags;
        Handle[row] = handle;
        Offset[row] = Used;
        Length[row] = length;
        PropertiesLength[row] = 0;
        Used += length;
        Order[Count++] = row;
        _releases += type == PacketType.Pubrel ? 1 : 0; // of a restored session: they come first
        Version++;
        return row;
    }

    /// <summary>The row with this packet identifier, or −1.</summary>
    internal int Find(int identifier)
    {
        for (int i = 0; i < Count; i++)
        {
            int row = Order[i];
            if (Handle[row] == identifier)
            {
                return row;
            }
        }

        return -1;
    }

    /// <summary>A packet identifier that is in no use [MQTT-2.2.1-3].</summary>
    internal int NextIdentifier()
    {
        do
        {
            _lastIdentifier = _lastIdentifier == 0xFFFF ? 1 : _lastIdentifier + 1;
        }
        while (Find(_lastIdentifier) >= 0);
        return _lastIdentifier;
    }

    /// <summary>A handle for what has no packet identifier.</summary>
    internal int NextUnnumbered()
    {
        _lastUnnumbered = (_lastUnnumbered + 1) & 0x3FFFFFFF;
        return _lastUnnumbered + 0x10000;
    }

    /// <summary>QoS 1 and 2 publishes that count against the server's receive maximum (MQTT 5 §4.9).</summary>
    internal int Unacknowledged()
    {
        int count = 0;
        for (int i = 0; i < Count; i++)
        {
            int row = Order[i];
            int type = Type[row];
            if ((type == PacketType.Publish && State[row] == Sent) || (type == PacketType.Pubrel && State[row] != Done))
            {
                count++;
            }
        }

        return count;
    }

    /// <summary>PUBREC has come: the message is the server's, a PUBREL takes its row.</summary>
    internal void Release(int row)
    {
        DropBytes(row);
        Version++;
        Type[row] = PacketType.Pubrel;
        State[row] = Queued;
        int place = _releases;
        while (Order[place] != row)
        {
            place++;
        }

        Array.Copy(Order, _releases, Order, _releases + 1, place - _releases);
        Order[_releases++] = row;
    }

    /// <summary>Ends a row, for an event to report.</summary>
    internal void Finish(int row, MqttEvent what, int reason)
    {
        DropBytes(row);
        State[row] = Done;
        Version++;
        Result[row] = (int)what | (reason << 8);
        DoneCount++;
    }

    /// <summary>The connection is gone: what is not part of the session (MQTT 5 §4.1) is void.</summary>
    internal void LoseUnkept()
    {
        for (int i = 0; i < Count; i++)
        {
            int row = Order[i];
            if (State[row] != Done && !IsKept(row))
            {
                Finish(row, MqttEvent.Lost, MqttReason.TransportClosed);
            }
        }
    }

    /// <summary>Whether the row is part of the session (MQTT 5 §4.1): a QoS 1 or 2 publish that is not done, or its PUBREL.</summary>
    internal bool IsKept(int row) => Type[row] <= PacketType.Pubrel && (Flags[row] & 6) != 0 && State[row] != Done;

    /// <summary>Frees the first row that is done.</summary>
    /// <returns>The row, whose fields stay readable until the next is added.</returns>
    internal int TakeDone()
    {
        int place = 0;
        while (State[Order[place]] != Done)
        {
            place++;
        }

        int row = Order[place];
        if (place < _releases)
        {
            _releases--;
        }

        Count--;
        DoneCount--;
        Array.Copy(Order, place + 1, Order, place, Count - place);
        Type[row] = 0;
        return row;
    }

    /// <summary>Takes the row's bytes out of the store.</summary>
    internal void DropBytes(int row)
    {
        int length = Length[row];
        if (length == 0)
        {
            return;
        }

        int offset = Offset[row];
        Used -= length;
        Array.Copy(Store, offset + length, Store, offset, Used - offset);
        Length[row] = 0;
        for (int i = 0; i < Count; i++)
        {
            int other = Order[i];
            if (Offset[other] > offset)
            {
                Offset[other] -= length;
            }
        }
    }
}
