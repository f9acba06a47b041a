namespace Telenode.SimBoard.Broker;

/// <summary>The last retained message of each topic, bounded in number and bytes.</summary>
internal sealed class RetainedMessages(int maximumMessages, int maximumBytes)
{
    private readonly SortedDictionary<string, Message> _messages = new(StringComparer.Ordinal);
    private long _bytes;

    public int Count => _messages.Count;

    /// <summary>Keeps a message in place of the topic's last one; an empty payload removes it [MQTT-3.3.1-6].</summary>
    /// <returns>False when it does not fit, and nothing is kept of its topic.</returns>
    public bool Set(Message message)
    {
        if (_messages.Remove(message.Topic, out Message? last))
        {
            _bytes -= last.Size;
        }

        if (message.Payload.Length == 0)
        {
            return true;
        }

        if (_messages.Count >= maximumMessages || _bytes + message.Size > maximumBytes)
        {
            return false;
        }

        _messages.Add(message.Topic, message);
        _bytes += message.Size;
        return true;
    }

    /// <summary>The messages that a filter matches, in the order of their topics; those that have expired are removed.</summary>
    public List<Message> Matching(string filter, long nowMs)
    {
        List<Message> found = [.. _messages.Values.Where(message => TopicFilter.Matches(filter, message.Topic))];
        foreach (Message expired in found.Where(message => message.ExpiresAtMs <= nowMs))
        {
            Set(expired with { Payload = [] });
        }

        found.RemoveAll(message => message.ExpiresAtMs <= nowMs);
        return found;
    }
}
