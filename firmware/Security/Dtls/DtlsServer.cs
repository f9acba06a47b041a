using System;
using Telenode.Core;

namespace Telenode.Security;

/// <summary>A DTLS 1.2 server for a fixed number of clients. Before a client has returned its cookie nothing is kept for it.</summary>
/// <remarks>
/// Used like <see cref="DtlsConnection"/>, with an address beside each datagram: any bytes that tell clients apart, such as IP
/// address and port. A client that starts anew from the address of a connection gets a second one; the first lasts until the second
/// is complete (RFC 6347 §4.2.8). When all places are taken, the client heard least recently loses its own.
/// </remarks>
public sealed partial class DtlsServer
{
    /// <summary>Bytes of an address at most: IPv6 with port and scope.</summary>
    public const int MaxAddress = 24;

    private readonly DtlsOptions _options;
    private readonly DtlsConnection[] _connections;
    private readonly ServerHandshake[] _handshakes;
    private readonly byte[][] _peers;
    private readonly int[] _peerCounts;
    private readonly long[] _heardMs;
    private readonly DtlsSession[] _sessions;
    private readonly CookieJar _cookies;
    private readonly ClientHello _hello = new ClientHello();
    private readonly HandshakeInbox _helloInbox;
    private readonly byte[] _helloPeer = new byte[MaxAddress];
    private readonly byte[] _reply = new byte[64];
    private readonly byte[] _replyPeer = new byte[MaxAddress];
    private ServerHandshake _created;
    private int _helloPeerCount;
    private int _replyCount;
    private int _replyPeerCount;
    private int _nextSession;

    /// <summary>Creates a server.</summary>
    /// <param name="options">Limits and timers; kept.</param>
    /// <param name="store">The keys of the clients.</param>
    /// <param name="maxConnections">Clients at the same time, 1 to 64.</param>
    /// <param name="maxSessions">Sessions remembered for resumption, 0 to 64.</param>
    /// <param name="crypto">Gives AES and HMAC.</param>
    /// <param name="random">Gives unpredictable bytes.</param>
    /// <exception cref="ArgumentException">An option or a number is out of its range.</exception>
    public DtlsServer(DtlsOptions options, IPskStore store, int maxConnections, int maxSessions, ICrypto crypto, IRandom random)
    {
        if (store == null || maxConnections < 1 || maxConnections > 64 || maxSessions < 0 || maxSessions > 64)
        {
            throw new ArgumentException("DTLS server limits");
        }

        _options = options;
        Store = store;
        _cookies = new CookieJar(crypto, random);
        _helloInbox = new HandshakeInbox(1, 512);
        _sessions = new DtlsSession[maxSessions];
        for (int i = 0; i < maxSessions; i++)
        {
            _sessions[i] = new DtlsSession();
        }

        _connections = new DtlsConnection[maxConnections];
        _handshakes = new ServerHandshake[maxConnections];
        _peers = new byte[maxConnections][];
        _peerCounts = new int[maxConnections];
        _heardMs = new long[maxConnections];
        for (int i = 0; i < maxConnections; i++)
        {
            _connections[i] = new DtlsConnection(options, crypto, random, this);
            _handshakes[i] = _created;
            _peers[i] = new byte[MaxAddress];
        }
    }

    /// <summary>Places for clients.</summary>
    public int Count => _connections.Length;

    /// <summary>The earliest deadline of all connections.</summary>
    public long NextDeadlineMs
    {
        get
        {
            long next = Time.Never;
            for (int i = 0; i < _connections.Length; i++)
            {
                long at = _connections[i].NextDeadlineMs;
                next = at < next ? at : next;
            }

            return next;
        }
    }

    /// <summary>Index of the connection that the last event belongs to.</summary>
    public int EventConnection { get; private set; }

    /// <summary>Where the last datagram of <see cref="PollTransmit"/> goes, from index 0.</summary>
    public byte[] TransmitAddress { get; } = new byte[MaxAddress];

    /// <summary>Bytes of <see cref="TransmitAddress"/>.</summary>
    public int TransmitAddressCount { get; private set; }

    /// <summary>Datagrams that belong to no connection and are no usable ClientHello.</summary>
    public int Dropped { get; private set; }

    internal IPskStore Store { get; }

    internal bool KeepsSessions => _sessions.Length > 0;

    /// <summary>A connection, for its state and to protect data for it.</summary>
    public DtlsConnection Connection(int index) => _connections[index];

    /// <summary>Copies the present address of a connection's client, which a connection id lets change.</summary>
    /// <returns>Bytes of it.</returns>
    public int CopyAddress(int index, byte[] address, int offset)
    {
        Array.Copy(_peers[index], 0, address, offset, _peerCounts[index]);
        return _peerCounts[index];
    }

    /// <summary>Takes a datagram. It is decrypted in place, so the array must stay as it is until <see cref="PollEvent"/> gives none.</summary>
    /// <param name="address">Holds where it came from.</param>
    /// <param name="addressOffset">Index of the address's first byte.</param>
    /// <param name="addressCount">1 to <see cref="MaxAddress"/> bytes.</param>
    /// <param name="datagram">Holds the datagram.</param>
    /// <param name="offset">Index of its first byte.</param>
    /// <param name="count">Its bytes.</param>
    /// <param name="nowMs">Monotonic ms.</param>
    /// <exception cref="ArgumentException">A range is wrong.</exception>
    public void HandleInput(
        byte[] address, int addressOffset, int addressCount, byte[] datagram, int offset, int count, long nowMs)
    {
        Bytes.RequireRange(address, addressOffset, addressCount);
        Bytes.RequireRange(datagram, offset, count);
        if (addressCount < 1 || addressCount > MaxAddress)
        {
            throw new ArgumentException("address");
        }

        int hello = FindHello(address, addressOffset, addressCount, datagram, offset, count);
        if (hello > NotHello)
        {
            byte[] buffer = hello == WholeHello ? datagram : _helloInbox.Buffer;
            int at = hello == WholeHello ? offset + RecordLayer.HeaderLength : _helloInbox.Find();
            OnHello(address, addressOffset, addressCount, buffer, at, RecordLayer.ReadSequence(datagram, offset), nowMs);
            return;
        }

        int index = hello == PartOfHello ? -1 : Route(address, addressOffset, addressCount, datagram, offset, count);
        if (index < 0)
        {
            Dropped++;
            return;
        }

        DtlsConnection connection = _connections[index];
        connection.HandleInput(datagram, offset, count, nowMs);
        if (connection.HeardNewest)
        {
            _heardMs[index] = nowMs;
            SetPeer(index, address, addressOffset, addressCount);
        }
    }

    /// <summary>Sends flights again, or gives up, where that is due.</summary>
    public void HandleTimeout(long nowMs)
    {
        for (int i = 0; i < _connections.Length; i++)
        {
            _connections[i].HandleTimeout(nowMs);
        }
    }

    /// <summary>Takes the next event; <see cref="EventConnection"/> says whose. <see cref="DtlsEvent.Connected"/> may come for an index
    /// whose earlier client has lost its place.</summary>
    public DtlsEvent PollEvent()
    {
        for (int i = 0; i < _connections.Length; i++)
        {
            DtlsEvent happened = _connections[i].PollEvent();
            if (happened != DtlsEvent.None)
            {
                EventConnection = i;
                if (happened == DtlsEvent.Connected)
                {
                    DropOthers(i);
                }

                return happened;
            }
        }

        return DtlsEvent.None;
    }

    /// <summary>Writes the next datagram of a handshake or an alert; <see cref="TransmitAddress"/> says where to.</summary>
    /// <param name="buffer">Receives it.</param>
    /// <param name="offset">Index of its first byte.</param>
    /// <param name="capacity">Room, at least 128 bytes.</param>
    /// <returns>Bytes of the datagram; 0 when there is none.</returns>
    public int PollTransmit(byte[] buffer, int offset, int capacity)
    {
        Bytes.RequireRange(buffer, offset, capacity);
        if (_replyCount > 0 && capacity >= _replyCount)
        {
            int reply = _replyCount;
            _replyCount = 0;
            Array.Copy(_reply, 0, buffer, offset, reply);
            Array.Copy(_replyPeer, TransmitAddress, _replyPeerCount);
            TransmitAddressCount = _replyPeerCount;
            return reply;
        }

        for (int i = 0; i < _connections.Length; i++)
        {
            int count = _connections[i].PollTransmit(buffer, offset, capacity);
            if (count > 0)
            {
                TransmitAddressCount = CopyAddress(i, TransmitAddress, 0);
                return count;
            }
        }

        return 0;
    }

    internal Handshake CreateHandshake(DtlsConnection connection)
    {
        _created = new ServerHandshake(connection, _options, this);
        return _created;
    }

    internal void KeepSession(DtlsSession session)
    {
        if (session.IdCount > 0 && _sessions.Length > 0)
        {
            _sessions[_nextSession].Set(
                session.Id, 0, session.IdCount, session.Suite, session.Credential, session.Master, 0);
            _nextSession = (_nextSession + 1) % _sessions.Length;
        }
    }
}
