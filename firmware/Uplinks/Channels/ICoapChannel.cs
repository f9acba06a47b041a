using Telenode.Core;

namespace Telenode.Uplinks;

/// <summary>The way of a CoAP endpoint's datagrams to its peers, protected or as they are. No call blocks.</summary>
/// <remarks>Peers are positive integers that the channel gives out; a number never names another peer later, nor the same peer under
/// another security association (RFC 7252 §9.1).</remarks>
public interface ICoapChannel
{
    /// <summary><see cref="StreamState.Opening"/> while the peer is looked up or shakes hands; datagrams pass when <see cref="StreamState.Open"/>.</summary>
    StreamState State { get; }

    /// <summary>Why it is <see cref="StreamState.Failed"/>, in one line for a person; null otherwise.</summary>
    string Failure { get; }

    /// <summary>What a person should know when a peer does not answer, in one line, such as the error that it sent unprotected; mostly null.</summary>
    string Hint { get; }

    /// <summary>Monotonic ms at which <see cref="Step"/> is due even if nothing arrives.</summary>
    long NextDeadlineMs { get; }

    /// <summary>How what <see cref="Receive"/> gave last has come: flags of <see cref="Coap.Arrival"/>.</summary>
    int Arrival { get; }

    /// <summary>Bytes of datagrams handed to the network.</summary>
    long BytesSent { get; }

    /// <summary>Bytes of datagrams taken from the network.</summary>
    long BytesReceived { get; }

    /// <summary>Does what is due, handshakes included.</summary>
    void Step(long nowMs);

    /// <summary>Takes the next datagram for the endpoint.</summary>
    /// <param name="buffer">Receives it.</param>
    /// <param name="offset">Index of its first byte.</param>
    /// <param name="capacity">Room.</param>
    /// <param name="peer">Who sent it.</param>
    /// <param name="nowMs">Monotonic ms.</param>
    /// <returns>Its size, or −1 when none is there.</returns>
    int Receive(byte[] buffer, int offset, int capacity, out int peer, long nowMs);

    /// <summary>Sends a datagram of the endpoint. It may be lost, here already.</summary>
    /// <param name="buffer">Holds it; not to be relied on afterwards.</param>
    /// <param name="offset">Index of its first byte.</param>
    /// <param name="count">Its bytes.</param>
    /// <param name="peer">To whom.</param>
    /// <param name="nowMs">Monotonic ms.</param>
    void Send(byte[] buffer, int offset, int count, int peer, long nowMs);

    /// <summary>Takes leave of the peers and closes at once.</summary>
    void Close(long nowMs);
}

/// <summary>A channel to one server.</summary>
public interface IClientChannel : ICoapChannel
{
    /// <summary>The server, once the channel is open.</summary>
    int Peer { get; }

    /// <summary>Starts to open, resolving the name anew.</summary>
    /// <param name="host">Name or address; of a group for multicast, which only a plain channel has.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="nowMs">Monotonic ms.</param>
    void Connect(string host, int port, long nowMs);

    /// <summary>Closes for a deep sleep: what spares the next <see cref="Connect"/> a handshake, after a reset too, is kept.</summary>
    void Suspend(long nowMs);
}

/// <summary>A channel to many clients.</summary>
public interface IServerChannel : ICoapChannel
{
    /// <summary>Starts to listen.</summary>
    /// <param name="port">1 to 65535, or 0 for any.</param>
    /// <param name="group">The address of a group to listen to as well, where channel and network offer that; null for none.</param>
    void Listen(int port, string group);

    /// <summary>What passes unprotected, such as a registration with a directory; null where nothing does.</summary>
    PlainChannel Plain { get; }

    /// <summary>Listens to a further group's address; see <see cref="IDatagramSocket.JoinGroup"/>.</summary>
    bool JoinGroup(string address);
}
