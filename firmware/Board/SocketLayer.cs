#nullable disable // tests/Host compiles this file, too, and has them on.
using System.Net.Sockets;

namespace Telenode.Board;

/// <summary>What lies between one connected socket and its user, such as TLS.</summary>
internal abstract class SocketLayer
{
    /// <summary>What a person should know although the connection works, or null.</summary>
    public abstract string Warning { get; }

    /// <summary>Whether bytes wait to be read that the socket no longer has.</summary>
    public abstract bool HasInput { get; }

    /// <summary>Introduces itself to the peer; may block.</summary>
    /// <returns>Null, or why it failed.</returns>
    public abstract string Start(Socket socket, string host);

    /// <summary>Takes what has arrived.</summary>
    /// <returns>The number of bytes, 0 when the peer has taken leave, -1 when nothing whole has arrived yet.</returns>
    public abstract int Read(byte[] buffer, int offset, int count);

    /// <summary>Sends all bytes.</summary>
    public abstract void Write(byte[] buffer, int offset, int count);

    /// <summary>Frees what it holds; the socket may be closed with it.</summary>
    public abstract void Close();
}
