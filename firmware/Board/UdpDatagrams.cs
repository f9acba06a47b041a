using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using Telenode.Core;

namespace Telenode.Board;

/// <summary>The datagram port over a UDP socket. Names are resolved on a thread of their own, since that blocks on nanoFramework.</summary>
internal sealed class UdpDatagrams : IDatagramSocket
{
    private const int MaxPeers = 16;

    private readonly EndPoint[] _endPoints = new EndPoint[MaxPeers];
    private readonly int[] _peers = new int[MaxPeers];
    private Socket _socket;
    private Resolver _resolver;
    private int _lastPeer;

    public StreamState State { get; private set; }

    public string Failure { get; private set; }

    public bool WasForGroup => false;

    public void Open(int localPort)
    {
        Close();
        try
        {
            _socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            _socket.Bind(new IPEndPoint(IPAddress.Any, localPort));
            State = StreamState.Open;
        }
        catch (Exception e)
        {
            Close();
            Failure = SocketErrorText.Of(e);
            State = StreamState.Failed;
        }
    }

    public int Resolve(string host, int port)
    {
        if (_resolver == null || _resolver.Host != host)
        {
            _resolver = new Resolver(host);
        }

        if (!_resolver.Done)
        {
            return 0;
        }

        Resolver resolver = _resolver;
        _resolver = null;
        if (resolver.Address == null)
        {
            Failure = resolver.Failure;
            return -1;
        }

        return PeerOf(new IPEndPoint(resolver.Address, port));
    }

    // The network driver does not tell what was sent to a group from what was sent to this board alone.
    public bool JoinGroup(string address) => false;

    public int Receive(byte[] buffer, int offset, int capacity, out int peer)
    {
        peer = 0;
        try
        {
            if (_socket == null || !_socket.Poll(0, SelectMode.SelectRead))
            {
                return -1;
            }

            EndPoint sender = new IPEndPoint(IPAddress.Any, 0);
            int count = _socket.ReceiveFrom(buffer, offset, capacity, SocketFlags.None, ref sender);
            peer = PeerOf(sender);
            return count;
        }
        catch (Exception)
        {
            return -1; // such as one that did not fit: lost, as a datagram may be
        }
    }

    public void Send(byte[] buffer, int offset, int count, int peer)
    {
        for (int row = 0; row < MaxPeers; row++)
        {
            if (_peers[row] == peer && peer != 0)
            {
                TrySend(buffer, offset, count, _endPoints[row]);
                return;
            }
        }
    }

    public void Close()
    {
        if (_socket != null)
        {
            _socket.Close();
            _socket = null;
        }

        for (int row = 0; row < MaxPeers; row++)
        {
            _peers[row] = 0;
            _endPoints[row] = null;
        }

        _resolver = null;
        Failure = null;
        State = StreamState.Closed;
    }

    private void TrySend(byte[] buffer, int offset, int count, EndPoint to)
    {
        try
        {
            _socket.SendTo(buffer, offset, count, SocketFlags.None, to);
        }
        catch (Exception)
        {
            // No way to the peer at the moment: lost, as a datagram may be.
        }
    }

    // The number of a peer, a new one in place of the peer that was met first.
    private int PeerOf(EndPoint endPoint)
    {
        int oldest = 0;
        for (int row = 0; row < MaxPeers; row++)
        {
            if (_peers[row] != 0 && endPoint.Equals(_endPoints[row]))
            {
                return _peers[row];
            }

            oldest = _peers[row] < _peers[oldest] ? row : oldest;
        }

        _endPoints[oldest] = endPoint;
        _peers[oldest] = ++_lastPeer;
        return _lastPeer;
    }

    private sealed class Resolver
    {
        public Resolver(string host)
        {
            Host = host;
            new Thread(Run).Start();
        }

        public string Host { get; }

        public bool Done { get; private set; }

        public IPAddress Address { get; private set; }

        public string Failure { get; private set; }

        private void Run()
        {
            try
            {
                IPAddress[] addresses = Dns.GetHostEntry(Host).AddressList;
                Address = addresses.Length == 0 ? null : addresses[0];
                Failure = "the host's name has no address";
            }
            catch (Exception e)
            {
                Failure = SocketErrorText.Of(e);
            }

            Done = true;
        }
    }
}
