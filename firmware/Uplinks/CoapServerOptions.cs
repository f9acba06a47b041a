using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Uplinks;

/// <summary>What the device's own CoAP server is made of and how it is set.</summary>
public sealed class CoapServerOptions
{
    /// <summary>A closed channel of its own; what it secures is secured.</summary>
    public IServerChannel Network { get; set; }

    /// <summary>Listens for CoAP over TCP (RFC 8323) on the same port; null for UDP only.</summary>
    public IStreamListener Listener { get; set; }

    /// <summary>Where it listens, 1 to 65535: 5683 is CoAP's, 5684 that of CoAP over DTLS.</summary>
    public int Port { get; set; } = 5683;

    /// <summary>Connections over TCP at one time, 1 to 8; each takes 2.2 KB.</summary>
    public int MaxConnections { get; set; } = 2;

    /// <summary>Clients that may observe at one time, 1 to 64; each takes 130 bytes.</summary>
    public int MaxObservers { get; set; } = 8;

    /// <summary>What /status tells of; null for none.</summary>
    public IUplink Uplink { get; set; }

    /// <summary>Whether a client must prove its address (Echo, RFC 9175 §2.4) before it is sent much more than it wrote or becomes an
    /// observer. For a server that the Internet can reach; clients that do not know Echo do not get past it.</summary>
    public bool EchoGuard { get; set; }

    /// <summary>A <c>coap</c> URL of the resource directory (RFC 9176) to register with, such as coap://directory/rd; null for none.</summary>
    public EndpointUrl Directory { get; set; }

    /// <summary>How long the directory keeps the registration without a refresh, 60 to 31536000 s.</summary>
    public int DirectoryLifetimeSeconds { get; set; } = 3600;
}
