using Telenode.Core;

namespace Telenode.SerialConsole;

/// <summary>Wi-Fi as the console sees it: the supervisor joins the networks of the settings, this shows it and tries another one.</summary>
public interface IWifiControl
{
    /// <summary>The station: where it stands, and its scans. Read only: joining goes by <see cref="TryNetwork"/>.</summary>
    IWifi Station { get; }

    /// <summary>The network that is joined or being joined; null when there is none.</summary>
    string Ssid { get; }

    /// <summary>Leaves the present network and tries this one, until <see cref="EndTry"/>. <see cref="IWifi.State"/> tells how it goes:
    /// <see cref="WifiState.Ready"/> or <see cref="WifiState.Failed"/> then mean this network.</summary>
    /// <param name="ssid">Its name, 1 to 32 bytes of UTF-8.</param>
    /// <param name="password">Its password; empty for an open network.</param>
    /// <param name="nowMs">Monotonic ms.</param>
    void TryNetwork(string ssid, string password, long nowMs);

    /// <summary>Goes back to the networks of the settings, which hold the tried one by now if it is to be kept: it is not left then.</summary>
    void EndTry(long nowMs);
}
