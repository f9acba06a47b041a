using Telenode.Core;

namespace Telenode.Uplinks;

/// <summary>The platform's streams, as an uplink asks for them by its URL's scheme.</summary>
public interface IStreamFactory
{
    /// <summary>A closed TCP stream.</summary>
    IByteStream Plain();

    /// <summary>A closed stream over TLS 1.2 or later, which verifies the server and names the host it opens (SNI, RFC 6066 §3).</summary>
    /// <param name="options">Read each time the stream opens.</param>
    IByteStream Tls(TlsOptions options);
}
