#nullable disable // tests/Host compiles this file, too, and has them on.
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
    private readonly long[] _used = new long[MaxPeers];
    private Socket _socket;
    private Socket _group;
    private Resolver _resolver;
    private int _port;
    private int _lastPeer;
    private long _clock;

    public StreamState State { get; private set; }

    public string Failure { get; private set; }

    public bool WasForGroup { get; private set; }

    public void Open(int localPort)
    {
        Close();
        try
        {
            _port = localPort;
            _socket = Bind(IPAddress.Any);
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

    // The stack does not tell where a datagram was sent to. A socket bound to the group's address gets those of the group and no
    // others (lwIP's udp_input compares the address that a socket is bound to with the one that a datagram is for).
    public bool JoinGroup(string address)
    {
        if (_group != null || address.IndexOf(':') >= 0)
        {
            return false; // one group; the ESP32 images are built without IPv6
        }

        try
        {
            IPAddress group = IPAddress.Parse(address);
            _group = Bind(group);

            // ip_mreq: the group, then the interface, of which 0.0.0.0 is every one.
            byte[] membership = new byte[8];
            Array.Copy(group.GetAddressBytes(), 0, membership, 0, 4);
            _group.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, membership);
            return true;
        }
        catch (Exception)
        {
            CloseGroup();
            return false;
        }
    }

    public int Receive(byte[] buffer, int offset, int capacity, out int peer)
    {
        WasForGroup = false;
        int count = ReceiveFrom(_socket, buffer, offset, capacity, out peer);
        if (count < 0)
        {
            count = ReceiveFrom(_group, buffer, offset, capacity, out peer);
            WasForGroup = count >= 0;
        }

        return count;
    }

    public void Send(byte[] buffer, int offset, int count, int peer)
    {
        for (int row = 0; row < MaxPeers; row++)
        {
            if (_peers[row] == peer && peer != 0)
            {
                _used[row] = ++_clock;
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

        CloseGroup();
        for (int row = 0; row < MaxPeers; row++)
        {
            _peers[row] = 0;
            _used[row] = 0;
            _endPoints[row] = null;
        }

        _resolver = null;
        Failure = null;
        State = StreamState.Closed;
    }

    private Socket Bind(IPAddress address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            // The group's socket has the same port.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(address, _port));
            return socket;
        }
        catch (Exception)
        {
            socket.Close();
            throw;
        }
    }

    private void CloseGroup()
    {
        if (_group != null)
        {
            _group.Close();
            _group = null;
        }
    }

    private int ReceiveFrom(Socket socket, byte[] buffer, int offset, int capacity, out int peer)
    {
        peer = 0;
        try
        {
            if (socket == null || !socket.Poll(0, SelectMode.SelectRead))
            {
                return -1;
            }

            EndPoint sender = new IPEndPoint(IPAddress.Any, 0);
            int count = socket.ReceiveFrom(buffer, offset, capacity, SocketFlags.None, ref sender);
            peer = PeerOf(sender);
            return count;
        }
        catch (Exception)
        {
            return -1; // such as one that did not fit: lost, as a datagram may be
        }
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

    // The number of a peer, a new one in place of the peer that was longest without a datagram: observers keep theirs.
    private int PeerOf(EndPoint endPoint)
    {
        int oldest = 0;
        for (int row = 0; row < MaxPeers; row++)
        {
            if (_peers[row] != 0 && endPoint.Equals(_endPoints[row]))
            {
                _used[row] = ++_clock;
                return _peers[row];
            }

            oldest = _used[row] < _used[oldest] ? row : oldest;
        }

        _endPoints[oldest] = endPoint;
        _peers[oldest] = ++_lastPeer;
        _used[oldest] = ++_clock;
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
