using System;

namespace Telenode.Mqtt;

/// <summary>The rules for text in MQTT: well-formed UTF-8 without U+0000 [MQTT-1.5.4-1] [MQTT-1.5.4-2].</summary>
internal static class Utf8
{
    /// <summary>Encodes text of our own, of which 65535 bytes at most fit a length field.</summary>
    internal static byte[] Encode(string text)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        if (bytes.Length > 0xFFFF || !IsValid(bytes, 0, bytes.Length))
        {
            throw new ArgumentException("text too long or with a NUL");
        }

        return bytes;
    }

    /// <summary>Whether a peer's bytes are text: no NUL, no overlong form, no surrogate, nothing above U+10FFFF (RFC 3629 §4).</summary>
    internal static bool IsValid(byte[] buffer, int offset, int count)
    {
        int end = offset + count;
        while (offset < end)
        {
            int lead = buffer[offset++];
            if (lead < 0x80)
            {
                if (lead == 0)
                {
                    return false;
                }

                continue;
            }

            int more = lead < 0xC2 ? 4 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : lead < 0xF5 ? 3 : 4;
            if (more > 3 || offset + more > end)
            {
                return false;
            }

            // Only the second byte's range depends on the first.
            int second = buffer[offset];
            int low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
            int high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
            if (second < low || second > high)
            {
                return false;
            }

            for (int i = 1; i < more; i++)
            {
                if ((buffer[offset + i] & 0xC0) != 0x80)
                {
                    return false;
                }
            }

            offset += more;
        }

        return true;
    }

    /// <summary>Whether a topic name holds a wildcard, which only filters may [MQTT-3.3.2-2].</summary>
    internal static bool HasWildcard(byte[] buffer, int offset, int count)
    {
        for (int i = offset; i < offset + count; i++)
        {
            if (buffer[i] == '#' || buffer[i] == '+')
            {
                return true;
            }
        }

        return false;
    }
}
