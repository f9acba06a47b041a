using System;

namespace Telenode.Mqtt;

/// <summary>Topics that we have told the server an alias for, on this connection (MQTT 5 §3.3.2.3.4). First come, first served.</summary>
internal sealed class OutboundAliases
{
    private readonly MqttTopic[] _topics;
    private int _count;
    private int _limit;

    internal OutboundAliases(int capacity)
    {
        _topics = new MqttTopic[capacity];
    }

    /// <summary>Forgets all; the server takes aliases up to <paramref name="maximum"/> from now on [MQTT-3.3.2-9].</summary>
    internal void Clear(int maximum)
    {
        _count = 0;
        _limit = maximum < _topics.Length ? maximum : _topics.Length;
    }

    /// <summary>The topic's alias, or 0.</summary>
    internal int Find(MqttTopic topic)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_topics[i] == topic)
            {
                return i + 1;
            }
        }

        return 0;
    }

    /// <summary>Gives the topic an alias, or 0 when none is left.</summary>
    internal int Assign(MqttTopic topic)
    {
        if (_count >= _limit)
        {
            return 0;
        }

        _topics[_count++] = topic;
        return _count;
    }
}

/// <summary>Topics that the server has told us an alias for, on this connection.</summary>
internal sealed class InboundAliases
{
    private readonly int[] _counts;
    private readonly int _size;

    internal InboundAliases(int capacity, int size)
    {
        _counts = new int[capacity];
        _size = size;
        Bytes = new byte[capacity * size];
    }

    internal byte[] Bytes { get; }

    internal int Maximum => _counts.Length;

    internal void Clear() => Array.Clear(_counts, 0, _counts.Length);

    /// <summary>Remembers a topic; false when it is longer than there is room for.</summary>
    internal bool Set(int alias, byte[] buffer, int offset, int count)
    {
        if (count > _size)
        {
            return false;
        }

        Array.Copy(buffer, offset, Bytes, OffsetOf(alias), count);
        _counts[alias - 1] = count;
        return true;
    }

    internal int OffsetOf(int alias) => (alias - 1) * _size;

    /// <summary>Bytes of the topic, 0 when the alias was never set.</summary>
    internal int CountOf(int alias) => _counts[alias - 1];
}
