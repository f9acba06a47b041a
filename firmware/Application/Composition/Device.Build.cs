using System;
using Telenode.Core;
using Telenode.SerialConsole;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.Application;

/// <summary>Making the parts from the settings, and anew when those change.</summary>
public sealed partial class Device
{
    // A measurement under way is waited for, but not one that never ends.
    private const int LongestMeasurementMs = 15000;

    private readonly long[] _marks = new long[Groups];
    private const int Groups = 4;
    private const int WifiGroup = 0;
    private const int TimeGroup = 1;
    private const int SensorGroup = 2;
    private const int UplinkGroup = 3;

    private WifiKeeper _wifi;
    private SntpClient _time;
    private SensorSet _sensors;
    private bool _changed;
    private long _changedMs;

    /// <summary>Makes changed settings count, soon: what they touch is made anew, the rest goes on.</summary>
    public void Apply(long nowMs)
    {
        _changedMs = _changed ? _changedMs : nowMs;
        _changed = true;
    }

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

        for (int cursor = Settings.NextCursor(-1); cursor >= 0; cursor = Settings.NextCursor(cursor))
        {
            string key = Settings.KeyAt(cursor);
            int group = GroupOf(key);
            if (group >= 0)
            {
                marks[group] = Mixed(Mixed(marks[group], key), Settings.ValueAt(cursor));
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

    private bool MayRebuild(long nowMs) => !Node.Sampler.Busy || nowMs >= _changedMs + LongestMeasurementMs;

    private void Build(long nowMs)
    {
        Mark(_marks);
        BuildWifi();
        BuildTime();
        BuildSensors();
        BuildUplink(nowMs);
    }

    private void Rebuild(long nowMs)
    {
        _changed = false;
        var marks = new long[Groups];
        Mark(marks);
        bool sensors = marks[SensorGroup] != _marks[SensorGroup];
        bool uplink = sensors || marks[UplinkGroup] != _marks[UplinkGroup];
        bool wifi = marks[WifiGroup] != _marks[WifiGroup];
        bool time = marks[TimeGroup] != _marks[TimeGroup];
        Array.Copy(marks, _marks, Groups);
        Problems.Clear();
        if (wifi && _wifi != null)
        {
            Ports.Wifi.Disconnect();
        }

        if (time && _time != null)
        {
            _time.Suspend();
        }

        if (uplink)
        {
            Stop(nowMs);
            Outbox.ReturnAll();
        }

        if (wifi)
        {
            BuildWifi();
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
            BuildUplink(nowMs);
        }
        else
        {
            BuildSupervisor(nowMs);
        }

        if (Node.Sampler != old)
        {
            Node.Sampler.Start(nowMs);
        }

        TellProblems();
    }

    private void BuildWifi()
    {
        _wifi = Ports.Wifi == null ? null : new WifiKeeper(Ports.Wifi, WifiSettings.Read(Settings, Problems), Ports.Random);
    }

    private void BuildTime()
    {
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
        Channels before = Channels;

        // Settings that were never loaded name no sensor: in safe mode there is none.
        Settings settings = Guard.SafeMode ? new Settings(Ports.Store, 64) : Settings;
        long reportMs = Guard.SafeMode ? 0 : Settings.GetDurationMs("diagnostics.interval");
        Diagnostics own = reportMs > 0 ? new Diagnostics(this) : null;
        _sensors = new SensorSet(settings, Ports.Sensors, _options.SampleIntervalMs, own, reportMs, Problems);
        Channels = _sensors.Channels;
        if (before != null)
        {
            Renumber(before);
        }
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
                map[channel] = FindOrAppend(before[channel]);
            }
        }

        Outbox.Renumber(map);
    }

    private int FindOrAppend(Quantity quantity)
    {
        for (int i = 0; i < Channels.Count; i++)
        {
            Quantity candidate = Channels[i];
            if (candidate.Name == quantity.Name && candidate.Unit == quantity.Unit && candidate.Exponent == quantity.Exponent)
            {
                return i;
            }
        }

        return Channels.Append(quantity);
    }

    private void BuildUplink(long nowMs)
    {
        UplinkOptions options = UplinkSettings.Read(Settings, _certificates, Problems);
        var parts = new UplinkParts(Ports.Streams, Outbox, Channels, Clock, Ports.Random)
        {
            Datagrams = Ports.UplinkSocket,
            Crypto = Ports.Crypto,
        };
        IUplink uplink = MakeUplink(options, parts);
        var sampler = Node == null || Node.Sampler.Slots != _sensors.Slots ? new Sampler(_sensors.Slots, Channels, Outbox, Clock) : Node.Sampler;
        sampler.Filter = sampler.Filter ?? _sensors.Filters;
        Node = new Node(sampler, Outbox, uplink);
        _server = null;
        if (Settings.GetFlag("serve.coap") && !Guard.SafeMode && Ports.ServerSocket != null)
        {
            _server = new CoapDeviceServer(new PlainChannel(Ports.ServerSocket), _options.ServerPort, options, parts, uplink);
        }

        BuildSupervisor(nowMs);
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

    private void BuildSupervisor(long nowMs)
    {
        long restartMs = Settings.GetDurationMs("reboot.after");
        bool verifies = Url != null && (Url.Scheme == "mqtts" || Url.Scheme == "wss") && !Settings.GetFlag("uplink.insecure");
        Supervisor = new Supervisor(_wifi, _time, Clock, verifies, restartMs > 0 ? restartMs : Time.Never, nowMs);
    }
}
