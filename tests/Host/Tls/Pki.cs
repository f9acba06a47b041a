using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Telenode.Tests.Host.Tls;

/// <summary>A certificate authority of the tests, with certificates of any dates and names.</summary>
internal sealed class Pki
{
    private readonly X509Certificate2 _ca;
    private int _serial;

    public Pki(string name, DateTimeOffset? from = null, DateTimeOffset? until = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _ca = request.CreateSelfSigned(from ?? DateTimeOffset.UtcNow.AddYears(-5), until ?? DateTimeOffset.UtcNow.AddYears(5));
    }

    /// <summary>The authority's certificate in PEM.</summary>
    public string Certificate => _ca.ExportCertificatePem();

    public byte[] CertificateDer => _ca.RawData;

    /// <summary>A certificate in PEM, and its key.</summary>
    public (string Certificate, string Key) Issue(string[] names, double fromDays = -1, double untilDays = 365)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + names[0], key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (string name in names)
        {
            if (IPAddress.TryParse(name, out IPAddress? address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        request.CertificateExtensions.Add(alternatives.Build());
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 certificate = request.Create(_ca, now.AddDays(fromDays), now.AddDays(untilDays), BitConverter.GetBytes(++_serial));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
