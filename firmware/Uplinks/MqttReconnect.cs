using Telenode.Core;
using Telenode.Mqtt;
using Telenode.Telemetry;

namespace Telenode.Uplinks;

/// <summary>When to connect again, and what it tells when a broker ends connections soon after it has accepted them.</summary>
/// <remarks>
/// Two devices of one id throw each other out [MQTT-3.1.4-3], and each delivers readings in between, so that neither looks ill. MQTT 5 has a
/// reason code for it; 3.1.1, and Mosquitto 2.0 in version 5, just close. The pause is therefore shortened again only when a connection that
/// worked has ended by itself, or has lasted longer than the longest pause: then the other device, if there is one, has not come back.
/// </remarks>
internal sealed class MqttReconnect
{
    // One closed connection is a broker that restarts; three in a row, each soon after it was accepted, are a pattern.
    private const int Pattern = 3;

    private readonly Backoff _backoff;
    private readonly string _deviceId;
    private readonly long _lastingMs;
    private long _acceptedMs = Time.Never;
    private bool _hasWorked;
    private bool _wasAccepted;
    private int _unanswered;
    private int _brief;

    public MqttReconnect(UplinkOptions options, IRandom random)
    {
        _backoff = new Backoff(options.FirstRetryMs, options.LastRetryMs, random);
        _deviceId = options.DeviceId;
        _lastingMs = options.LastRetryMs;
    }

    /// <summary>What the ends of the last connections tell, in one line for a person; null for nothing.</summary>
    public string Warning { get; private set; }

    /// <summary>Whether the broker has just closed a second connection at our introduction and has never accepted one: it may not know this
    /// version of MQTT, such as RabbitMQ 3.10, which should say so [MQTT-3.1.2-2] and only closes.</summary>
    public bool DoubtsVersion => _unanswered > 0 && (_unanswered & 1) == 0;

    /// <summary>The broker has accepted a connection.</summary>
    public void Accept(long nowMs)
    {
        _wasAccepted = true;
        _acceptedMs = nowMs;
        _hasWorked = false;
    }

    /// <summary>The broker has acknowledged readings: it does not merely accept.</summary>
    public void Work() => _hasWorked = true;

    /// <summary>A connection stands: forgets what was, once it has lasted.</summary>
    public void Last(long nowMs)
    {
        if (Warning != null && nowMs - _acceptedMs >= _lastingMs)
        {
            Warning = null;
            _brief = 0;
        }
    }

    /// <summary>A connection, or the way to one, has ended.</summary>
    /// <param name="nowMs">Monotonic ms.</param>
    /// <param name="reason">A code of <see cref="MqttReason"/>.</param>
    /// <param name="stage">How far the connection had come.</param>
    /// <returns>When to try again, in monotonic ms.</returns>
    public long End(long nowMs, int reason, LinkStage stage)
    {
        _unanswered = !_wasAccepted && reason == MqttReason.TransportClosed && stage == LinkStage.Introduce ? _unanswered + 1 : 0;

        // A stream that broke tells the same as one that the broker closed: some take leave by a reset.
        bool byBroker = reason == MqttReason.SessionTakenOver || reason == MqttReason.TransportClosed;
        bool isBrief = _acceptedMs != Time.Never && byBroker && nowMs - _acceptedMs < _lastingMs;
        if (_acceptedMs != Time.Never)
        {
            _brief = isBrief ? _brief + 1 : 0;
            if (_hasWorked && !isBrief)
            {
                _backoff.Reset();
            }
        }

        _acceptedMs = Time.Never;
        _hasWorked = false;
        if (reason == MqttReason.SessionTakenOver)
        {
            Warning = "the broker says that another client has connected as \"" + _deviceId + "\": give every device an id of its own (device.id)";
        }
        else if (_brief >= Pattern)
        {
            Warning = "the broker has closed " + _brief.ToString() + " connections in a row soon after it had accepted them: does another device have the id \""
                + _deviceId + "\"?";
        }

        return nowMs + _backoff.NextMs();
    }
}
