using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Telenode.Security;
using Telenode.SimBoard.Crypto;

namespace Telenode.Tests.Host.Security;

/// <summary>Our server on a real socket and a thread of its own: answers each record with what <paramref name="answer"/> makes of it.</summary>
internal sealed class DtlsSocketServer : IDisposable, IPskStore
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Func<byte[], byte[]> _answer;
    private readonly byte[] _key;
    private readonly Thread _thread;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly StringBuilder _log = new();
    private volatile bool _stop;

    public DtlsSocketServer(DtlsOptions options, byte[] key, Func<byte[], byte[]> answer)
    {
        _answer = answer;
        _key = key;
        Server = new DtlsServer(options, this, 4, 4, new PcCrypto(), new SeededRandom(Environment.TickCount));
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Port = ((IPEndPoint)_socket.LocalEndPoint!).Port;
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    public DtlsServer Server { get; }

    public int Port { get; }

    /// <summary>What happened: one word an event.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    public int Find(byte[] identity, int offset, int count, byte[] key, out int keyCount)
    {
        _key.CopyTo(key, 0);
        keyCount = _key.Length;
        return System.Text.Encoding.UTF8.GetString(identity, offset, count) == "ident" ? 0 : -1;
    }

    public bool Logs(string text)
    {
        for (int i = 0; i < 400 && !Log.Contains(text); i++)
        {
            Thread.Sleep(25);
        }

        return Log.Contains(text);
    }

    public void Dispose()
    {
        _stop = true;
        _thread.Join();
        _socket.Dispose();
    }

    private void Run()
    {
        byte[] buffer = new byte[4096];
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        while (!_stop)
        {
            if (_socket.Poll(20_000, SelectMode.SelectRead))
            {
                int count = _socket.ReceiveFrom(buffer, ref from);
                byte[] address = BitConverter.GetBytes(((IPEndPoint)from).Port);
                Server.HandleInput(address, 0, address.Length, buffer, 0, count, _clock.ElapsedMilliseconds);
                Settle(buffer);
            }

            Server.HandleTimeout(_clock.ElapsedMilliseconds);
            Settle(buffer);
        }
    }

    private void Settle(byte[] buffer)
    {
        byte[] datagram = new byte[2048];
        for (DtlsEvent e = Server.PollEvent(); e != DtlsEvent.None; e = Server.PollEvent())
        {
            DtlsConnection connection = Server.Connection(Server.EventConnection);
            lock (_log)
            {
                _log.Append(e).Append(connection.IsResumed ? "(resumed) " : " ");
            }

            if (e == DtlsEvent.Data)
            {
                byte[] answer = _answer(buffer[connection.DataOffset..(connection.DataOffset + connection.DataCount)]);
                int count = connection.Protect(answer, 0, answer.Length, datagram, 0, datagram.Length);
                byte[] address = new byte[4];
                Server.CopyAddress(Server.EventConnection, address, 0);
                Send(datagram, count, address);
            }
        }

        for (int count = Server.PollTransmit(datagram, 0, 2048); count > 0; count = Server.PollTransmit(datagram, 0, 2048))
        {
            Send(datagram, count, Server.TransmitAddress);
        }
    }

    private void Send(byte[] datagram, int count, byte[] address)
        => _socket.SendTo(datagram, count, SocketFlags.None, new IPEndPoint(IPAddress.Loopback, BitConverter.ToInt32(address, 0)));
}
