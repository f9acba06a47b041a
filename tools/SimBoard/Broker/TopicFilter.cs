namespace Telenode.SimBoard.Broker;

/// <summary>Topic names and topic filters (§4.7).</summary>
internal static class TopicFilter
{
    /// <summary>Whether a topic can be published to: not empty and without wildcards [MQTT-4.7.3-1] [MQTT-3.3.2-2].</summary>
    public static bool IsValidName(string topic) => topic.Length > 0 && !topic.AsSpan().ContainsAny('+', '#');

    /// <summary>Whether a filter can be subscribed to: '+' alone in its level, '#' alone in the last [MQTT-4.7.1-1] [MQTT-4.7.1-2].</summary>
    public static bool IsValid(string filter)
    {
        for (int i = 0; i < filter.Length; i++)
        {
            if (filter[i] is not ('+' or '#'))
            {
                continue;
            }

            bool startsLevel = i == 0 || filter[i - 1] == '/';
            bool endsLevel = i == filter.Length - 1 || (filter[i] == '+' && filter[i + 1] == '/');
            if (!startsLevel || !endsLevel)
            {
                return false;
            }
        }

        return filter.Length > 0;
    }

    /// <summary>Whether a valid filter matches a topic. A wildcard in the first level matches no topic that begins with '$' [MQTT-4.7.2-1].</summary>
    public static bool Matches(string filter, string topic)
    {
        if (topic[0] == '$' && (filter[0] is '+' or '#'))
        {
            return false;
        }

        int t = 0; // topic.Length + 1 once its last level is taken
        for (int f = 0; f <= filter.Length;)
        {
            int filterEnd = LevelEnd(filter, f);
            ReadOnlySpan<char> level = filter.AsSpan(f, filterEnd - f);
            if (level is "#")
            {
                return true; // also the parent level itself (§4.7.1.2)
            }

            if (t > topic.Length)
            {
                return false;
            }

            int topicEnd = LevelEnd(topic, t);
            if (level is not "+" && !level.SequenceEqual(topic.AsSpan(t, topicEnd - t)))
            {
                return false;
            }

            f = filterEnd + 1;
            t = topicEnd + 1;
        }

        return t > topic.Length;
    }

    private static int LevelEnd(string text, int start)
    {
        int slash = start <= text.Length ? text.IndexOf('/', start) : -1;
        return slash < 0 ? text.Length : slash;
    }
}
