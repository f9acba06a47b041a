namespace System.Net.NetworkInformation;

public class NetworkInterface
{
    protected extern NetworkInterface(int interfaceIndex);

    public extern string IPv4Address { get; }

    public extern bool IsDhcpEnabled { get; }

    public static extern NetworkInterface[] GetAllNetworkInterfaces();

    public extern void EnableDhcp();

    public extern void EnableStaticIPv4(string ipv4Address, string ipv4subnetMask, string ipv4gatewayAddress);

    public extern void EnableStaticIPv4Dns(string[] dnsAddresses);
}
