using System.Threading;
using Telenode.Core;
using Telenode.Uplinks;

namespace Telenode.Board;

/// <summary>The board's TCP and TLS, for one uplink.</summary>
internal sealed class BoardStreams : IStreamFactory
{
    private TcpStream _stream;

    public IByteStream Plain()
    {
        _stream = new TcpStream();
        return _stream;
    }

    public IByteStream Tls(TlsOptions options)
    {
        _stream = new TlsStream(options);
        return _stream;
    }

    /// <summary>Waits until something has arrived on the stream last made, or the time is over.</summary>
    public void Wait(int maxMs)
    {
        if (_stream == null)
        {
            Thread.Sleep(maxMs);
        }
        else
        {
            _stream.Wait(maxMs);
        }
    }
}
