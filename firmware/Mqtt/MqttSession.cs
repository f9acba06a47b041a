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
    private readonly Deadlines _timers = new Deadlines(3);
    private readonly InFlightTable _table;
    private readonly Receipts _receipts;
    private readonly ConnectPacket _connect;
    private bool _isV5;
    private long _nowMs;
    private long _lastSentMs;
    private long _lastReceivedMs;
    private bool _hasSession;
    private bool _sessionPresent;
    private MqttState _state;
    private MqttState _stateAfterClosing;
    private int _reason;
    private MqttProperties _disconnectProperties;
    private MqttEvent _connectionEvent;
    private int _eventHandle;
    private int _eventReason;

    /// <summary>Creates a session and all the memory it will use.</summary>
    /// <param name="options">Kept; see there for what may change later.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public MqttSession(MqttOptions options)
    {
        if (options == null || options.MaxInFlight < 1 || options.MaxInFlight > 1024 || options.ReceiveBufferSize < 64
            || options.ReceiveMaximum < 1 || options.ReceiveMaximum > 0xFFFF || options.InboundTopicAliases > 0xFFFF)
        {
            throw new ArgumentException("options");
        }

        _options = options;
        _table = new InFlightTable(options.MaxInFlight, options.TransmitStoreSize);
        _receipts = new Receipts(options.ReceiveMaximum);
        _frame = new FrameDecoder(options.ReceiveBufferSize);
        _aliases = new TopicAliases(options);
        _connect = new ConnectPacket(options);
        ForgetServer();
    }

    /// <summary>Where the connection stands.</summary>
    public MqttState State => _state;

    /// <summary>Why the last connection ended, a code of <see cref="MqttReason"/>; 0 after a normal end and at the start.</summary>
    public int Reason => _reason;

    /// <summary>Whether the server had the session of earlier connections; known once connected.</summary>
    public bool SessionPresent => _sessionPresent;

    /// <summary>When <see cref="HandleTimeout"/> must be called, in monotonic ms; <see cref="Time.Never"/> for no need.</summary>
    public long NextDeadlineMs => _timers.Next;

    /// <summary>Publishes, subscribes and unsubscribes that are not done.</summary>
    public int InFlight => _table.Count - _table.DoneCount;

    /// <summary>Whether the server owes an answer: to CONNECT, to a publish or request, or to PINGREQ.</summary>
    public bool AwaitsServer => _state == MqttState.Connecting || InFlight > 0 || _timers.IsArmed(PingTimer);

    /// <summary>What the last event is about: what <see cref="TryPublish"/>, <see cref="TrySubscribe"/> or <see cref="TryUnsubscribe"/> gave.</summary>
    public int EventHandle => _eventHandle;

    /// <summary>The last event's reason code.</summary>
    public int EventReason => _eventReason;

    /// <summary>Begins a connection: the transport has just been opened.</summary>
    /// <exception cref="InvalidOperationException">A connection stands already.</exception>
    /// <exception cref="ArgumentException">An option that CONNECT carries is out of its range.</exception>
    public void Connect(long nowMs)
    {
        if (IsOpen || _state == MqttState.Closing)
        {
            throw new InvalidOperationException("session in use");
        }

        _connect.Check();
        ResetConnection();
        PrepareConnect();
        _nowMs = nowMs;
        _lastReceivedMs = nowMs;
        _reason = 0;
        _sessionPresent = false;
        _connectionEvent = MqttEvent.None;
        _messageEvent = MqttEvent.None; // not acknowledged, so the server sends it again
        _state = MqttState.Connecting;
        _timers.Arm(ReplyTimer, nowMs + _options.ConnectTimeoutMs);
        _pending = PendingConnect;
    }

    /// <summary>Takes leave: once DISCONNECT has been transmitted, the Closed event comes. What is unacknowledged stays for the next connection.</summary>
    /// <param name="reason"><see cref="MqttReason.Success"/>, or <see cref="MqttReason.DisconnectWithWill"/> (MQTT 5), or an error of MQTT 5 §3.14.2.1.</param>
    /// <param name="nowMs">Monotonic ms.</param>
    /// <param name="properties">MQTT 5 properties such as <see cref="MqttProperty.SessionExpiry"/>, or null; not to be changed before Closed.</param>
    /// <exception cref="ArgumentException">The reason is no code of one byte, or a property not of DISCONNECT.</exception>
    public void Disconnect(int reason, long nowMs, MqttProperties properties = null)
    {
        MqttProperties.Check(properties, MqttProperty.ToDisconnect);
        if (reason < 0 || reason > 0xFF)
        {
            throw new ArgumentException("reason");
        }

        _nowMs = nowMs;
        if (IsOpen)
        {
            _disconnectProperties = properties;
            Leave(reason, MqttState.Disconnected);
        }
    }

    /// <summary>Says that the transport has closed or broken. Does nothing when no connection stands.</summary>
    public void TransportClosed(long nowMs)
    {
        _nowMs = nowMs;
        if (_state == MqttState.Closing)
        {
            End(_reason, _stateAfterClosing);
        }
        else if (IsOpen)
        {
            End(MqttReason.TransportClosed, MqttState.Failed);
        }
    }

    /// <summary>Does what is due: keep-alive, and giving up on a server that does not answer.</summary>
    public void HandleTimeout(long nowMs)
    {
        _nowMs = nowMs;
        if (_timers.IsDue(ReplyTimer, nowMs))
        {
            if (_state == MqttState.Connecting)
            {
                End(MqttReason.NoConnack, MqttState.Failed);
            }
            else
            {
                End(_reason, _stateAfterClosing);
            }
        }
        else if (_timers.IsDue(PingTimer, nowMs))
        {
            End(MqttReason.NoPingresp, MqttState.Failed);
        }
        else if (_timers.IsDue(KeepAliveTimer, nowMs))
        {
            KeepAlive();
        }
    }

    /// <summary>Gives the next thing that has happened; call it until it gives <see cref="MqttEvent.None"/>.</summary>
    public MqttEvent PollEvent()
    {
        _eventReason = 0;
        MqttEvent what = _connectionEvent;
        if (what == MqttEvent.Connected)
        {
            _connectionEvent = MqttEvent.None;
            return what;
        }

        if (_table.DoneCount > 0)
        {
            int row = _table.TakeDone();
            _eventHandle = _table.Handle[row];
            _eventReason = _table.Result[row] >> 8;
            return (MqttEvent)(_table.Result[row] & 0xFF);
        }

        if (_messageEvent != MqttEvent.None)
        {
            return TakeMessage();
        }

        if (what != MqttEvent.None)
        {
            _connectionEvent = MqttEvent.None;
            _eventReason = _reason;
        }

        return what;
    }

    private bool IsOpen => _state == MqttState.Connecting || _state == MqttState.Connected;

    /// <summary>Sends PINGREQ when either side has been silent for the keep-alive: ours to keep the server patient [MQTT-3.1.2-20],
    /// the server's to find out about a connection that has died without a word.</summary>
    private void KeepAlive()
    {
        int seconds = _server[MqttProperty.ServerKeepAlive]; // the server's where it gives one [MQTT-3.2.2-21]
        long since = _lastSentMs < _lastReceivedMs ? _lastSentMs : _lastReceivedMs;
        long due = seconds == 0 ? Time.Never : since + (seconds * 1000L);
        if (due <= _nowMs)
        {
            due = Time.Never;
            _timers.Arm(PingTimer, _nowMs + _options.PingTimeoutMs);
            _pending |= PendingPing;
        }

        _timers.Arm(KeepAliveTimer, due);
    }

    /// <summary>The server is in the wrong: says so where MQTT 5 allows it, and ends the connection (MQTT 5 §4.13, 3.1.1 §4.8).</summary>
    private void Reject(int reason)
    {
        _protocolErrors++;
        if (_isV5)
        {
            _disconnectProperties = null;
            Leave(reason, MqttState.Failed);
        }
        else
        {
            End(reason, MqttState.Failed); // a DISCONNECT would make the server drop the will
        }
    }

    private void Leave(int reason, MqttState after)
    {
        if (!_connectTransmitted)
        {
            End(reason, after);
            return;
        }

        _reason = reason;
        _state = MqttState.Closing;
        _stateAfterClosing = after;
        _timers.DisarmAll();
        _timers.Arm(ReplyTimer, _nowMs + _options.PingTimeoutMs);
        _pending = PendingDisconnect;
    }

    private void End(int reason, MqttState state)
    {
        _reason = reason;
        _state = state;
        _connectionEvent = MqttEvent.Closed;
        ResetConnection();
        _table.LoseUnkept();
    }

    /// <summary>Forgets everything that belongs to one connection.</summary>
    private void ResetConnection()
    {
        _timers.DisarmAll();
        _frame.Reset();
        _receipts.AckCount = 0;
        _acknowledgesMessage = false;
        _aliases.Reset(0);
        StopTransmitting();
    }
}
