namespace Telenode.Security;

/// <summary>Where a connection stands.</summary>
public enum DtlsState
{
    /// <summary>Not begun, or forgotten.</summary>
    Idle = 0,

    /// <summary>The handshake is under way.</summary>
    Handshaking,

    /// <summary>Data can pass.</summary>
    Connected,

    /// <summary>Closed by either side, or suspended.</summary>
    Closed,

    /// <summary>The handshake or the peer failed.</summary>
    Failed,
}
