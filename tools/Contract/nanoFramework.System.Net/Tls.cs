using System.IO;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace System.Net.Security
{
    [Flags]
    public enum SslProtocols
    {
        Tls12 = 0xC00,
    }

    public enum SslVerification
    {
        NoVerification = 1,
        CertificateRequired = 4,
    }

    public class SslStream : NetworkStream
    {
        public extern SslStream(Socket socket);

        public override extern bool DataAvailable { get; }

        public extern SslVerification SslVerification { get; set; }

        public extern void AuthenticateAsClient(string targetHost, X509Certificate clientCertificate, X509Certificate ca, SslProtocols enabledSslProtocols);

        public override extern int Read(byte[] buffer, int offset, int size);

        public override extern void Write(byte[] buffer, int offset, int size);
    }
}

namespace System.Net.Sockets
{
    public class NetworkStream : Stream
    {
        public extern NetworkStream(Socket socket);

        public virtual extern bool DataAvailable { get; }

        public override extern int Read(byte[] buffer, int offset, int count);

        public override extern void Write(byte[] buffer, int offset, int count);
    }
}

namespace System.Security.Cryptography.X509Certificates
{
    public class X509Certificate
    {
        public extern X509Certificate();
    }

    public class X509Certificate2 : X509Certificate
    {
        public extern X509Certificate2(byte[] rawData);

        public extern X509Certificate2(byte[] rawData, byte[] key, string password);

        public extern DateTime NotAfter { get; }
    }
}
