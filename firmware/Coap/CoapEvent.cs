namespace Telenode.Coap;

/// <summary>What <see cref="CoapEndpoint.PollEvent"/> reports. <see cref="CoapEndpoint.EventHandle"/> says of which request.</summary>
public enum CoapEvent
{
    /// <summary>Nothing more has happened.</summary>
    None = 0,

    /// <summary>A response, or a piece of one: <see cref="CoapEndpoint.Message"/>. The request is over unless
    /// <see cref="CoapEndpoint.EventMore"/> or <see cref="CoapEndpoint.EventObserving"/> says otherwise.</summary>
    Response,

    /// <summary>The state of an observed resource has changed; pieces as with <see cref="Response"/>. The observation goes on.</summary>
    Notification,

    /// <summary>A request that asked for no response was acknowledged, or sent when it is non-confirmable. It is over.</summary>
    Delivered,

    /// <summary>The peer answered a ping.</summary>
    Pong,

    /// <summary>No acknowledgement or no response came in time. The request is over; nobody knows whether the peer had it.</summary>
    TimedOut,

    /// <summary>The peer rejected the request with Reset. It is over.</summary>
    Rejected,

    /// <summary>The response cannot be used: a critical option that is not known, or a body that changed between two blocks. The request is over.</summary>
    Failed,

    /// <summary>The peer of a stream has introduced itself: <see cref="CoapEndpoint.EventPeer"/>.</summary>
    StreamOpened,

    /// <summary>A stream is over, by the peer's wish or fault: close the connection of <see cref="CoapEndpoint.EventPeer"/>.</summary>
    StreamClosed,
}
