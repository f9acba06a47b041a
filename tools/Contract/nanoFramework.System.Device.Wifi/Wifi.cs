[assembly: System.Reflection.AssemblyVersion("1.5.147.0")]

namespace System.Device.Wifi;

public delegate void AvailableNetworksChangedEventHandler(WifiAdapter sender, object e);

public enum WifiReconnectionKind
{
    Automatic,
    Manual,
}

public enum WifiConnectionStatus
{
    AccessRevoked,
    InvalidCredential,
    NetworkNotAvailable,
    Success,
    Timeout,
    UnspecifiedFailure,
    UnsupportedAuthenticationProtocol,
}

public sealed class WifiAdapter : IDisposable
{
    internal extern WifiAdapter();

    public event AvailableNetworksChangedEventHandler AvailableNetworksChanged
    {
        add => throw null;
        remove => throw null;
    }

    public extern int NetworkInterface { get; }

    public extern WifiNetworkReport NetworkReport { get; }

    public static extern WifiAdapter[] FindAllAdapters();

    public extern WifiConnectionResult Connect(string ssid, WifiReconnectionKind reconnectionKind, string passwordCredential);

    public extern void Disconnect();

    public extern void Dispose();

    public extern void ScanAsync();
}

public sealed class WifiAvailableNetwork
{
    public extern WifiAvailableNetwork();

    public extern double NetworkRssiInDecibelMilliwatts { get; }

    public extern string Ssid { get; }
}

public sealed class WifiConnectionResult
{
    internal extern WifiConnectionResult();

    public extern WifiConnectionStatus ConnectionStatus { get; }
}

public sealed class WifiNetworkReport
{
    internal extern WifiNetworkReport();

    public extern WifiAvailableNetwork[] AvailableNetworks { get; }
}
