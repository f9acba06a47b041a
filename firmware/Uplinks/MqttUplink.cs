using System;
using Telenode.Core;
using Telenode.Encoding;
using Telenode.Mqtt;
using Telenode.Telemetry;

namespace Telenode.Uplinks;

/// <summary>Readings to an MQTT broker: packs on <c>PREFIX/DEVICE/telemetry</c>, schema and status retained beside it.</summary>
/// <remarks>
/// The session keeps what is unacknowledged and sends it again after a reconnect; a lease ends when the broker has acknowledged
/// its pack, and its readings return to the outbox only when the broker refused them.
/// </remarks>
public sealed class MqttUplink : IUplink
{
    private const int OpenTimeoutMs = 20000;
    private const int AnswerTimeoutMs = 30000;
    private const int RefusedPauseMs = 10000;

    // What a step does at most of what may come without end, so that sensors have their turn.
    private const int MaxReads = 16;
    private const int ScramRounds = 32;

    private readonly EndpointUrl _url;
    private readonly UplinkOptions _options;
    private readonly IByteStream _stream;
    private readonly MqttOptions _mqttOptions;
    private MqttSession _session;
    private readonly ScramSha256 _scram;
    private readonly MqttTopics _topics;
    private readonly MqttPacks _packs;
    private readonly MqttAnnouncements _announcements;
    private readonly MqttDownlink _downlink;
    private readonly MqttReconnect _reconnect;
    private readonly MqttPipe _pipe = new MqttPipe();
    private bool _sessionKept;
    private bool _introduced; // CONNECT was begun on the present transport
    private bool _hasInput; // the last step left some of it for the next
    private LinkStage _failedStage;
    private long _retryAtMs;
    private long _answerByMs = Time.Never;
    private long _sendFromMs;

    /// <summary>Creates a closed uplink over a closed stream, which it opens with the URL's host and port.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or a channel's reading does not fit a pack.</exception>
    public MqttUplink(EndpointUrl url, UplinkOptions options, UplinkParts parts, IByteStream stream)
    {
        _url = url;
        _options = options;
        _stream = stream;
        PackSchema schema = UplinkSchema.Of(options, parts);
        _topics = new MqttTopics(url.TopicPrefix, options.DeviceId);
        _announcements = MqttAnnouncements.Of(_topics, schema, options, parts.Channels);
        _scram = options.ScramSha256
            ? new ScramSha256(options.User ?? url.User, options.Password ?? url.Password, parts.Crypto, parts.KeyRandom ?? parts.Random)
            : null;
        _downlink = new MqttDownlink(_topics, parts.Downlink, MqttUplinkSession.IsSecured(url, options));
        int atOnce = _announcements.LongestPayload + options.PackBytes + _downlink.AnswerCapacity;
        _mqttOptions = MqttUplinkSession.OptionsOf(url, options, _topics, MqttAnnouncements.Offline, atOnce, _scram);
        _packs = new MqttPacks(_topics, options, parts, schema, _mqttOptions.MaxInFlight);
        _reconnect = new MqttReconnect(options, parts.Random);
        BeginSession();
    }

    /// <inheritdoc/>
    public UplinkState State { get; private set; }

    /// <inheritdoc/>
    public string Failure { get; private set; }

    /// <inheritdoc/>
    public string Warning => Join(_stream.Warning, Join(_reconnect.Warning, _downlink.Warning));

    /// <inheritdoc/>
    public LinkStage Stage => State == UplinkState.BackingOff ? _failedStage
        : State != UplinkState.Connecting ? LinkStage.None
        : _introduced ? LinkStage.Introduce : _stream.Stage;

    /// <inheritdoc/>
    public bool AwaitsPeer => State == UplinkState.Connecting || _pipe.IsPending || _session.AwaitsServer;

    /// <inheritdoc/>
    public long BytesSent => _pipe.BytesSent;

    /// <inheritdoc/>
    public long BytesReceived => _pipe.BytesReceived;

    /// <inheritdoc/>
    public void Open(long nowMs)
    {
        if (State == UplinkState.Closed)
        {
            Connect(nowMs);
        }
    }

    /// <inheritdoc/>
    public long Step(long nowMs, bool holdPartial)
    {
        if (State == UplinkState.BackingOff && nowMs >= _retryAtMs)
        {
            Connect(nowMs);
        }

        if (IsTransportUp(nowMs))
        {
            Receive(nowMs);
            _scram?.Work(ScramRounds);
            _session.HandleTimeout(nowMs);
            TakeEvents(nowMs);
            Send(nowMs, holdPartial);
            Transmit();
            TakeEvents(nowMs);
            WatchAnswers(nowMs);
        }

        return NextMs(nowMs);
    }

    /// <inheritdoc/>
    public void Close(long nowMs) => Close(nowMs, true);

    /// <inheritdoc/>
    public void Suspend(long nowMs) => Close(nowMs, false);

    private void Close(long nowMs, bool isGone)
    {
        if (State == UplinkState.Ready)
        {
            // A normal DISCONNECT discards the will [MQTT-3.1.2-8]: the status is changed by hand, or with no room for that by the will.
            bool said = !isGone || _session.TryPublish(_topics.Status, MqttAnnouncements.Offline, 0, MqttAnnouncements.Offline.Length, 0, _session.RetainAvailable) > 0;
            Transmit();
            if (said || _mqttOptions.Version == MqttVersion.V5)
            {
                _session.Disconnect(said ? MqttReason.Success : MqttReason.DisconnectWithWill, nowMs);
                Transmit();
            }
        }

        State = UplinkState.Closed;
        _session.TransportClosed(nowMs);
        TakeEvents(nowMs);
        _stream.Close();
    }

    private void Connect(long nowMs)
    {
        if (_packs.AreStale)
        {
            BeginSession(); // ages have grown while there was no connection
        }

        State = UplinkState.Connecting;
        _introduced = false;
        _pipe.Clear();
        _answerByMs = nowMs + OpenTimeoutMs;
        _stream.Open(_url.Host, _url.Port);
    }

    private bool IsTransportUp(long nowMs)
    {
        if (State != UplinkState.Connecting && State != UplinkState.Ready)
        {
            return false;
        }

        StreamState stream = _stream.State;
        if (stream == StreamState.Open)
        {
            if (!_introduced)
            {
                _introduced = true;
                _session.Connect(nowMs);
                _answerByMs = Time.Never;
            }

            return true;
        }

        if (stream != StreamState.Opening || nowMs >= _answerByMs)
        {
            Fail(nowMs, MqttReason.TransportClosed, stream == StreamState.Opening ? "the host did not answer" : _stream.Failure);
        }

        return false;
    }

    private void Receive(long nowMs)
    {
        int reads = 0;
        do
        {
            _hasInput = _pipe.Receive(_session, _stream, nowMs);
            TakeEvents(nowMs);
            Transmit();
        }
        while (_hasInput && ++reads < MaxReads && !_downlink.HasAnswer);
    }

    private void TakeEvents(long nowMs)
    {
        for (MqttEvent e = _session.PollEvent(); e != MqttEvent.None; e = _session.PollEvent())
        {
            switch (e)
            {
                case MqttEvent.Connected:
                    Enter(nowMs);
                    break;
                case MqttEvent.Closed:
                    Leave(nowMs);
                    break;
                case MqttEvent.Acknowledged:
                    _answerByMs = Time.Never;
                    if (_packs.End(_session.EventHandle, true))
                    {
                        _reconnect.Work();
                        Failure = null;
                    }

                    break;
                case MqttEvent.Refused:
                    TakeRefusal(nowMs);
                    break;
                case MqttEvent.Lost:
                    // "Session lost" is said of what the broker had answered with PUBREC: the message is the broker's (MQTT 5 §4.3.3), and
                    // published again it could arrive twice. What it had not answered the session sends by itself.
                    _packs.End(_session.EventHandle, _session.EventReason == MqttReason.SessionLost);
                    break;
                case MqttEvent.Message:
                case MqttEvent.MessageSkipped:
                    _downlink.Take(_session, e == MqttEvent.MessageSkipped);
                    break;
                case MqttEvent.Subscribed:
                    _downlink.TakeSubscribed(_session);
                    break;
            }
        }
    }

    private void TakeRefusal(long nowMs)
    {
        string reason = MqttReason.Describe(_session.EventReason);
        bool isPack = _packs.End(_session.EventHandle, false);
        Failure = (isPack ? "the broker refused readings: " : "the broker refused the device's status, schema or answer: ") + reason;
        _sendFromMs = isPack ? nowMs + RefusedPauseMs : _sendFromMs;
    }

    private void Enter(long nowMs)
    {
        if (_mqttOptions.Version == MqttVersion.V311 && !_sessionKept)
        {
            // A clean session of 3.1.1 ends with its connection [MQTT-3.1.2-6]. This one has cleared what the broker had of an
            // earlier boot; the next, which is not clean, begins the session that is kept.
            _sessionKept = true;
            _session.Disconnect(MqttReason.Success, nowMs);
            return;
        }

        State = UplinkState.Ready;
        Failure = null;
        _announcements.Restart();
        _reconnect.Accept(nowMs);
        _downlink.Restart();
    }

    private void Send(long nowMs, bool holdPartial)
    {
        if (_session.State != MqttState.Connected)
        {
            return;
        }

        _reconnect.Last(nowMs);

        // The schema comes before what is laid out by it, and behind what is laid out by that of the boot before.
        if (_packs.HasEarlier || !_announcements.Publish(_session))
        {
            return;
        }

        _downlink.Publish(_session);
        if (_announcements.Refused && _options.Format == PackFormat.Compact)
        {
            Failure = "the broker takes no packet of the schema's size, and without it nobody reads compact packs";
        }
        else if (nowMs >= _sendFromMs)
        {
            Failure = _packs.Publish(_session, nowMs, holdPartial) ?? Failure;
        }
    }

    // A proof that is still being computed is not sent.
    private void Transmit()
    {
        if (!_packs.Secure())
        {
            _stream.Close(); // what has not left must not: the next connection begins a session without it
        }
        else if (_scram == null || !_scram.IsBusy)
        {
            _pipe.Transmit(_session, _stream);
        }
    }

    // MQTT has no time limit for PUBACK and forbids sending again on the same connection [MQTT-4.4.0-1]: only a new one helps
    // against a broker that answers pings and nothing else.
    private void WatchAnswers(long nowMs)
    {
        if (State != UplinkState.Ready || _session.InFlight == 0)
        {
            _answerByMs = State == UplinkState.Connecting ? _answerByMs : Time.Never;
        }
        else if (_answerByMs == Time.Never)
        {
            _answerByMs = nowMs + AnswerTimeoutMs;
        }
        else if (nowMs >= _answerByMs)
        {
            Fail(nowMs, MqttReason.Unspecified, "the broker acknowledges nothing");
        }
    }

    private void Leave(long nowMs)
    {
        int reason = _session.Reason;
        if (State == UplinkState.Connecting && reason == MqttReason.Success)
        {
            Connect(nowMs);
        }
        else if (State != UplinkState.Closed)
        {
            BackOff(nowMs, reason, MqttUplinkSession.Describe(reason, _options.Qos, _stream.Failure, _scram));
        }

        if (reason == MqttReason.UnsupportedProtocolVersion && _mqttOptions.Version == MqttVersion.V5)
        {
            TryOtherVersion();
        }
    }

    // Not with SCRAM, which 3.1.1 does not have: a broker could make the device come without any proof. A session that was kept over a
    // reset goes on in the other version: given up, its QoS 2 messages would arrive twice.
    private void TryOtherVersion()
    {
        _mqttOptions.Version = _scram == null && _mqttOptions.Version == MqttVersion.V5 ? MqttVersion.V311 : MqttVersion.V5;
        if (_scram == null && !_sessionKept)
        {
            BeginSession();
        }
    }

    // After a reset the kept one goes on. Later what was under way is sent anew, and the first connection makes the broker forget it.
    private void BeginSession() => _sessionKept = _packs.Begin(_session = new MqttSession(_mqttOptions));

    private void Fail(long nowMs, int reason, string failure)
    {
        BackOff(nowMs, reason, failure);
        _session.TransportClosed(nowMs);
        TakeEvents(nowMs);
    }

    private void BackOff(long nowMs, int reason, string failure)
    {
        if (State != UplinkState.BackingOff)
        {
            _failedStage = Stage;
            State = UplinkState.BackingOff;
            Failure = failure;
            _retryAtMs = _reconnect.End(nowMs, reason, _failedStage);
            _stream.Close();
            if (_reconnect.DoubtsVersion)
            {
                TryOtherVersion();
            }
        }
    }

    private long NextMs(long nowMs)
    {
        if (State == UplinkState.Closed || State == UplinkState.BackingOff)
        {
            return State == UplinkState.Closed ? Time.Never : _retryAtMs;
        }

        if (_introduced && (_hasInput || (_scram != null && _scram.IsBusy)))
        {
            return nowMs;
        }

        long next = _answerByMs < _session.NextDeadlineMs ? _answerByMs : _session.NextDeadlineMs;
        return _sendFromMs > nowMs && _sendFromMs < next ? _sendFromMs : next;
    }

    private static string Join(string first, string second) => first == null ? second : second == null ? first : first + "; " + second;
}
