using System;
using Telenode.Core;

namespace Telenode.Uplinks;

/// <summary>The stream that a URL's scheme stands for.</summary>
public static class EndpointStream
{
    /// <summary>Creates a closed stream; it is opened with the URL's host and port.</summary>
    /// <param name="url">mqtt, mqtts or coap+tcp.</param>
    /// <param name="tls">For the schemes over TLS.</param>
    /// <param name="streams">The platform's streams.</param>
    /// <exception cref="ArgumentException">The scheme does not run over a stream.</exception>
    public static IByteStream Create(EndpointUrl url, TlsOptions tls, IStreamFactory streams)
    {
        switch (url.Scheme)
        {
            case "mqtt":
            case "coap+tcp": return streams.Plain();
            case "mqtts": return streams.Tls(tls);
            default: throw new ArgumentException("no stream for the scheme " + url.Scheme);
        }
    }
}
