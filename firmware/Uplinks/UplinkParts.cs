using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Uplinks;

/// <summary>What an uplink works with: the transports and the node's parts.</summary>
public sealed class UplinkParts
{
    /// <summary>Bundles the parts.</summary>
    public UplinkParts(IStreamFactory streams, Outbox outbox, Channels channels, IClock clock, IRandom random)
    {
        Streams = streams;
        Outbox = outbox;
        Channels = channels;
        Clock = clock;
        Random = random;
    }

    /// <summary>Makes the connection to the receiver.</summary>
    public IStreamFactory Streams { get; }

    /// <summary>The socket for schemes that go over datagrams; null where there is none.</summary>
    public IDatagramSocket Datagrams { get; set; }

    /// <summary>Where readings come from.</summary>
    public Outbox Outbox { get; }

    /// <summary>What they measure.</summary>
    public Channels Channels { get; }

    /// <summary>Dates readings that have no date yet.</summary>
    public IClock Clock { get; }

    /// <summary>Spreads the tries of a fleet.</summary>
    public IRandom Random { get; }

    /// <summary>The platform's cryptography, for what is more than TLS; null where there is none.</summary>
    public ICrypto Crypto { get; set; }

    /// <summary>An MQTT client that is not ours, for <see cref="UplinkOptions.PlatformClient"/>; null where there is none.</summary>
    public IMqttPublisher Publisher { get; set; }

    /// <summary>Takes what is asked of the node from afar; null: nothing may be asked.</summary>
    public IDownlink Downlink { get; set; }

    /// <summary>Unpredictable bytes for keys, nonces and challenges; null takes <see cref="Random"/>, as on a board, where it is the hardware's.</summary>
    public IRandom KeyRandom { get; set; }

    /// <summary>Keeps DTLS sessions and OSCORE sequence numbers; null keeps sessions in memory only and rules OSCORE out.</summary>
    public IKeyValueStore Store { get; set; }

    /// <summary>What a CoAP channel over the datagrams works with.</summary>
    internal ChannelParts Channel => new ChannelParts { Socket = Datagrams, Crypto = Crypto, Random = KeyRandom ?? Random, Store = Store };
}
