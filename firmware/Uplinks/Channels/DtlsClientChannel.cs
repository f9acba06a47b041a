using System;
using Telenode.Core;
using Telenode.Security;

namespace Telenode.Uplinks;

/// <summary>CoAP over DTLS to one server (RFC 7252 §9.1): every datagram of the endpoint is one record.</summary>
/// <remarks>
/// A new connection resumes the last session where the server still knows it. With a store the session outlives a reset, and
/// <see cref="Suspend"/> lets the whole association outlive a deep sleep: it goes on without a handshake.
/// </remarks>
public sealed class DtlsClientChannel : IClientChannel
{
    private const int MaxPlaintext = 1280;
    private const int WireSize = MaxPlaintext + 64;

    private readonly PlainChannel _network;
    private readonly DtlsConnection _connection;
    private readonly SavedAssociation _saved;
    private readonly string _identity;
    private readonly byte[] _wire = new byte[WireSize];
    private readonly byte[] _output = new byte[WireSize];
    private StreamState _state;
    private string _failure;
    private int _server;

    /// <summary>Creates a closed channel.</summary>
    /// <param name="socket">The way out.</param>
    /// <param name="host">The server, whose name it is told (RFC 6066 §3).</param>
    /// <param name="keys">Identity and key.</param>
    /// <param name="crypto">Gives AES and HMAC.</param>
    /// <param name="random">Gives unpredictable bytes.</param>
    /// <param name="store">Keeps the session over resets and deep sleep; null keeps it in memory only.</param>
    /// <exception cref="ArgumentException">Identity or key is missing or out of its range.</exception>
    public DtlsClientChannel(IDatagramSocket socket, string host, SecureOptions keys, ICrypto crypto, IRandom random, IKeyValueStore store)
    {
        if (!keys.HasPsk)
        {
            throw new ArgumentException("coaps needs an identity and a pre-shared key: uplink.psk.identity and uplink.psk.key");
        }

        _network = new PlainChannel(socket);
        _identity = keys.PskIdentity;
        var options = new DtlsOptions
        {
            Identity = System.Text.Encoding.UTF8.GetBytes(keys.PskIdentity),
            Key = keys.PskKey,
            ServerName = IsName(host) ? host : null,
            MaxPlaintext = MaxPlaintext,
        };
        _connection = new DtlsConnection(options, crypto, random);
        _saved = store == null ? null : new SavedAssociation(store, crypto, random, keys.PskKey, keys.PskIdentity + "@" + host);
    }

    /// <inheritdoc/>
    public StreamState State => _state;

    /// <inheritdoc/>
    public string Failure => _failure;

    /// <inheritdoc/>
    public string Hint => _connection.LikelyFailure == DtlsFailure.None ? null : ReasonOf(_connection.LikelyFailure);

    /// <inheritdoc/>
    public int Arrival => Coap.Arrival.Secured;

    /// <inheritdoc/>
    public long BytesSent => _network.BytesSent;

    /// <inheritdoc/>
    public long BytesReceived => _network.BytesReceived;

    /// <inheritdoc/>
    public int Peer { get; private set; }

    /// <summary>Whether the last connection resumed a session, or went on with a suspended association.</summary>
    public bool IsResumed { get; private set; }

    /// <inheritdoc/>
    public long NextDeadlineMs
    {
        get
        {
            long next = _network.NextDeadlineMs;
            next = _connection.NextDeadlineMs < next ? _connection.NextDeadlineMs : next;
            return _saved != null && _saved.ProbationEndMs < next ? _saved.ProbationEndMs : next;
        }
    }

    /// <inheritdoc/>
    public void Connect(string host, int port, long nowMs)
    {
        _failure = null;
        _server = 0;
        _state = StreamState.Opening;
        _network.LocalPort = _saved == null ? 0 : _saved.TakePort();
        _network.Connect(host, port, nowMs);
        Step(nowMs);
    }

    /// <inheritdoc/>
    public void Step(long nowMs)
    {
        if (_state != StreamState.Opening && _state != StreamState.Open)
        {
            return;
        }

        _network.Step(nowMs);
        if (_network.State == StreamState.Failed)
        {
            Fail(_network.Failure);
            return;
        }

        if (_server == 0 && _network.State == StreamState.Open)
        {
            _server = _network.Peer;
            Begin(nowMs);
        }

        if (_saved != null && nowMs >= _saved.ProbationEndMs)
        {
            _saved.Forget();
            Fail("the server does not answer the association from before the sleep: connecting anew");
            return;
        }

        _connection.HandleTimeout(nowMs);
        if (_state == StreamState.Opening && _server != 0)
        {
            Pump(nowMs);
        }

        Flush();
    }

    /// <inheritdoc/>
    public int Receive(byte[] buffer, int offset, int capacity, out int peer, long nowMs)
    {
        peer = Peer;
        while (_state == StreamState.Open && Pump(nowMs))
        {
            int count = _connection.DataCount;
            if (count <= capacity)
            {
                Array.Copy(_wire, _connection.DataOffset, buffer, offset, count);
                return count;
            }
        }

        return -1;
    }

    /// <inheritdoc/>
    public void Send(byte[] buffer, int offset, int count, int peer, long nowMs)
    {
        if (_state != StreamState.Open || peer != Peer || count > _connection.MaxPlaintext)
        {
            return;
        }

        int size = _connection.Protect(buffer, offset, count, _output, 0, WireSize);
        if (size > 0)
        {
            _network.Send(_output, 0, size, _server, nowMs);
        }

        if (_saved != null)
        {
            _saved.NoteSent(nowMs);
        }
    }

    /// <inheritdoc/>
    public void Close(long nowMs)
    {
        if (_state == StreamState.Open || _state == StreamState.Opening)
        {
            _connection.Close();
            Flush();
        }

        _state = StreamState.Closed;
        _network.Close(nowMs);
    }

    /// <inheritdoc/>
    public void Suspend(long nowMs)
    {
        if (_state == StreamState.Open && _saved != null && _saved.Suspend(_connection))
        {
            _state = StreamState.Closed;
        }

        Close(nowMs);
    }

    private void Begin(long nowMs)
    {
        IsResumed = _saved != null && _saved.Restore(_connection);
        if (IsResumed)
        {
            Open();
        }
        else
        {
            _connection.Connect(nowMs);
        }
    }

    private void Open()
    {
        Peer++; // a new association is a new peer to the endpoint
        _state = StreamState.Open;
    }

    // Takes datagrams until one holds data for the endpoint, the channel opens, or none is left.
    private bool Pump(long nowMs)
    {
        bool wasOpen = _state == StreamState.Open;
        while (true)
        {
            DtlsEvent e = _connection.PollEvent();
            if (e == DtlsEvent.None)
            {
                Flush();
                if (!TakeDatagram(nowMs))
                {
                    return false;
                }
            }
            else if (e == DtlsEvent.Data)
            {
                if (_saved != null)
                {
                    _saved.NoteHeard();
                }

                return true;
            }
            else
            {
                OnEvent(e);
            }

            if (_state != StreamState.Opening && (!wasOpen || _state != StreamState.Open))
            {
                return false;
            }
        }
    }

    private bool TakeDatagram(long nowMs)
    {
        int count = _network.Receive(_wire, 0, WireSize, out int from, nowMs);
        if (count > 0 && from == _server)
        {
            _connection.HandleInput(_wire, 0, count, nowMs);
        }

        return count >= 0;
    }

    private void OnEvent(DtlsEvent e)
    {
        Flush();
        if (e == DtlsEvent.Connected)
        {
            IsResumed = _connection.IsResumed;
            if (_saved != null && !IsResumed)
            {
                _saved.KeepSession(_connection);
            }

            Open();
        }
        else if (e == DtlsEvent.Closed)
        {
            Fail("the server closed the DTLS connection");
        }
        else
        {
            Fail(ReasonOf(_connection.Failure));
        }
    }

    private string ReasonOf(DtlsFailure failure)
    {
        if (failure == DtlsFailure.KeyUnconfirmed)
        {
            return "the server did not finish the DTLS handshake: is the key for the identity \"" + _identity + "\" right?";
        }

        int alert = _connection.PeerAlert;
        return "DTLS: " + DtlsFailureText.Of(failure, alert) + (alert < 0 ? "" : "; we are \"" + _identity + "\"");
    }

    private void Fail(string why)
    {
        _failure = why;
        _state = StreamState.Failed;
    }

    private void Flush()
    {
        for (int count = _connection.PollTransmit(_output, 0, WireSize); count > 0; count = _connection.PollTransmit(_output, 0, WireSize))
        {
            _network.Send(_output, 0, count, _server, 0);
        }
    }

    // A literal address is no server name (RFC 6066 §3): IPv6 has colons, IPv4 ends in a digit, which no top-level domain does.
    private static bool IsName(string host)
    {
        char last = host[host.Length - 1];
        return host.IndexOf(':') < 0 && (last < '0' || last > '9');
    }
}
