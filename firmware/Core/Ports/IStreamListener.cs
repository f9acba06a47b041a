namespace Telenode.Core;

/// <summary>A port on which others may open connections, such as a TCP port. No call blocks.</summary>
public interface IStreamListener
{
    /// <summary><see cref="StreamState.Open"/> while connections can come, else <see cref="StreamState.Closed"/> or <see cref="StreamState.Failed"/>.</summary>
    StreamState State { get; }

    /// <summary>Why it does not listen, in one line for a person; null otherwise.</summary>
    string Failure { get; }

    /// <summary>Begins to listen. One that listens already is closed first; connections that were accepted stay.</summary>
    /// <param name="localPort">1 to 65535.</param>
    void Open(int localPort);

    /// <summary>Takes the next connection that a peer has opened. It allocates: a connection is rare beside what goes over it.</summary>
    /// <returns>The connection, open, to be closed by the caller; null when there is none.</returns>
    IByteStream Accept();

    /// <summary>Stops listening. Closing a closed listener does nothing.</summary>
    void Close();
}
