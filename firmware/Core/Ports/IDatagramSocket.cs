namespace Telenode.Core;

/// <summary>A socket for datagrams to and from many peers, such as UDP. No call blocks.</summary>
/// <remarks>Peers are positive integers that the socket gives out. A number never names another peer later: of a peer that has been
/// forgotten for want of room it is void.</remarks>
public interface IDatagramSocket
{
    /// <summary><see cref="StreamState.Open"/> when datagrams can pass, else <see cref="StreamState.Closed"/> or <see cref="StreamState.Failed"/>.</summary>
    StreamState State { get; }

    /// <summary>Why the socket or the last <see cref="Resolve"/> failed, in one line for a person; null otherwise.</summary>
    string Failure { get; }

    /// <summary>Opens the socket. One that is open is closed first, and its peers are forgotten.</summary>
    /// <param name="localPort">1 to 65535, or 0 for any.</param>
    void Open(int localPort);

    /// <summary>Finds the peer of a name, resolving <paramref name="host"/> anew. Ask again until the answer is there; asking for another
    /// name gives the first one up.</summary>
    /// <param name="host">A host name, an IPv4 or an IPv6 address (without brackets); a group's address for multicast.</param>
    /// <param name="port">1 to 65535.</param>
    /// <returns>The peer; 0 while the name is being resolved; −1 when it cannot be (<see cref="Failure"/>).</returns>
    int Resolve(string host, int port);

    /// <summary>Listens to a group's address too, on the same port.</summary>
    /// <returns>False when the network does not offer it.</returns>
    bool JoinGroup(string address);

    /// <summary>Whether the last datagram that <see cref="Receive"/> gave was sent to a group, not to this board alone.</summary>
    bool WasForGroup { get; }

    /// <summary>Takes the next datagram.</summary>
    /// <param name="buffer">Receives it; what does not fit is cut off.</param>
    /// <param name="offset">Index of its first byte.</param>
    /// <param name="capacity">Room.</param>
    /// <param name="peer">Who sent it.</param>
    /// <returns>Its size, or −1 when none is there.</returns>
    int Receive(byte[] buffer, int offset, int capacity, out int peer);

    /// <summary>Sends a datagram. It may be lost, here already; a peer that is void loses all.</summary>
    void Send(byte[] buffer, int offset, int count, int peer);

    /// <summary>Closes at once. Closing a closed socket does nothing.</summary>
    void Close();
}
