#nullable disable // tests/Host compiles this file, too, and has them on.
using System;
using System.Net;
using System.Net.Sockets;
using Telenode.Core;

namespace Telenode.Board;

/// <summary>The listening port over a TCP socket: accepts only what has come, so that nothing blocks.</summary>
internal sealed class TcpPort : IStreamListener
{
    private const int Backlog = 2;

    // As TcpConnect: a bound for the case that the stack claims room and then takes nothing.
    private const int TransferTimeoutMs = 5000;

    private Socket _socket;

    public StreamState State { get; private set; }

    public string Failure { get; private set; }

    public void Open(int localPort)
    {
        Close();
        try
        {
            _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

            // After a restart the port may still be held by connections that linger.
            _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            _socket.Bind(new IPEndPoint(IPAddress.Any, localPort));
            _socket.Listen(Backlog);
            State = StreamState.Open;
        }
        catch (Exception e)
        {
            Close();
            Failure = SocketErrorText.Of(e);
            State = StreamState.Failed;
        }
    }

    public IByteStream Accept()
    {
        try
        {
            if (_socket == null || !_socket.Poll(0, SelectMode.SelectRead))
            {
                return null;
            }

            Socket accepted = _socket.Accept();
            accepted.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.NoDelay, true);
            accepted.SendTimeout = TransferTimeoutMs;
            accepted.ReceiveTimeout = TransferTimeoutMs;
            return new TcpStream(accepted);
        }
        catch (Exception)
        {
            return null; // it was given up before we came to it
        }
    }

    public void Close()
    {
        if (_socket != null)
        {
            _socket.Close();
            _socket = null;
        }

        Failure = null;
        State = StreamState.Closed;
    }
}
