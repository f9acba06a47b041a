#nullable disable // tests/Host compiles this file, too, and has them on.
using System;
using System.Net.Sockets;
using System.Threading;
using Telenode.Core;

namespace Telenode.Board;

/// <summary>A TCP connection that never blocks the loop: what would block happens on <see cref="TcpConnect"/>'s thread.</summary>
internal class TcpStream : IByteStream
{
    // The stack says that it takes bytes while at least half its send buffer (5,744 bytes) is free, and Send blocks until all
    // are taken: less than that half never blocks.
    private const int MaxSend = 1024;

    // How often a connection under way is looked at.
    private const int OpeningStepMs = 20;

    private SocketLayer _layer;
    private StreamState _state;
    private TcpConnect _connect;
    private Socket _socket;

    // Sending failed while received bytes may still be unread: they come first.
    private string _sendFailure;
    private LinkStage _failedStage;

    /// <summary>A closed stream.</summary>
    public TcpStream()
    {
    }

    /// <summary>The stream of a connection that was accepted.</summary>
    public TcpStream(Socket accepted)
    {
        _socket = accepted;
        _state = StreamState.Open;
    }

    public string Failure { get; private set; }

    public LinkStage Stage => State == StreamState.Failed ? _failedStage : _connect == null ? LinkStage.None : _connect.Stage;

    public virtual string Warning => _layer == null ? null : _layer.Warning;

    public StreamState State
    {
        get
        {
            if (_state == StreamState.Opening && _connect.Done)
            {
                TakeSocket();
            }

            return _state;
        }
    }

    public void Open(string host, int port)
    {
        if (host == null || host.Length == 0 || port < 1 || port > 65535)
        {
            throw new ArgumentException("host or port");
        }

        Close();
        _layer = CreateLayer();
        _connect = new TcpConnect(host, port, _layer);
        _state = StreamState.Opening;
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        if (State != StreamState.Open || count == 0)
        {
            return 0;
        }

        try
        {
            if ((_layer != null && _layer.HasInput) || _socket.Poll(0, SelectMode.SelectRead))
            {
                int taken = _layer == null ? _socket.Receive(buffer, offset, count, SocketFlags.None) : _layer.Read(buffer, offset, count);
                if (taken == 0)
                {
                    Fail(_sendFailure ?? "the host closed the connection");
                }

                return taken < 0 ? 0 : taken;
            }

            if (_sendFailure != null)
            {
                Fail(_sendFailure);
            }
        }
        catch (Exception e)
        {
            Fail(_sendFailure ?? SocketErrorText.Of(e));
        }

        return 0;
    }

    public int Write(byte[] buffer, int offset, int count)
    {
        if (State != StreamState.Open || _sendFailure != null)
        {
            return 0;
        }

        try
        {
            int taken = count < MaxSend ? count : MaxSend;
            if (!_socket.Poll(0, SelectMode.SelectWrite))
            {
                return 0;
            }

            if (_layer == null)
            {
                return _socket.Send(buffer, offset, taken, SocketFlags.None);
            }

            _layer.Write(buffer, offset, taken);
            return taken;
        }
        catch (Exception e)
        {
            _sendFailure = SocketErrorText.Of(e);
            return 0;
        }
    }

    public void Close()
    {
        Release();
        _state = StreamState.Closed;
        Failure = null;
    }

    /// <summary>Waits until something has arrived or the time is over: the only call here that waits.</summary>
    public void Wait(int maxMs)
    {
        if (State != StreamState.Open)
        {
            Thread.Sleep(_state == StreamState.Opening && maxMs > OpeningStepMs ? OpeningStepMs : maxMs);
            return;
        }

        try
        {
            _socket.Poll(maxMs * 1000, SelectMode.SelectRead);
        }
        catch (Exception)
        {
            // Read will find the reason; the pause keeps a loop that does not read from spinning.
            Thread.Sleep(OpeningStepMs);
        }
    }

    /// <summary>What lies over the socket of the connection to be opened; null for nothing.</summary>
    protected virtual SocketLayer CreateLayer() => null;

    private void TakeSocket()
    {
        if (_connect.Failure != null)
        {
            Fail(_connect.Failure);
            return;
        }

        _socket = _connect.Socket;
        _connect = null;
        _state = StreamState.Open;
    }

    private void Fail(string why)
    {
        _failedStage = _connect == null ? LinkStage.None : _connect.Stage;
        Release();
        _state = StreamState.Failed;
        Failure = why;
    }

    private void Release()
    {
        if (_connect != null)
        {
            _connect.Abandon();
            _connect = null;
        }

        if (_socket != null)
        {
            if (_layer != null)
            {
                _layer.Close();
            }

            _socket.Close();
            _socket = null;
        }

        _sendFailure = null;
    }
}
