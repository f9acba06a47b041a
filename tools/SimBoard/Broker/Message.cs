namespace Telenode.SimBoard.Broker;

/// <summary>An application message: shared by all queues that hold it, never changed.</summary>
/// <param name="Topic">Its topic name, aliases resolved.</param>
/// <param name="Payload">Its payload.</param>
/// <param name="Qos">The QoS it was published with.</param>
/// <param name="Retain">Its RETAIN flag as published.</param>
/// <param name="Properties">The encoded properties that subscribers get as they came.</param>
/// <param name="ExpiresAtMs">When its Message Expiry Interval ends; <see cref="Core.Time.Never"/> without one.</param>
internal sealed record Message(string Topic, byte[] Payload, int Qos, bool Retain, byte[] Properties, long ExpiresAtMs)
{
    private const int ObjectOverhead = 100;

    /// <summary>What it counts for in a byte limit.</summary>
    public int Size => Payload.Length + (2 * Topic.Length) + Properties.Length + ObjectOverhead;

    public static long ExpiryAt(Properties properties, long nowMs) =>
        properties.Number(PropertyId.MessageExpiryInterval) is { } seconds ? nowMs + (1000L * seconds) : Core.Time.Never;
}

/// <summary>A message on its way to one session.</summary>
internal sealed class Outgoing(Message message, int qos, bool retain, int[] subscriptionIds)
{
    public Message Message { get; } = message;

    /// <summary>The lower of the published and the granted QoS [MQTT-3.8.4-8].</summary>
    public int Qos { get; } = qos;

    public bool Retain { get; } = retain;

    public int[] SubscriptionIds { get; } = subscriptionIds;

    /// <summary>Packet identifier once it is in flight.</summary>
    public ushort PacketId { get; set; }

    /// <summary>Whether PUBREC has come, so that PUBREL is what goes out.</summary>
    public bool Released { get; set; }

    /// <summary>Whether its PUBLISH or PUBREL went out on the present connection: resends belong to a new one [MQTT-4.4.0-1].</summary>
    public bool Sent { get; set; }
}

/// <summary>A will and its delay.</summary>
internal sealed record Will(string Topic, byte[] Payload, int Qos, bool Retain, Properties Properties)
{
    public uint DelaySeconds => Properties.Number(PropertyId.WillDelayInterval) ?? 0;

    /// <summary>The message as published at <paramref name="nowMs"/>, from which its expiry counts.</summary>
    public Message ToMessage(long nowMs) =>
        new(Topic, Payload, Qos, Retain, Properties.Forwarded.ToArray(), Message.ExpiryAt(Properties, nowMs));
}
