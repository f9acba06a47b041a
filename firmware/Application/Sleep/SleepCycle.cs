using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Application;

/// <summary>Decides when a board that sleeps between two measurements is done, and which of its wakings connect.</summary>
/// <remarks>
/// A waking measures what is due. Every so many of them, and at once when an alarm begins or ends or the outbox fills up, it connects
/// and stays until everything is delivered, within a bound: a link that is bad today must not empty the battery. Tries in vain leave
/// out ever more wakings. After a start that is no waking, and after each byte at the console, the board can be reached for a while.
/// </remarks>
public sealed class SleepCycle
{
    /// <summary>A deep sleep shorter than this is not worth the start behind it, in ms.</summary>
    public const int LeastDeepMs = 5000;

    /// <summary>The same for light sleep.</summary>
    public const int LeastLightMs = 500;

    // What a broker has queued comes right behind its greeting.
    private const int LingerMs = 500;

    // A time server that does not answer within this is left for the next connection.
    private const int TimeMs = 5000;

    // An acknowledgement that takes longer than this is not waited for.
    private const int AnswerMs = 3000;

    private const int MostFailures = 5;

    private readonly int _connectEvery;
    private readonly long _awakeMs;
    private readonly long _deliverMs;
    private long _awakeUntilMs;
    private long _deadlineMs;
    private bool _hasMeasured;
    private long _doneMs = Time.Never;
    private long _heardMs = Time.Never;
    private long _alarms;
    private long _acknowledged;

    /// <summary>Creates it, in the time after a start; <see cref="Begin"/> or <see cref="Wake"/> comes first.</summary>
    /// <param name="isDeep">Whether memory is given up, too.</param>
    /// <param name="connectEvery">Every how many wakings connect, at least 1.</param>
    /// <param name="awakeMs">How long the board can be reached after a start and after input.</param>
    /// <param name="deliverMs">How long it tries to connect and deliver at most.</param>
    public SleepCycle(bool isDeep, int connectEvery, long awakeMs, long deliverMs)
    {
        IsDeep = isDeep;
        _connectEvery = connectEvery;
        _awakeMs = awakeMs;
        _deliverMs = deliverMs;
    }

    /// <summary>Whether memory is given up, too.</summary>
    public bool IsDeep { get; }

    /// <summary>The shortest sleep.</summary>
    public long LeastMs => IsDeep ? LeastDeepMs : LeastLightMs;

    /// <summary>Wakings until one connects by its turn, the present one included; less than 1 when its turn has come.</summary>
    public int WakesLeft { get; set; }

    /// <summary>Connections in vain, one after the other.</summary>
    public int Failures { get; set; }

    /// <summary>Whether Wi-Fi, time and uplink are to run.</summary>
    public bool WantsNetwork { get; private set; }

    /// <summary>Whether the last step found nothing left to do.</summary>
    public bool WantsSleep { get; private set; }

    /// <summary>How long the board stays awake for a person at least; monotonic ms.</summary>
    public long AwakeUntilMs => _awakeUntilMs;

    /// <summary>The board has started, and not by waking.</summary>
    public void Begin(long nowMs, Node node)
    {
        _awakeUntilMs = nowMs + _awakeMs;
        Reset(node);
        Connect(nowMs, node);
        _deadlineMs = _awakeUntilMs + _deliverMs;
    }

    /// <summary>The board has woken.</summary>
    public void Wake(long nowMs, Node node)
    {
        _awakeUntilMs = nowMs;
        Reset(node);
        WakesLeft--;
        if (WakesLeft < 1)
        {
            Connect(nowMs, node);
        }
    }

    /// <summary>Takes note of the console's last input, at <paramref name="heardMs"/>, or <see cref="Time.Never"/>.</summary>
    public void NoteInput(long heardMs, Node node)
    {
        if (heardMs == Time.Never || heardMs == _heardMs)
        {
            return;
        }

        _heardMs = heardMs;
        _awakeUntilMs = heardMs + _awakeMs;
        if (!WantsNetwork)
        {
            Connect(heardMs, node);
        }

        _deadlineMs = _awakeUntilMs + _deliverMs;
    }

    /// <summary>Looks whether anything is left to do, and says so by <see cref="WantsSleep"/>.</summary>
    /// <param name="nowMs">Monotonic ms.</param>
    /// <param name="node">Measures and delivers.</param>
    /// <param name="way">The way to the receiver.</param>
    /// <returns>Monotonic ms at which to call again at the latest.</returns>
    public long Step(long nowMs, Node node, Supervisor way)
    {
        bool isUrgent = node.Sampler.Alarms != _alarms || (Failures == 0 && node.Outbox.IsNearlyFull);
        if (isUrgent && !WantsNetwork)
        {
            Connect(nowMs, node);
        }

        WantsSleep = false;
        if (node.Sampler.Busy || node.Sampler.NextDueMs <= nowMs)
        {
            return Time.Never;
        }

        if (!_hasMeasured)
        {
            // What a slow sensor gives has the whole time, too.
            _hasMeasured = true;
            _deadlineMs = nowMs + _deliverMs > _deadlineMs ? nowMs + _deliverMs : _deadlineMs;
        }

        long until = WantsNetwork ? DeliveredMs(nowMs, node, way) : nowMs;
        until = _awakeUntilMs > until ? _awakeUntilMs : until;
        WantsSleep = until <= nowMs;
        return until;
    }

    /// <summary>The board falls asleep: counts whether the connection was of use. To be called before the uplink is closed.</summary>
    public void End(Node node)
    {
        if (!WantsNetwork)
        {
            return;
        }

        bool isReady = node.Uplink.State == UplinkState.Ready;
        bool isEmpty = node.Outbox.Waiting == 0;
        bool isWorking = isReady && (isEmpty || node.Outbox.Acknowledged != _acknowledged);
        Failures = isWorking ? 0 : Failures < MostFailures ? Failures + 1 : MostFailures;
        WakesLeft = isWorking && !isEmpty ? 1 : _connectEvery + (1 << Failures) - 1;
    }

    private void Reset(Node node)
    {
        WantsNetwork = false;
        WantsSleep = false;
        _hasMeasured = false;
        node.Outbox.IsHeld = false;
        _alarms = node.Sampler.Alarms;
    }

    private void Connect(long nowMs, Node node)
    {
        WantsNetwork = true;
        _deadlineMs = nowMs + _deliverMs;
        _doneMs = Time.Never;
        _acknowledged = node.Outbox.Acknowledged;
    }

    // When there is nothing more to wait for, as things stand.
    private long DeliveredMs(long nowMs, Node node, Supervisor way)
    {
        if (node.Uplink.State != UplinkState.Ready || node.Outbox.Waiting > 0)
        {
            // What is on its way when the time is up has a moment more to be acknowledged: it would come twice at QoS 1.
            _doneMs = Time.Never;
            node.Outbox.IsHeld = nowMs >= _deadlineMs;
            return node.Outbox.IsHeld && node.Outbox.HasLeases && node.Uplink.State == UplinkState.Ready ? _deadlineMs + AnswerMs : _deadlineMs;
        }

        _doneMs = _doneMs == Time.Never ? nowMs : _doneMs;
        long until = _doneMs + LingerMs;
        if (way.TimeClient != null && !way.TimeClient.Done)
        {
            long timeMs = way.NetworkSinceMs + TimeMs;
            until = timeMs > until ? timeMs : until;
        }

        return until < _deadlineMs ? until : _deadlineMs;
    }
}
