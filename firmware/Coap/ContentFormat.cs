namespace Telenode.Coap;

/// <summary>Content formats of the CoAP registry (RFC 7252 §12.3) that a sensor node meets.</summary>
public static class ContentFormat
{
    /// <summary>text/plain;charset=utf-8.</summary>
    public const int Text = 0;

    /// <summary>application/link-format (RFC 6690).</summary>
    public const int LinkFormat = 40;

    /// <summary>application/octet-stream.</summary>
    public const int Octets = 42;

    /// <summary>application/json.</summary>
    public const int Json = 50;

    /// <summary>application/cbor (RFC 8949).</summary>
    public const int Cbor = 60;

    /// <summary>application/senml+json (RFC 8428 §12.4).</summary>
    public const int SenmlJson = 110;

    /// <summary>application/senml+cbor (RFC 8428 §12.4).</summary>
    public const int SenmlCbor = 112;
}
