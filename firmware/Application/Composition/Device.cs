using System;
using Telenode.Core;
using Telenode.SerialConsole;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.Application;

/// <summary>A whole device: settings, sensors, outbox, uplink, server, supervisor and health, joined in one loop.</summary>
/// <remarks>
/// The board and the simulated one make ports and step this; nothing else is composed anywhere. The caller steps it with the
/// <see cref="Clock"/>'s monotonic time, then waits until input arrives or the time that <see cref="Step"/> gave has come. A change of settings rebuilds only what it touches, between two
/// measurements, and the readings that wait stay.
/// </remarks>
public sealed partial class Device
{
    private readonly DeviceOptions _options;
    private readonly StatusLight _light;
    private readonly CertificateStore _certificates;
    private readonly DeviceHost _host;
    private DeviceServers _servers;
    private RemoteConsole _remote;
    private ConsoleSession _session;
    private SerialPump _pump;
    private bool _started;
    private long _consoleNextMs = Time.Never;
    private RestartReason _restart;
    private bool _wantsRestart;
    private int _way;
    private long _restartByMs;
    private long _sleepMs;
    private bool _isErased;

    private const int ErasedAtOnce = 64;

    // The console's last words are given so long.
    private const int FarewellMs = 2000;

    /// <summary>Joins the parts. Nothing runs yet.</summary>
    /// <param name="ports">What the device reaches the world by.</param>
    /// <param name="options">What it is told that is no setting.</param>
    public Device(DevicePorts ports, DeviceOptions options)
    {
        Ports = ports;
        ports.CountWrites(Wear);
        _options = options;
        Clock = new NetworkClock(ports.Clock);
        Guard = Awaken();
        Watchdog = new Watchdog(options.WatchdogMs);
        Settings = new Settings(ports.Store);
        Settings.Load();
        Settings.Check = new SettingsCheck();
        _light = new StatusLight(ports.Led);
        _certificates = new CertificateStore(ports.Store);
        _host = new DeviceHost(this, options);
        Supervisor = new Supervisor(Clock, Clock.MonotonicMs);
        BuildConsole();
        Build();
    }

    /// <summary>What it reaches the world by.</summary>
    public DevicePorts Ports { get; }

    /// <summary>Its settings. What is changed counts as soon as it has been quiet for a moment.</summary>
    public Settings Settings { get; }

    /// <summary>Counts its starts.</summary>
    public BootGuard Guard { get; }

    /// <summary>Watches its loop.</summary>
    public Watchdog Watchdog { get; }

    /// <summary>Counts what it writes to flash.</summary>
    public FlashWear Wear { get; } = new FlashWear();

    /// <summary>Its clocks.</summary>
    public NetworkClock Clock { get; }

    /// <summary>Its readings that wait.</summary>
    public Outbox Outbox { get; private set; }

    /// <summary>Carries out lines of the console's language from afar.</summary>
    public IDownlink Downlink => _remote;

    /// <summary>Its certificates.</summary>
    public CertificateStore Certificates => _certificates;

    /// <summary>Its sensors' quantities; another object after a change of settings.</summary>
    public Channels Channels { get; private set; }

    /// <summary>Its sensors and uplink; another object after a change of settings.</summary>
    public Node Node { get; private set; }

    /// <summary>Its way to the receiver.</summary>
    public Supervisor Supervisor { get; }

    /// <summary>Where readings go; null without a usable <c>uplink.url</c>.</summary>
    public EndpointUrl Url { get; private set; }

    /// <summary>What is wrong with the settings as a whole.</summary>
    public ProblemList Problems { get; } = new ProblemList();

    /// <summary>Monotonic ms of its start.</summary>
    public long StartedMs { get; private set; }

    /// <summary>Whether too little is set for it to report: no network, no receiver, or no sensor.</summary>
    public bool IsBlank => _lacksNetwork || Url == null || SensorCount == 0;

    /// <summary>How many sensors the settings name.</summary>
    public int SensorCount { get; private set; }

    /// <summary>Why a server of the device does not listen; null when all do or none is wanted.</summary>
    public string ServerFailure => _servers == null ? null : _servers.Failure;

    /// <summary>Starts the schedule of the sensors; the uplink opens once the network is there.</summary>
    public void Start(long nowMs)
    {
        StartedMs = nowMs;
        Node.Sampler.Start(nowMs);
        BeginCycle(nowMs);
        if (Guard.SafeMode)
        {
            Tell(LogLevel.Warning, "safe mode: " + Guard.Why + "; only console, Wi-Fi and settings run, for " + (BootGuard.SafeModeMs / 60000).ToString() + " minutes");
        }

        if (Guard.Warning != null)
        {
            Tell(LogLevel.Warning, Guard.Warning);
        }

        TellProblems();
        if (_session != null)
        {
            _session.Start();
            _started = true;
        }
    }

    /// <summary>Does everything that is due.</summary>
    /// <returns>Monotonic ms at which to call again; earlier when there is input.</returns>
    public long Step(long nowMs)
    {
        if (SleepsLightly(nowMs))
        {
            return _asleepUntilMs;
        }

        StepConsole(nowMs);
        if (MustRebuild(nowMs))
        {
            Watchdog.Enter("settings", nowMs);
            Rebuild(nowMs);
        }

        Watchdog.Enter("network", Clock.MonotonicMs);
        long next = Earlier(_consoleNextMs, _changedMs == Time.Never ? Time.Never : nowMs + QuietMs);
        next = Earlier(next, Supervisor.Step(nowMs, Node.Uplink, Outbox));
        Watchdog.Enter("sensors and uplink", Clock.MonotonicMs);
        next = Earlier(next, Node.Step(nowMs));
        TellWay(nowMs);
        if (_servers != null && Supervisor.HasNetwork && !Supervisor.IsPaused)
        {
            Watchdog.Enter("server", Clock.MonotonicMs);
            next = Earlier(next, _servers.Step(nowMs));
        }

        Watchdog.Enter("health", Clock.MonotonicMs);
        next = Earlier(next, StepHealth(nowMs));
        Watchdog.Leave(Clock.MonotonicMs);
        return Earlier(next, StepSleep(nowMs));
    }

    /// <summary>Takes leave of the receiver; what waits stays in the outbox.</summary>
    public void Stop(long nowMs)
    {
        Node.Uplink.Close(nowMs);
        if (_servers != null)
        {
            _servers.Close(nowMs);
        }
    }

    /// <summary>Restarts the board soon, once the console's answer is out and the receiver has been told.</summary>
    public void Restart(RestartReason reason)
    {
        _restartByMs = _wantsRestart ? _restartByMs : Clock.MonotonicMs + FarewellMs;
        _restart = reason;
        _wantsRestart = true;
    }

    /// <summary>Sends the board to deep sleep in the way of <see cref="Restart"/>.</summary>
    /// <param name="ms">How long, at least 1.</param>
    public void Sleep(long ms)
    {
        Restart(RestartReason.DeepSleep);
        _sleepMs = ms;
    }

    /// <summary>Forgets all that is kept beside the settings; a restart must follow.</summary>
    /// <remarks>
    /// The settings must be gone before: without their keys the sequence numbers of OSCORE are of no use, with them they would be used
    /// again, and nonces with them. Only the count of starts comes back with the restart, so that no reading of a later
    /// owner bears the boot and sequence of one of these.
    /// </remarks>
    public void EraseData()
    {
        _isErased = true;
        Ports.Store.RemoveAll();
        if (Ports.SessionStore != null)
        {
            Ports.SessionStore.RemoveAll();
        }

        if (Ports.Sensors != null && Ports.Sensors.Store != null)
        {
            Ports.Sensors.Store.RemoveAll();
        }

        EraseReadings();
    }

    private void EraseReadings()
    {
        var segments = new int[ErasedAtOnce];
        int count = Ports.Readings == null ? 0 : Ports.Readings.List(segments);
        for (int left = count; left > 0; left -= ErasedAtOnce)
        {
            for (int i = 0; i < count && i < ErasedAtOnce; i++)
            {
                Ports.Readings.Delete(segments[i]);
            }

            count = Ports.Readings.List(segments);
        }
    }

    /// <summary>Writes down why the board is about to be restarted by someone else, such as its watchdog.</summary>
    public void NoteRestart(RestartReason reason) => Guard.Note(reason);

    /// <summary>Where the way to the receiver stands, in one line for a person.</summary>
    public string Describe(long nowMs) => Guard.SafeMode
        ? "safe mode: " + Guard.Why
        : StageLine.Of(Supervisor, Ports.Wifi, Url == null ? null : Node.Uplink, Url == null ? "" : Url.Scheme, Clock, nowMs, Node.UplinkDueMs);

    private static long Earlier(long a, long b) => a < b ? a : b;

    private long StepHealth(long nowMs)
    {
        long upMs = nowMs - StartedMs;
        if (Guard.Step(upMs))
        {
            Restart(RestartReason.SafeModeOver);
        }
        else if (Supervisor.WantsRestart)
        {
            Tell(LogLevel.Error, "nothing could be delivered for too long: " + Describe(nowMs) + "; restarting");
            Restart(RestartReason.Unreachable);
        }

        if (_wantsRestart && (ConsoleIdle || nowMs >= _restartByMs))
        {
            _wantsRestart = false;
            Leave(nowMs);
        }

        long next = _light.Step(nowMs, LightNow());
        long untilSettled = (Guard.SafeMode ? BootGuard.SafeModeMs : BootGuard.StableMs) - upMs;
        return untilSettled > 0 ? Earlier(next, nowMs + untilSettled) : next;
    }

    private void Leave(long nowMs)
    {
        Stop(nowMs);
        if (_isErased)
        {
            EraseData(); // what was written since, by a session that has ended now
        }
        else
        {
            Outbox.Keep(nowMs);
        }

        if (_restart == RestartReason.DeepSleep)
        {
            if (!KeepForSleep(nowMs, _sleepMs))
            {
                Guard.Note(_restart);
            }

            Ports.Power.DeepSleep(_sleepMs);
            return;
        }

        Guard.Note(_restart);
        Ports.Power.Reboot();
    }

    private Light LightNow()
    {
        if (Guard.SafeMode)
        {
            return Light.SafeMode;
        }

        if (IsBlank)
        {
            return Light.Blank;
        }

        if (Supervisor.IsPaused)
        {
            return SensorFails() ? Light.SensorFails : Light.Well;
        }

        if (!Supervisor.HasNetwork)
        {
            return Light.NoNetwork;
        }

        return Node.Uplink.State != UplinkState.Ready ? Light.NoReceiver : SensorFails() ? Light.SensorFails : Light.Well;
    }

    private bool SensorFails()
    {
        SensorSlot[] slots = Node.Sampler.Slots;
        for (int i = 0; i < slots.Length; i++)
        {
            if (slots[i].LastStatus != Status.Ok && slots[i].LastStatus != Status.Pending)
            {
                return true;
            }
        }

        return false;
    }

    private void Tell(LogLevel level, string line)
    {
        if (Ports.Log != null)
        {
            Ports.Log.Write(line);
        }

        if (_session != null && _started)
        {
            _session.Tell(level, line);
        }
    }

    // At log.level debug, every step on the way to the receiver. Looks at numbers only until one changes: the loop makes no strings.
    private void TellWay(long nowMs)
    {
        int way = ((int)Node.Uplink.State << 8) | ((int)Node.Uplink.Stage << 4) | (Supervisor.HasNetwork ? 1 : 0);
        if (way == _way)
        {
            return;
        }

        _way = way;
        if (_session != null && _started && _session.Tells(LogLevel.Debug))
        {
            _session.Tell(Describe(nowMs));
        }
    }

    private void BuildConsole()
    {
        ConsoleCommand[] commands = ConsoleCommands.Create();
        _remote = new RemoteConsole(Settings, _host, commands);
        _session = Ports.Console == null ? null : new ConsoleSession(Settings, _host, commands);
        _pump = _session == null ? null : new SerialPump(Ports.Console, _session);
    }

    private bool ConsoleIdle => _pump == null || _pump.Idle;

    private void StepConsole(long nowMs)
    {
        if (_pump != null)
        {
            Watchdog.Enter("console", Clock.MonotonicMs);
            _consoleNextMs = _pump.Step(nowMs);
        }
    }

    private void TellProblems()
    {
        for (int i = 0; i < Problems.Count; i++)
        {
            Tell(LogLevel.Warning, Problems[i]);
        }
    }
}
