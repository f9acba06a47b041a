using Telenode.Core;
using Telenode.Drivers;
using Telenode.Uplinks;

namespace Telenode.Application;

/// <summary>Everything that a device reaches the world by. A board makes them of its hardware, a simulation of models.</summary>
public sealed class DevicePorts
{
    /// <summary>The platform's clocks.</summary>
    public IWallClock Clock { get; set; }

    /// <summary>Unpredictable bytes for keys and nonces; null takes <see cref="Random"/>, as on a board, where it is the hardware's.</summary>
    public IRandom KeyRandom { get; set; }

    /// <summary>Random bytes.</summary>
    public IRandom Random { get; set; }

    /// <summary>Cryptography; null where there is none.</summary>
    public ICrypto Crypto { get; set; }

    /// <summary>Where settings, certificates and the count of starts are kept.</summary>
    public IKeyValueStore Store { get; set; }

    /// <summary>Where DTLS sessions and OSCORE's sequence numbers are kept; null takes <see cref="Store"/>.</summary>
    public IKeyValueStore SessionStore { get; set; }

    /// <summary>Where readings are kept over a power cut; null keeps them in memory.</summary>
    public IAppendStore Readings { get; set; }

    /// <summary>What sensors are connected to.</summary>
    public ISensorPorts Sensors { get; set; }

    /// <summary>The serial line of the console; null where there is none.</summary>
    public ISerialLine Console { get; set; }

    /// <summary>Wi-Fi; null where the network is there without it.</summary>
    public IWifi Wifi { get; set; }

    /// <summary>Restarts, sleep, memory.</summary>
    public IPower Power { get; set; }

    /// <summary>The status light; null where there is none.</summary>
    public IStatusLed Led { get; set; }

    /// <summary>TCP and TLS.</summary>
    public IStreamFactory Streams { get; set; }

    /// <summary>The uplink's datagram socket.</summary>
    public IDatagramSocket UplinkSocket { get; set; }

    /// <summary>The platform's own MQTT client; null where there is none.</summary>
    public IMqttPublisher Publisher { get; set; }

    /// <summary>The CoAP server's socket; null where it cannot be one.</summary>
    public IDatagramSocket ServerSocket { get; set; }

    /// <summary>The socket of the CoAP server over DTLS; null where it cannot be one.</summary>
    public IDatagramSocket SecureServerSocket { get; set; }

    /// <summary>Listens for CoAP over TCP; null for UDP only.</summary>
    public IStreamListener ServerListener { get; set; }

    /// <summary>The time client's socket; null where the platform keeps the time.</summary>
    public IDatagramSocket TimeSocket { get; set; }

    /// <summary>Where events are written that a person should know of; null: nowhere but the console.</summary>
    public IEventLog Log { get; set; }

    // From now on what is written is counted, by the latest device that was made of these ports.
    internal void CountWrites(FlashWear wear)
    {
        Store = CountedStore.Of(Store, wear);
        SessionStore = SessionStore == null ? null : CountedStore.Of(SessionStore, wear);
        Readings = Readings == null ? null : CountedSegments.Of(Readings, wear);
    }
}
