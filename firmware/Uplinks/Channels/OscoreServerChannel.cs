using System;
using Telenode.Coap;
using Telenode.Core;
using Telenode.Security;

namespace Telenode.Uplinks;

/// <summary>CoAP for clients with an OSCORE context (RFC 8613) on the port of plain CoAP, which goes on beside it.</summary>
/// <remarks>
/// What comes protected reaches the endpoint from a peer number of its own, so plain and protected never mix: a response to a protected
/// request leaves protected or not at all. Requests that come again are known here by message ID, before their Partial IV would count
/// as a replay, and get the bytes of the first answer (RFC 7252 §4.5).
/// </remarks>
public sealed class OscoreServerChannel : IServerChannel
{
    private const int WireSize = 1280 + OscoreContext.MaxOverhead;
    private const int HeadRoom = CoapHead.Length + CoapHead.MaxToken;

    // Set in the numbers of protected peers; a socket's count up from 1, those of connections begin above (CoapConnections).
    private const int Protected = 1 << 29;

    private readonly PlainChannel _network;
    private readonly OscoreContext _context;
    private readonly OscoreProbe _probe = new OscoreProbe();
    private readonly OscoreInbox _inbox;
    private readonly byte[] _wire = new byte[WireSize];
    private readonly byte[] _output = new byte[WireSize + HeadRoom];
    private readonly bool _isLost;
    private int _nextMessageId;

    /// <summary>Creates a closed channel.</summary>
    /// <param name="socket">The way out.</param>
    /// <param name="keys">Secret, salt, ids; the recipient id is the clients'.</param>
    /// <param name="requests">Requests and observations under way at one time; more than the endpoint's observers.</param>
    /// <param name="crypto">Gives AES and HMAC.</param>
    /// <param name="random">Gives unpredictable bytes.</param>
    /// <param name="store">Keeps the sender sequence number.</param>
    /// <exception cref="ArgumentException">Something is missing or out of its range.</exception>
    public OscoreServerChannel(IDatagramSocket socket, SecureOptions keys, int requests, ICrypto crypto, IRandom random, IKeyValueStore store)
    {
        _network = new PlainChannel(socket);
        _context = OscoreContexts.Create(keys, crypto, random, store, out _isLost);
        _inbox = new OscoreInbox(requests, 2 * WireSize);
        random.Fill(_wire, 0, 2);
        _nextMessageId = (_wire[0] << 8) | _wire[1];
    }

    /// <inheritdoc/>
    public StreamState State => _isLost ? StreamState.Failed : _network.State;

    /// <inheritdoc/>
    public string Failure
        => _isLost ? "the OSCORE sequence number was kept and cannot be read any more: both sides need a new secret" : _network.Failure;

    /// <inheritdoc/>
    public string Hint => null;

    /// <inheritdoc/>
    public long NextDeadlineMs => Time.Never;

    /// <inheritdoc/>
    public int Arrival { get; private set; }

    /// <inheritdoc/>
    public long BytesSent => _network.BytesSent;

    /// <inheritdoc/>
    public long BytesReceived => _network.BytesReceived;

    /// <inheritdoc/>
    public PlainChannel Plain => _network;

    /// <inheritdoc/>
    public void Listen(int port, string group) => _network.Listen(port, group);

    /// <inheritdoc/>
    public bool JoinGroup(string address) => _network.JoinGroup(address);

    /// <inheritdoc/>
    public void Step(long nowMs) => _network.Step(nowMs);

    /// <inheritdoc/>
    public int Receive(byte[] buffer, int offset, int capacity, out int peer, long nowMs)
    {
        while (true)
        {
            int count = _network.Receive(_wire, 0, WireSize, out int from, nowMs);
            peer = from;
            if (count < 0)
            {
                return -1;
            }

            Arrival = _network.Arrival;
            int tokenLength = CoapHead.TokenLength(_wire, 0, count);
            int code = tokenLength < 0 ? -1 : CoapHead.CodeOf(_wire, 0);
            bool isProtected = code >= 0 && CoapCode.IsRequest(code) && Arrival == Coap.Arrival.Plain && IsProtected(tokenLength, count);
            if (isProtected)
            {
                count = Open(from, tokenLength, count, buffer, offset, capacity, nowMs);
                peer = from | Protected;
                Arrival = Coap.Arrival.Secured;
            }
            else
            {
                count = count <= capacity ? count : 0;
                Array.Copy(_wire, 0, buffer, offset, count);
                peer = code == CoapCode.Empty && _inbox.HasSent(from, CoapHead.MessageIdOf(_wire, 0)) ? from | Protected : from;
            }

            if (count > 0)
            {
                return count;
            }
        }
    }

    /// <inheritdoc/>
    public void Send(byte[] buffer, int offset, int count, int peer, long nowMs)
    {
        int tokenLength = CoapHead.TokenLength(buffer, offset, count);
        int to = peer & ~Protected;
        if (tokenLength < 0 || to == peer)
        {
            _network.Send(buffer, offset, count, to, nowMs);
            return;
        }

        int messageId = CoapHead.MessageIdOf(buffer, offset);
        int type = CoapHead.TypeOf(buffer, offset);
        if (CoapHead.CodeOf(buffer, offset) == CoapCode.Empty)
        {
            int answered = _inbox.FindMessageId(to, messageId, nowMs);
            if (answered >= 0)
            {
                _inbox.KeepAnswer(answered, buffer, offset, count);
            }

            _network.Send(buffer, offset, count, to, nowMs);
            return;
        }

        int row = _inbox.FindToken(to, buffer, offset + CoapHead.Length, tokenLength);
        if (row < 0)
        {
            return; // what its request was bound to has given way: never in the clear instead
        }

        int at = CoapHead.Join(buffer, offset, tokenLength);
        int start = CoapHead.Length - 1 + tokenLength;
        int size = _context.ProtectResponse(_inbox.Exchange(row), buffer, at, offset + count - at, _output, start, _output.Length - start);
        if (size > 0)
        {
            CoapHead.Write(_output, 0, type, messageId, _inbox.Token(row), tokenLength);
            SendAnswer(row, type, messageId, start + size, nowMs);
        }
    }

    /// <inheritdoc/>
    public void Close(long nowMs)
    {
        _inbox.Clear();
        _network.Close(nowMs);
    }

    // Whether the message in the wire buffer has an OSCORE option.
    private bool IsProtected(int tokenLength, int count)
    {
        int at = CoapHead.Length + tokenLength;
        return _probe.IsProtected(_wire, at, count - at);
    }

    // Gives the endpoint's request, or 0 when what lies in the wire buffer is none, or is dealt with.
    private int Open(int from, int tokenLength, int count, byte[] buffer, int offset, int capacity, long nowMs)
    {
        int type = CoapHead.TypeOf(_wire, 0);
        int messageId = CoapHead.MessageIdOf(_wire, 0);
        int row = _inbox.FindMessageId(from, messageId, nowMs);
        if (row >= 0)
        {
            int answer = type == MessageType.Confirmable ? _inbox.CopyAnswer(row, _output) : 0;
            if (answer > 0)
            {
                _network.Send(_output, 0, answer, from, nowMs);
            }

            return 0;
        }

        // Not yet a row of the inbox: what does not verify must not push out what has.
        OscoreExchange exchange = _inbox.Spare;
        _inbox.TakeToken(_wire, CoapHead.Length, tokenLength);
        int at = CoapHead.Join(_wire, 0, tokenLength);
        int start = offset + CoapHead.Length - 1 + tokenLength;
        int room = capacity - (CoapHead.Length - 1 + tokenLength);
        if (count - at > room)
        {
            return 0;
        }

        int size = _context.UnprotectRequest(exchange, _wire, at, count - at, buffer, start, room);
        if (size <= 0)
        {
            Refuse(size, from, type, messageId, tokenLength, nowMs);
            return 0;
        }

        row = _inbox.Add(from, messageId, nowMs);
        CoapHead.Write(buffer, offset, type, messageId, _inbox.Token(row), tokenLength);
        return CoapHead.Length - 1 + tokenLength + size;
    }

    // RFC 8613 §8.2: errors go out unprotected, the challenge of Appendix B.1.2 protected.
    private void Refuse(int error, int to, int type, int messageId, int tokenLength, long nowMs)
    {
        int start = CoapHead.Length - 1 + tokenLength;
        int size = error == OscoreError.NotFresh
            ? _context.ProtectChallenge(_inbox.Spare, _output, start, _output.Length - start)
            : OscoreError.WriteResponse(error, _output, start, _output.Length - start);
        if (size <= 0)
        {
            return;
        }

        bool isConfirmable = type == MessageType.Confirmable;
        int id = isConfirmable ? messageId : _nextMessageId++ & 0xffff;
        CoapHead.Write(_output, 0, isConfirmable ? MessageType.Acknowledgement : MessageType.NonConfirmable, id, _inbox.SpareToken, tokenLength);
        if (error == OscoreError.NotFresh)
        {
            SendAnswer(_inbox.Add(to, messageId, nowMs), MessageType.Acknowledgement, id, start + size, nowMs);
        }
        else
        {
            _network.Send(_output, 0, start + size, to, nowMs);
        }
    }

    private void SendAnswer(int row, int type, int messageId, int count, long nowMs)
    {
        if (type == MessageType.Acknowledgement)
        {
            _inbox.KeepAnswer(row, _output, 0, count);
        }
        else
        {
            _inbox.NoteSent(row, messageId);
        }

        _network.Send(_output, 0, count, _inbox.Peer(row), nowMs);
    }
}
