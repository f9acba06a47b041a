using Telenode.Core;

namespace Telenode.Security;

/// <summary>The form in which a client's session or association outlives a deep sleep.</summary>
/// <remarks>format 1, whole, suite, session id, master secret; and if whole: window, sequence number, randoms, limit, connection ids.
/// The keys are derived again from the master secret. Integrity is the store's: it keeps everything under a CRC.</remarks>
internal static class DtlsSnapshot
{
    internal const int MaxLength = 5 + Dtls.MaxSessionId + Dtls.MasterLength + 24 + (2 * Dtls.RandomLength) + 5 + 8 + Dtls.MaxConnectionId;

    private const int Format = 1;

    internal static int Write(DtlsConnection connection, bool whole, byte[] buffer, int offset, int capacity)
    {
        // A session that may not be resumed has no id, but an association under it can be suspended.
        DtlsSession session = connection.Session;
        if (session.IdCount == 0 && !whole)
        {
            return 0;
        }

        var writer = new ByteWriter();
        writer.Reset(buffer, offset, capacity);
        writer.WriteByte(Format);
        writer.WriteByte(whole ? 1 : 0);
        writer.WriteUInt16(whole ? connection.Suite : session.Suite);
        writer.WriteByte(session.IdCount);
        writer.WriteBytes(session.Id, 0, session.IdCount);
        writer.WriteBytes(whole ? connection.Keys.Master : session.Master, 0, Dtls.MasterLength);
        if (whole)
        {
            RecordLayer records = connection.Records;
            writer.WriteUInt64(records.WriteSequence);
            writer.WriteUInt64(records.Window.Highest);
            writer.WriteUInt64(records.Window.Seen);
            writer.WriteBytes(connection.Keys.ClientRandom, 0, Dtls.RandomLength);
            writer.WriteBytes(connection.Keys.ServerRandom, 0, Dtls.RandomLength);
            writer.WriteUInt16(records.MaxPlaintext);
            writer.WriteByte(records.ReadsConnectionId ? 1 : 0);
            writer.WriteByte(records.OwnId.Length);
            writer.WriteBytes(records.OwnId, 0, records.OwnId.Length);
            writer.WriteByte(records.PeerIdCount);
            writer.WriteBytes(records.PeerId, 0, records.PeerIdCount);
        }

        return writer.Overflowed ? 0 : writer.Count;
    }

    /// <summary>Reads a snapshot.</summary>
    /// <returns>Whether it held an association, whose keys are now installed; a session is kept either way.</returns>
    internal static bool Read(DtlsConnection connection, byte[] buffer, int offset, int count)
    {
        var reader = new ByteReader();
        reader.Reset(buffer, offset, count);
        bool known = reader.ReadByte() == Format;
        bool whole = reader.ReadByte() == 1;
        int suite = reader.ReadUInt16();
        int idCount = reader.ReadByte();
        int id = reader.Take(idCount);
        int master = reader.Take(Dtls.MasterLength);
        int row = CipherSuites.IndexOf(suite);
        connection.Session.Clear();
        if (reader.Failed || !known || row < 0 || idCount > Dtls.MaxSessionId)
        {
            return false;
        }

        if (whole && !ReadAssociation(connection, reader, buffer))
        {
            return false;
        }

        connection.Session.Set(buffer, id, idCount, suite, 0, buffer, master);
        if (whole)
        {
            connection.Suite = suite;
            System.Array.Copy(buffer, master, connection.Keys.Master, 0, Dtls.MasterLength);
            connection.Keys.Install(connection.Records, true, CipherSuites.TagLength(row));
        }

        return whole;
    }

    private static bool ReadAssociation(DtlsConnection connection, ByteReader reader, byte[] buffer)
    {
        RecordLayer records = connection.Records;
        long sequence = reader.ReadUInt64();
        long highest = reader.ReadUInt64();
        long seen = reader.ReadUInt64();
        int clientRandom = reader.Take(Dtls.RandomLength);
        int serverRandom = reader.Take(Dtls.RandomLength);
        int limit = reader.ReadUInt16();
        bool readsId = reader.ReadByte() == 1;
        int ownCount = reader.ReadByte();
        int own = reader.Take(ownCount);
        int peerCount = reader.ReadByte();
        int peer = reader.Take(peerCount);
        if (reader.Failed || sequence < 0 || ownCount != records.OwnId.Length || peerCount > Dtls.MaxConnectionId)
        {
            return false;
        }

        records.WriteSequence = sequence;
        records.Window.Restore(highest, seen);
        records.MaxPlaintext = limit;
        records.ReadsConnectionId = readsId;
        records.SetPeerId(buffer, peer, peerCount);
        System.Array.Copy(buffer, own, records.OwnId, 0, ownCount);
        System.Array.Copy(buffer, clientRandom, connection.Keys.ClientRandom, 0, Dtls.RandomLength);
        System.Array.Copy(buffer, serverRandom, connection.Keys.ServerRandom, 0, Dtls.RandomLength);
        return true;
    }
}
