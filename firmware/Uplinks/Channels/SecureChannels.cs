using System;
using Telenode.Core;

namespace Telenode.Uplinks;

/// <summary>The channel that a URL's scheme stands for.</summary>
public static class SecureChannels
{
    // More than the observers and exchanges of CoapDeviceServer.
    private const int ServedRequests = 16;

    /// <summary>Creates a closed channel for clients: plain, and with OSCORE beside it where there is a secret.</summary>
    /// <exception cref="ArgumentException">Something that OSCORE needs is missing or out of its range; the message says which.</exception>
    public static IServerChannel CreateServer(SecureOptions keys, ChannelParts parts)
    {
        return keys.HasOscore
            ? new OscoreServerChannel(parts.Socket, keys, ServedRequests, parts.Crypto, parts.Random, parts.Store)
            : new PlainChannel(parts.Socket);
    }

    /// <summary>Creates a closed channel to a server.</summary>
    /// <param name="url">coap, coaps or coap+oscore.</param>
    /// <param name="keys">For the secured schemes.</param>
    /// <param name="maxMessageSize">The endpoint's largest message.</param>
    /// <param name="exchanges">The endpoint's exchanges.</param>
    /// <param name="parts">Socket, cryptography, store.</param>
    /// <exception cref="ArgumentException">Something that the scheme needs is missing or out of its range; the message says which.</exception>
    public static IClientChannel CreateClient(EndpointUrl url, SecureOptions keys, int maxMessageSize, int exchanges, ChannelParts parts)
    {
        if (url.Scheme == "coap")
        {
            return new PlainChannel(parts.Socket);
        }

        if (parts.Crypto == null)
        {
            throw new ArgumentException("no cryptography for " + url.Scheme);
        }

        switch (url.Scheme)
        {
            case "coaps": return new DtlsClientChannel(parts.Socket, url.Host, keys, parts.Crypto, parts.Random, parts.Store);
            case "coap+oscore": return new OscoreClientChannel(parts.Socket, keys, maxMessageSize, exchanges, parts.Crypto, parts.Random, parts.Store);
            default: throw new ArgumentException("no datagrams for the scheme " + url.Scheme);
        }
    }
}

/// <summary>What a channel works with.</summary>
public sealed class ChannelParts
{
    /// <summary>The way out.</summary>
    public IDatagramSocket Socket { get; set; }

    /// <summary>AES and HMAC; null where there are none.</summary>
    public ICrypto Crypto { get; set; }

    /// <summary>Unpredictable bytes for keys, nonces and challenges.</summary>
    public IRandom Random { get; set; }

    /// <summary>Keeps sequence numbers and sessions over resets; null keeps sessions in memory only and rules OSCORE out.</summary>
    public IKeyValueStore Store { get; set; }
}
