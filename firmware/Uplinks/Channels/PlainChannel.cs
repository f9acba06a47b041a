using Telenode.Core;

namespace Telenode.Uplinks;

/// <summary>CoAP's datagrams as they are (RFC 7252 §9, NoSec).</summary>
public sealed class PlainChannel : IClientChannel, IServerChannel
{
    private const int ResolveMs = 20000;

    private readonly IDatagramSocket _socket;
    private string _host;
    private int _port;
    private long _resolveByMs = Time.Never;
    private string _failure;

    /// <summary>Creates a channel over a socket, which may be open already.</summary>
    public PlainChannel(IDatagramSocket socket)
    {
        _socket = socket;
    }

    /// <inheritdoc/>
    public StreamState State => _failure != null ? StreamState.Failed : _host != null && _socket.State == StreamState.Open ? StreamState.Opening : _socket.State;

    /// <inheritdoc/>
    public string Failure => _failure ?? (_socket.State == StreamState.Failed ? _socket.Failure : null);

    /// <inheritdoc/>
    public string Hint => null;

    /// <inheritdoc/>
    public long NextDeadlineMs => State == StreamState.Opening ? _resolveByMs : Time.Never;

    /// <inheritdoc/>
    public int Arrival { get; private set; }

    /// <inheritdoc/>
    public long BytesSent { get; private set; }

    /// <inheritdoc/>
    public long BytesReceived { get; private set; }

    /// <inheritdoc/>
    public int Peer { get; private set; }

    /// <summary>The local port of the next connection; 0, the default, for any.</summary>
    public int LocalPort { get; set; }

    /// <inheritdoc/>
    public PlainChannel Plain => this;

    /// <inheritdoc/>
    public void Connect(string host, int port, long nowMs)
    {
        _failure = null;
        _host = host;
        _port = port;
        Peer = 0;
        _resolveByMs = nowMs + ResolveMs;
        _socket.Open(LocalPort);
        Step(nowMs);
    }

    /// <inheritdoc/>
    public void Listen(int port, string group)
    {
        _failure = null;
        _host = null;
        _socket.Open(port);
        if (group != null && _socket.State == StreamState.Open)
        {
            _socket.JoinGroup(group); // without it the node only is not found by asking all
        }
    }

    /// <inheritdoc/>
    public bool JoinGroup(string address) => _socket.JoinGroup(address);

    /// <summary>Finds a further peer; see <see cref="IDatagramSocket.Resolve"/>.</summary>
    public int Resolve(string host, int port) => _socket.Resolve(host, port);

    /// <inheritdoc/>
    public void Step(long nowMs)
    {
        if (State != StreamState.Opening)
        {
            return;
        }

        int peer = _socket.Resolve(_host, _port);
        if (peer > 0)
        {
            Peer = peer;
            _host = null;
        }
        else if (peer < 0 || nowMs >= _resolveByMs)
        {
            _failure = peer < 0 ? _socket.Failure : "the host name did not resolve in time";
        }
    }

    /// <inheritdoc/>
    public int Receive(byte[] buffer, int offset, int capacity, out int peer, long nowMs)
    {
        int count = _socket.Receive(buffer, offset, capacity, out peer);
        if (count >= 0)
        {
            BytesReceived += count;
            Arrival = _socket.WasForGroup ? Coap.Arrival.Multicast : Coap.Arrival.Plain;
        }

        return count;
    }

    /// <inheritdoc/>
    public void Send(byte[] buffer, int offset, int count, int peer, long nowMs)
    {
        _socket.Send(buffer, offset, count, peer);
        BytesSent += count;
    }

    /// <inheritdoc/>
    public void Suspend(long nowMs) => Close(nowMs);

    /// <inheritdoc/>
    public void Close(long nowMs)
    {
        _failure = null;
        _host = null;
        _socket.Close();
    }
}
