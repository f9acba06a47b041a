namespace Telenode.SimBoard.Broker;

/// <summary>The bounds of a broker. Together they bound its memory, whatever its clients do.</summary>
public sealed record BrokerOptions
{
    /// <summary>The largest control packet accepted, in bytes; announced to v5 clients as Maximum Packet Size.</summary>
    public int MaximumPacketSize { get; init; } = 256 * 1024;

    /// <summary>QoS 2 messages that one client may have begun and not released; announced to v5 clients as Receive Maximum.</summary>
    public int ReceiveMaximum { get; init; } = 100;

    /// <summary>Topic aliases that one v5 client may use; announced as Topic Alias Maximum. 0 refuses them.</summary>
    public int TopicAliasMaximum { get; init; } = 16;

    /// <summary>QoS 1 and 2 messages on their way to one client and not acknowledged; a client's own Receive Maximum may lower it.</summary>
    public int InFlightWindow { get; init; } = 32;

    /// <summary>
    /// Messages that wait for one client. When they are more, the oldest waiting QoS 0 message is dropped; when none waits, the new
    /// message is not queued for that client. Either is counted in <see cref="BrokerCounters.MessagesDropped"/>.
    /// </summary>
    public int MaximumQueuedMessages { get; init; } = 20_000;

    /// <summary>Bytes of messages that wait for one client, with the same rule as <see cref="MaximumQueuedMessages"/>.</summary>
    public int MaximumQueuedBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>
    /// Bytes ready for one connection above which its messages stay queued and <see cref="BrokerConnection.WantsInput"/> is false.
    /// A connection whose answers alone exceed twice this figure plus one packet is closed.
    /// </summary>
    public int OutputHighWater { get; init; } = 64 * 1024;

    /// <summary>Connections at one time; a further one is closed at once.</summary>
    public int MaximumConnections { get; init; } = 250;

    /// <summary>Sessions, connected or not. A further client ends the session that has been away longest.</summary>
    public int MaximumSessions { get; init; } = 1000;

    /// <summary>Subscriptions of one session; a further one is refused in its SUBACK.</summary>
    public int MaximumSubscriptions { get; init; } = 100;

    /// <summary>Retained messages; a further topic is delivered but not kept.</summary>
    public int MaximumRetainedMessages { get; init; } = 10_000;

    /// <summary>Bytes of retained messages, with the same rule as <see cref="MaximumRetainedMessages"/>.</summary>
    public int MaximumRetainedBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Time from the opening of a connection to its CONNECT packet, in ms.</summary>
    public long ConnectTimeoutMs { get; init; } = 10_000;

    /// <summary>Time that a connection which the broker closes has to take its last bytes, in ms.</summary>
    public long LingerMs { get; init; } = 1000;

    /// <summary>The user name that clients must give; null lets everyone in.</summary>
    public string? User { get; init; }

    /// <summary>The highest version of MQTT it speaks, 4 for 3.1.1 or 5; a later CONNECT is refused.</summary>
    public int MaximumVersion { get; init; } = 5;

    /// <summary>Says of a message to a topic, at QoS 1 or 2 in MQTT 5, whether it is taken; null takes all.</summary>
    internal Func<string, ReasonCode>? Judge { get; init; }

    /// <summary>The password that goes with <see cref="User"/>.</summary>
    public string? Password { get; init; }
}
