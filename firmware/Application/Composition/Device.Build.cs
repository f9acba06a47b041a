using System;
using Telenode.Core;
using Telenode.SerialConsole;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.Application;

/// <summary>Making the parts from the settings, and anew when those change.</summary>
public sealed partial class Device
{
    // A measurement or a command under way is waited for, but not one that never ends.
    private const int LongestWaitMs = 60000;

    // Room for four instants of every channel, however many there are.
    private const int InstantsHeld = 4;

    private readonly long[] _marks = new long[Groups];
    private const int Groups = 4;
    private const int WifiGroup = 0;
    private const int TimeGroup = 1;
    private const int SensorGroup = 2;
    private const int UplinkGroup = 3;

    private WifiKeeper _wifi;
    private bool _lacksNetwork;
    private SntpClient _time;
    private SensorSlot[] _slots;
    private IReadingFilter _filter;
    private long _reportIntervalMs;
    private int _changes;
    private long _changedMs = Time.Never;
    private bool _reconnects;
    private long _finishByMs = Time.Never;

    // An exchange under way is waited for, as long as a receiver that is well may take for it.
    private const int FinishMs = 5000;

    // Settings are typed one after the other: they count together once it has been quiet for a moment.
    private const int QuietMs = 500;

    private static int GroupOf(string key)
    {
        int dot = key.IndexOf('.');
        switch (dot < 0 ? key : key.Substring(0, dot))
        {
            case "wifi": return WifiGroup;
            case "time": return TimeGroup;
            case "uplink":
            case "serve":
            case "device": return UplinkGroup;
            case "sensor":
            case "sample":
            case "diagnostics": return SensorGroup;
            default: return -1;
        }
    }

    // A fingerprint of each group of settings (FNV-1a), to tell which have changed.
    private void Mark(long[] marks)
    {
        for (int i = 0; i < Groups; i++)
        {
            marks[i] = -3750763034362895579;
        }

        for (int at = 0; at < Settings.Count; at++)
        {
            string key = Settings.KeyAt(at);
            int group = GroupOf(key);
            if (group >= 0)
            {
                marks[group] = Mixed(Mixed(marks[group], key), Settings.ValueAt(at));
            }
        }
    }

    private static long Mixed(long mark, string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            mark = (mark ^ text[i]) * 1099511628211;
        }

        return (mark ^ 0x100) * 1099511628211;
    }

    private bool MustRebuild(long nowMs)
    {
        if (Settings.Changes != _changes)
        {
            _changes = Settings.Changes;
            _changedMs = nowMs;
        }

        bool isDue = _reconnects || (_changedMs != Time.Never && nowMs >= _changedMs + QuietMs
            && ((!Node.Sampler.Busy && ConsoleIdle) || nowMs >= _changedMs + LongestWaitMs));
        if (!isDue)
        {
            return false;
        }

        // What is on its way comes to its end first: given up and sent anew by another session it would come twice, even at QoS 2.
        _finishByMs = _finishByMs == Time.Never ? nowMs + FinishMs : _finishByMs;
        Outbox.IsHeld = Node.Uplink.State == UplinkState.Ready && Outbox.HasLeases && nowMs < _finishByMs;
        _finishByMs = Outbox.IsHeld ? _finishByMs : Time.Never;
        return !Outbox.IsHeld;
    }

    /// <summary>Closes the uplink; the next step opens it again, with the settings as they are then.</summary>
    public void Reconnect(long nowMs)
    {
        Node.Uplink.Close(nowMs);
        _reconnects = true;
    }

    private void Build()
    {
        Mark(_marks);
        _changes = Settings.Changes;
        BuildWifi();
        BuildTime();
        BuildSensors();
        JournalOptions kept = _options.Journal;
        kept.DrainPerSecond = Settings.GetInt("outbox.drain");

        // In safe mode there are no sensors, and nothing is to be written of that.
        Journal journal = Ports.Readings == null || Guard.SafeMode ? null : new Journal(Ports.Readings, kept, Channels);
        int leastCapacity = InstantsHeld * Channels.Count;
        int capacity = _options.OutboxCapacity > leastCapacity ? _options.OutboxCapacity : leastCapacity;
        Outbox = new Outbox(capacity, NumberOfBoot(journal), journal);
        if (Guard.GoesOn)
        {
            Outbox.GoOn(_kept.LastSequence);
        }

        BuildUplink();
        BuildSleep();
        CheckSleep();
        Supervise();
    }

    private void Rebuild(long nowMs)
    {
        _changedMs = Time.Never;
        var marks = new long[Groups];
        Mark(marks);
        bool sensors = marks[SensorGroup] != _marks[SensorGroup];
        if (sensors && Ports.Readings != null)
        {
            RestartWithNewSensors(marks);
            return;
        }

        bool uplink = sensors || marks[UplinkGroup] != _marks[UplinkGroup];
        bool wifi = marks[WifiGroup] != _marks[WifiGroup];
        bool time = marks[TimeGroup] != _marks[TimeGroup];
        Array.Copy(marks, _marks, Groups);
        Problems.Clear();
        if (uplink)
        {
            Stop(nowMs);
            Outbox.ReturnAll();
        }

        if (wifi)
        {
            RebuildWifi();
        }

        if (time)
        {
            BuildTime();
        }

        Sampler old = Node.Sampler;
        if (sensors)
        {
            BuildSensors();
        }

        if (uplink)
        {
            BuildUplink();
        }

        CheckSleep();
        Supervise();
        ReopenIfAsked(uplink, nowMs);
        if (Node.Sampler != old)
        {
            Node.Sampler.Start(nowMs);
        }

        TellProblems();
    }

    // Exactly once needs what is under way to go on in its own session: sensors change as they do when the board was off.
    private void RestartWithNewSensors(long[] marks)
    {
        Array.Copy(marks, _marks, Groups);
        Tell(LogLevel.Info, "restarting with the new sensors; readings that wait are kept");
        Restart(RestartReason.Command);
    }

    // The network that the board is in is left only when it is none of the settings'.
    private void RebuildWifi()
    {
        string network = _wifi == null ? null : _wifi.Network;
        BuildWifi();
        if (_wifi != null && !_wifi.TryAdopt(network))
        {
            Ports.Wifi.Disconnect();
        }
    }

    /// <summary>Goes back to the networks of the settings after another one was tried.</summary>
    internal void EndWifiTry()
    {
        var marks = new long[Groups];
        Mark(marks);
        _marks[WifiGroup] = marks[WifiGroup];
        RebuildWifi();
        Supervise();
    }

    private void BuildWifi()
    {
        // Asked at every step, where the settings' text must not be searched.
        _lacksNetwork = Ports.Wifi != null && !Settings.IsSet("wifi.ssid");
        _wifi = Ports.Wifi == null ? null : new WifiKeeper(Ports.Wifi, WifiSettings.Read(Settings, Problems), Ports.Random);
    }

    private void BuildTime()
    {
        if (_time != null)
        {
            _time.Suspend();
        }

        _time = null;
        if (Ports.TimeSocket == null)
        {
            return;
        }

        try
        {
            _time = new SntpClient(Settings.Get("time.servers"), Ports.TimeSocket, Ports.Random, Clock);
        }
        catch (ArgumentException e)
        {
            Problems.Add("time.servers: " + e.Message);
        }
    }

    private void BuildSensors()
    {
        GivenParts given = _options.Given;
        if (given != null)
        {
            _slots = given.Slots;
            _filter = given.Filter;
            Channels = given.Channels;
            SensorCount = _slots.Length;
            return;
        }

        // Settings that were never loaded name no sensor: in safe mode there is none.
        Settings settings = Guard.SafeMode ? new Settings(Ports.Store, 64) : Settings;
        long reportMs = Guard.SafeMode ? 0 : Settings.GetDurationMs("diagnostics.interval");
        Diagnostics own = reportMs > 0 ? new Diagnostics(this) : null;
        var set = new SensorSet(settings, Ports.Sensors, _options.SampleIntervalMs, own, reportMs, Problems);
        Channels before = Channels;
        _slots = set.Slots;
        _filter = set.Filters;
        _reportIntervalMs = set.ReportIntervalMs;
        Channels = set.Channels;
        SensorCount = set.Named;
        if (before != null)
        {
            Renumber(before);
        }
    }

    private void ReopenIfAsked(bool isNew, long nowMs)
    {
        if (_reconnects && !isNew)
        {
            Node.Uplink.Open(nowMs);
        }

        _reconnects = false;
    }

    // The readings that wait go on under their quantities' new numbers, or, when their sensor is gone, under rows of their own.
    private void Renumber(Channels before)
    {
        var map = new int[before.Count];
        for (int channel = 0; channel < map.Length; channel++)
        {
            map[channel] = -1;
        }

        for (int i = 0; i < Outbox.Waiting; i++)
        {
            int channel = Outbox.ChannelAt(i);
            if (map[channel] < 0)
            {
                int known = Channels.Find(before[channel]);
                map[channel] = known < 0 ? Channels.Append(before[channel]) : known;
            }
        }

        Outbox.Renumber(map);
    }

    private void BuildUplink()
    {
        GivenParts given = _options.Given;
        UplinkOptions options = given == null ? UplinkSettings.Read(Settings, _certificates, Problems) : given.Uplink;
        options.ReportIntervalMs = given == null ? ReportedEveryMs() : options.ReportIntervalMs;
        var parts = new UplinkParts(Ports.Streams, Outbox, Channels, Clock, Ports.Random)
        {
            Datagrams = Ports.UplinkSocket,
            Crypto = Ports.Crypto,
            KeyRandom = Ports.KeyRandom,
            Store = Ports.SessionStore ?? Ports.Store,
            Publisher = Ports.Publisher,
            Downlink = given != null ? given.Downlink : Guard.SafeMode ? null : _remote,
        };
        IUplink uplink = given == null ? MakeUplink(options, parts) : UplinkFactory.Create(Url = given.Url, options, parts);
        bool isNew = Node == null || Node.Sampler.Slots != _slots;
        Sampler sampler = isNew ? new Sampler(_slots, Channels, Outbox, Clock) { Filter = _filter } : Node.Sampler;
        Node = new Node(sampler, Outbox, uplink);
        _servers = Guard.SafeMode ? null : MakeServers(options, parts, uplink);
    }

    private DeviceServers MakeServers(UplinkOptions options, UplinkParts parts, IUplink uplink)
    {
        if (_options.Given != null)
        {
            return new DeviceServers(_options.Given.Serve, Ports, options, parts, uplink);
        }

        try
        {
            return new DeviceServers(ServeOptions.Read(Settings, _options.ServerPort, Problems), Ports, options, parts, uplink);
        }
        catch (ArgumentException e)
        {
            Problems.Add("serve: " + e.Message);
            return null;
        }
    }

    private IUplink MakeUplink(UplinkOptions options, UplinkParts parts)
    {
        Url = null;
        string text = Settings.Get("uplink.url");
        if (text == null || Guard.SafeMode)
        {
            return new NoUplink("uplink.url is not set");
        }

        EndpointUrl url = EndpointUrl.Parse(text, out string error);
        try
        {
            IUplink uplink = url == null ? null : UplinkFactory.Create(url, options, parts);
            Url = url;
            if (uplink != null)
            {
                return uplink;
            }
        }
        catch (ArgumentException e)
        {
            error = e.Message;
        }

        Problems.Add("uplink.url: " + error);
        return new NoUplink(error);
    }

    private void Supervise()
    {
        long restartMs = Settings.GetDurationMs("reboot.after");
        Supervisor.Wifi = _wifi;
        Supervisor.TimeClient = _time;

        // Deep sleep starts everything anew at each waking, and light sleep may leave out connections for long.
        Supervisor.RestartAfterMs = restartMs > 0 && Url != null && Settings.Get("sleep.mode") == "none" ? restartMs : Time.Never;
        Supervisor.VerifiesCertificates = Url != null && LinkStages.IsTls(Url.Scheme) && !Settings.GetFlag("uplink.insecure");
    }
}
