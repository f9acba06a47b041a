using Telenode.Core;
using Telenode.Uplinks;

namespace Telenode.SimBoard.Net;

/// <summary>The PC's TCP and TLS, for one connection at a time: what it makes is disposed of with it.</summary>
public sealed class StreamFactory : IStreamFactory, IInput, IDisposable
{
    private IWaitableStream? _stream;

    /// <inheritdoc/>
    public IByteStream Plain() => Keep(new SocketStream());

    /// <inheritdoc/>
    public IByteStream Tls(TlsOptions options) => Keep(new TlsStream(options));

    /// <summary>Waits until the stream last made has input or has changed its state, or the time has passed.</summary>
    public void Wait(int milliseconds)
    {
        if (_stream is null)
        {
            Thread.Sleep(milliseconds);
        }
        else
        {
            _stream.Wait(milliseconds);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream?.Dispose();

    private IWaitableStream Keep(IWaitableStream stream)
    {
        _stream?.Dispose();
        return _stream = stream;
    }
}
