// Host tests compile it, too, where references are checked for null.
#nullable disable
using Telenode.Core;
using Telenode.SerialConsole;

namespace Telenode.Tests.SerialConsole;

/// <summary>Wi-Fi whose state the test sets.</summary>
internal sealed class ScriptedWifi : IWifiControl, IWifi
{
    private readonly string[] _ssids = { "attic", "" };

    public IWifi Station => this;

    public string Ssid { get; set; }

    public WifiState State { get; set; }

    public string Failure { get; set; }

    public string Address => State == WifiState.Ready ? "192.168.1.50" : null;

    public int Rssi => State == WifiState.Ready ? -61 : 0;

    public bool Scanning { get; set; }

    public int NetworkCount { get; set; } = 2;

    /// <summary>What was asked of it, in order; passwords too, since this is what a radio gets.</summary>
    public string Asked { get; set; } = "";

    public string SsidAt(int index) => index < _ssids.Length ? _ssids[index] : "network with a name of 32 bytes!";

    public int RssiAt(int index) => -61 - (20 * (index & 1));

    public void Scan()
    {
        Asked += "scan;";
        Scanning = true;
    }

    public void TryNetwork(string ssid, string password, long nowMs)
    {
        Asked += "try " + ssid + "/" + password + ";";
        Ssid = ssid;
        State = WifiState.Joining;
        Failure = null;
    }

    public void EndTry(long nowMs) => Asked += "end;";

    public void Join(string ssid, string password, StaticAddress address) => Asked += "join;";

    public void Disconnect() => Asked += "disconnect;";
}
