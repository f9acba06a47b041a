namespace Telenode.Mqtt;

/// <summary>Acknowledgements of ours that wait to be transmitted, in the order of what they answer [MQTT-4.6.0-2] [MQTT-4.6.0-3].</summary>
internal sealed class AckQueue
{
    private readonly int[] _ring;
    private int _first;
    private int _count;

    internal AckQueue(int capacity)
    {
        _ring = new int[capacity];
    }

    internal bool IsFull => _count == _ring.Length;

    internal bool IsEmpty => _count == 0;

    /// <summary>PUBACKs that wait: messages that the server still counts as unacknowledged.</summary>
    internal int Pubacks { get; private set; }

    internal void Clear()
    {
        _count = 0;
        Pubacks = 0;
    }

    internal void Put(int type, int identifier, int reason)
    {
        int at = _first + _count;
        _ring[at >= _ring.Length ? at - _ring.Length : at] = (type << 24) | (reason << 16) | identifier;
        _count++;
        Pubacks += type == PacketType.Puback ? 1 : 0;
    }

    /// <summary>Takes the oldest: packet type in bits 24 to 27, reason code in bits 16 to 23, packet identifier below.</summary>
    internal int Take()
    {
        int ack = _ring[_first];
        _first = _first + 1 == _ring.Length ? 0 : _first + 1;
        _count--;
        Pubacks -= ack >> 24 == PacketType.Puback ? 1 : 0;
        return ack;
    }
}
