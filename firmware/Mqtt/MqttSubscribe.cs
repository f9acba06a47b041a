using System;

namespace Telenode.Mqtt;

/// <summary>Options of a subscription (MQTT 5 §3.8.3.1), and the rules for topic filters.</summary>
public static class MqttSubscribe
{
    /// <summary>Do not send back what this client itself publishes.</summary>
    public const int NoLocal = 0x04;

    /// <summary>Keep the retain flag as it was published.</summary>
    public const int RetainAsPublished = 0x08;

    /// <summary>Send retained messages only if the subscription is new.</summary>
    public const int RetainedIfNew = 0x10;

    /// <summary>Send no retained messages.</summary>
    public const int NoRetained = 0x20;

    internal static bool IsShared(string filter) => filter.Length > 7 && filter.Substring(0, 7) == "$share/";

    /// <summary>Encodes a filter of the caller's after checking it.</summary>
    internal static byte[] Encode(string filter, bool noLocal)
    {
        byte[] bytes = Utf8.Encode(filter);
        int start = 0;
        bool valid = bytes.Length > 0;
        if (IsShared(filter))
        {
            // $share/GROUP/FILTER, GROUP without wildcards [MQTT-4.8.2-1] [MQTT-4.8.2-2]; never with No Local [MQTT-3.8.3-4].
            start = 7;
            while (start < bytes.Length && bytes[start] != '/')
            {
                start++;
            }

            valid = start > 7 && start + 1 < bytes.Length && !noLocal && Utf8.Check(bytes, 7, start - 7) == 0;
            start++;
        }

        for (int i = start; valid && i < bytes.Length; i++)
        {
            // A wildcard fills its level, and # the last one [MQTT-4.7.1-1] [MQTT-4.7.1-2].
            if (bytes[i] == '#' || bytes[i] == '+')
            {
                bool begins = i == start || bytes[i - 1] == '/';
                bool ends = i + 1 == bytes.Length || (bytes[i] == '+' && bytes[i + 1] == '/');
                valid = begins && ends;
            }
        }

        if (!valid)
        {
            throw new ArgumentException("topic filter");
        }

        return bytes;
    }
}
