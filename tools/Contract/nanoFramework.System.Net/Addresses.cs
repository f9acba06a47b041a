using System.Net.Sockets;

namespace System.Net;

public static class Dns
{
    public static extern IPHostEntry GetHostEntry(string hostNameOrAddress);
}

public class IPHostEntry
{
    public extern IPAddress[] AddressList { get; }
}

public class IPAddress
{
    public static readonly IPAddress Any;

    internal extern IPAddress();

    public extern AddressFamily AddressFamily { get; }

    public static extern IPAddress Parse(string ipString);

    public extern byte[] GetAddressBytes();
}

public abstract class EndPoint
{
}

public class IPEndPoint : EndPoint
{
    public extern IPEndPoint(IPAddress address, int port);
}
