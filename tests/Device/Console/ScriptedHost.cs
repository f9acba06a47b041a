// Host tests compile it, too, where references are checked for null.
#nullable disable
using Telenode.Core;
using Telenode.SerialConsole;
using Telenode.Telemetry;

namespace Telenode.Tests.SerialConsole;

/// <summary>The node that a console test talks to: what it says is set by the test, what it is told is noted.</summary>
internal sealed class ScriptedHost : IConsoleHost, IWallClock, ICertificates
{
    private readonly string[] _names = new string[4];
    private readonly string[] _pems = new string[4];

    public long NowMs { get; set; } = 61000;

    public string Firmware => "Telenode";

    public string Version => "0.2.0";

    public string Hardware => "ESP32";

    public long StartedMs { get; set; }

    public Node Node { get; set; }

    public Channels Channels { get; set; }

    public string Trouble { get; set; }

    public bool SafeMode { get; set; }

    public IWifiControl Wifi { get; set; } = new ScriptedWifi();

    public IWallClock Clock => this;

    public string TimeSource { get; set; }

    public string Way { get; set; } = "Wi-Fi ok > MQTT ready";

    public ICertificates Certificates => this;

    /// <summary>What was asked of the node, in order.</summary>
    public string Asked { get; set; } = "";

    public ILineSource Scan { get; set; }

    public long MonotonicMs => NowMs;

    public long UnixMs { get; set; } = Time.Unknown;

    public int Count { get; private set; }

    public string StatusAt(int index) => index == 0 ? "boot: 12" : null;

    public ILineSource ScanSensors() => Scan;

    public void SyncTime(long nowMs) => Asked += "sync;";

    public void Reconnect(long nowMs)
    {
        Asked += "reconnect;";
        Node.Uplink.Close(nowMs);
        Node.Uplink.Open(nowMs);
    }

    public void Restart(bool safeMode) => Asked += safeMode ? "safe;" : "restart;";

    public void Sleep(long ms) => Asked += "sleep " + ms.ToString() + ";";

    public void EraseData() => Asked += "erase;";

    public void SetUnixMs(long unixMs) => UnixMs = unixMs;

    public string NameAt(int index) => _names[index];

    public string DescriptionAt(int index) => "certificate, " + _pems[index].Length.ToString() + " bytes";

    public string PemOf(int index) => _pems[index];

    public string Add(string name, byte[] pem, int offset, int count)
    {
        if (Count == _names.Length)
        {
            return "there is room for 4 certificates only";
        }

        _names[Count] = name;
        _pems[Count++] = System.Text.Encoding.UTF8.GetString(pem, offset, count);
        return null;
    }

    public bool Remove(string name)
    {
        if (Count == 0 || _names[Count - 1] != name)
        {
            return false;
        }

        Count--;
        return true;
    }
}
