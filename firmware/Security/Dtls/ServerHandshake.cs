using System;
using Telenode.Core;

namespace Telenode.Security;

/// <summary>The server's side, from a ClientHello whose cookie has been checked.</summary>
internal sealed class ServerHandshake : Handshake
{
    private const int WaitKeyExchange = 0;
    private const int WaitFinished = 1;

    private readonly DtlsConnection _connection;
    private readonly DtlsOptions _options;
    private readonly DtlsServer _server;
    private readonly ByteReader _reader = new ByteReader();
    private readonly byte[] _key = new byte[Dtls.MaxKey];
    private readonly byte[] _verify = new byte[Dtls.VerifyDataLength];
    private readonly byte[] _id = new byte[Dtls.MaxSessionId];
    private int _idCount;
    private int _state;
    private int _suiteIndex;

    internal ServerHandshake(DtlsConnection connection, DtlsOptions options, DtlsServer server)
    {
        _connection = connection;
        _options = options;
        _server = server;
    }

    internal override DtlsFailure Silence
        => _state == WaitFinished && !_connection.IsResumed ? DtlsFailure.KeyUnconfirmed : DtlsFailure.Stalled;

    /// <summary>Answers a ClientHello.</summary>
    /// <param name="hello">The hello.</param>
    /// <param name="suite">The suite that was chosen from it.</param>
    /// <param name="session">The session to be resumed, or null.</param>
    internal void Accept(ClientHello hello, int suite, DtlsSession session)
    {
        DtlsConnection connection = _connection;
        KeySchedule keys = connection.Keys;
        _suiteIndex = CipherSuites.IndexOf(suite);
        connection.Suite = suite;
        connection.IsExtendedMaster = hello.Extensions.HasExtendedMasterSecret;
        connection.IsResumed = session != null;
        keys.Restart();
        keys.Add(hello.Buffer, hello.Offset, hello.Count);
        Array.Copy(hello.Buffer, hello.RandomOffset, keys.ClientRandom, 0, Dtls.RandomLength);
        connection.Random.Fill(keys.ServerRandom, 0, Dtls.RandomLength);
        ChooseSessionId(hello, session);
        Agree(hello);
        SendHello(hello.Extensions, hello.Offers(Dtls.RenegotiationSignal));
        if (session != null)
        {
            connection.Credential = session.Credential;
            Array.Copy(session.Master, keys.Master, Dtls.MasterLength);
            keys.Install(connection.Records, false, CipherSuites.TagLength(_suiteIndex));
            SendFinished();
            _state = WaitFinished;
        }
        else
        {
            SendMessage(HandshakeType.ServerHelloDone, 0);
            _state = WaitKeyExchange;
        }

        connection.StartFlight();
    }

    internal override bool OnMessage(int type, byte[] buffer, int offset, int count)
    {
        if (type == HandshakeType.ClientKeyExchange && _state == WaitKeyExchange)
        {
            return OnKeyExchange(buffer, offset, count);
        }

        if (type == HandshakeType.Finished && _state == WaitFinished)
        {
            return OnFinished(buffer, offset, count);
        }

        return _connection.Suspect(DtlsFailure.MalformedMessage, AlertCode.UnexpectedMessage);
    }

    private void ChooseSessionId(ClientHello hello, DtlsSession session)
    {
        if (session != null)
        {
            _idCount = session.IdCount;
            Array.Copy(session.Id, _id, _idCount);
            return;
        }

        // An empty id says that there will be nothing to resume (RFC 5246 §7.4.1.3).
        _idCount = _server.KeepsSessions && hello.Extensions.HasExtendedMasterSecret ? Dtls.MaxSessionId / 2 : 0;
        _connection.Random.Fill(_id, 0, _idCount);
    }

    private void Agree(ClientHello hello)
    {
        RecordLayer records = _connection.Records;
        HelloExtensions extensions = hello.Extensions;
        if (extensions.RecordSizeLimit > 0)
        {
            records.MaxPlaintext = extensions.RecordSizeLimit < records.MaxPlaintext ? extensions.RecordSizeLimit : records.MaxPlaintext;
        }
        else if (extensions.MaxFragmentCode > 0)
        {
            records.MaxPlaintext = 256 << extensions.MaxFragmentCode;
        }

        if (UsesConnectionId(extensions))
        {
            records.SetPeerId(hello.Buffer, extensions.ConnectionIdOffset, extensions.ConnectionIdCount);
            records.ReadsConnectionId = records.OwnId.Length > 0;
            _connection.Random.Fill(records.OwnId, 0, records.OwnId.Length);
        }
    }

    private bool UsesConnectionId(HelloExtensions extensions)
        => extensions.HasConnectionId && _options.UsesConnectionId && extensions.ConnectionIdCount <= Dtls.MaxConnectionId;

    private void SendHello(HelloExtensions offered, bool signalsRenegotiation)
    {
        DtlsConnection connection = _connection;
        Flight flight = connection.Flight;
        flight.Begin(HandshakeType.ServerHello, connection.SendSequence++);
        ByteWriter writer = flight.Writer;
        writer.WriteUInt16(Dtls.Version12);
        writer.WriteBytes(connection.Keys.ServerRandom, 0, Dtls.RandomLength);
        writer.WriteByte(_idCount);
        writer.WriteBytes(_id, 0, _idCount);
        writer.WriteUInt16(connection.Suite);
        writer.WriteByte(0); // Compression: null.
        bool renegotiation = signalsRenegotiation || offered.HasRenegotiationInfo;
        bool sizeLimit = offered.RecordSizeLimit > 0;
        bool fragment = !sizeLimit && offered.MaxFragmentCode > 0;
        byte[] ownId = connection.Records.OwnId;
        int count = (connection.IsExtendedMaster ? 4 : 0) + (renegotiation ? 5 : 0) + (sizeLimit ? 6 : 0) + (fragment ? 5 : 0)
            + (UsesConnectionId(offered) ? 5 + ownId.Length : 0);
        if (count > 0)
        {
            writer.WriteUInt16(count);
        }

        if (connection.IsExtendedMaster)
        {
            writer.WriteUInt16(ExtensionType.ExtendedMasterSecret);
            writer.WriteUInt16(0);
        }

        if (renegotiation)
        {
            writer.WriteUInt16(ExtensionType.RenegotiationInfo);
            writer.WriteUInt16(1);
            writer.WriteByte(0);
        }

        WriteLimits(writer, sizeLimit, fragment ? offered.MaxFragmentCode : 0);
        if (UsesConnectionId(offered))
        {
            writer.WriteUInt16(ExtensionType.ConnectionId);
            writer.WriteUInt16(1 + ownId.Length);
            writer.WriteByte(ownId.Length);
            writer.WriteBytes(ownId, 0, ownId.Length);
        }

        EndMessage(0);
    }

    private void WriteLimits(ByteWriter writer, bool sizeLimit, int fragmentCode)
    {
        if (sizeLimit)
        {
            writer.WriteUInt16(ExtensionType.RecordSizeLimit);
            writer.WriteUInt16(2);
            writer.WriteUInt16(_options.MaxPlaintext);
        }

        if (fragmentCode > 0)
        {
            writer.WriteUInt16(ExtensionType.MaxFragmentLength);
            writer.WriteUInt16(1);
            writer.WriteByte(fragmentCode);
        }
    }

    private bool OnKeyExchange(byte[] buffer, int offset, int count)
    {
        _reader.Reset(buffer, offset + Dtls.HandshakeHeader, count - Dtls.HandshakeHeader);
        int identityCount = _reader.ReadUInt16();
        int identity = _reader.Take(identityCount);
        if (_reader.Failed || _reader.Remaining > 0 || identityCount > Dtls.MaxIdentity)
        {
            return _connection.Suspect(DtlsFailure.MalformedMessage, AlertCode.DecodeError);
        }

        int credential = _server.Store.Find(buffer, identity, identityCount, _key, out int keyCount);
        if (credential < 0 || keyCount < 1 || keyCount > Dtls.MaxKey)
        {
            // An unknown identity goes on with a key that no one has, and so looks like a wrong key (RFC 4279 §2).
            keyCount = Dtls.RandomLength;
            _connection.Random.Fill(_key, 0, keyCount);
        }

        KeySchedule keys = _connection.Keys;
        _connection.Credential = credential;
        keys.Add(buffer, offset, count);
        keys.DeriveMaster(_key, keyCount, _connection.IsExtendedMaster);
        keys.Install(_connection.Records, false, CipherSuites.TagLength(_suiteIndex));
        Bytes.Clear(_key);
        _state = WaitFinished;
        return true;
    }

    private bool OnFinished(byte[] buffer, int offset, int count)
    {
        DtlsConnection connection = _connection;
        connection.Keys.WriteVerifyData(true, _verify, 0);
        if (count != Dtls.HandshakeHeader + Dtls.VerifyDataLength
            || !Bytes.EqualInConstantTime(_verify, 0, buffer, offset + Dtls.HandshakeHeader, Dtls.VerifyDataLength))
        {
            return connection.Fail(DtlsFailure.Tampered, AlertCode.DecryptError);
        }

        if (!connection.IsResumed)
        {
            connection.Keys.Add(buffer, offset, count);
            connection.Flight.Clear();
            SendFinished();
            connection.SentLast = true;
            connection.StartFlight();
            connection.Session.Set(_id, 0, _idCount, connection.Suite, connection.Credential, connection.Keys.Master, 0);
            _server.KeepSession(connection.Session);
        }

        connection.Establish();
        return true;
    }

    private void SendFinished()
    {
        Flight flight = _connection.Flight;
        flight.AddChangeCipherSpec();
        _connection.Keys.WriteVerifyData(false, _verify, 0);
        flight.Begin(HandshakeType.Finished, _connection.SendSequence++);
        flight.Writer.WriteBytes(_verify, 0, Dtls.VerifyDataLength);
        EndMessage(1);
    }

    private void SendMessage(int type, int epoch)
    {
        _connection.Flight.Begin(type, _connection.SendSequence++);
        EndMessage(epoch);
    }

    private void EndMessage(int epoch)
    {
        Flight flight = _connection.Flight;
        flight.End(epoch);
        _connection.Keys.Add(flight.Buffer, flight.LastStart, flight.LastLength);
    }
}
