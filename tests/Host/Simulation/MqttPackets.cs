namespace Telenode.Tests.Host.Simulation;

/// <summary>Cuts a stream of MQTT into packets, by their fixed headers alone (MQTT 5 §2.1).</summary>
internal sealed class MqttPackets
{
    private readonly List<byte> _bytes = [];

    /// <summary>Takes further bytes.</summary>
    /// <returns>The packets that are whole now.</returns>
    public List<byte[]> Add(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        var packets = new List<byte[]>();
        while (WholeAtFront() is int size and > 0)
        {
            packets.Add([.. _bytes[..size]]);
            _bytes.RemoveRange(0, size);
        }

        return packets;
    }

    /// <summary>Index behind the fixed header.</summary>
    public static int BodyOf(byte[] packet)
    {
        int at = 1;
        Length(packet, ref at);
        return at;
    }

    /// <summary>Reads a variable-length integer.</summary>
    public static int Length(IReadOnlyList<byte> bytes, ref int at)
    {
        int value = 0;
        for (int shift = 0; shift < 28; shift += 7)
        {
            int next = bytes[at++];
            value |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                break;
            }
        }

        return value;
    }

    private int WholeAtFront()
    {
        int end = 1;
        while (end < _bytes.Count && end < 4 && _bytes[end] >= 0x80)
        {
            end++;
        }

        if (end >= _bytes.Count)
        {
            return 0;
        }

        int at = 1;
        int size = Length(_bytes, ref at);
        return at + size <= _bytes.Count ? at + size : 0;
    }
}
