using System;
using Telenode.Core;
using Telenode.Encoding;
using Telenode.Telemetry;

namespace Telenode.Uplinks;

/// <summary>Readings to an MQTT broker through a client that is not ours, for those who want it: the same topics and payloads as
/// <see cref="MqttUplink"/>, at QoS 0 and 1.</summary>
/// <remarks>
/// What <see cref="MqttUplink"/> has beyond this: QoS 2, TLS, WebSocket, SCRAM, requests to the device, a session that goes on after a
/// connection, and no heap taken. Here each connection begins anew: what was under way returns to the outbox, so that it may arrive twice.
/// </remarks>
public sealed class MqttPublisherUplink : IUplink
{
    private const int OpenTimeoutMs = 60000;
    private const int AnswerTimeoutMs = 60000;
    private const int MaxUnderWay = 4;

    private readonly EndpointUrl _url;
    private readonly UplinkOptions _options;
    private readonly IMqttPublisher _client;
    private readonly Outbox _outbox;
    private readonly Packer _packer;
    private readonly Backoff _backoff;
    private readonly MqttTopics _topics;
    private readonly MqttAnnouncements _announcements;
    private readonly byte[] _pack;
    private readonly int[] _handle = new int[MaxUnderWay];
    private readonly int[] _lease = new int[MaxUnderWay];
    private LinkStage _failedStage;
    private long _retryAtMs;
    private long _answerByMs = Time.Never;

    /// <summary>Creates a closed uplink.</summary>
    /// <exception cref="ArgumentException">An option is out of its range or asks for what such a client does not do.</exception>
    public MqttPublisherUplink(EndpointUrl url, UplinkOptions options, UplinkParts parts)
    {
        if (parts.Publisher == null)
        {
            throw new ArgumentException("uplink.client: this device has no other MQTT client");
        }

        if (url.Scheme != "mqtt" || options.Qos > 1 || options.ScramSha256)
        {
            throw new ArgumentException("uplink.client m2mqtt does mqtt: at QoS 0 and 1 with a plain password; leave uplink.client out for more");
        }

        _url = url;
        _options = options;
        _client = parts.Publisher;
        _outbox = parts.Outbox;
        PackSchema schema = UplinkSchema.Of(options, parts);
        _pack = new byte[options.PackBytes];
        _packer = new Packer(parts.Outbox, parts.Channels, PackFormats.CreateWriter(options.Format, schema), parts.Clock);
        _packer.RequireRoom(_pack, 0, _pack.Length);
        _backoff = new Backoff(options.FirstRetryMs, options.LastRetryMs, parts.Random);
        _topics = new MqttTopics(url.TopicPrefix, options.DeviceId);
        _announcements = MqttAnnouncements.Of(_topics, schema, options, parts.Channels);
    }

    /// <inheritdoc/>
    public UplinkState State { get; private set; }

    /// <inheritdoc/>
    public string Failure { get; private set; }

    /// <inheritdoc/>
    public string Warning => null;

    /// <inheritdoc/>
    public LinkStage Stage => State == UplinkState.BackingOff ? _failedStage : State == UplinkState.Connecting ? LinkStage.Introduce : LinkStage.None;

    /// <inheritdoc/>
    public bool AwaitsPeer => State == UplinkState.Connecting || _answerByMs != Time.Never;

    /// <summary>Bytes of payload alone: what the client adds it does not tell.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Not told by the client: 0.</summary>
    public long BytesReceived => 0;

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

        if (State == UplinkState.Connecting || State == UplinkState.Ready)
        {
            Follow(nowMs, holdPartial);
        }

        return State == UplinkState.Closed ? Time.Never : State == UplinkState.BackingOff ? _retryAtMs : _answerByMs;
    }

    /// <inheritdoc/>
    public void Close(long nowMs)
    {
        if (State == UplinkState.Ready)
        {
            byte[] offline = MqttAnnouncements.Offline;
            _client.Publish(_topics.StatusName, offline, 0, offline.Length, 0, true);
        }

        Suspend(nowMs);
    }

    /// <inheritdoc/>
    public void Suspend(long nowMs)
    {
        State = UplinkState.Closed;
        _client.Close();
        ReturnAll();
    }

    private void Connect(long nowMs)
    {
        State = UplinkState.Connecting;
        _answerByMs = nowMs + OpenTimeoutMs;
        _client.Open(_url, _options, _topics.StatusName, "offline");
    }

    private void Follow(long nowMs, bool holdPartial)
    {
        StreamState client = _client.State;
        TakeOutcomes(nowMs);
        if (client == StreamState.Open)
        {
            if (State == UplinkState.Connecting)
            {
                State = UplinkState.Ready;
                Failure = null;
                _answerByMs = Time.Never;
                _announcements.Restart();
            }

            if (_announcements.Publish(_client))
            {
                Publish(nowMs, holdPartial);
            }
        }
        else if (client != StreamState.Opening)
        {
            Fail(nowMs, _client.Failure ?? "the client has closed the connection");
        }

        if (nowMs >= _answerByMs)
        {
            Fail(nowMs, State == UplinkState.Connecting ? "the host did not answer" : "the broker acknowledges nothing");
        }
    }

    private void TakeOutcomes(long nowMs)
    {
        for (int handle = _client.TakeOutcome(out bool delivered); handle != 0; handle = _client.TakeOutcome(out delivered))
        {
            int row = 0;
            while (row < MaxUnderWay && (_lease[row] == 0 || _handle[row] != handle))
            {
                row++;
            }

            if (row < MaxUnderWay)
            {
                End(row, delivered);
                _answerByMs = HasUnderWay ? nowMs + AnswerTimeoutMs : Time.Never;
                Failure = delivered ? null : "the client has given up a publish after its tries";
            }
        }
    }

    private void Publish(long nowMs, bool holdPartial)
    {
        int row = 0;
        while (row < MaxUnderWay && _outbox.CanLease)
        {
            if (_lease[row] != 0)
            {
                row++;
                continue;
            }

            int size = _packer.Fill(_pack, 0, _pack.Length, nowMs, holdPartial);
            if (size == 0)
            {
                return;
            }

            int handle = _client.Publish(_topics.TelemetryName, _pack, 0, size, _options.Qos, false);
            _lease[row] = _packer.Lease;
            _handle[row] = handle;
            if (handle == 0 || _options.Qos == 0)
            {
                End(row, handle != 0); // at QoS 0 nobody acknowledges
                BytesSent += handle == 0 ? 0 : size;
                return;
            }

            BytesSent += size;
            _answerByMs = _answerByMs == Time.Never ? nowMs + AnswerTimeoutMs : _answerByMs;
        }
    }

    private bool HasUnderWay
    {
        get
        {
            bool found = false;
            for (int row = 0; row < MaxUnderWay; row++)
            {
                found = found || _lease[row] != 0;
            }

            return found;
        }
    }

    private void End(int row, bool delivered)
    {
        if (delivered)
        {
            _outbox.Acknowledge(_lease[row]);
            _backoff.Reset();
        }
        else
        {
            _outbox.Return(_lease[row]);
        }

        _lease[row] = 0;
    }

    private void ReturnAll()
    {
        _answerByMs = Time.Never;
        for (int row = 0; row < MaxUnderWay; row++)
        {
            if (_lease[row] != 0)
            {
                End(row, false);
            }
        }
    }

    private void Fail(long nowMs, string failure)
    {
        _failedStage = Stage;
        State = UplinkState.BackingOff;
        Failure = failure;
        _retryAtMs = nowMs + _backoff.NextMs();
        _client.Close();
        ReturnAll();
    }
}
