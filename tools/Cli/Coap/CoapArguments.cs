using Telenode.Coap;
using Telenode.Uplinks;

namespace Telenode.Cli.Coap;

/// <summary>What the person asked of a CoAP command.</summary>
internal sealed record CoapArguments
{
    public required string Url { get; init; }

    public required SecureOptions Keys { get; init; }

    public required TlsOptions Tls { get; init; }

    public int Method { get; init; } = CoapCode.Get;

    public string? Accept { get; init; }

    public int? BlockSize { get; init; }

    public bool IsNonConfirmable { get; init; }

    /// <summary>Null: as long as a request is repeated, of a group as long as its members may take.</summary>
    public int? TimeoutSeconds { get; init; }

    public string? Output { get; init; }

    public byte[]? Data { get; init; }

    public string? File { get; init; }

    public string? Format { get; init; }

    public bool Observe { get; init; }

    public int? Count { get; init; }

    public bool Discover { get; init; }
}
