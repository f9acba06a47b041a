using System;
using Telenode.Core;
using Telenode.Security;

namespace Telenode.Uplinks;

/// <summary>CoAP over DTLS for clients that have the pre-shared key (RFC 7252 §9.1).</summary>
/// <remarks>Each association is a peer of its own to the endpoint: a client that connects anew is a new one, so that nothing from before,
/// such as an observation, goes on under keys that it was not asked for with.</remarks>
public sealed class DtlsServerChannel : IServerChannel
{
    private const int MaxPlaintext = 1280;
    private const int WireSize = MaxPlaintext + 64;
    private const int AddressLength = 4;

    private readonly PlainChannel _network;
    private readonly DtlsServer _server;
    private readonly byte[] _wire = new byte[WireSize];
    private readonly byte[] _output = new byte[WireSize];
    private readonly byte[] _address = new byte[AddressLength];
    private readonly int[] _peers;
    private int _lastPeer;

    /// <summary>Creates a closed channel.</summary>
    /// <param name="socket">The way out.</param>
    /// <param name="keys">The identity and key that clients must have.</param>
    /// <param name="clients">Clients at the same time: the one heard least recently gives way to another.</param>
    /// <param name="crypto">Gives AES and HMAC.</param>
    /// <param name="random">Gives unpredictable bytes.</param>
    /// <exception cref="ArgumentException">Identity or key is missing or out of its range.</exception>
    public DtlsServerChannel(IDatagramSocket socket, SecureOptions keys, int clients, ICrypto crypto, IRandom random)
    {
        if (!keys.HasPsk)
        {
            throw new ArgumentException("a DTLS server needs an identity and a pre-shared key: serve.psk.identity and serve.psk.key");
        }

        _network = new PlainChannel(socket);
        var options = new DtlsOptions { MaxPlaintext = MaxPlaintext, ConnectionIdLength = 2 };
        _server = new DtlsServer(options, new Credential(keys), clients, clients, crypto, random);
        _peers = new int[clients];
    }

    /// <inheritdoc/>
    public StreamState State => _network.State;

    /// <inheritdoc/>
    public string Failure => _network.Failure;

    /// <inheritdoc/>
    public string Hint => null;

    /// <inheritdoc/>
    public long NextDeadlineMs => _server.NextDeadlineMs;

    /// <inheritdoc/>
    public int Arrival => Coap.Arrival.Secured;

    /// <inheritdoc/>
    public long BytesSent => _network.BytesSent;

    /// <inheritdoc/>
    public long BytesReceived => _network.BytesReceived;

    /// <inheritdoc/>
    public void Listen(int port, string group) => _network.Listen(port, null);

    /// <inheritdoc/>
    public PlainChannel Plain => null;

    /// <summary>A group shares no keys: it is never joined (RFC 7252 §9.1).</summary>
    public bool JoinGroup(string address) => false;

    /// <inheritdoc/>
    public void Step(long nowMs)
    {
        _server.HandleTimeout(nowMs);
        Flush(nowMs);
    }

    /// <inheritdoc/>
    public int Receive(byte[] buffer, int offset, int capacity, out int peer, long nowMs)
    {
        peer = 0;
        while (true)
        {
            DtlsEvent e = _server.PollEvent();
            DtlsConnection connection = e == DtlsEvent.None ? null : _server.Connection(_server.EventConnection);
            if (e == DtlsEvent.None)
            {
                Flush(nowMs);
                if (!TakeDatagram(nowMs))
                {
                    return -1;
                }
            }
            else if (e == DtlsEvent.Connected)
            {
                _peers[_server.EventConnection] = ++_lastPeer;
            }
            else if (e == DtlsEvent.Data && connection.DataCount <= capacity)
            {
                peer = _peers[_server.EventConnection];
                Array.Copy(_wire, connection.DataOffset, buffer, offset, connection.DataCount);
                return connection.DataCount;
            }
        }
    }

    /// <inheritdoc/>
    public void Send(byte[] buffer, int offset, int count, int peer, long nowMs)
    {
        int index = peer == 0 ? -1 : Array.IndexOf(_peers, peer);
        if (index < 0)
        {
            return;
        }

        DtlsConnection connection = _server.Connection(index);
        if (connection.State != DtlsState.Connected || count > connection.MaxPlaintext)
        {
            return;
        }

        int size = connection.Protect(buffer, offset, count, _output, 0, WireSize);
        _server.CopyAddress(index, _address, 0);
        _network.Send(_output, 0, size, ToPeer(_address), nowMs);
    }

    /// <inheritdoc/>
    public void Close(long nowMs)
    {
        for (int i = 0; i < _peers.Length; i++)
        {
            _server.Connection(i).Close();
            _peers[i] = 0;
        }

        Flush(nowMs);
        _network.Close(nowMs);
    }

    private bool TakeDatagram(long nowMs)
    {
        int count = _network.Receive(_wire, 0, WireSize, out int from, nowMs);
        if (count > 0)
        {
            // The socket's number for an address stands for it: it never names another.
            _address[0] = (byte)(from >> 24);
            _address[1] = (byte)(from >> 16);
            _address[2] = (byte)(from >> 8);
            _address[3] = (byte)from;
            _server.HandleInput(_address, 0, AddressLength, _wire, 0, count, nowMs);
        }

        return count >= 0;
    }

    private void Flush(long nowMs)
    {
        for (int count = _server.PollTransmit(_output, 0, WireSize); count > 0; count = _server.PollTransmit(_output, 0, WireSize))
        {
            _network.Send(_output, 0, count, ToPeer(_server.TransmitAddress), nowMs);
        }
    }

    private static int ToPeer(byte[] address) => (address[0] << 24) | (address[1] << 16) | (address[2] << 8) | address[3];

    private sealed class Credential : IPskStore
    {
        private readonly byte[] _identity;
        private readonly byte[] _key;

        public Credential(SecureOptions keys)
        {
            _identity = System.Text.Encoding.UTF8.GetBytes(keys.PskIdentity);
            _key = keys.PskKey;
        }

        public int Find(byte[] identity, int offset, int count, byte[] key, out int keyCount)
        {
            bool same = count == _identity.Length;
            for (int i = 0; same && i < count; i++)
            {
                same = identity[offset + i] == _identity[i];
            }

            keyCount = same ? _key.Length : 0;
            Array.Copy(_key, 0, key, 0, keyCount);
            return same ? 0 : -1;
        }
    }
}
