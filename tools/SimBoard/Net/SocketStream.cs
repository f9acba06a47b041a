using System.Net;
using System.Net.Sockets;
using Telenode.Core;

namespace Telenode.SimBoard.Net;

/// <summary>The byte stream port over a TCP socket of the PC. Allocates while it opens, nothing while bytes pass.</summary>
public sealed class SocketStream : IByteStream, IDisposable
{
    private Socket? _socket;
    private Task<Socket>? _opening;
    private StreamState _state;
    private string? _failure;

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

    /// <summary>Bytes handed to the network since construction, over all connections.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Bytes taken from the network since construction, over all connections.</summary>
    public long BytesReceived { get; private set; }

    /// <inheritdoc/>
    public void Open(string host, int port)
    {
        Close();
        _opening = ConnectAsync(host, port);
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
            Fail(error == SocketError.Success ? "the peer closed the connection" : Describe(new SocketException((int)error)));
            return 0;
        }

        AcknowledgeAtOnce();
        BytesReceived += taken;
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
            Fail(Describe(new SocketException((int)error)));
            return 0;
        }

        BytesSent += taken;
        return taken;
    }

    /// <summary>Waits until something can be read, the opening has ended, or the time has passed.</summary>
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
            _state = StreamState.Open;
        }
        else
        {
            Fail(Describe(opening.Exception!.InnerException!));
        }
    }

    // Linux delays TCP acknowledgements by up to 40 ms, and a broker that has Nagle's algorithm on, as Mosquitto has, holds its next
    // PUBACK back until then: 2,665 rows in lock-step with the broker took 74 s instead of 2. The option lasts until the next receive.
    private void AcknowledgeAtOnce()
    {
        const int Tcp = 6;
        const int QuickAck = 12;
        if (OperatingSystem.IsLinux())
        {
            ReadOnlySpan<byte> on = [1, 0, 0, 0];
            _socket!.SetRawSocketOption(Tcp, QuickAck, on);
        }
    }

    private static async Task<Socket> ConnectAsync(string host, int port)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(host).ConfigureAwait(false);
        SocketException? last = null;
        foreach (IPAddress address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(address, port).ConfigureAwait(false);
                socket.Blocking = false;
                return socket;
            }
            catch (SocketException e)
            {
                socket.Dispose();
                last = e;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }

    private static string Describe(Exception e) => e is not SocketException s ? e.Message : s.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused: nothing listens at that address and port",
        SocketError.ConnectionReset => "the peer reset the connection",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "the host name does not resolve",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "no route to the host",
        SocketError.TimedOut => "the host did not answer",
        SocketError.Shutdown or SocketError.ConnectionAborted => "the connection broke",
        _ => s.Message,
    };

    private void Fail(string failure)
    {
        Close();
        _failure = failure;
        _state = StreamState.Failed;
    }
}
