using Telenode.Mqtt;

namespace Telenode.Uplinks;

/// <summary>What a device says retained at every connection, in order: that it is online, its schema, and what others want to know of it.</summary>
internal sealed class MqttAnnouncements
{
    private readonly MqttTopic[] _topics;
    private readonly byte[][] _payloads;
    private int _count;
    private int _next;

    public MqttAnnouncements(int capacity)
    {
        _topics = new MqttTopic[capacity];
        _payloads = new byte[capacity][];
    }

    /// <summary>Bytes of the longest payload.</summary>
    public int LongestPayload { get; private set; }

    public void Add(MqttTopic topic, byte[] payload)
    {
        _topics[_count] = topic;
        _payloads[_count++] = payload;
        LongestPayload = payload.Length > LongestPayload ? payload.Length : LongestPayload;
    }

    /// <summary>Begins again: a new connection stands.</summary>
    public void Restart() => _next = 0;

    /// <summary>Publishes as many as the session takes now. One that this connection can never take is left out.</summary>
    /// <returns>Whether all are published.</returns>
    public bool Publish(MqttSession session)
    {
        int qos = session.MaximumQos < 1 ? session.MaximumQos : 1;
        while (_next < _count
            && session.TryPublish(_topics[_next], _payloads[_next], 0, _payloads[_next].Length, qos, session.RetainAvailable) != 0)
        {
            _next++;
        }

        return _next == _count;
    }
}
