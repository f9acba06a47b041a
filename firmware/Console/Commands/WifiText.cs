using Telenode.Core;

namespace Telenode.SerialConsole;

/// <summary>Where Wi-Fi stands, in a line.</summary>
internal static class WifiText
{
    public static void Write(ConsoleWriter output, IWifiControl wifi)
    {
        output.Write("wifi: ");
        if (wifi == null)
        {
            output.WriteLine("none on this board");
            return;
        }

        IWifi station = wifi.Station;
        output.Write(StateOf(station.State));
        if (wifi.Ssid != null)
        {
            output.Write(" ");
            output.Write(wifi.Ssid);
        }

        if (station.State == WifiState.Ready)
        {
            output.Write(", address ");
            output.Write(station.Address);
        }

        if (station.Rssi != 0 && (station.State == WifiState.Ready || station.State == WifiState.Joined))
        {
            output.Write(", signal ");
            output.Write(station.Rssi);
            output.Write(" dBm (");
            output.Write(Quality(station.Rssi));
            output.Write(")");
        }

        if (station.Failure != null)
        {
            output.Write(": ");
            output.Write(station.Failure);
        }

        output.EndLine();
    }

    /// <summary>What a signal is good for.</summary>
    public static string Quality(int rssi) => rssi >= -60 ? "good" : rssi >= -70 ? "fair" : rssi >= -80 ? "weak" : "very weak";

    private static string StateOf(WifiState state)
    {
        switch (state)
        {
            case WifiState.Joining: return "joining";
            case WifiState.Joined: return "waiting for an address from";
            case WifiState.Ready: return "in";
            case WifiState.Failed: return "could not join";
            default: return "in no network";
        }
    }
}
