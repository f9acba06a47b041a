using System;
using Telenode.Coap;
using Telenode.Core;
using Telenode.Security;

namespace Telenode.Uplinks;

/// <summary>CoAP under OSCORE to one server (RFC 8613), over UDP.</summary>
/// <remarks>
/// The endpoint's messages are taken apart and protected here, below its message layer: so a message that it sends again goes out
/// with the very bytes of the first time, which are kept, and an empty acknowledgement or reset passes as it is (RFC 8613 §4.2).
/// An unprotected response is never given to the endpoint: it becomes the <see cref="Hint"/>.
/// </remarks>
public sealed class OscoreClientChannel : IClientChannel
{
    private const int WireSize = 1280 + OscoreContext.MaxOverhead;
    private const int Acknowledged = 4;

    private readonly PlainChannel _network;
    private readonly OscoreContext _context;
    private readonly OscoreRequest[] _requests;
    private readonly byte[] _wire = new byte[WireSize];
    private readonly byte[] _empty = new byte[CoapHead.Length];
    private readonly int[] _acknowledged = new int[Acknowledged];
    private readonly bool _isLost;
    private int _nextAcknowledged;
    private int _uses;
    private string _failure;

    /// <summary>Creates a closed channel.</summary>
    /// <param name="socket">The way out.</param>
    /// <param name="keys">Secret, salt, ids.</param>
    /// <param name="maxMessageSize">The endpoint's <see cref="CoapOptions.MaxMessageSize"/>.</param>
    /// <param name="requests">Requests and observations under way at one time: as many as the endpoint's exchanges.</param>
    /// <param name="crypto">Gives AES and HMAC.</param>
    /// <param name="random">Gives unpredictable bytes.</param>
    /// <param name="store">Keeps the sender sequence number; without it a reset would use nonces twice.</param>
    /// <exception cref="ArgumentException">Something is missing or out of its range.</exception>
    public OscoreClientChannel(
        IDatagramSocket socket, SecureOptions keys, int maxMessageSize, int requests, ICrypto crypto, IRandom random, IKeyValueStore store)
    {
        _network = new PlainChannel(socket);
        _context = OscoreContexts.Create(keys, crypto, random, store, out _isLost);
        int size = maxMessageSize + OscoreContext.MaxOverhead + (keys.OscoreContext == null ? 0 : keys.OscoreContext.Length);
        _requests = new OscoreRequest[requests];
        for (int i = 0; i < requests; i++)
        {
            _requests[i] = new OscoreRequest(size);
        }
    }

    /// <inheritdoc/>
    public StreamState State => _failure != null ? StreamState.Failed : _network.State;

    /// <inheritdoc/>
    public string Failure => _failure ?? _network.Failure;

    /// <inheritdoc/>
    public string Hint { get; private set; }

    /// <inheritdoc/>
    public long NextDeadlineMs => _network.NextDeadlineMs;

    /// <inheritdoc/>
    public int Arrival { get; private set; }

    /// <inheritdoc/>
    public long BytesSent => _network.BytesSent;

    /// <inheritdoc/>
    public long BytesReceived => _network.BytesReceived;

    /// <inheritdoc/>
    public int Peer => _network.Peer;

    /// <inheritdoc/>
    public void Connect(string host, int port, long nowMs)
    {
        _failure = _isLost ? "the OSCORE sequence number was kept and cannot be read any more: both sides need a new secret" : null;
        Hint = null;
        for (int i = 0; i < _requests.Length; i++)
        {
            _requests[i].SentCount = 0;
        }

        for (int i = 0; i < Acknowledged; i++)
        {
            _acknowledged[i] = -1;
        }

        _network.Connect(host, port, nowMs);
    }

    /// <inheritdoc/>
    public void Step(long nowMs) => _network.Step(nowMs);

    /// <inheritdoc/>
    public int Receive(byte[] buffer, int offset, int capacity, out int peer, long nowMs)
    {
        while (true)
        {
            int count = _network.Receive(_wire, 0, WireSize, out peer, nowMs);
            if (count < 0 || State != StreamState.Open)
            {
                return -1;
            }

            int tokenLength = peer == Peer ? CoapHead.TokenLength(_wire, 0, count) : -1;
            if (tokenLength >= 0)
            {
                count = Open(tokenLength, count, buffer, offset, capacity, nowMs);
                if (count > 0)
                {
                    return count;
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Send(byte[] buffer, int offset, int count, int peer, long nowMs)
    {
        int tokenLength = CoapHead.TokenLength(buffer, offset, count);
        if (tokenLength < 0 || peer != Peer)
        {
            return;
        }

        int code = CoapHead.CodeOf(buffer, offset);
        if (code == CoapCode.Empty)
        {
            _network.Send(buffer, offset, count, peer, nowMs);
            return;
        }

        if (!CoapCode.IsRequest(code))
        {
            return; // nothing is served here
        }

        OscoreRequest request = Find(buffer, offset + CoapHead.Length, tokenLength);
        int messageId = CoapHead.MessageIdOf(buffer, offset);
        if (request == null || request.MessageId != messageId)
        {
            request = request ?? Oldest();
            request.Take(buffer, offset, tokenLength, messageId);
            request.SentCount = Protect(request, buffer, offset, count);
        }

        request.Used = ++_uses;
        if (request.SentCount > 0)
        {
            _network.Send(request.Sent, 0, request.SentCount, peer, nowMs);
        }
    }

    /// <inheritdoc/>
    public void Suspend(long nowMs) => Close(nowMs);

    /// <inheritdoc/>
    public void Close(long nowMs)
    {
        _failure = null;
        _network.Close(nowMs);
    }

    private int Protect(OscoreRequest request, byte[] buffer, int offset, int count)
    {
        int type = CoapHead.TypeOf(buffer, offset);
        int tokenLength = request.TokenLength;
        int at = CoapHead.Join(buffer, offset, tokenLength);
        int start = CoapHead.Length - 1 + tokenLength;
        int size = _context.ProtectRequest(
            request.Exchange, buffer, at, offset + count - at, request.Sent, start, request.Sent.Length - start);
        if (size < 0)
        {
            _failure = size == OscoreError.SequenceExhausted
                ? "the OSCORE keys are used up: both sides need a new secret"
                : "the OSCORE sequence number could not be stored, so nothing is sent: no room left, or another program uses these keys";
            return 0;
        }

        CoapHead.Write(request.Sent, 0, type, request.MessageId, request.Token, tokenLength);
        return start + size;
    }

    // Gives the endpoint's message, or 0 when there is none in what lies in the wire buffer.
    private int Open(int tokenLength, int count, byte[] buffer, int offset, int capacity, long nowMs)
    {
        int code = CoapHead.CodeOf(_wire, 0);
        int type = CoapHead.TypeOf(_wire, 0);
        if (code == CoapCode.Empty && count <= capacity)
        {
            Arrival = Coap.Arrival.Plain;
            Array.Copy(_wire, 0, buffer, offset, count);
            return count;
        }

        OscoreRequest request = CoapCode.IsResponse(code) ? Find(_wire, CoapHead.Length, tokenLength) : null;
        int messageId = CoapHead.MessageIdOf(_wire, 0);
        if (type == MessageType.Confirmable && Array.IndexOf(_acknowledged, messageId) >= 0)
        {
            SendEmpty(MessageType.Acknowledgement, messageId, nowMs); // the acknowledgement was lost
            return 0;
        }

        if (request == null)
        {
            // Such as a notification that nobody wants any more: only a reset ends it (RFC 7641 §3.6).
            if (CoapCode.IsResponse(code) && type != MessageType.Acknowledgement)
            {
                SendEmpty(MessageType.Reset, messageId, nowMs);
            }

            return 0;
        }

        int at = CoapHead.Join(_wire, 0, tokenLength);
        int start = offset + CoapHead.Length - 1 + tokenLength;
        int room = capacity - (CoapHead.Length - 1 + tokenLength);
        int size = count - at > room ? 0 : _context.UnprotectResponse(request.Exchange, _wire, at, count - at, buffer, start, room);
        if (size <= 0)
        {
            NoteRefusal(size, code);
            return 0;
        }

        if (type == MessageType.Confirmable)
        {
            _acknowledged[_nextAcknowledged] = messageId;
            _nextAcknowledged = (_nextAcknowledged + 1) % Acknowledged;
        }

        Hint = null;
        Arrival = Coap.Arrival.Secured;
        request.Used = ++_uses;
        CoapHead.Write(buffer, offset, type, messageId, request.Token, tokenLength);
        return CoapHead.Length - 1 + tokenLength + size;
    }

    // Nothing proves who says so: it is told when no better answer comes.
    private void NoteRefusal(int error, int code)
    {
        if (error == OscoreError.NotProtected && Hint == null)
        {
            Hint = "the server answered " + CoapCode.Describe(code) + " without OSCORE: are secret, salt, sender, recipient and context the same there?";
        }
    }

    private OscoreRequest Find(byte[] buffer, int tokenOffset, int tokenLength)
    {
        for (int i = 0; i < _requests.Length; i++)
        {
            if (_requests[i].SentCount > 0 && _requests[i].HasToken(buffer, tokenOffset, tokenLength))
            {
                return _requests[i];
            }
        }

        return null;
    }

    private OscoreRequest Oldest()
    {
        OscoreRequest oldest = _requests[0];
        for (int i = 1; i < _requests.Length; i++)
        {
            oldest = _requests[i].SentCount == 0 || _requests[i].Used - oldest.Used < 0 ? _requests[i] : oldest;
        }

        return oldest;
    }

    private void SendEmpty(int type, int messageId, long nowMs)
    {
        CoapHead.WriteEmpty(_empty, type, messageId);
        _network.Send(_empty, 0, CoapHead.Length, Peer, nowMs);
    }
}
