namespace Telenode.Mqtt;

/// <summary>What <see cref="MqttSession.PollEvent"/> reports.</summary>
public enum MqttEvent
{
    /// <summary>Nothing more has happened.</summary>
    None = 0,

    /// <summary>The server accepted the connection; <see cref="MqttSession.SessionPresent"/> and the limits are known.</summary>
    Connected,

    /// <summary>The connection is over for <see cref="MqttSession.Reason"/>: close the transport.</summary>
    Closed,

    /// <summary>A message has arrived: <see cref="MqttSession.Message"/>. Taking the event acknowledges it.</summary>
    Message,

    /// <summary>A message that the receive buffer could not hold was passed over (3.1.1); its topic and size are in <see cref="MqttSession.Message"/>.</summary>
    MessageSkipped,

    /// <summary>A publish has done its course: at QoS 0 handed to the transport, at 1 and 2 acknowledged by the server.</summary>
    Acknowledged,

    /// <summary>The server or a limit of the connection refused a publish for <see cref="MqttSession.EventReason"/>: it was not taken.</summary>
    Refused,

    /// <summary>A publish, subscribe or unsubscribe is void: nobody knows whether the server had it. <see cref="MqttSession.EventReason"/> says why.</summary>
    Lost,

    /// <summary>The answer to a subscribe: <see cref="MqttSession.EventReason"/> is the granted QoS, or 0x80 and above when refused.</summary>
    Subscribed,

    /// <summary>The answer to an unsubscribe: <see cref="MqttSession.EventReason"/> below 0x80 when done.</summary>
    Unsubscribed,
}
