using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Telenode.Uplinks;

namespace Telenode.SimBoard.Net;

/// <summary>Certificates and key of <see cref="TlsOptions"/> in the platform's form.</summary>
public sealed class TlsCredentials
{
    private TlsCredentials(X509Certificate2Collection? roots, X509Certificate2? client, SslStreamCertificateContext? clientContext)
    {
        Roots = roots;
        Client = client;
        ClientContext = clientContext;
    }

    /// <summary>Authorities to trust, or null for those of the platform.</summary>
    internal X509Certificate2Collection? Roots { get; }

    /// <summary>Our certificate, or null.</summary>
    internal X509Certificate2? Client { get; }

    /// <summary>Our certificate with the chain that goes with it, or null.</summary>
    internal SslStreamCertificateContext? ClientContext { get; }

    /// <summary>Reads what the options hold.</summary>
    /// <exception cref="FormatException">Something cannot be read; the message says what and what to give instead.</exception>
    public static TlsCredentials Load(TlsOptions options)
    {
        X509Certificate2Collection? roots = null;
        foreach (byte[] certificates in options.CaCertificates ?? [])
        {
            (roots ??= []).AddRange(Certificates(certificates, "the CA certificate"));
        }

        if (options.ClientCertificate is null)
        {
            return options.ClientKey is null
                ? new TlsCredentials(roots, null, null)
                : throw new FormatException("there is a client key without its certificate: give both");
        }

        X509Certificate2Collection chain = Certificates(options.ClientCertificate, "the client certificate");
        X509Certificate2 client = WithKey(chain[0], options.ClientKey ?? options.ClientCertificate);
        chain.RemoveAt(0);
        return new TlsCredentials(roots, client, SslStreamCertificateContext.Create(client, chain, offline: true));
    }

    private static X509Certificate2Collection Certificates(byte[] data, string what)
    {
        var found = new X509Certificate2Collection();
        try
        {
            if (Pem(data) is { } text)
            {
                found.ImportFromPem(text);
            }
            else
            {
                found.Add(X509CertificateLoader.LoadCertificate(data));
            }
        }
        catch (CryptographicException)
        {
            found.Clear();
        }

        return found.Count > 0 ? found : throw new FormatException($"{what} cannot be read: it holds no certificate in PEM or DER");
    }

    private static X509Certificate2 WithKey(X509Certificate2 certificate, byte[] key)
    {
        string? text = Pem(key) ?? PemEncoding.WriteString("PRIVATE KEY", key);
        if (text.Contains("ENCRYPTED", StringComparison.Ordinal))
        {
            throw new FormatException("the client key is encrypted: give one without a passphrase (openssl pkey -in KEY -out PLAIN)");
        }

        try
        {
            var pair = X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), text);

            // Windows' TLS takes no key that lives in memory alone.
            return OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null) : pair;
        }
        catch (ArgumentException)
        {
            throw new FormatException("the client key does not belong to the client certificate: give the key that the certificate was made with");
        }
        catch (CryptographicException)
        {
            throw new FormatException("the client key cannot be read: give it in PEM or PKCS #8 DER");
        }
    }

    private static string? Pem(byte[] data)
    {
        string text = System.Text.Encoding.Latin1.GetString(data);
        return text.Contains("-----BEGIN ", StringComparison.Ordinal) ? text : null;
    }
}
