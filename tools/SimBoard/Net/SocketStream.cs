using System.Net.Sockets;
using Telenode.Core;

namespace Telenode.SimBoard.Net;

/// <summary>The byte stream port over a TCP socket of the PC. Allocates while it opens, nothing while bytes pass.</summary>
public sealed class SocketStream : IWaitableStream
{
    private Socket? _socket;
    private Task<Socket>? _opening;
    private StreamState _state;
    private volatile LinkStage _stage;
    private string? _failure;

    /// <summary>A closed stream.</summary>
    public SocketStream()
    {
    }

    /// <summary>The stream of a connection that was accepted.</summary>
    internal SocketStream(Socket accepted)
    {
        accepted.Blocking = false;
        accepted.NoDelay = true;
        _socket = accepted;
        _state = StreamState.Open;
    }

    /// <inheritdoc/>
    public StreamState State
    {
        get
        {
            if (_state == StreamState.Opening && _opening!.IsCompleted)
            {
                FinishOpening();
            }

            return _state;
        }
    }

    /// <inheritdoc/>
    public string? Failure => _failure;

    /// <inheritdoc/>
    public LinkStage Stage => State is StreamState.Opening or StreamState.Failed ? _stage : LinkStage.None;

    /// <inheritdoc/>
    public string? Warning => null;

    /// <inheritdoc/>
    public void Open(string host, int port)
    {
        Close();
        _opening = TcpConnector.ConnectAsync(host, port, stage => _stage = stage);
        _state = StreamState.Opening;
    }

    /// <inheritdoc/>
    public int Read(byte[] buffer, int offset, int count)
    {
        if (State != StreamState.Open || count == 0 || !_socket!.Poll(0, SelectMode.SelectRead))
        {
            return 0;
        }

        int taken = _socket.Receive(buffer, offset, count, SocketFlags.None, out SocketError error);
        if (error == SocketError.WouldBlock)
        {
            return 0;
        }

        if (taken == 0 || error != SocketError.Success)
        {
            Fail(error == SocketError.Success ? "the peer closed the connection" : TcpConnector.Describe(error));
            return 0;
        }

        TcpConnector.AcknowledgeAtOnce(_socket);
        return taken;
    }

    /// <inheritdoc/>
    public int Write(byte[] buffer, int offset, int count)
    {
        if (State != StreamState.Open || count == 0)
        {
            return 0;
        }

        int taken = _socket!.Send(buffer, offset, count, SocketFlags.None, out SocketError error);
        if (error is SocketError.WouldBlock)
        {
            return 0;
        }

        if (error != SocketError.Success)
        {
            Fail(TcpConnector.Describe(error));
            return 0;
        }

        return taken;
    }

    /// <inheritdoc/>
    public void Wait(int milliseconds)
    {
        if (State == StreamState.Opening)
        {
            Task.WaitAny([_opening!], milliseconds);
        }
        else if (State == StreamState.Open)
        {
            _socket!.Poll(milliseconds * 1000, SelectMode.SelectRead);
        }
        else
        {
            Thread.Sleep(milliseconds);
        }
    }

    /// <inheritdoc/>
    public void Close()
    {
        // A connection that is still being opened is closed by its own task's end.
        _opening?.ContinueWith(static t => t.Result.Dispose(), TaskContinuationOptions.OnlyOnRanToCompletion);
        _opening = null;
        _socket?.Dispose();
        _socket = null;
        _failure = null;
        _state = StreamState.Closed;
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private void FinishOpening()
    {
        Task<Socket> opening = _opening!;
        _opening = null;
        if (opening.IsCompletedSuccessfully)
        {
            _socket = opening.Result;
            _socket.Blocking = false;
            _state = StreamState.Open;
        }
        else
        {
            Fail(TcpConnector.Describe(opening.Exception!.InnerException!));
        }
    }

    private void Fail(string failure)
    {
        _stage = _state == StreamState.Opening ? _stage : LinkStage.None;
        Close();
        _failure = failure;
        _state = StreamState.Failed;
    }
}
