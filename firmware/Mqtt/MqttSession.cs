using System;
using Telenode.Core;

namespace Telenode.Mqtt;

/// <summary>An MQTT client session, 3.1.1 or 5, without any I/O: bytes in, bytes out, events, time as an argument.</summary>
/// <remarks>
/// The caller opens a transport, calls <see cref="Connect"/>, and then drains in turn: <see cref="PollTransmit"/> to the transport, the
/// transport to <see cref="HandleInput"/>, <see cref="PollEvent"/>, and <see cref="HandleTimeout"/> at <see cref="NextDeadlineMs"/>.
/// The session outlives its connections: what is unacknowledged when one breaks is sent again on the next. Nothing is allocated after
/// construction. Nothing that a server sends makes it throw; it ends the connection with a <see cref="Reason"/>. Not thread-safe.
/// </remarks>
public sealed partial class MqttSession
{
    private const int ReplyTimer = 0; // CONNACK or, while closing, the DISCONNECT's way out
    private const int KeepAliveTimer = 1;
    private const int PingTimer = 2;

    private readonly MqttOptions _options;
    private readonly bool _isV5;
    private readonly Deadlines _timers = new Deadlines(3);
    private readonly InFlightTable _table;
    private readonly AckQueue _acks;
    private readonly IdentifierSet _received;
    private readonly ServerLimits _limits = new ServerLimits();
    private readonly ConnectPacket _connect;
    private long _nowMs;
    private long _lastSentMs;
    private long _lastReceivedMs;
    private bool _hasSession;
    private MqttState _stateAfterClosing;
    private bool _connectedEvent;
    private bool _closedEvent;

    /// <summary>Creates a session and all the memory it will use.</summary>
    /// <param name="options">Kept; see there for what may change later.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public MqttSession(MqttOptions options)
    {
        if (options == null || (options.Version != MqttVersion.V311 && options.Version != MqttVersion.V5)
            || options.MaxInFlight < 1 || options.MaxInFlight > 1024 || options.TransmitStoreSize < 0 || options.ReceiveBufferSize < 64
            || options.ReceiveMaximum < 1 || options.ReceiveMaximum > 0xFFFF || options.OutboundTopicAliases < 0
            || options.InboundTopicAliases < 0 || options.InboundTopicAliases > 0xFFFF || options.InboundAliasTopicSize < 1)
        {
            throw new ArgumentException("MQTT options");
        }

        _options = options;
        _isV5 = options.Version == MqttVersion.V5;
        _table = new InFlightTable(options.MaxInFlight, options.TransmitStoreSize);
        _acks = new AckQueue(options.ReceiveMaximum);
        _received = new IdentifierSet(options.ReceiveMaximum);
        _frame = new FrameDecoder(options.ReceiveBufferSize);
        _outboundAliases = new OutboundAliases(options.OutboundTopicAliases);
        _inboundAliases = new InboundAliases(options.InboundTopicAliases, options.InboundAliasTopicSize);
        _connect = new ConnectPacket(options)
        {
            MaximumPacketSize = 1 + PacketWriter.VarIntSize(options.ReceiveBufferSize) + options.ReceiveBufferSize,
            ClientId = new byte[AssignedClientIdSize],
        };
        _limits.Reset(options.KeepAliveSeconds, options.SessionExpirySeconds);
    }

    /// <summary>Where the connection stands.</summary>
    public MqttState State { get; private set; }

    /// <summary>Why the last connection ended, a code of <see cref="MqttReason"/>; 0 after a normal end and at the start.</summary>
    public int Reason { get; private set; }

    /// <summary>Whether the server had the session of earlier connections; known once connected.</summary>
    public bool SessionPresent { get; private set; }

    /// <summary>When <see cref="HandleTimeout"/> must be called, in monotonic ms; <see cref="Time.Never"/> for no need.</summary>
    public long NextDeadlineMs => _timers.Next;

    /// <summary>The highest QoS that the server takes.</summary>
    public int MaximumQos => _limits.MaximumQos;

    /// <summary>Whether the server keeps retained messages.</summary>
    public bool RetainAvailable => _limits.Retain;

    /// <summary>The largest packet that the server takes, in bytes.</summary>
    public int MaximumPacketSize => _limits.MaximumPacketSize;

    /// <summary>The keep-alive in use, in seconds: the server's where it gives one [MQTT-3.2.2-21].</summary>
    public int KeepAliveSeconds => _limits.KeepAlive;

    /// <summary>Seconds that the server keeps the session after this connection.</summary>
    public long SessionExpirySeconds => _limits.SessionExpiry;

    /// <summary>Publishes, subscribes and unsubscribes that are not done.</summary>
    public int InFlight => _table.Count - _table.DoneCount;

    /// <summary>Whether the server owes an answer: to CONNECT, to a publish or request, or to PINGREQ.</summary>
    public bool AwaitsServer => State == MqttState.Connecting || InFlight > 0 || _timers.IsArmed(PingTimer);

    /// <summary>What the last event is about: what <see cref="TryPublish"/>, <see cref="TrySubscribe"/> or <see cref="TryUnsubscribe"/> gave.</summary>
    public int EventHandle { get; private set; }

    /// <summary>The last event's reason code.</summary>
    public int EventReason { get; private set; }

    /// <summary>Begins a connection: the transport has just been opened.</summary>
    /// <exception cref="InvalidOperationException">A connection stands already.</exception>
    /// <exception cref="ArgumentException">An option that CONNECT carries is out of its range.</exception>
    public void Connect(long nowMs)
    {
        if (State == MqttState.Connecting || State == MqttState.Connected || State == MqttState.Closing)
        {
            throw new InvalidOperationException("connected already");
        }

        PrepareConnect();
        ResetConnection();
        _nowMs = nowMs;
        _lastReceivedMs = nowMs;
        _limits.Reset(_options.KeepAliveSeconds, _options.SessionExpirySeconds);
        SessionPresent = false;
        Reason = 0;
        _connectedEvent = false;
        _closedEvent = false;
        State = MqttState.Connecting;
        _timers.Arm(ReplyTimer, nowMs + _options.ConnectTimeoutMs);
        _pending |= PendingConnect;
    }

    /// <summary>Takes leave: once DISCONNECT has been transmitted, the Closed event comes. What is unacknowledged stays for the next connection.</summary>
    /// <param name="reason"><see cref="MqttReason.Success"/>, or <see cref="MqttReason.DisconnectWithWill"/> (MQTT 5), or an error of MQTT 5 §3.14.2.1.</param>
    /// <param name="nowMs">Monotonic ms.</param>
    /// <exception cref="ArgumentException">The reason is no code of one byte.</exception>
    public void Disconnect(int reason, long nowMs)
    {
        if (reason < 0 || reason > 0xFF)
        {
            throw new ArgumentException("reason");
        }

        _nowMs = nowMs;
        if (State == MqttState.Connecting || State == MqttState.Connected)
        {
            Reason = reason;
            if (_connectTransmitted)
            {
                BeginClosing(MqttState.Disconnected);
            }
            else
            {
                End(MqttState.Disconnected);
            }
        }
    }

    /// <summary>Says that the transport has closed or broken. Does nothing when no connection stands.</summary>
    public void TransportClosed(long nowMs)
    {
        _nowMs = nowMs;
        if (State == MqttState.Closing)
        {
            End(_stateAfterClosing);
        }
        else if (State == MqttState.Connecting || State == MqttState.Connected)
        {
            Reason = MqttReason.TransportClosed;
            End(MqttState.Failed);
        }
    }

    /// <summary>Does what is due: keep-alive, and giving up on a server that does not answer.</summary>
    public void HandleTimeout(long nowMs)
    {
        _nowMs = nowMs;
        if (_timers.IsDue(ReplyTimer, nowMs))
        {
            if (State == MqttState.Connecting)
            {
                Reason = MqttReason.NoConnack;
                End(MqttState.Failed);
            }
            else
            {
                End(_stateAfterClosing);
            }
        }
        else if (_timers.IsDue(PingTimer, nowMs))
        {
            Reason = MqttReason.NoPingresp;
            End(MqttState.Failed);
        }
        else if (_timers.IsDue(KeepAliveTimer, nowMs))
        {
            KeepAlive(nowMs);
        }
    }

    /// <summary>Gives the next thing that has happened; call it until it gives <see cref="MqttEvent.None"/>.</summary>
    public MqttEvent PollEvent()
    {
        if (_connectedEvent)
        {
            _connectedEvent = false;
            EventReason = 0;
            return MqttEvent.Connected;
        }

        if (_table.DoneCount > 0)
        {
            int row = _table.TakeDone();
            EventHandle = _table.Handle[row];
            EventReason = _table.Reason[row];
            return (MqttEvent)_table.Event[row];
        }

        if (_messageEvent != MqttEvent.None)
        {
            return TakeMessage();
        }

        if (_closedEvent)
        {
            _closedEvent = false;
            EventReason = Reason;
            return MqttEvent.Closed;
        }

        return MqttEvent.None;
    }

    /// <summary>Sends PINGREQ when either side has been silent for the keep-alive: ours to keep the server patient [MQTT-3.1.2-20],
    /// the server's to find out about a connection that has died without a word.</summary>
    private void KeepAlive(long nowMs)
    {
        long since = _lastSentMs < _lastReceivedMs ? _lastSentMs : _lastReceivedMs;
        long due = since + (_limits.KeepAlive * 1000L);
        if (due > nowMs)
        {
            _timers.Arm(KeepAliveTimer, due);
            return;
        }

        _timers.Disarm(KeepAliveTimer);
        _timers.Arm(PingTimer, nowMs + _options.PingTimeoutMs);
        _pending |= PendingPing;
    }

    private void ArmKeepAlive()
    {
        _timers.Disarm(PingTimer);
        if (_limits.KeepAlive > 0)
        {
            _timers.Arm(KeepAliveTimer, _nowMs + (_limits.KeepAlive * 1000L));
        }
    }

    /// <summary>The server is in the wrong: says so where MQTT 5 allows it, and ends the connection (MQTT 5 §4.13, 3.1.1 §4.8).</summary>
    private void Fail(int reason)
    {
        Reason = reason;
        if (_isV5 && _connectTransmitted && reason <= 0xFF)
        {
            BeginClosing(MqttState.Failed);
        }
        else
        {
            End(MqttState.Failed);
        }
    }

    private void BeginClosing(MqttState after)
    {
        State = MqttState.Closing;
        _stateAfterClosing = after;
        _timers.DisarmAll();
        _timers.Arm(ReplyTimer, _nowMs + _options.PingTimeoutMs);
        _pending = PendingDisconnect;
    }

    private void End(MqttState state)
    {
        State = state;
        _closedEvent = true;
        ResetConnection();
        _table.LoseUnkept();
    }

    /// <summary>Forgets everything that belongs to one connection.</summary>
    private void ResetConnection()
    {
        _timers.DisarmAll();
        _frame.Reset();
        _acks.Clear();
        _acknowledgesMessage = false;
        _outboundAliases.Clear(0);
        _inboundAliases.Clear();
        StopTransmitting();
    }

    private static void CheckRange(byte[] buffer, int offset, int count)
    {
        if (buffer == null || offset < 0 || count < 0 || offset > buffer.Length - count)
        {
            throw new ArgumentException("buffer range");
        }
    }
}
