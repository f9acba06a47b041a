using Telenode.Core;
using Telenode.Uplinks;

namespace Telenode.SimBoard.Net;

/// <summary>The byte stream port over TLS on a TCP socket of the PC.</summary>
/// <param name="options">Read each time the stream opens.</param>
/// <param name="time">The clock by which certificates are valid; null for the PC's own, not a simulation's.</param>
public sealed class TlsStream(TlsOptions options, TimeProvider? time = null) : IWaitableStream
{
    private TlsConnection? _connection;

    /// <inheritdoc/>
    public StreamState State => _connection?.State ?? StreamState.Closed;

    /// <inheritdoc/>
    public string? Failure => State == StreamState.Failed ? _connection!.Failure : null;

    /// <inheritdoc/>
    public LinkStage Stage => State is StreamState.Opening or StreamState.Failed ? _connection!.Stage : LinkStage.None;

    /// <inheritdoc/>
    public string? Warning => _connection?.Warning ?? (options.Insecure ? TlsOptions.InsecureWarning : null);

    /// <inheritdoc/>
    public void Open(string host, int port)
    {
        Close();
        _connection = new TlsConnection(options, time ?? TimeProvider.System, host, port);
    }

    /// <inheritdoc/>
    public int Read(byte[] buffer, int offset, int count) => _connection?.Read(buffer, offset, count) ?? 0;

    /// <inheritdoc/>
    public int Write(byte[] buffer, int offset, int count) => _connection?.Write(buffer, offset, count) ?? 0;

    /// <inheritdoc/>
    public void Wait(int milliseconds)
    {
        if (_connection is null)
        {
            Thread.Sleep(milliseconds);
        }
        else
        {
            _connection.Wait(milliseconds);
        }
    }

    /// <inheritdoc/>
    public void Close()
    {
        _connection?.Close();
        _connection = null;
    }

    /// <summary>Closes and waits a moment for the last bytes, such as a DISCONNECT, to be sent.</summary>
    public void Dispose()
    {
        TlsConnection? last = _connection;
        Close();
        last?.WaitForEnd();
    }
}
