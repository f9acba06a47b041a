using System;
using Telenode.Core;

namespace Telenode.Security;

/// <summary>A DTLS 1.2 association with one peer (RFC 6347, in the profile of RFC 7925), as client; <see cref="DtlsServer"/> makes the server's.</summary>
/// <remarks>
/// A machine without I/O: give it each datagram with <see cref="HandleInput"/>, then take events until none is left, then datagrams
/// with <see cref="PollTransmit"/> until none is left; call <see cref="HandleTimeout"/> at <see cref="NextDeadlineMs"/>. What a peer
/// sends never throws: it is dropped and counted, or ends the connection with a reason. Nothing is allocated after construction.
/// </remarks>
public sealed partial class DtlsConnection
{
    /// <summary>The most that <see cref="Suspend"/> writes.</summary>
    public const int MaxSuspended = DtlsSnapshot.MaxLength;

    private const int Fatal = 2;
    private const int Warning = 1;

    private readonly DtlsOptions _options;
    private readonly Handshake _handshake;
    private readonly HandshakeInbox _inbox;
    private readonly byte[] _alertRecord = new byte[64 + Dtls.MaxConnectionId];
    private byte[] _input;
    private int _inputAt;
    private int _inputEnd;
    private bool _connectedEvent;
    private bool _dataEvent;
    private bool _endEvent;
    private bool _resentNow;
    private int _alertCount;
    private int _timeoutMs;
    private int _retransmits;
    private long _nowMs;
    private long _sentAtMs;
    private DtlsFailure _suspicion;
    private int _suspicionAlert;
    private bool _suspicionIsPeers;
    private bool _doubted;

    /// <summary>Creates a client's connection; <see cref="Connect"/> starts it.</summary>
    /// <param name="options">Limits, timers and credentials; kept.</param>
    /// <param name="crypto">Gives AES and HMAC.</param>
    /// <param name="random">Gives unpredictable bytes.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public DtlsConnection(DtlsOptions options, ICrypto crypto, IRandom random)
        : this(options, crypto, random, null)
    {
    }

    internal DtlsConnection(DtlsOptions options, ICrypto crypto, IRandom random, DtlsServer server)
    {
        IsClient = server == null;
        options.Check(IsClient);
        _options = options;
        Random = random;
        Records = new RecordLayer(crypto, Counters, options.ConnectionIdLength);
        Keys = new KeySchedule(crypto);
        int identity = options.Identity == null ? 0 : options.Identity.Length;
        int name = options.ServerName == null ? 0 : options.ServerName.Length;
        Flight = new Flight(IsClient ? 448 + identity + name : 256);
        _inbox = new HandshakeInbox(IsClient ? 3 : 2, options.MaxHandshakeMessage);
        _handshake = IsClient ? new ClientHandshake(this, options) : server.CreateHandshake(this);
    }

    /// <summary>Where the connection stands.</summary>
    public DtlsState State { get; private set; }

    /// <summary>Why it is <see cref="DtlsState.Failed"/>.</summary>
    public DtlsFailure Failure { get; private set; }

    /// <summary>What <see cref="Failure"/> will be if the peer stays silent: during a handshake the likely cause of a long wait.</summary>
    public DtlsFailure LikelyFailure => State == DtlsState.Handshaking && _retransmits > 0 ? _handshake.Silence : Failure;

    /// <summary>The fatal alert that the peer sent, −1 when it sent none.</summary>
    public int PeerAlert { get; private set; } = -1;

    /// <summary>What was dropped or repeated.</summary>
    public DtlsCounters Counters { get; } = new DtlsCounters();

    /// <summary>Whether the handshake resumed an earlier session.</summary>
    public bool IsResumed { get; internal set; }

    /// <summary>The agreed cipher suite, such as <see cref="CipherSuites.PskAes128Ccm8"/>; 0 before.</summary>
    public int Suite { get; internal set; }

    /// <summary>On a server, the number that <see cref="IPskStore.Find"/> gave for the client's credential.</summary>
    public int Credential { get; internal set; } = -1;

    /// <summary>Bytes that protection adds to application data, header included.</summary>
    public int Overhead => Records.Overhead(1);

    /// <summary>The most application data that one record can take to the peer.</summary>
    public int MaxPlaintext => Records.MaxPlaintext;

    /// <summary>Monotonic ms at which <see cref="HandleTimeout"/> is due; <see cref="Time.Never"/> when nothing is awaited.</summary>
    public long NextDeadlineMs { get; private set; } = Time.Never;

    /// <summary>After <see cref="DtlsEvent.Data"/>: index of the data in the array that <see cref="HandleInput"/> was given.</summary>
    public int DataOffset { get; private set; }

    /// <summary>After <see cref="DtlsEvent.Data"/>: bytes of data.</summary>
    public int DataCount { get; private set; }

    internal bool IsClient { get; }

    internal IRandom Random { get; }

    internal RecordLayer Records { get; }

    internal KeySchedule Keys { get; }

    internal Flight Flight { get; }

    internal DtlsSession Session { get; } = new DtlsSession();

    internal bool IsExtendedMaster { get; set; }

    /// <summary>message_seq of our next handshake message.</summary>
    internal int SendSequence { get; set; }

    /// <summary>Whether our last flight ends the handshake, so that only the peer can tell that it was lost.</summary>
    internal bool SentLast { get; set; }

    /// <summary>Whether the keys must not be used before the session has been saved again; see <see cref="Restore"/>.</summary>
    internal bool MustSave { get; set; }

    /// <summary>Starts a handshake, resuming the last session where there is one. An association that stands is dropped in silence.</summary>
    /// <exception cref="ArgumentException">The connection is a server's.</exception>
    public void Connect(long nowMs)
    {
        if (!IsClient)
        {
            throw new ArgumentException("a server's connection");
        }

        Begin(nowMs, 0, 0, 0);
        ((ClientHandshake)_handshake).SendHello();
    }

    /// <summary>Takes a datagram. It is decrypted in place, so the array must stay as it is until <see cref="PollEvent"/> gives none.</summary>
    /// <exception cref="ArgumentException">The range is outside the array.</exception>
    public void HandleInput(byte[] datagram, int offset, int count, long nowMs)
    {
        Bytes.RequireRange(datagram, offset, count);
        _input = datagram;
        _inputAt = offset;
        _inputEnd = offset + count;
        _nowMs = nowMs;
        _resentNow = false;
        HeardNewest = false;
        Advance();
    }

    /// <summary>Sends the flight again, or gives up, when that is due.</summary>
    public void HandleTimeout(long nowMs)
    {
        _nowMs = nowMs;
        if (nowMs < NextDeadlineMs)
        {
            return;
        }

        if (_suspicion != DtlsFailure.None && _doubted)
        {
            PeerAlert = _suspicionIsPeers ? _suspicionAlert : PeerAlert;
            Fail(_suspicion, _suspicionIsPeers ? -1 : _suspicionAlert);
        }
        else if (_retransmits >= _options.MaxRetransmits)
        {
            Fail(_handshake.Silence, -1);
        }
        else
        {
            _retransmits++;
            _doubted = _suspicion != DtlsFailure.None;
            _timeoutMs = _timeoutMs < _options.MaxTimeoutMs / 2 ? _timeoutMs * 2 : _options.MaxTimeoutMs;
            ResendFlight();
        }
    }

    /// <summary>Takes the next event.</summary>
    public DtlsEvent PollEvent()
    {
        if (!_connectedEvent && !_dataEvent && !_endEvent)
        {
            Advance();
        }

        if (_connectedEvent)
        {
            _connectedEvent = false;
            return DtlsEvent.Connected;
        }

        if (_dataEvent)
        {
            _dataEvent = false;
            return DtlsEvent.Data;
        }

        bool ended = _endEvent;
        _endEvent = false;
        return !ended ? DtlsEvent.None : State == DtlsState.Failed ? DtlsEvent.Failed : DtlsEvent.Closed;
    }

    /// <summary>Writes the next datagram of a handshake or an alert.</summary>
    /// <param name="buffer">Receives it.</param>
    /// <param name="offset">Index of its first byte.</param>
    /// <param name="capacity">Room, at least 128 bytes.</param>
    /// <returns>Bytes of the datagram; 0 when there is none.</returns>
    public int PollTransmit(byte[] buffer, int offset, int capacity)
    {
        Bytes.RequireRange(buffer, offset, capacity);
        int count = 0;
        if (Flight.IsPending && (State == DtlsState.Handshaking || State == DtlsState.Connected))
        {
            int room = capacity < _options.MaxDatagram ? capacity : _options.MaxDatagram;
            count = Flight.Poll(Records, buffer, offset, room);
            _sentAtMs = _nowMs;
        }

        if (count == 0 && _alertCount > 0 && capacity >= _alertCount)
        {
            count = _alertCount;
            Array.Copy(_alertRecord, 0, buffer, offset, count);
            _alertCount = 0;
        }

        return count;
    }

    /// <summary>Protects application data as one datagram with one record.</summary>
    /// <param name="data">Holds the data.</param>
    /// <param name="offset">Index of its first byte.</param>
    /// <param name="count">1 to <see cref="MaxPlaintext"/> bytes.</param>
    /// <param name="datagram">Receives the datagram; not the array of <paramref name="data"/>.</param>
    /// <param name="datagramOffset">Index of its first byte.</param>
    /// <param name="capacity">Room, at least <paramref name="count"/> + <see cref="Overhead"/>.</param>
    /// <returns>Bytes of the datagram; 0 when the connection is not <see cref="DtlsState.Connected"/> or has to be saved first.</returns>
    /// <exception cref="ArgumentException">A range or length is wrong.</exception>
    public int Protect(byte[] data, int offset, int count, byte[] datagram, int datagramOffset, int capacity)
    {
        Bytes.RequireRange(data, offset, count);
        Bytes.RequireRange(datagram, datagramOffset, capacity);
        if (State != DtlsState.Connected || MustSave)
        {
            return 0;
        }

        if (count < 1 || count > Records.MaxPlaintext || capacity < count + Overhead || data == datagram)
        {
            throw new ArgumentException("record length");
        }

        Array.Copy(data, offset, datagram, datagramOffset + Records.PlainStart(1), count);
        return Records.Seal(ContentType.ApplicationData, 1, datagram, datagramOffset, count);
    }

    /// <summary>Closes in order: the peer is told, the keys are cleared; the session can still be resumed.</summary>
    public void Close()
    {
        if (State == DtlsState.Connected && !MustSave)
        {
            QueueAlert(Warning, AlertCode.CloseNotify, 1);
        }

        End(DtlsState.Closed);
    }

    /// <summary>Forgets the session, so that the next handshake is a full one.</summary>
    public void ForgetSession() => Session.Clear();

    /// <summary>Writes what a later <see cref="Connect"/> needs to resume the session: 86 bytes, secret.</summary>
    /// <remarks>After <see cref="Restore"/> this must be stored over the suspended association before anything is sent:
    /// otherwise a reset would bring the same sequence numbers, and so nonces, back.</remarks>
    /// <param name="buffer">Receives it.</param>
    /// <param name="offset">Index of its first byte.</param>
    /// <param name="capacity">Room.</param>
    /// <returns>Bytes written; 0 when there is no session to resume or too little room.</returns>
    public int SaveSession(byte[] buffer, int offset, int capacity)
    {
        Bytes.RequireRange(buffer, offset, capacity);
        MustSave = false;
        return DtlsSnapshot.Write(this, false, buffer, offset, capacity);
    }

    /// <summary>Writes the whole association for a deep sleep and ends it here without a word to the peer.</summary>
    /// <param name="buffer">Receives it: at most <see cref="MaxSuspended"/> bytes, secret.</param>
    /// <param name="offset">Index of its first byte.</param>
    /// <param name="capacity">Room.</param>
    /// <returns>Bytes written; 0 when the connection is not <see cref="DtlsState.Connected"/> or there is too little room.</returns>
    public int Suspend(byte[] buffer, int offset, int capacity)
    {
        Bytes.RequireRange(buffer, offset, capacity);
        int count = State == DtlsState.Connected && IsClient && !MustSave ? DtlsSnapshot.Write(this, true, buffer, offset, capacity) : 0;
        if (count > 0)
        {
            End(DtlsState.Closed);
        }

        return count;
    }

    /// <summary>Takes back what <see cref="Suspend"/> or <see cref="SaveSession"/> wrote, and clears it where it stands.</summary>
    /// <param name="buffer">Holds it.</param>
    /// <param name="offset">Index of its first byte.</param>
    /// <param name="count">Its bytes.</param>
    /// <returns>True when the association stands again: call <see cref="SaveSession"/>, store that, and go on. False when at most
    /// the session is there: call <see cref="Connect"/>.</returns>
    public bool Restore(byte[] buffer, int offset, int count)
    {
        Bytes.RequireRange(buffer, offset, count);
        Begin(0, 0, 0, 0);
        State = DtlsState.Idle;
        bool whole = IsClient && DtlsSnapshot.Read(this, buffer, offset, count);
        Array.Clear(buffer, offset, count);
        State = whole ? DtlsState.Connected : DtlsState.Idle;
        MustSave = whole;
        return whole;
    }
}
