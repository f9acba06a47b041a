using System;
using Telenode.Core;

namespace Telenode.Uplinks;

/// <summary>The stream that a URL's scheme stands for.</summary>
public static class EndpointStream
{
    /// <summary>Creates a closed stream; it is opened with the URL's host and port.</summary>
    /// <param name="url">mqtt, mqtts, ws, wss, coap+tcp or coaps+tcp.</param>
    /// <param name="tls">For the schemes over TLS.</param>
    /// <param name="streams">The platform's streams.</param>
    /// <param name="random">For the keys and masks of a WebSocket.</param>
    /// <exception cref="ArgumentException">The scheme does not run over a stream.</exception>
    public static IByteStream Create(EndpointUrl url, TlsOptions tls, IStreamFactory streams, IRandom random)
    {
        switch (url.Scheme)
        {
            case "mqtt":
            case "coap+tcp": return streams.Plain();
            case "coaps+tcp":
            case "mqtts": return streams.Tls(tls);
            case "ws": return new WebSocketStream(streams.Plain(), url.RequestTarget, 80, random);
            case "wss": return new WebSocketStream(streams.Tls(tls), url.RequestTarget, 443, random);
            default: throw new ArgumentException("no stream for the scheme " + url.Scheme);
        }
    }
}
