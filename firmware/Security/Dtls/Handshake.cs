namespace Telenode.Security;

/// <summary>One side's view of the handshake: what each message means and what answers it.</summary>
internal abstract class Handshake
{
    /// <summary>Processes a message that is next in order and came in the epoch it has to.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="buffer">Holds it.</param>
    /// <param name="offset">Index of its header.</param>
    /// <param name="count">Its bytes, header included.</param>
    /// <returns>False when it was refused, after <see cref="DtlsConnection.Suspect"/> or <see cref="DtlsConnection.Fail"/>.</returns>
    internal abstract bool OnMessage(int type, byte[] buffer, int offset, int count);

    /// <summary>What it means that the peer does not answer the present flight.</summary>
    internal abstract DtlsFailure Silence { get; }
}
