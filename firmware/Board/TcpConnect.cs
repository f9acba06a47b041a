#nullable disable // tests/Host compiles this file, too, and has them on.
using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using Telenode.Core;

namespace Telenode.Board;

/// <summary>One try to connect, on a thread of its own: resolving, connecting and a TLS handshake block on nanoFramework.</summary>
internal sealed class TcpConnect
{
    // The loop sends only what the stack has room for; the bounds are for the case that it claims room and then takes nothing.
    private const int TransferTimeoutMs = 5000;

    private readonly string _host;
    private readonly int _port;
    private readonly SocketLayer _layer;
    private readonly object _gate = new object();
    private Socket _socket;
    private bool _abandoned;

    public TcpConnect(string host, int port, SocketLayer layer)
    {
        _layer = layer;
        _host = host;
        _port = port;
        new Thread(Run).Start();
    }

    /// <summary>Which stage it has reached, or ended at.</summary>
    public LinkStage Stage { get; private set; } = LinkStage.Resolve;

    /// <summary>Whether the try has ended.</summary>
    public bool Done { get; private set; }

    /// <summary>Why it ended in vain; null after a success.</summary>
    public string Failure { get; private set; }

    /// <summary>The connected socket; null until <see cref="Done"/>, and after a failure.</summary>
    public Socket Socket => Done && Failure == null ? _socket : null;

    /// <summary>Gives the try up: closing the socket wakes the thread that waits for it.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _abandoned = true;
            CloseSocket();
        }
    }

    private void Run()
    {
        string failure = "the host's name has no address";
        try
        {
            IPAddress[] addresses = Dns.GetHostEntry(_host).AddressList;
            Stage = addresses.Length == 0 ? LinkStage.Resolve : LinkStage.Connect;
            for (int i = 0; i < addresses.Length && failure != null && !_abandoned; i++)
            {
                failure = TryConnect(addresses[i]);
            }
        }
        catch (Exception e)
        {
            failure = SocketErrorText.Of(e);
        }

        lock (_gate)
        {
            if (_abandoned)
            {
                CloseSocket();
            }

            Failure = failure;
            Done = true;
        }
    }

    private string TryConnect(IPAddress address)
    {
        try
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            lock (_gate)
            {
                _socket = socket;
                if (_abandoned)
                {
                    CloseSocket();
                    return "given up";
                }
            }

            // Packets are written whole: waiting for more to fill a segment would only delay them.
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.NoDelay, true);
            socket.SendTimeout = TransferTimeoutMs;
            socket.ReceiveTimeout = TransferTimeoutMs;
            Stage = LinkStage.Connect;
            socket.Connect(new IPEndPoint(address, _port));
            Stage = _layer == null ? LinkStage.Connect : LinkStage.Secure;
            string failure = _layer == null ? null : _layer.Start(socket, _host);
            if (failure != null)
            {
                CloseLocked();
            }

            return failure;
        }
        catch (Exception e)
        {
            CloseLocked();
            return SocketErrorText.Of(e);
        }
    }

    private void CloseLocked()
    {
        lock (_gate)
        {
            CloseSocket();
        }
    }

    private void CloseSocket()
    {
        if (_socket != null)
        {
            if (_layer != null)
            {
                _layer.Close();
            }

            _socket.Close();
            _socket = null;
        }
    }
}
