namespace Telenode.Mqtt;

/// <summary>Where a session's connection stands.</summary>
public enum MqttState
{
    /// <summary>Never connected, or closed by us.</summary>
    Disconnected = 0,

    /// <summary>CONNECT is on its way or awaits CONNACK.</summary>
    Connecting,

    /// <summary>The server has accepted the connection.</summary>
    Connected,

    /// <summary>The last bytes, a DISCONNECT, wait to be transmitted.</summary>
    Closing,

    /// <summary>Refused, broken, or closed by the server: <see cref="MqttSession.Reason"/> says why. A new connection can begin.</summary>
    Failed,
}
