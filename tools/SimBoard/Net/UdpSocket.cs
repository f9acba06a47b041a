using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Telenode.Core;

namespace Telenode.SimBoard.Net;

/// <summary>The datagram port over UDP sockets of the PC. Allocates while it opens, resolves and meets a new peer, nothing while datagrams pass.</summary>
public sealed class UdpSocket : IDatagramSocket, IInput, IDisposable
{
    private const int MaxPeers = 256;

    private readonly SocketAddress?[] _addresses = new SocketAddress?[MaxPeers];
    private readonly int[] _peers = new int[MaxPeers];
    private readonly long[] _used = new long[MaxPeers];
    private readonly SocketAddress _sender;
    private readonly int _senderSize;
    private readonly IPAddress _local;
    private Socket? _socket;
    private readonly List<Socket> _groups = [];
    private Task<IPAddress[]>? _resolving;
    private string? _resolvingHost;
    private int _lastPeer;
    private long _clock;

    /// <summary>A socket on all addresses of the PC.</summary>
    public UdpSocket()
        : this(IPAddress.IPv6Any)
    {
    }

    /// <summary>A socket on one address of the PC, such as the loopback's.</summary>
    public UdpSocket(IPAddress local)
    {
        _local = local;
        _sender = new SocketAddress(local.AddressFamily);
        _senderSize = _sender.Size;
    }

    /// <inheritdoc/>
    public StreamState State { get; private set; }

    /// <inheritdoc/>
    public string? Failure { get; private set; }

    /// <inheritdoc/>
    public bool WasForGroup { get; private set; }

    /// <summary>Bytes of the datagrams that were handed to the network.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Bytes of the datagrams that were taken from the network.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>The port that datagrams come from, once open.</summary>
    public int LocalPort => ((IPEndPoint)_socket!.LocalEndPoint!).Port;

    /// <inheritdoc/>
    public void Open(int localPort)
    {
        Close();
        try
        {
            if (localPort != 0)
            {
                // The sockets of groups share the port; nobody else shall.
                using Socket probe = NewSocket();
                probe.Bind(new IPEndPoint(_local, localPort));
            }

            _socket = NewSocket();
            KeepToItself(_socket);
            _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            _socket.Bind(new IPEndPoint(_local, localPort));
            State = StreamState.Open;
        }
        catch (SocketException e)
        {
            Close();
            Failure = e.SocketErrorCode == SocketError.AddressAlreadyInUse ? $"UDP port {localPort} is in use" : e.Message;
            State = StreamState.Failed;
        }
    }

    /// <inheritdoc/>
    public int Resolve(string host, int port)
    {
        if (_resolvingHost != host)
        {
            _resolvingHost = host;
            _resolving = Dns.GetHostAddressesAsync(host);
        }

        if (!_resolving!.IsCompleted)
        {
            return 0;
        }

        Task<IPAddress[]> resolving = _resolving;
        _resolvingHost = null;
        _resolving = null;
        IPAddress? address = resolving.IsCompletedSuccessfully ? Array.Find(resolving.Result, Reaches) : null;
        if (address == null)
        {
            Failure = "the host name does not resolve";
            return -1;
        }

        IPAddress mapped = _local.AddressFamily == AddressFamily.InterNetworkV6 ? address.MapToIPv6() : address;
        return PeerOf(new IPEndPoint(mapped, port).Serialize());
    }

    /// <inheritdoc/>
    public bool JoinGroup(string address)
    {
        var group = IPAddress.Parse(address);
        bool isIPv4 = group.AddressFamily == AddressFamily.InterNetwork;
        bool isAny = _local.Equals(IPAddress.Any) || _local.Equals(IPAddress.IPv6Any);
        if (isIPv4 && !isAny)
        {
            return _local.AddressFamily == AddressFamily.InterNetwork && TryJoin(group, SocketOptionLevel.IP, [new MulticastOption(group, _local)]);
        }

        // A group is one of an interface: of the one with our address, or of each that there is.
        NetworkInterface[] networks = [.. NetworkInterface.GetAllNetworkInterfaces().Where(network =>
            (isAny ? network.SupportsMulticast : Has(network, _local)) && network.OperationalStatus != OperationalStatus.Down
            && network.Supports(isIPv4 ? NetworkInterfaceComponent.IPv4 : NetworkInterfaceComponent.IPv6))];
        if (isIPv4)
        {
            return TryJoin(group, SocketOptionLevel.IP,
                [.. networks.Select(network => new MulticastOption(group, network.GetIPProperties().GetIPv4Properties().Index))]);
        }

        bool joined = false;
        foreach (NetworkInterface network in _local.AddressFamily == AddressFamily.InterNetworkV6 ? networks : [])
        {
            long index = network.GetIPProperties().GetIPv6Properties().Index;
            joined |= TryJoin(new IPAddress(group.GetAddressBytes(), index), SocketOptionLevel.IPv6, [new IPv6MulticastOption(group, index)]);
        }

        return joined;
    }

    /// <inheritdoc/>
    public int Receive(byte[] buffer, int offset, int capacity, out int peer)
    {
        WasForGroup = false;
        int count = ReceiveFromSocket(buffer, offset, capacity, out peer);
        for (int i = 0; i < _groups.Count && count < 0; i++)
        {
            count = ReceiveFromGroup(_groups[i], buffer, offset, capacity, out peer);
            WasForGroup = count >= 0;
        }

        return count;
    }

    /// <inheritdoc/>
    public void Send(byte[] buffer, int offset, int count, int peer)
    {
        int row = Array.IndexOf(_peers, peer);
        if (row < 0 || _socket == null || peer == 0)
        {
            return;
        }

        try
        {
            _used[row] = ++_clock;
            _socket.SendTo(buffer.AsSpan(offset, count), SocketFlags.None, _addresses[row]!);
            BytesSent += count;
        }
        catch (SocketException)
        {
            // No route, no room in the kernel: lost, as a datagram may be.
        }
    }

    /// <summary>Address and port of a peer, for a person; null when it has been forgotten.</summary>
    public string? AddressOf(int peer)
    {
        int row = Array.IndexOf(_peers, peer);
        if (row < 0 || peer == 0)
        {
            return null;
        }

        var address = (IPEndPoint)new IPEndPoint(_local, 0).Create(_addresses[row]!);
        return address.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(address.Address.MapToIPv4(), address.Port).ToString() : address.ToString();
    }

    /// <inheritdoc/>
    public void Wait(int milliseconds)
    {
        if (_groups.Count > 0)
        {
            List<Socket> readable = [_socket!, .. _groups];
            Socket.Select(readable, null, null, milliseconds * 1000);
        }
        else if (_socket != null)
        {
            _socket.Poll(milliseconds * 1000, SelectMode.SelectRead);
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
        _groups.ForEach(group => group.Dispose());
        _groups.Clear();
        _socket = null;
        _resolving = null;
        _resolvingHost = null;
        Array.Clear(_addresses);
        Array.Clear(_peers);
        Failure = null;
        State = StreamState.Closed;
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private Socket NewSocket()
    {
        var socket = new Socket(_local.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        if (_local.AddressFamily == AddressFamily.InterNetworkV6)
        {
            socket.DualMode = true;
        }
        else if (IPAddress.IsLoopback(_local))
        {
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, _local.GetAddressBytes());
        }

        return socket;
    }

    private static bool Has(NetworkInterface network, IPAddress address) =>
        network.GetIPProperties().UnicastAddresses.Any(own => own.Address.Equals(address));

    private bool Reaches(IPAddress address) =>
        _local.AddressFamily == AddressFamily.InterNetworkV6 || address.AddressFamily == AddressFamily.InterNetwork;

    // Linux hands what is for a group to every socket on the port, whether it has joined or not: IP_MULTICAST_ALL and its sibling of IPv6.
    private void KeepToItself(Socket socket)
    {
        if (OperatingSystem.IsLinux())
        {
            socket.SetRawSocketOption(0, 49, BitConverter.GetBytes(0));
            if (_local.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.SetRawSocketOption(41, 29, BitConverter.GetBytes(0));
            }
        }
    }

    // A socket bound to the group's address gets what is sent to the group and nothing else (Linux).
    private bool TryJoin(IPAddress group, SocketOptionLevel level, object[] memberships)
    {
        var socket = new Socket(group.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(group, LocalPort));
            if (Array.FindAll(memberships, membership => TryJoin(socket, level, membership)).Length > 0)
            {
                _groups.Add(socket);
                return true;
            }
        }
        catch (SocketException)
        {
            // No such address on this machine.
        }

        socket.Dispose();
        return false;
    }

    private static bool TryJoin(Socket socket, SocketOptionLevel level, object membership)
    {
        try
        {
            socket.SetSocketOption(level, SocketOptionName.AddMembership, membership);
            return true;
        }
        catch (SocketException)
        {
            return false; // not on this interface
        }
    }

    // Datagrams to a group are rare: here it may allocate. They are answered from the main socket, which may be one of IPv6.
    private int ReceiveFromGroup(Socket group, byte[] buffer, int offset, int capacity, out int peer)
    {
        peer = 0;
        if (!group.Poll(0, SelectMode.SelectRead))
        {
            return -1;
        }

        EndPoint sender = new IPEndPoint(group.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        try
        {
            int count = group.ReceiveFrom(buffer, offset, capacity, SocketFlags.None, ref sender);
            var from = (IPEndPoint)sender;
            bool maps = _local.AddressFamily == AddressFamily.InterNetworkV6;
            peer = PeerOf(maps ? new IPEndPoint(from.Address.MapToIPv6(), from.Port).Serialize() : from.Serialize());
            BytesReceived += count;
            return count;
        }
        catch (SocketException)
        {
            return -1;
        }
    }

    private int ReceiveFromSocket(byte[] buffer, int offset, int capacity, out int peer)
    {
        peer = 0;
        if (_socket == null || !_socket.Poll(0, SelectMode.SelectRead))
        {
            return -1;
        }

        try
        {
            _sender.Size = _senderSize;
            int count = _socket.ReceiveFrom(buffer.AsSpan(offset, capacity), SocketFlags.None, _sender);
            BytesReceived += count;
            peer = PeerOf(_sender);
            return count;
        }
        catch (SocketException)
        {
            return -1;
        }
    }

    private int PeerOf(SocketAddress address)
    {
        int oldest = 0;
        for (int row = 0; row < MaxPeers; row++)
        {
            if (_peers[row] != 0 && address.Equals(_addresses[row]))
            {
                _used[row] = ++_clock;
                return _peers[row];
            }

            oldest = _used[row] < _used[oldest] ? row : oldest;
        }

        var copy = new SocketAddress(address.Family, address.Size);
        address.Buffer.Span[..address.Size].CopyTo(copy.Buffer.Span);
        _addresses[oldest] = copy;
        _peers[oldest] = ++_lastPeer;
        _used[oldest] = ++_clock;
        return _lastPeer;
    }
}
