using System;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Telenode.Core;
using Telenode.Uplinks;

namespace Telenode.Board;

/// <summary>TLS of the firmware (mbedTLS) over one connected socket.</summary>
/// <remarks>
/// The handshake runs in native code on a blocking socket, so while it lasts, a few seconds, no managed thread of the board
/// runs, the loop included. There is no way around it on this platform.
/// </remarks>
internal sealed class TlsSession : SocketLayer
{
    // How long reading may wait for the rest of a record whose beginning has arrived.
    private const int RecordTimeoutMs = 100;

    private const int WarnDays = 30;

    private readonly TlsOptions _options;
    private readonly BoardClock _clock = new BoardClock();
    private X509Certificate2 _client;
    private X509Certificate2 _ca;
    private SslStream _ssl;

    public TlsSession(TlsOptions options)
    {
        _options = options;
    }

    // The platform shows nothing of the server's certificate.
    public override string Warning
    {
        get
        {
            string insecure = _options.Insecure ? TlsOptions.InsecureWarning : null;
            string expiry = Expiry(_client, "the client's certificate") ?? Expiry(_ca, "the CA's certificate");
            return insecure == null || expiry == null ? insecure ?? expiry : insecure + "; " + expiry;
        }
    }

    public override bool HasInput => _ssl.DataAvailable;

    public override string Start(Socket socket, string host)
    {
        try
        {
            _ca = Authorities();
            _client = Client();
            _ssl = new SslStream(socket);

            // Of its values only this one makes the firmware verify: VerifyPeer does not.
            _ssl.SslVerification = _options.Insecure ? SslVerification.NoVerification : SslVerification.CertificateRequired;

            // Not 1.3 as well: an image built without it refuses the pair.
            _ssl.AuthenticateAsClient(host, _client, _ca, SslProtocols.Tls12);
            socket.ReceiveTimeout = RecordTimeoutMs;
            return null;
        }
        catch (Exception e)
        {
            Close();
            var socketException = e as SocketException;
            return socketException == null ? "TLS failed: " + e.Message : Describe(socketException.ErrorCode);
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return _ssl.Read(buffer, offset, count);
        }
        catch (SocketException e)
        {
            if (e.ErrorCode == (int)SocketError.TimedOut)
            {
                return -1;
            }

            throw;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => _ssl.Write(buffer, offset, count);

    // The firmware has few native sessions.
    public override void Close()
    {
        if (_ssl != null)
        {
            _ssl.Dispose();
            _ssl = null;
        }
    }

    private X509Certificate2 Authorities()
    {
        byte[][] given = _options.CaCertificates;
        if (given == null || given.Length == 0)
        {
            return null; // the firmware's own store
        }

        if (given.Length == 1)
        {
            return new X509Certificate2(Terminated(given[0]));
        }

        // The platform takes one object, which may hold several certificates in PEM.
        string all = "";
        for (int i = 0; i < given.Length; i++)
        {
            all += IsPem(given[i])
                ? System.Text.Encoding.UTF8.GetString(given[i], 0, given[i].Length) + "\n"
                : "-----BEGIN CERTIFICATE-----\n" + Convert.ToBase64String(given[i]) + "\n-----END CERTIFICATE-----\n";
        }

        return new X509Certificate2(Terminated(System.Text.Encoding.UTF8.GetBytes(all)));
    }

    private X509Certificate2 Client() => _options.ClientCertificate == null
        ? null
        : new X509Certificate2(Terminated(_options.ClientCertificate), Terminated(_options.ClientKey ?? _options.ClientCertificate), "");

    // mbedTLS knows PEM by the NUL at its end.
    private static byte[] Terminated(byte[] data)
    {
        if (!IsPem(data) || data[data.Length - 1] == 0)
        {
            return data;
        }

        byte[] terminated = new byte[data.Length + 1];
        Array.Copy(data, terminated, data.Length);
        return terminated;
    }

    // DER begins with a SEQUENCE.
    private static bool IsPem(byte[] data) => data.Length > 0 && data[0] != 0x30;

    private string Expiry(X509Certificate2 certificate, string whose)
    {
        if (certificate == null || _clock.UnixMs == Time.Unknown)
        {
            return null;
        }

        long days = (certificate.NotAfter - DateTime.UtcNow).Ticks / (TimeSpan.TicksPerSecond * 86400);
        return days >= WarnDays ? null : days < 0 ? whose + " has expired: renew it" : whose + " expires in " + days.ToString() + " days: renew it";
    }

    // Codes of mbedTLS, which come as the socket's error.
    private string Describe(int code)
    {
        switch (code)
        {
            case -0x2700:
                return _clock.UnixMs == Time.Unknown
                    ? "the server's certificate cannot be verified: the clock is not set yet (it is set by SNTP, which needs UDP port 123)"
                    : "the server's certificate is not acceptable: its CA is not the one in uplink.ca, it is not for the host in the URL, or it has expired";
            case -0x7780:
                return "the server refused TLS with an alert: see its log; it may require a client certificate (uplink.cert, uplink.key) or TLS 1.3";
            case -0x7200:
            case -0x7280:
            case -0x6E80:
                return "the TLS handshake failed: does this port speak TLS 1.2?";
            case -0x7F00:
                return "too little memory for TLS";
            case -1:
                return "TLS cannot start: uplink.ca, uplink.cert or uplink.key holds nothing in PEM or DER, or memory is short";
            default:
                return "TLS failed with mbedTLS error " + code.ToString();
        }
    }
}
