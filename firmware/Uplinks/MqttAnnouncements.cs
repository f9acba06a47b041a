using Telenode.Encoding;
using Telenode.Mqtt;
using Telenode.Telemetry;

namespace Telenode.Uplinks;

/// <summary>What a device says retained at every connection, in order: that it is online, its schema, and what others want to know of it.</summary>
internal sealed class MqttAnnouncements
{
    /// <summary>The status of a device that is gone, by its will or its own word.</summary>
    public static readonly byte[] Offline = new byte[] { (byte)'o', (byte)'f', (byte)'f', (byte)'l', (byte)'i', (byte)'n', (byte)'e' };

    private readonly string[] _names;
    private readonly MqttTopic[] _topics;
    private readonly byte[][] _payloads;
    private int _count;
    private int _next;

    private MqttAnnouncements(int capacity)
    {
        _names = new string[capacity];
        _topics = new MqttTopic[capacity];
        _payloads = new byte[capacity][];
    }

    /// <summary>The announcements of a device.</summary>
    public static MqttAnnouncements Of(MqttTopics topics, PackSchema schema, UplinkOptions options, Channels channels)
    {
        string format = PackFormats.NameOf(options.Format);
        byte[] message = new byte[SchemaMessage.SizeOf(schema, options.DeviceId, format)];
        SchemaMessage.Write(schema, options.DeviceId, format, message, 0, message.Length);
        var announcements = new MqttAnnouncements(2 + (options.HomeAssistant ? channels.PresentCount : 0));
        announcements.Add(topics.StatusName, new byte[] { (byte)'o', (byte)'n', (byte)'l', (byte)'i', (byte)'n', (byte)'e' });
        announcements.Add(topics.SchemaName, message);
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

    public void Add(string topic, byte[] payload)
    {
        _names[_count] = topic;
        _topics[_count] = new MqttTopic(topic) { UsesAlias = false };
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

    /// <summary>Publishes as many as a client that is not ours takes now.</summary>
    /// <returns>Whether all are published.</returns>
    public bool Publish(IMqttPublisher client)
    {
        while (_next < _count && client.Publish(_names[_next], _payloads[_next], 0, _payloads[_next].Length, 1, true) != 0)
        {
            _next++;
        }

        return _next == _count;
    }
}
