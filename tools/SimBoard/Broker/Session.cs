using Telenode.Core;

namespace Telenode.SimBoard.Broker;

/// <summary>The session state of one client (§4.1), kept across its connections.</summary>
internal sealed class Session(string clientId, BrokerOptions options)
{
    private readonly LinkedList<Outgoing> _queue = [];
    private int _queuedBytes;
    private int _queuedAtQos0;
    private ushort _lastPacketId;

    public string ClientId { get; } = clientId;

    public BrokerConnection? Connection { get; set; }

    public List<Subscription> Subscriptions { get; } = [];

    /// <summary>Sent and not acknowledged, in the order of sending.</summary>
    public List<Outgoing> InFlight { get; } = [];

    /// <summary>QoS 2 packet identifiers received and not released by the client.</summary>
    public HashSet<ushort> Unreleased { get; } = [];

    /// <summary>Session Expiry Interval in seconds; 0 ends it with its connection, <see cref="uint.MaxValue"/> never.</summary>
    public uint ExpirySeconds { get; set; }

    /// <summary>When a session without a connection ends.</summary>
    public long EndsAtMs { get; set; } = Time.Never;

    /// <summary>When its last connection was lost, for the order in which sessions give way.</summary>
    public long LeftAtMs { get; set; }

    public Will? Will { get; set; }

    /// <summary>When the will of a lost connection is due.</summary>
    public long WillAtMs { get; set; } = Time.Never;

    /// <summary>The message that goes out next; null when none waits.</summary>
    public Outgoing? NextQueued => _queue.First?.Value;

    /// <summary>Adds a message at the end, by the rule of <see cref="BrokerOptions.MaximumQueuedMessages"/>.</summary>
    /// <returns>The number of messages dropped: QoS 0 messages that waited, or the new one.</returns>
    public int Enqueue(Outgoing outgoing)
    {
        if (Connection == null && outgoing.Qos == 0)
        {
            return 1; // nothing is promised to who is away
        }

        int dropped = 0;
        while (IsFull(outgoing.Message.Size) && DropOldestAtQos0())
        {
            dropped++;
        }

        if (IsFull(outgoing.Message.Size))
        {
            return dropped + 1;
        }

        _queue.AddLast(outgoing);
        Count(outgoing, 1);
        return dropped;
    }

    public void Dequeue()
    {
        Count(_queue.First!.Value, -1);
        _queue.RemoveFirst();
    }

    /// <summary>Makes what is in flight wait to be sent again, and drops what waits at QoS 0.</summary>
    /// <returns>The number of messages dropped.</returns>
    public int Suspend()
    {
        foreach (Outgoing outgoing in InFlight)
        {
            outgoing.Sent = false;
        }

        int dropped = 0;
        while (DropOldestAtQos0())
        {
            dropped++;
        }

        return dropped;
    }

    /// <summary>A packet identifier that is not in flight.</summary>
    public ushort NewPacketId()
    {
        do
        {
            _lastPacketId = (ushort)(_lastPacketId == ushort.MaxValue ? 1 : _lastPacketId + 1);
        }
        while (FindInFlight(_lastPacketId) != null);

        return _lastPacketId;
    }

    public Outgoing? FindInFlight(ushort packetId) => InFlight.Find(outgoing => outgoing.PacketId == packetId);

    private bool IsFull(int size) =>
        _queue.Count >= options.MaximumQueuedMessages || _queuedBytes + size > options.MaximumQueuedBytes;

    private bool DropOldestAtQos0()
    {
        if (_queuedAtQos0 == 0)
        {
            return false;
        }

        LinkedListNode<Outgoing> node = _queue.First!;
        while (node.Value.Qos != 0)
        {
            node = node.Next!;
        }

        Count(node.Value, -1);
        _queue.Remove(node);
        return true;
    }

    private void Count(Outgoing outgoing, int sign)
    {
        _queuedBytes += sign * outgoing.Message.Size;
        _queuedAtQos0 += outgoing.Qos == 0 ? sign : 0;
    }
}
