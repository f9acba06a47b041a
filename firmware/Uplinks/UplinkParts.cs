using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Uplinks;

/// <summary>What an uplink works with: the transport and the node's parts.</summary>
public sealed class UplinkParts
{
    /// <summary>Bundles the parts.</summary>
    public UplinkParts(IByteStream stream, Outbox outbox, Channels channels, IClock clock, IRandom random)
    {
        Stream = stream;
        Outbox = outbox;
        Channels = channels;
        Clock = clock;
        Random = random;
    }

    /// <summary>The connection to the receiver.</summary>
    public IByteStream Stream { get; }

    /// <summary>Where readings come from.</summary>
    public Outbox Outbox { get; }

    /// <summary>What they measure.</summary>
    public Channels Channels { get; }

    /// <summary>Dates readings that have no date yet.</summary>
    public IClock Clock { get; }

    /// <summary>Spreads the tries of a fleet.</summary>
    public IRandom Random { get; }
}
