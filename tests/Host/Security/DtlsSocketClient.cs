using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Telenode.Core;
using Telenode.Security;
using Telenode.SimBoard.Crypto;

namespace Telenode.Tests.Host.Security;

/// <summary>Our client on a real socket, driven until it has what the test waits for.</summary>
internal sealed class DtlsSocketClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly byte[] _buffer = new byte[4096];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Queue<byte[]> _received = new();

    public DtlsSocketClient(int port, DtlsOptions options)
    {
        Connection = new DtlsConnection(options, new PcCrypto(), new SeededRandom(Environment.TickCount));
        _socket.Connect(IPAddress.Loopback, port);
    }

    public DtlsConnection Connection { get; }

    public string Reason => DtlsFailureText.Of(Connection.Failure, Connection.PeerAlert);

    /// <summary>Runs a handshake to its end.</summary>
    public bool Connect()
    {
        Connection.Connect(_clock.ElapsedMilliseconds);
        Drive(() => Connection.State != DtlsState.Handshaking, 20_000);
        return Connection.State == DtlsState.Connected;
    }

    public void Send(byte[] data)
    {
        byte[] datagram = new byte[2048];
        int count = Connection.Protect(data, 0, data.Length, datagram, 0, datagram.Length);
        Assert.IsTrue(count > 0, Reason);
        _socket.Send(datagram, count, SocketFlags.None);
    }

    public byte[] Receive()
    {
        Drive(() => _received.Count > 0, 10_000);
        return _received.Count > 0 ? _received.Dequeue() : [];
    }

    public void Close()
    {
        Connection.Close();
        Transmit();
    }

    public void Dispose() => _socket.Dispose();

    private void Drive(Func<bool> done, int limitMs)
    {
        long limit = _clock.ElapsedMilliseconds + limitMs;
        Transmit();
        while (!done() && _clock.ElapsedMilliseconds < limit)
        {
            long next = Math.Min(Connection.NextDeadlineMs, limit) - _clock.ElapsedMilliseconds;
            if (next > 0 && _socket.Poll((int)Math.Min(next, 100) * 1000, SelectMode.SelectRead))
            {
                Take();
            }

            Connection.HandleTimeout(_clock.ElapsedMilliseconds);
            Transmit();
        }
    }

    private void Take()
    {
        int count;
        try
        {
            count = _socket.Receive(_buffer);
        }
        catch (SocketException)
        {
            // ICMP says that nobody listens yet; the timer sends again.
            return;
        }

        Connection.HandleInput(_buffer, 0, count, _clock.ElapsedMilliseconds);
        for (DtlsEvent e = Connection.PollEvent(); e != DtlsEvent.None; e = Connection.PollEvent())
        {
            if (e == DtlsEvent.Data)
            {
                _received.Enqueue(_buffer[Connection.DataOffset..(Connection.DataOffset + Connection.DataCount)]);
            }
        }
    }

    private void Transmit()
    {
        byte[] datagram = new byte[2048];
        for (int count = Connection.PollTransmit(datagram, 0, 2048); count > 0; count = Connection.PollTransmit(datagram, 0, 2048))
        {
            try
            {
                _socket.Send(datagram, count, SocketFlags.None);
            }
            catch (SocketException)
            {
                // As above.
            }
        }
    }
}
