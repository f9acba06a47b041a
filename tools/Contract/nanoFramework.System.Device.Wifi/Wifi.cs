using System;
using System.Device.Wifi;
using System.Threading;

[assembly: System.Reflection.AssemblyVersion("1.5.147.0")]

namespace System.Device.Wifi
{
    public enum WifiReconnectionKind
    {
        Automatic,
        Manual,
    }
}

namespace nanoFramework.Networking
{
    public static class WifiNetworkHelper
    {
        public static extern Exception HelperException { get; }

        public static extern NetworkHelperStatus Status { get; }

        public static extern bool ConnectDhcp(
            string ssid,
            string password,
            WifiReconnectionKind reconnectionKind = WifiReconnectionKind.Automatic,
            bool requiresDateTime = false,
            int wifiAdapterId = 0,
            CancellationToken token = default);
    }
}
