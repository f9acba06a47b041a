using Telenode.Encoding;
using Telenode.Mqtt;
using Telenode.Telemetry;

namespace Telenode.Uplinks;

/// <summary>What a device says retained at every connection, in order: that it is online, its schema, and what others want to know of it.</summary>
internal sealed class MqttAnnouncements
{
    /// <summary>The status of a device that is gone, by its will or its own word.</summary>
    public static readonly byte[] Offline = new byte[] { (byte)'o', (byte)'f', (byte)'f', (byte)'l', (byte)'i', (byte)'n', (byte)'e' };

    private readonly MqttTopic[] _topics;
    private readonly byte[][] _payloads;
    private int _count;
    private int _next;

    private MqttAnnouncements(int capacity)
    {
        _topics = new MqttTopic[capacity];
        _payloads = new byte[capacity][];
    }

    /// <summary>The announcements of a device.</summary>
    public static MqttAnnouncements Of(MqttTopics topics, PackSchema schema, UplinkOptions options, Channels channels)
    {
        string format = PackFormats.NameOf(options.Format);
        byte[] message = new byte[SchemaMessage.SizeOf(schema, options.DeviceId, format)];
        SchemaMessage.Write(schema, options.DeviceId, format, message, 0, message.Length);
        var announcements = new MqttAnnouncements(2 + (options.HomeAssistant ? channels.Count : 0));
        announcements.Add(topics.Status, new byte[] { (byte)'o', (byte)'n', (byte)'l', (byte)'i', (byte)'n', (byte)'e' });
        announcements.Add(topics.Schema, message);
        if (options.HomeAssistant)
        {
            HomeAssistantDiscovery.AddTo(announcements, topics, options, channels);
        }

        return announcements;
    }

    /// <summary>Bytes of the longest payload.</summary>
    public int LongestPayload { get; private set; }

    /// <summary>Whether this connection can never take one of them: it is too large for the server.</summary>
    public bool Refused { get; private set; }

    public void Add(MqttTopic topic, byte[] payload)
    {
        topic.UsesAlias = false;
        _topics[_count] = topic;
        _payloads[_count++] = payload;
        LongestPayload = payload.Length > LongestPayload ? payload.Length : LongestPayload;
    }

    /// <summary>Begins again: a new connection stands.</summary>
    public void Restart()
    {
        _next = 0;
        Refused = false;
    }

    /// <summary>Publishes as many as the session takes now. One that this connection can never take is left out.</summary>
    /// <returns>Whether all are published.</returns>
    public bool Publish(MqttSession session)
    {
        int qos = session.MaximumQos < 1 ? session.MaximumQos : 1;
        while (_next < _count)
        {
            byte[] payload = _payloads[_next];
            int handle = session.TryPublish(_topics[_next], payload, 0, payload.Length, qos, session.RetainAvailable);
            if (handle == 0)
            {
                return false;
            }

            Refused = Refused || handle < 0;
            _next++;
        }

        return true;
    }
}
