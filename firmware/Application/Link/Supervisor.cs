using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Application;

/// <summary>Takes the board from Wi-Fi to its receiver, stage by stage, and brings it back whenever a stage fails; it never gives up.</summary>
/// <remarks>
/// Each stage looks after itself: Wi-Fi and address <see cref="WifiKeeper"/>, the time <see cref="SntpClient"/>, name, connection,
/// handshake and greeting the uplink. The supervisor says which of them may run, and asks for a restart of the board when nothing
/// could be delivered for as long as the settings allow: against a driver that hangs there is nothing else.
/// </remarks>
public sealed class Supervisor
{
    /// <summary>How long a receiver that is verified by certificate waits for the time of day, in ms.</summary>
    public const int AwaitTimeMs = 60000;

    private readonly IClock _clock;
    private WifiKeeper _wifi;
    private SntpClient _time;
    private long _networkSinceMs;
    private long _readySinceMs = Time.Never;
    private long _failingSinceMs;
    private long _delivered;
    private UplinkState _last;

    /// <summary>Creates a supervisor of a board whose network is there without Wi-Fi, and whose platform keeps the time.</summary>
    /// <param name="clock">Tells whether the time is known.</param>
    /// <param name="nowMs">Monotonic ms.</param>
    public Supervisor(IClock clock, long nowMs)
    {
        _clock = clock;
        _failingSinceMs = nowMs;
        _networkSinceMs = nowMs;
    }

    /// <summary>Looks after Wi-Fi; null where the network is there without it, as on a PC.</summary>
    public WifiKeeper Wifi
    {
        get => _wifi;
        set
        {
            _wifi = value;
            _networkSinceMs = value != null && !value.IsReady ? Time.Never : _networkSinceMs;
        }
    }

    /// <summary>Asks for the time; null where the platform keeps it.</summary>
    public SntpClient TimeClient
    {
        get => _time;
        set => _time = value;
    }

    /// <summary>Whether the receiver's certificate is verified, which is valid only from one day to another.</summary>
    public bool VerifiesCertificates { get; set; }

    /// <summary>How long nothing may be delivered before the board is restarted, in ms; <see cref="Time.Never"/> for ever.</summary>
    public long RestartAfterMs { get; set; } = Time.Never;

    /// <summary>Whether nothing of the way is to run, for the board sleeps or has no need of it.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Monotonic ms since when the board has an address; <see cref="Time.Never"/> when it has none.</summary>
    public long NetworkSinceMs => _networkSinceMs;

    /// <summary>Whether the board has an address.</summary>
    public bool HasNetwork => _networkSinceMs != Time.Never;

    /// <summary>How often the uplink has become ready since the start, the first time left out.</summary>
    public int Reconnects { get; private set; } = -1;

    /// <summary>Monotonic ms since when readings can be delivered; <see cref="Time.Never"/> when they cannot.</summary>
    public long ReadySinceMs => _readySinceMs;

    /// <summary>Whether only a restart of the board is left to try.</summary>
    public bool WantsRestart { get; private set; }

    /// <summary>Does what is due, and opens or closes the uplink as the stages below it allow.</summary>
    /// <param name="nowMs">Monotonic ms.</param>
    /// <param name="uplink">Takes the readings away.</param>
    /// <param name="outbox">Tells whether it does.</param>
    /// <returns>Monotonic ms at which to call again.</returns>
    public long Step(long nowMs, IUplink uplink, Outbox outbox)
    {
        long next = Time.Never;
        if (IsPaused)
        {
            return next;
        }

        if (_wifi != null)
        {
            next = _wifi.Step(nowMs);
            NoteNetwork(nowMs);
        }

        if (_time != null && HasNetwork)
        {
            long at = _time.Step(nowMs);
            next = at < next ? at : next;
        }

        long gate = Gate(nowMs, uplink);
        NoteUplink(nowMs, uplink, outbox);
        return gate < next ? gate : next;
    }

    /// <summary>Leaves the network, as one does before a sleep.</summary>
    public void Rest()
    {
        _readySinceMs = Time.Never;
        _last = UplinkState.Closed;
        if (_time != null)
        {
            _time.Suspend();
        }

        if (_wifi != null)
        {
            _wifi.Rest();
            _networkSinceMs = Time.Never;
        }
    }

    private void NoteNetwork(long nowMs)
    {
        if (_wifi.IsReady == HasNetwork)
        {
            return;
        }

        _networkSinceMs = _wifi.IsReady ? nowMs : Time.Never;
        if (_time != null && !_wifi.IsReady)
        {
            _time.Suspend();
        }
        else if (_time != null && _clock.UnixMs == Time.Unknown)
        {
            _time.AskNow();
        }
    }

    // A connection that stands is left to find out by itself that the network is gone: it may be back before that.
    private long Gate(long nowMs, IUplink uplink)
    {
        if (!HasNetwork)
        {
            if (uplink.State == UplinkState.Connecting || uplink.State == UplinkState.BackingOff)
            {
                uplink.Close(nowMs);
            }

            return Time.Never;
        }

        bool waits = VerifiesCertificates && _time != null && _clock.UnixMs == Time.Unknown && nowMs < _networkSinceMs + AwaitTimeMs;
        if (!waits)
        {
            uplink.Open(nowMs);
        }

        return waits ? _networkSinceMs + AwaitTimeMs : Time.Never;
    }

    private void NoteUplink(long nowMs, IUplink uplink, Outbox outbox)
    {
        UplinkState state = uplink.State;
        bool ready = state == UplinkState.Ready;
        Reconnects += ready && _last != UplinkState.Ready ? 1 : 0;
        _readySinceMs = !ready ? Time.Never : _last == UplinkState.Ready ? _readySinceMs : nowMs;
        _last = state;
        if (outbox.Acknowledged != _delivered || (ready && outbox.Waiting == 0))
        {
            _delivered = outbox.Acknowledged;
            _failingSinceMs = nowMs;
        }

        WantsRestart = RestartAfterMs != Time.Never && nowMs - _failingSinceMs >= RestartAfterMs;
    }
}
