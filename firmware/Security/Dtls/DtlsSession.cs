using System;

namespace Telenode.Security;

/// <summary>What a later, shorter handshake starts from (RFC 5246 §7.3): id, suite and master secret.</summary>
internal sealed class DtlsSession
{
    internal byte[] Id { get; } = new byte[Dtls.MaxSessionId];

    /// <summary>Bytes of the id; 0 when there is nothing to resume.</summary>
    internal int IdCount { get; private set; }

    internal int Suite { get; private set; }

    /// <summary>The server's number for the client's credential.</summary>
    internal int Credential { get; private set; }

    internal byte[] Master { get; } = new byte[Dtls.MasterLength];

    internal void Set(byte[] id, int idOffset, int idCount, int suite, int credential, byte[] master, int masterOffset)
    {
        Array.Copy(id, idOffset, Id, 0, idCount);
        Array.Copy(master, masterOffset, Master, 0, Dtls.MasterLength);
        IdCount = idCount;
        Suite = suite;
        Credential = credential;
    }

    internal bool HasId(byte[] id, int offset, int count)
        => count > 0 && count == IdCount && Bytes.Equal(id, offset, Id, 0, count);

    internal void Clear()
    {
        IdCount = 0;
        Bytes.Clear(Master);
    }
}
