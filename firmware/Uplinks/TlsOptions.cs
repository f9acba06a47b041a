namespace Telenode.Uplinks;

/// <summary>Whom a TLS connection trusts and as whom it appears.</summary>
public sealed class TlsOptions
{
    /// <summary>
    /// Certificates of the authorities that may have signed the server's, each in PEM (one or several) or DER; several, so that
    /// one can be replaced in the field. Null or empty: those that the platform trusts.
    /// </summary>
    public byte[][] CaCertificates { get; set; }

    /// <summary>The certificate by which the server knows us, in PEM (the chain up to its root may follow) or DER; null: none.</summary>
    public byte[] ClientCertificate { get; set; }

    /// <summary>The private key of <see cref="ClientCertificate"/>, not encrypted, in PEM or PKCS #8 DER; null: it is in the same PEM.</summary>
    public byte[] ClientKey { get; set; }

    /// <summary>Takes any server for the right one: whoever is on the way can read and change everything. Shown as a warning as long as it is on.</summary>
    public bool Insecure { get; set; }

    /// <summary>The warning that an insecure stream shows.</summary>
    public const string InsecureWarning = "insecure: the server is not verified, so anyone on the way can read and change what is sent";
}
