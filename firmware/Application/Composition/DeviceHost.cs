using Telenode.Core;
using Telenode.SerialConsole;
using Telenode.Telemetry;

namespace Telenode.Application;

/// <summary>The device as its console sees it.</summary>
internal sealed class DeviceHost : IConsoleHost, IWifiControl
{
    private readonly Device _device;
    private readonly DeviceOptions _options;

    public DeviceHost(Device device, DeviceOptions options)
    {
        _device = device;
        _options = options;
    }

    public string Firmware => "Telenode";

    public string Version => _options.Version;

    public string Hardware => _options.Hardware;

    public long StartedMs => _device.StartedMs;

    public Node Node => _device.Guard.SafeMode ? null : _device.Node;

    public Channels Channels => _device.Guard.SafeMode ? null : _device.Channels;

    public bool SafeMode => _device.Guard.SafeMode;

    public IWifiControl Wifi => _device.Ports.Wifi == null ? null : this;

    public IWallClock Clock => _device.Clock;

    public ICertificates Certificates => _device.Certificates;

    public string Trouble
    {
        get
        {
            if (SafeMode)
            {
                return "safe mode: " + _device.Guard.Why + "; safe-mode off leaves it";
            }

            if (_device.Problems.Count > 0)
            {
                return _device.Problems[0] + (_device.Problems.Count == 1 ? "" : " (and more, see status)");
            }

            Settings settings = _device.Settings;
            return _device.Ports.Wifi != null && !settings.IsSet("wifi.ssid") ? "no Wi-Fi is set: wifi scan, then wifi join NAME"
                : !settings.IsSet("uplink.url") ? "no receiver is set: set uplink.url mqtt://HOST"
                : _device.SensorCount == 0 ? "no sensor is set: sensors scan, then set sensor.1 KIND" : null;
        }
    }

    public string TimeSource
    {
        get
        {
            SntpClient time = _device.Supervisor.TimeClient;
            if (time == null)
            {
                return null;
            }

            return time.Failure ?? (time.Done ? "set by a time server, " + _device.Clock.LastErrorMs.ToString() + " ms off then" : null);
        }
    }

    public string Way => _device.Describe(_device.Clock.MonotonicMs);

    public IWifi Station => _device.Ports.Wifi;

    public string Ssid => _device.Supervisor.Wifi.Network;

    public string StatusAt(int index)
    {
        Supervisor supervisor = _device.Supervisor;
        switch (index)
        {
            case 0: return "boot: " + _device.Guard.Boot.ToString() + ", after " + RestartReasonText.Of(_device.Guard.Reason);
            case 1:
                return "connections: " + (supervisor.Reconnects + 1).ToString()
                    + (supervisor.Wifi == null ? "" : ", Wi-Fi lost " + supervisor.Wifi.Losses.ToString() + " times");
            case 2:
                return "longest step of the loop: " + _device.Watchdog.LongestMs.ToString() + " ms"
                    + (_device.Watchdog.LongestStep == null ? "" : ", " + _device.Watchdog.LongestStep);
            case 3:
                return "settings: version " + _device.Settings.Generation.ToString() + ", " + _device.Settings.FreeBytes.ToString() + " bytes free";
            case 4:
                long heap = _device.Ports.Power.FreeHeap;
                return "memory: " + (heap < 0 ? "not known" : heap.ToString() + " bytes free");
            case 5:
                return _device.ServerFailure == null ? "clock steps: " + _device.Clock.Steps.ToString() : "CoAP server: " + _device.ServerFailure;
            case 6: return "sleep: " + _device.DescribeSleep(_device.Clock.MonotonicMs);
            default: return index - 7 < _device.Problems.Count ? "problem: " + _device.Problems[index - 7] : null;
        }
    }

    public ILineSource ScanSensors() => new BusScan(_device.Ports.Sensors);

    public void SyncTime(long nowMs)
    {
        if (_device.Supervisor.TimeClient != null)
        {
            _device.Supervisor.TimeClient.AskNow();
        }
    }

    public void Reconnect(long nowMs) => _device.Reconnect(nowMs);

    public void Restart(bool safeMode) => _device.Restart(safeMode ? RestartReason.SafeMode : RestartReason.Command);

    public void Sleep(long ms) => _device.Sleep(ms);

    public void EraseData() => _device.EraseData();

    public void TryNetwork(string ssid, string password, long nowMs) => _device.Supervisor.Wifi.Hold(ssid, password);

    public void EndTry(long nowMs) => _device.EndWifiTry();
}
