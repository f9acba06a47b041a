using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace Telenode.SimBoard.Net;

/// <summary>What went wrong with TLS and what to do about it, in one line for a person.</summary>
internal static partial class TlsFailure
{
    private const int WarnDays = 30;

    // A clock that was never set: no certificate in use today was made before.
    private static readonly DateTimeOffset _plausible = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Why a server's certificate is not accepted.</summary>
    public static string OfServer(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors, string host, DateTimeOffset now)
    {
        if (certificate is null || chain is null)
        {
            return "the server shows no certificate: is it a TLS server with a certificate of its own?";
        }

        // The first that applies, since after an unknown authority nothing else in the certificate can be believed.
        X509ChainStatusFlags all = X509ChainStatusFlags.NoError;
        foreach (X509ChainStatus status in chain.ChainStatus)
        {
            all |= status.Status;
        }

        if ((all & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0)
        {
            return $"the server's certificate is signed by an unknown CA ({Name(certificate.IssuerName)}): trust that CA (--ca FILE) or correct the server";
        }

        if ((all & X509ChainStatusFlags.NotTimeValid) != 0)
        {
            return OutOfTime(chain, now);
        }

        if ((errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0)
        {
            return $"the server's certificate is for {NamesOf(certificate)}, not for {host}: use a name that it holds in the URL, or correct the server";
        }

        string reasons = string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation.Trim()));
        return $"the server's certificate is not acceptable: {(reasons.Length > 0 ? reasons : errors.ToString())}";
    }

    /// <summary>Why opening or a connection that was open ended.</summary>
    /// <param name="e">What the platform says.</param>
    /// <param name="host">The server's name.</param>
    /// <param name="inHandshake">The connection was not open yet.</param>
    /// <param name="clientCertificate">Whether we have one to show.</param>
    /// <param name="asked">Whether the server asked for one.</param>
    public static string Of(Exception e, string host, bool inHandshake, bool clientCertificate, bool asked)
    {
        for (Exception? inner = e; inner is not null; inner = inner.InnerException)
        {
            // OpenSSL's reason code of a received alert is 1000 and the alert's number, in the lowest 12 bits.
            Match code = OpenSslError().Match(inner.Message);
            int alert = code.Success ? int.Parse(code.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture) - 1000 : -1;
            if (alert is >= 0 and < 256)
            {
                return OfAlert(alert, clientCertificate, asked);
            }

            if (inner is SocketException socket && !(inHandshake && socket.SocketErrorCode == SocketError.ConnectionReset))
            {
                return TcpConnector.Describe(socket);
            }
        }

        return !inHandshake
            ? "the connection broke: " + e.GetBaseException().Message
            : e is AuthenticationException or IOException
                ? $"the TLS handshake with {host} failed: does this port speak TLS 1.2 or later? ({e.GetBaseException().Message})"
                : TcpConnector.Describe(e);
    }

    /// <summary>A line when a certificate is about to expire; null while there is time.</summary>
    public static string? Expiry(X509Certificate2? certificate, string whose, DateTimeOffset now)
    {
        double days = certificate is null ? double.PositiveInfinity : (certificate.NotAfter - now).TotalDays;
        return days switch
        {
            < 0 => $"{whose} certificate expired on {Day(certificate!.NotAfter)}: renew it",
            < WarnDays => string.Create(CultureInfo.InvariantCulture, $"{whose} certificate expires on {Day(certificate!.NotAfter)}, in {Math.Floor(days):0} days: renew it"),
            _ => null,
        };
    }

    private static string OutOfTime(X509Chain chain, DateTimeOffset now)
    {
        X509ChainElement? element = chain.ChainElements.FirstOrDefault(one => one.ChainElementStatus.Any(status => status.Status == X509ChainStatusFlags.NotTimeValid));
        X509Certificate2 certificate = (element ?? chain.ChainElements[0]).Certificate;
        string whose = certificate == chain.ChainElements[0].Certificate ? "the server's certificate" : $"the certificate of the CA {Name(certificate.SubjectName)}";
        if (now > certificate.NotAfter)
        {
            return $"{whose} expired on {Day(certificate.NotAfter)} (it is {Day(now)} by this clock): renew it";
        }

        string advice = now < _plausible ? "the clock is not set, so set it" : "set the clock, or wait until then";
        return $"{whose} is not valid before {Day(certificate.NotBefore)}, and it is {Day(now)} by this clock: {advice}";
    }

    // RFC 8446 §6.2
    private static string OfAlert(int alert, bool clientCertificate, bool asked) => alert switch
    {
        116 => "the server requires a client certificate: give one with its key (--cert FILE --key FILE)",
        40 when asked && !clientCertificate => "the server requires a client certificate: give one with its key (--cert FILE --key FILE)",
        40 => "the server refused the TLS handshake (handshake_failure): it accepts none of the cipher suites offered, or wants other credentials",
        42 or 43 or 46 or 49 => $"the server does not accept the client certificate ({AlertName(alert)}): give one that it accepts",
        44 => "the server says that the client certificate is revoked: give a new one",
        45 => "the server says that the client certificate has expired: renew it, or set the server's clock",
        48 => "the server does not know the CA that signed the client certificate: give a certificate of a CA that it trusts",
        70 => "the server speaks no TLS version that is offered (protocol_version): let it speak TLS 1.2 or 1.3",
        112 => "the server does not know the host name of the URL (unrecognized_name): use one that it serves",
        _ => $"the server ended TLS with an alert ({AlertName(alert)}): see its log",
    };

    private static string AlertName(int alert) => alert switch
    {
        10 => "unexpected_message",
        20 => "bad_record_mac",
        22 => "record_overflow",
        42 => "bad_certificate",
        43 => "unsupported_certificate",
        46 => "certificate_unknown",
        47 => "illegal_parameter",
        49 => "access_denied",
        50 => "decode_error",
        51 => "decrypt_error",
        71 => "insufficient_security",
        80 => "internal_error",
        109 => "missing_extension",
        110 => "unsupported_extension",
        120 => "no_application_protocol",
        _ => "alert " + alert.ToString(CultureInfo.InvariantCulture),
    };

    private static string NamesOf(X509Certificate2 certificate)
    {
        var names = new List<string>();
        foreach (X509SubjectAlternativeNameExtension extension in certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>())
        {
            names.AddRange(extension.EnumerateDnsNames());
            names.AddRange(extension.EnumerateIPAddresses().Select(address => address.ToString()));
        }

        return names.Count > 0 ? string.Join(" and ", names) : Name(certificate.SubjectName) + " by its subject alone";
    }

    private static string Name(X500DistinguishedName name) => name.Name.Length > 0 ? name.Name : "unnamed";

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [GeneratedRegex("error:[0-9A-Fa-f]{5}([0-9A-Fa-f]{3}):")]
    private static partial Regex OpenSslError();
}
