using System;
using Telenode.Telemetry;

namespace Telenode.Uplinks;

/// <summary>Picks the uplink by the URL's scheme.</summary>
public static class UplinkFactory
{
    /// <summary>Creates the uplink for a URL.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message says which.</exception>
    public static IUplink Create(EndpointUrl url, UplinkOptions options, UplinkParts parts)
    {
        switch (url.Scheme)
        {
            case "mqtt":
            case "mqtts":
            case "ws":
            case "wss":
                if (options.PlatformClient)
                {
                    return new MqttPublisherUplink(url, options, parts);
                }

                return new MqttUplink(url, options, parts, EndpointStream.Create(url, options.Tls, parts.Streams, parts.Random));
            case "coap":
            case "coaps":
            case "coap+oscore":
            case "coap+tcp":
            case "coaps+tcp":
                return new CoapUplink(url, options, parts);
            default: throw new ArgumentException("no uplink for the scheme " + url.Scheme);
        }
    }
}
