using Telenode.Uplinks;

namespace Telenode.Board;

/// <summary>TLS over TCP, with the firmware's implementation of it.</summary>
internal sealed class TlsStream : TcpStream
{
    private readonly TlsOptions _options;

    public TlsStream(TlsOptions options)
    {
        _options = options;
    }

    public override string Warning => base.Warning ?? (_options.Insecure ? TlsOptions.InsecureWarning : null);

    protected override SocketLayer CreateLayer() => new TlsSession(_options);
}
