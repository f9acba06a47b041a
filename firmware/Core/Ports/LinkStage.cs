namespace Telenode.Core;

/// <summary>A stage on the way to a receiver, in the order in which they are passed.</summary>
public enum LinkStage
{
    /// <summary>None: closed, or all of them are passed.</summary>
    None = 0,

    /// <summary>Finding the address of the host's name.</summary>
    Resolve,

    /// <summary>Connecting to the address.</summary>
    Connect,

    /// <summary>The TLS or DTLS handshake.</summary>
    Secure,

    /// <summary>The HTTP request that makes the connection a WebSocket.</summary>
    Upgrade,

    /// <summary>The protocol's own greeting, such as CONNECT of MQTT.</summary>
    Introduce,
}
