using System;
using System.Device.Wifi;
using System.Threading;
using nanoFramework.Networking;

namespace Telenode.Board;

/// <summary>Joins the Wi-Fi network and waits for the time of day, on a thread of its own: readings are taken meanwhile.</summary>
/// <remarks>Once joined, the firmware joins again by itself whenever the network was away.</remarks>
internal sealed class WifiLink
{
    private const int TryMs = 60000;

    private readonly string _ssid;
    private readonly string _password;

    public WifiLink(string ssid, string password)
    {
        _ssid = ssid;
        _password = password;
    }

    public void Start() => new Thread(Run).Start();

    private void Run()
    {
        while (!TryOnce())
        {
            Console.WriteLine("Wi-Fi " + _ssid + ": " + WhyNot());
        }

        Console.WriteLine("Wi-Fi " + _ssid + ": connected, clock set");
    }

    private bool TryOnce()
    {
        var patience = new CancellationTokenSource(TryMs);
        bool connected = WifiNetworkHelper.ConnectDhcp(_ssid, _password, WifiReconnectionKind.Automatic, true, 0, patience.Token);
        patience.Dispose();
        return connected;
    }

    private static string WhyNot()
    {
        switch (WifiNetworkHelper.Status)
        {
            case NetworkHelperStatus.TokenExpiredWaitingIPAddress: return "no address within a minute: name or password wrong, or out of reach";
            case NetworkHelperStatus.TokenExpiredWaitingDateTime: return "connected, but no time server answers: readings wait for their date";
            case NetworkHelperStatus.ExceptionOccurred:
                // An exception comes at once, unlike the others.
                Thread.Sleep(TryMs / 10);
                return WifiNetworkHelper.HelperException == null ? "failed" : SocketErrorText.Of(WifiNetworkHelper.HelperException);
            default: return "not connected yet";
        }
    }
}
