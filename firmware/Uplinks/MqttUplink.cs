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

    // Fixed header, topic length, packet identifier, property length and topic alias of a PUBLISH (MQTT 5 §3.3), with room to spare.
    private const int PublishOverhead = 16;

    private readonly EndpointUrl _url;
    private readonly UplinkOptions _options;
    private readonly IByteStream _stream;
    private readonly Outbox _outbox;
    private readonly Packer _packer;
    private readonly Backoff _backoff;
    private readonly MqttOptions _mqttOptions;
    private MqttSession _session;
    private readonly MqttTopics _topics;
    private readonly LeaseTable _leases;
    private readonly MqttAnnouncements _announcements;
    private readonly byte[] _pack;
    private readonly byte[] _input = new byte[256];
    private readonly MqttOutput _output = new MqttOutput();
    private int _inputStart;
    private int _inputEnd;
    private bool _sessionKept;
    private bool _introduced; // CONNECT was begun on the present transport
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
        _outbox = parts.Outbox;
        PackSchema schema = UplinkSchema.Of(options, parts);
        _pack = new byte[options.PackBytes];
        _packer = new Packer(parts.Outbox, parts.Channels, PackFormats.CreateWriter(options.Format, schema), parts.Clock);
        _packer.RequireRoom(_pack, 0, _pack.Length);
        _backoff = new Backoff(options.FirstRetryMs, options.LastRetryMs, parts.Random);
        _topics = new MqttTopics(url.TopicPrefix, options.DeviceId);
        _announcements = MqttAnnouncements.Of(_topics, schema, options, parts.Channels);
        _mqttOptions = MqttUplinkSession.OptionsOf(url, options, _topics, MqttAnnouncements.Offline, _announcements.LongestPayload + options.PackBytes);
        _leases = new LeaseTable(_mqttOptions.MaxInFlight);
        _session = new MqttSession(_mqttOptions);
    }

    /// <inheritdoc/>
    public UplinkState State { get; private set; }

    /// <inheritdoc/>
    public string Failure { get; private set; }

    /// <inheritdoc/>
    public string Warning => _stream.Warning;

    /// <inheritdoc/>
    public LinkStage Stage => State == UplinkState.BackingOff ? _failedStage
        : State != UplinkState.Connecting ? LinkStage.None
        : _introduced ? LinkStage.Introduce : _stream.Stage;

    /// <inheritdoc/>
    public bool AwaitsPeer => State == UplinkState.Connecting || _output.IsPending || _session.AwaitsServer;

    /// <inheritdoc/>
    public long BytesSent => _output.Bytes;

    /// <inheritdoc/>
    public long BytesReceived { get; private set; }

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
    public void Close(long nowMs)
    {
        if (State == UplinkState.Ready)
        {
            // A normal DISCONNECT discards the will [MQTT-3.1.2-8], so the status is changed by hand.
            // With no room for that, the will says it.
            bool said = _session.TryPublish(_topics.Status, MqttAnnouncements.Offline, 0, MqttAnnouncements.Offline.Length, 0, _session.RetainAvailable) > 0;
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
        State = UplinkState.Connecting;
        _introduced = false;
        _inputStart = 0;
        _inputEnd = 0;
        _output.Clear();
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

        if (stream == StreamState.Opening && nowMs < _answerByMs)
        {
            return false;
        }

        Fail(nowMs, stream == StreamState.Opening ? "the host did not answer" : _stream.Failure);
        return false;
    }

    private void Receive(long nowMs)
    {
        int taken;
        do
        {
            if (_inputStart == _inputEnd)
            {
                _inputStart = 0;
                _inputEnd = _stream.Read(_input, 0, _input.Length);
                BytesReceived += _inputEnd;
            }

            taken = _inputEnd == 0 ? 0 : _session.HandleInput(_input, _inputStart, _inputEnd - _inputStart, nowMs);
            _inputStart += taken;
            TakeEvents(nowMs);
            Transmit();
        }
        while (taken > 0);
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
                    if (Release(_leases.Take(_session.EventHandle), true))
                    {
                        _backoff.Reset();
                        Failure = null;
                    }

                    break;
                case MqttEvent.Refused:
                    if (Release(_leases.Take(_session.EventHandle), false))
                    {
                        Failure = "the broker refused readings: " + MqttReason.Describe(_session.EventReason);
                        _sendFromMs = nowMs + RefusedPauseMs;
                    }
                    else
                    {
                        Failure = "the broker refused the device's status or schema: " + MqttReason.Describe(_session.EventReason);
                    }

                    break;
                case MqttEvent.Lost:
                    Release(_leases.Take(_session.EventHandle), false);
                    break;
            }
        }
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
    }

    private bool Release(int lease, bool delivered)
    {
        if (lease != 0 && delivered)
        {
            _outbox.Acknowledge(lease);
        }
        else if (lease != 0)
        {
            _outbox.Return(lease);
        }

        return lease != 0;
    }

    private void Send(long nowMs, bool holdPartial)
    {
        if (_session.State != MqttState.Connected)
        {
            return;
        }

        // The schema comes before what is laid out by it.
        if (!_announcements.Publish(_session) || nowMs < _sendFromMs)
        {
            return;
        }

        if (_announcements.Refused && _options.Format == PackFormat.Compact)
        {
            Failure = "the broker takes no packet of the schema's size, and without it nobody reads compact packs";
            return;
        }

        int room = _session.MaximumPacketSize - _topics.TelemetryName.Length - PublishOverhead;
        int capacity = room < _pack.Length ? room : _pack.Length;
        while (capacity > 0 && _session.CanPublish(capacity) && _outbox.CanLease)
        {
            int size = _packer.Fill(_pack, 0, capacity, nowMs, holdPartial);
            if (size == 0)
            {
                break;
            }

            int handle = _session.TryPublish(_topics.Telemetry, _pack, 0, size, Qos(_options.Qos), false);
            if (handle <= 0)
            {
                _outbox.Return(_packer.Lease);
                return;
            }

            _leases.Put(handle, _packer.Lease);
        }

        if (_outbox.Sendable > 0 && capacity < _pack.Length && !_packer.FitsOne(_pack, 0, capacity, nowMs))
        {
            Failure = "the broker takes no packet of the size of a reading";
        }
    }

    private int Qos(int wanted) => wanted < _session.MaximumQos ? wanted : _session.MaximumQos;

    private void Transmit() => _output.Transmit(_session, _stream);

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
            Fail(nowMs, "the broker acknowledges nothing");
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
            BackOff(nowMs, reason == MqttReason.TransportClosed && _stream.Failure != null ? _stream.Failure : MqttReason.Describe(reason));
        }

        if (reason == MqttReason.UnsupportedProtocolVersion && _mqttOptions.Version == MqttVersion.V5)
        {
            SpeakOlderVersion();
        }
    }

    // The broker knows only 3.1.1 and has nothing of a session of version 5: a new one begins, and what was under way is sent anew.
    private void SpeakOlderVersion()
    {
        for (int lease = _leases.TakeAny(); lease != 0; lease = _leases.TakeAny())
        {
            _outbox.Return(lease);
        }

        _mqttOptions.Version = MqttVersion.V311;
        _session = new MqttSession(_mqttOptions);
    }

    private void Fail(long nowMs, string failure)
    {
        BackOff(nowMs, failure);
        _session.TransportClosed(nowMs);
        TakeEvents(nowMs);
    }

    private void BackOff(long nowMs, string failure)
    {
        if (State != UplinkState.BackingOff)
        {
            _failedStage = Stage;
            State = UplinkState.BackingOff;
            Failure = failure;
            _retryAtMs = nowMs + _backoff.NextMs();
            _stream.Close();
        }
    }

    private long NextMs(long nowMs)
    {
        if (State == UplinkState.Closed || State == UplinkState.BackingOff)
        {
            return State == UplinkState.Closed ? Time.Never : _retryAtMs;
        }

        long next = _answerByMs < _session.NextDeadlineMs ? _answerByMs : _session.NextDeadlineMs;
        return _sendFromMs > nowMs && _sendFromMs < next ? _sendFromMs : next;
    }
}
