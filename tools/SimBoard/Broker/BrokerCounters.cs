namespace Telenode.SimBoard.Broker;

/// <summary>What a broker has seen since its start.</summary>
public sealed record BrokerCounters
{
    /// <summary>Bytes received from all clients.</summary>
    public long BytesIn { get; internal set; }

    /// <summary>Bytes handed over for all clients.</summary>
    public long BytesOut { get; internal set; }

    /// <summary>PUBLISH packets received, repetitions included.</summary>
    public long MessagesIn { get; internal set; }

    /// <summary>QoS 2 PUBLISH packets with the identifier of one that is not released, but without DUP [MQTT-3.3.1-1].</summary>
    public long UnmarkedRepetitions { get; internal set; }

    /// <summary>PUBLISH packets written to clients, repetitions included.</summary>
    public long MessagesOut { get; internal set; }

    /// <summary>Messages that did not go to a subscriber: its queue was full, they expired, or they exceed its maximum packet size.</summary>
    public long MessagesDropped { get; internal set; }

    /// <summary>Connections opened.</summary>
    public long ConnectionsOpened { get; internal set; }

    /// <summary>Connections that the broker closed because of what the client sent or failed to send.</summary>
    public long ConnectionsRefused { get; internal set; }
}
