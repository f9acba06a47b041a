namespace Telenode.Core;

/// <summary>Where a byte stream stands.</summary>
public enum StreamState
{
    /// <summary>Not opened, or closed by us.</summary>
    Closed = 0,

    /// <summary>Name resolution, connecting or a TLS handshake is under way.</summary>
    Opening,

    /// <summary>Bytes can pass.</summary>
    Open,

    /// <summary>Opening failed, the peer closed, or the connection broke: <see cref="IByteStream.Failure"/> says why.</summary>
    Failed,
}

/// <summary>A connection to one peer, such as TCP or TLS over TCP. No call blocks.</summary>
public interface IByteStream
{
    /// <summary>Where the stream stands now.</summary>
    StreamState State { get; }

    /// <summary>Why the stream is <see cref="StreamState.Failed"/>, in one line for a person; null otherwise.</summary>
    string Failure { get; }

    /// <summary>What a person should know although the connection works, in one line, such as a server that is not verified; mostly null.</summary>
    string Warning { get; }

    /// <summary>Which stage opening has reached, or failed at; <see cref="LinkStage.None"/> otherwise.</summary>
    LinkStage Stage { get; }

    /// <summary>Starts to connect, resolving <paramref name="host"/> anew. A stream that is open or opening is closed first.</summary>
    /// <param name="host">A host name, an IPv4 or an IPv6 address (without brackets).</param>
    /// <param name="port">1 to 65535.</param>
    void Open(string host, int port);

    /// <summary>Takes what has arrived, at most <paramref name="count"/> bytes.</summary>
    /// <returns>The number of bytes taken; 0 when none is there. All that arrived before a failure is returned before the state says so.</returns>
    int Read(byte[] buffer, int offset, int count);

    /// <summary>Hands over bytes to be sent, in order.</summary>
    /// <returns>The number of bytes taken, which may be fewer than <paramref name="count"/> and is 0 while the way is blocked.</returns>
    int Write(byte[] buffer, int offset, int count);

    /// <summary>Closes at once; bytes not yet taken by the network may be lost. Closing a closed stream does nothing.</summary>
    void Close();
}
