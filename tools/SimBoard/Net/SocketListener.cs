using System.Net;
using System.Net.Sockets;
using Telenode.Core;

namespace Telenode.SimBoard.Net;

/// <summary>The listening port over a TCP socket of the PC.</summary>
public sealed class SocketListener : IStreamListener, IInput, IDisposable
{
    private readonly IPAddress _local;
    private readonly List<Socket> _accepted = [];
    private Socket? _socket;

    /// <summary>A listener on all addresses of the PC.</summary>
    public SocketListener()
        : this(IPAddress.IPv6Any)
    {
    }

    /// <summary>A listener on one address of the PC, such as the loopback's.</summary>
    public SocketListener(IPAddress local)
    {
        _local = local;
    }

    /// <inheritdoc/>
    public StreamState State { get; private set; }

    /// <inheritdoc/>
    public string? Failure { get; private set; }

    /// <inheritdoc/>
    public void Open(int localPort)
    {
        Close();
        try
        {
            _socket = new Socket(_local.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            if (_local.AddressFamily == AddressFamily.InterNetworkV6)
            {
                _socket.DualMode = true;
            }

            _socket.Bind(new IPEndPoint(_local, localPort));
            _socket.Listen(4);
            State = StreamState.Open;
        }
        catch (SocketException e)
        {
            Close();
            Failure = e.SocketErrorCode == SocketError.AddressAlreadyInUse ? $"TCP port {localPort} is in use" : e.Message;
            State = StreamState.Failed;
        }
    }

    /// <inheritdoc/>
    public IByteStream? Accept()
    {
        if (_socket == null || !_socket.Poll(0, SelectMode.SelectRead))
        {
            return null;
        }

        try
        {
            Socket accepted = _socket.Accept();
            _accepted.RemoveAll(socket => socket.SafeHandle.IsClosed);
            _accepted.Add(accepted);
            return new SocketStream(accepted);
        }
        catch (SocketException)
        {
            return null; // it was given up before we came to it
        }
    }

    /// <summary>Waits until a connection comes, or something on one that was accepted.</summary>
    public void Wait(int milliseconds)
    {
        List<Socket> readable = [.. _accepted.Where(socket => !socket.SafeHandle.IsClosed)];
        if (_socket != null)
        {
            readable.Add(_socket);
        }

        if (readable.Count > 0)
        {
            Socket.Select(readable, null, null, milliseconds * 1000);
        }
        else
        {
            Thread.Sleep(milliseconds);
        }
    }

    /// <inheritdoc/>
    public void Close()
    {
        _socket?.Dispose();
        _socket = null;
        Failure = null;
        State = StreamState.Closed;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        _accepted.ForEach(socket => socket.Dispose());
    }
}
