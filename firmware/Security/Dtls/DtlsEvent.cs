namespace Telenode.Security;

/// <summary>What a connection tells its owner.</summary>
public enum DtlsEvent
{
    /// <summary>Nothing more.</summary>
    None = 0,

    /// <summary>The handshake is complete and the peer has proved that it has the key.</summary>
    Connected,

    /// <summary>A record of application data was decrypted.</summary>
    Data,

    /// <summary>The peer closed in order.</summary>
    Closed,

    /// <summary>The connection failed.</summary>
    Failed,
}
