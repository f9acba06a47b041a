using System;
using Telenode.Core;

namespace Telenode.Mqtt;

/// <summary>The rules for text in MQTT: well-formed UTF-8 without U+0000 [MQTT-1.5.4-1] [MQTT-1.5.4-2].</summary>
internal static class Utf8
{
    /// <summary>Encodes text of our own, of which 65535 bytes at most fit a length field.</summary>
    internal static byte[] Encode(string text)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        if (bytes.Length > 0xFFFF || Check(bytes, 0, bytes.Length) == MqttReason.MalformedPacket)
        {
            throw new ArgumentException("text length or NUL");
        }

        return bytes;
    }

    /// <summary>Checks a peer's text.</summary>
    /// <returns>0; <see cref="MqttReason.MalformedPacket"/> when it is no text; <see cref="MqttReason.TopicNameInvalid"/> when it holds a
    /// wildcard, which no topic name may [MQTT-3.3.2-2] and any other text can.</returns>
    internal static int Check(byte[] buffer, int offset, int count)
    {
        int result = Utf8Text.IsWellFormed(buffer, offset, count) ? 0 : MqttReason.MalformedPacket;
        for (int end = offset + count; offset < end && result != MqttReason.MalformedPacket; offset++)
        {
            int next = buffer[offset];
            result = next == 0 ? MqttReason.MalformedPacket : next == '#' || next == '+' ? MqttReason.TopicNameInvalid : result;
        }

        return result;
    }

    /// <summary>Whether bytes of a peer's are a text of ours.</summary>
    internal static bool AreEqual(byte[] text, byte[] buffer, int offset, int count)
    {
        // From the end: the topics of one client differ there.
        bool same = count == text.Length;
        while (same && --count >= 0)
        {
            same = buffer[offset + count] == text[count];
        }

        return same;
    }
}
