using System;

namespace Telenode.Mqtt;

/// <summary>Topics that either side abbreviates by a number on one connection (MQTT 5 §3.3.2.3.4).</summary>
internal sealed class TopicAliases
{
    /// <summary>The server's topics, each at its alias less 1, times <see cref="Size"/>.</summary>
    internal readonly byte[] Received;

    /// <summary>Bytes of each of the server's topics; 0 where the alias was never set.</summary>
    internal readonly int[] ReceivedCounts;

    /// <summary>Room for one of the server's topics.</summary>
    internal readonly int Size;

    private readonly MqttTopic[] _sent;
    private int _sentCount;
    private int _sentLimit;

    internal TopicAliases(MqttOptions options)
    {
        _sent = new MqttTopic[options.OutboundTopicAliases];
        Size = options.InboundAliasTopicSize;
        ReceivedCounts = new int[options.InboundTopicAliases];
        Received = new byte[options.InboundTopicAliases * Size];
    }

    /// <summary>Forgets all; the server takes aliases up to <paramref name="maximum"/> from now on [MQTT-3.3.2-9].</summary>
    internal void Reset(int maximum)
    {
        Array.Clear(ReceivedCounts, 0, ReceivedCounts.Length);
        _sentCount = 0;
        _sentLimit = maximum < _sent.Length ? maximum : _sent.Length;
    }

    /// <summary>The alias of a topic of ours, or 0.</summary>
    internal int Find(MqttTopic topic)
    {
        int place = _sentCount - 1;
        while (place >= 0 && _sent[place] != topic)
        {
            place--;
        }

        return place + 1;
    }

    /// <summary>Gives a topic of ours an alias, first come, first served; 0 when none is left or the topic wants none.</summary>
    internal int Assign(MqttTopic topic)
    {
        if (_sentCount == _sentLimit || !topic.UsesAlias)
        {
            return 0;
        }

        _sent[_sentCount++] = topic;
        return _sentCount;
    }
}
