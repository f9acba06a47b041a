[assembly: System.Reflection.AssemblyVersion("1.11.54.0")]

namespace System.Net.Sockets;

public enum AddressFamily
{
    InterNetwork = 2,
    InterNetworkV6 = 23,
}

public enum SocketType
{
    Stream = 1,
    Dgram = 2,
}

public enum ProtocolType
{
    Tcp = 6,
    Udp = 17,
}

public enum SelectMode
{
    SelectRead = 0,
    SelectWrite = 1,
}

public enum SocketFlags
{
    None = 0,
}

public enum SocketOptionLevel
{
    IP = 0,
    Tcp = 6,
    Socket = 0xFFFF,
}

public enum SocketOptionName
{
    NoDelay = 1,
    ReuseAddress = 4,
    AddMembership = 12,
}

public enum SocketError
{
    NetworkDown = 10050,
    NetworkUnreachable = 10051,
    ConnectionAborted = 10053,
    ConnectionReset = 10054,
    NotConnected = 10057,
    TimedOut = 10060,
    ConnectionRefused = 10061,
    HostUnreachable = 10065,
    HostNotFound = 11001,
    TryAgain = 11002,
    NoData = 11004,
}

public class SocketException : Exception
{
    public extern SocketException(SocketError errorCode);

    public extern int ErrorCode { get; }
}

public class Socket : IDisposable
{
    public extern Socket(AddressFamily addressFamily, SocketType socketType, ProtocolType protocolType);

    public extern int ReceiveTimeout { get; set; }

    public extern int SendTimeout { get; set; }

    public extern Socket Accept();

    public extern void Bind(EndPoint localEP);

    public extern void Close();

    public extern void Connect(EndPoint remoteEP);

    public extern void Listen(int backlog);

    public extern bool Poll(int microSeconds, SelectMode mode);

    public extern int Receive(byte[] buffer, int offset, int size, SocketFlags socketFlags);

    public extern int ReceiveFrom(byte[] buffer, int offset, int size, SocketFlags socketFlags, ref EndPoint remoteEP);

    public extern int Send(byte[] buffer, int offset, int size, SocketFlags socketFlags);

    public extern int SendTo(byte[] buffer, int offset, int size, SocketFlags socketFlags, EndPoint remoteEP);

    public extern void SetSocketOption(SocketOptionLevel optionLevel, SocketOptionName optionName, bool optionValue);

    public extern void SetSocketOption(SocketOptionLevel optionLevel, SocketOptionName optionName, byte[] optionValue);

    extern void IDisposable.Dispose();
}
