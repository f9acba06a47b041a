using System;
using Telenode.Core;

namespace Telenode.Security;

/// <summary>The client's side (RFC 6347 §4.2, RFC 4279 §2): hello, hello with cookie, key exchange and Finished.</summary>
internal sealed class ClientHandshake : Handshake
{
    private const int WaitHello = 0;
    private const int WaitDone = 1;
    private const int WaitFinished = 2;

    /// <summary>How often a server may send a cookie: once, and again when its secret changed meanwhile.</summary>
    private const int MaxCookies = 3;

    private readonly DtlsConnection _connection;
    private readonly DtlsOptions _options;
    private readonly ByteReader _reader = new ByteReader();
    private readonly HelloExtensions _extensions = new HelloExtensions();
    private readonly byte[] _verify = new byte[Dtls.VerifyDataLength];
    private readonly byte[] _id = new byte[Dtls.MaxSessionId];
    private int _idCount;
    private int _state;
    private int _cookies;
    private int _suiteIndex;
    private bool _hasKeyExchange;

    internal ClientHandshake(DtlsConnection connection, DtlsOptions options)
    {
        _connection = connection;
        _options = options;
    }

    internal override DtlsFailure Silence
    {
        get
        {
            if (_state == WaitHello)
            {
                return _cookies == 0 ? DtlsFailure.NoAnswer : DtlsFailure.Stalled;
            }

            return _state == WaitFinished && !_connection.IsResumed ? DtlsFailure.KeyUnconfirmed : DtlsFailure.Stalled;
        }
    }

    /// <summary>Code of the max_fragment_length that is offered; 0 for none.</summary>
    private int MaxFragmentCode
    {
        get
        {
            int code = 0;
            while (code < 4 && 512 << code <= _options.MaxPlaintext)
            {
                code++;
            }

            return code;
        }
    }

    /// <summary>Sends the first ClientHello.</summary>
    internal void SendHello()
    {
        _state = WaitHello;
        _cookies = 0;
        _hasKeyExchange = false;
        _connection.Random.Fill(_connection.Keys.ClientRandom, 0, Dtls.RandomLength);
        _connection.Random.Fill(_connection.Records.OwnId, 0, _connection.Records.OwnId.Length);
        WriteHello(_verify, 0, 0);
    }

    /// <summary>Whether the server counts its messages from this one: some start anew behind their HelloVerifyRequest.</summary>
    internal bool Restarts(int type, int sequence, int expected)
        => _state == WaitHello && type == HandshakeType.ServerHello && sequence != expected && sequence <= MaxCookies;

    internal override bool OnMessage(int type, byte[] buffer, int offset, int count)
    {
        _reader.Reset(buffer, offset + Dtls.HandshakeHeader, count - Dtls.HandshakeHeader);
        switch (type)
        {
            case HandshakeType.HelloVerifyRequest when _state == WaitHello && _cookies < MaxCookies:
                return OnCookie(buffer);
            case HandshakeType.ServerHello when _state == WaitHello:
                return OnServerHello(buffer, offset, count);
            case HandshakeType.ServerKeyExchange when _state == WaitDone && !_hasKeyExchange:
                return OnKeyExchange(buffer, offset, count);
            case HandshakeType.ServerHelloDone when _state == WaitDone:
                return OnDone(buffer, offset, count);
            case HandshakeType.Finished when _state == WaitFinished:
                return OnFinished(buffer, offset, count);
            default:
                return _connection.Suspect(DtlsFailure.UnsuitableHello, AlertCode.UnexpectedMessage);
        }
    }

    private void WriteHello(byte[] cookie, int cookieOffset, int cookieCount)
    {
        DtlsConnection connection = _connection;
        Flight flight = connection.Flight;
        DtlsSession session = connection.Session;
        flight.Clear();
        flight.Begin(HandshakeType.ClientHello, connection.SendSequence++);
        ByteWriter writer = flight.Writer;
        writer.WriteUInt16(Dtls.Version12);
        writer.WriteBytes(connection.Keys.ClientRandom, 0, Dtls.RandomLength);
        writer.WriteByte(session.IdCount);
        writer.WriteBytes(session.Id, 0, session.IdCount);
        writer.WriteByte(cookieCount);
        writer.WriteBytes(cookie, cookieOffset, cookieCount);
        int[] suites = _options.Suites;
        writer.WriteUInt16((suites.Length * 2) + 2);
        for (int i = 0; i < suites.Length; i++)
        {
            writer.WriteUInt16(suites[i]);
        }

        writer.WriteUInt16(Dtls.RenegotiationSignal);
        writer.WriteUInt16(0x0100); // One compression method: null.
        WriteExtensions(writer);
        flight.End(0);
        connection.Keys.Restart();
        connection.Keys.Add(flight.Buffer, flight.LastStart, flight.LastLength);
        connection.StartFlight();
    }

    private void WriteExtensions(ByteWriter writer)
    {
        string name = _options.ServerName;
        int nameCount = name == null ? 0 : name.Length;
        int code = MaxFragmentCode;
        bool limits = _options.MaxPlaintext < 16384;
        byte[] ownId = _connection.Records.OwnId;
        writer.WriteUInt16(4 + (nameCount > 0 ? nameCount + 9 : 0) + (limits ? 6 + (code > 0 ? 5 : 0) : 0)
            + (_options.UsesConnectionId ? 5 + ownId.Length : 0));
        writer.WriteUInt16(ExtensionType.ExtendedMasterSecret);
        writer.WriteUInt16(0);
        if (nameCount > 0)
        {
            writer.WriteUInt16(ExtensionType.ServerName);
            writer.WriteUInt16(nameCount + 5);
            writer.WriteUInt16(nameCount + 3);
            writer.WriteByte(0); // host_name
            writer.WriteUInt16(nameCount);
            for (int i = 0; i < nameCount; i++)
            {
                writer.WriteByte(name[i]);
            }
        }

        if (limits)
        {
            writer.WriteUInt16(ExtensionType.RecordSizeLimit);
            writer.WriteUInt16(2);
            writer.WriteUInt16(_options.MaxPlaintext);
        }

        if (limits && code > 0)
        {
            writer.WriteUInt16(ExtensionType.MaxFragmentLength);
            writer.WriteUInt16(1);
            writer.WriteByte(code);
        }

        if (_options.UsesConnectionId)
        {
            writer.WriteUInt16(ExtensionType.ConnectionId);
            writer.WriteUInt16(1 + ownId.Length);
            writer.WriteByte(ownId.Length);
            writer.WriteBytes(ownId, 0, ownId.Length);
        }
    }

    /// <summary>HelloVerifyRequest: the version in it is to be ignored (RFC 6347 §4.2.1).</summary>
    private bool OnCookie(byte[] buffer)
    {
        _reader.ReadUInt16();
        int count = _reader.ReadByte();
        int offset = _reader.Take(count);
        if (_reader.Failed || _reader.Remaining > 0)
        {
            return _connection.Suspect(DtlsFailure.MalformedMessage, AlertCode.DecodeError);
        }

        _cookies++;
        WriteHello(buffer, offset, count);
        return true;
    }

    private bool OnServerHello(byte[] buffer, int offset, int count)
    {
        ByteReader reader = _reader;
        int version = reader.ReadUInt16();
        int random = reader.Take(Dtls.RandomLength);
        int idCount = reader.ReadByte();
        int id = reader.Take(idCount);
        int suite = reader.ReadUInt16();
        int compression = reader.ReadByte();
        if (reader.Failed || idCount > Dtls.MaxSessionId)
        {
            return _connection.Suspect(DtlsFailure.MalformedMessage, AlertCode.DecodeError);
        }

        if (version != Dtls.Version12)
        {
            return _connection.Suspect(DtlsFailure.UnsuitableHello, AlertCode.ProtocolVersion);
        }

        int alert = _extensions.Read(reader, buffer);
        alert = alert != 0 ? alert : CheckExtensions();
        if (alert != 0 || compression != 0 || !Offered(suite))
        {
            return _connection.Suspect(DtlsFailure.UnsuitableHello, alert != 0 ? alert : AlertCode.IllegalParameter);
        }

        DtlsSession session = _connection.Session;
        bool resumed = session.HasId(buffer, id, idCount);
        if (resumed && (suite != session.Suite || !_extensions.HasExtendedMasterSecret))
        {
            // RFC 7627 §5.3: a resumed session keeps the extended master secret or does not resume.
            return _connection.Suspect(DtlsFailure.UnsuitableHello, AlertCode.HandshakeFailure);
        }

        _connection.Keys.Add(buffer, offset, count);
        Array.Copy(buffer, random, _connection.Keys.ServerRandom, 0, Dtls.RandomLength);
        Agree(buffer, suite);
        if (resumed)
        {
            _connection.IsResumed = true;
            _state = WaitFinished;
            Array.Copy(session.Master, _connection.Keys.Master, Dtls.MasterLength);
            _connection.Keys.Install(_connection.Records, true, CipherSuites.TagLength(_suiteIndex));
            return true;
        }

        // Only a session with the extended master secret may be resumed (RFC 7627 §5.3), and only once it has been confirmed.
        session.Clear();
        _idCount = _extensions.HasExtendedMasterSecret ? idCount : 0;
        Array.Copy(buffer, id, _id, 0, _idCount);
        _state = WaitDone;
        return true;
    }

    /// <summary>A server answers offers only (RFC 5246 §7.4.1.4), and limits records in one way only (RFC 8449 §5).</summary>
    private int CheckExtensions()
    {
        HelloExtensions extensions = _extensions;
        bool limits = _options.MaxPlaintext < 16384;
        if (extensions.HasUnknown
            || (extensions.HasServerName && _options.ServerName == null)
            || (extensions.HasConnectionId && !_options.UsesConnectionId)
            || ((extensions.RecordSizeLimit > 0 || extensions.MaxFragmentCode > 0) && !limits))
        {
            return AlertCode.UnsupportedExtension;
        }

        bool twice = extensions.RecordSizeLimit > 0 && extensions.MaxFragmentCode > 0;
        bool other = extensions.MaxFragmentCode > 0 && extensions.MaxFragmentCode != MaxFragmentCode;
        return twice || other || extensions.ConnectionIdCount > Dtls.MaxConnectionId ? AlertCode.IllegalParameter : 0;
    }

    private void Agree(byte[] buffer, int suite)
    {
        RecordLayer records = _connection.Records;
        HelloExtensions extensions = _extensions;
        _connection.Suite = suite;
        _connection.IsExtendedMaster = extensions.HasExtendedMasterSecret;
        _suiteIndex = CipherSuites.IndexOf(suite);
        if (extensions.RecordSizeLimit > 0 && extensions.RecordSizeLimit < records.MaxPlaintext)
        {
            records.MaxPlaintext = extensions.RecordSizeLimit;
        }

        if (extensions.MaxFragmentCode > 0)
        {
            records.MaxPlaintext = 256 << extensions.MaxFragmentCode;
        }

        if (extensions.HasConnectionId)
        {
            records.SetPeerId(buffer, extensions.ConnectionIdOffset, extensions.ConnectionIdCount);
            records.ReadsConnectionId = records.OwnId.Length > 0;
        }
    }

    private bool Offered(int suite)
    {
        int[] suites = _options.Suites;
        for (int i = 0; i < suites.Length; i++)
        {
            if (suites[i] == suite)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>ServerKeyExchange holds a hint at the identity to use (RFC 4279 §2); ours is set.</summary>
    private bool OnKeyExchange(byte[] buffer, int offset, int count)
    {
        _reader.Take(_reader.ReadUInt16());
        if (_reader.Failed || _reader.Remaining > 0)
        {
            return _connection.Suspect(DtlsFailure.MalformedMessage, AlertCode.DecodeError);
        }

        _hasKeyExchange = true;
        _connection.Keys.Add(buffer, offset, count);
        return true;
    }

    private bool OnDone(byte[] buffer, int offset, int count)
    {
        if (count != Dtls.HandshakeHeader)
        {
            return _connection.Suspect(DtlsFailure.MalformedMessage, AlertCode.DecodeError);
        }

        DtlsConnection connection = _connection;
        KeySchedule keys = connection.Keys;
        Flight flight = connection.Flight;
        keys.Add(buffer, offset, count);
        flight.Clear();
        flight.Begin(HandshakeType.ClientKeyExchange, connection.SendSequence++);
        flight.Writer.WriteUInt16(_options.Identity.Length);
        flight.Writer.WriteBytes(_options.Identity, 0, _options.Identity.Length);
        flight.End(0);
        keys.Add(flight.Buffer, flight.LastStart, flight.LastLength);
        keys.DeriveMaster(_options.Key, _options.Key.Length, connection.IsExtendedMaster);
        keys.Install(connection.Records, true, CipherSuites.TagLength(_suiteIndex));
        SendFinished();
        _state = WaitFinished;
        return true;
    }

    private bool OnFinished(byte[] buffer, int offset, int count)
    {
        DtlsConnection connection = _connection;
        connection.Keys.WriteVerifyData(false, _verify, 0);
        if (count != Dtls.HandshakeHeader + Dtls.VerifyDataLength
            || !Bytes.EqualInConstantTime(_verify, 0, buffer, offset + Dtls.HandshakeHeader, Dtls.VerifyDataLength))
        {
            return connection.Fail(DtlsFailure.Tampered, AlertCode.DecryptError);
        }

        if (connection.IsResumed)
        {
            connection.Keys.Add(buffer, offset, count);
            connection.Flight.Clear();
            SendFinished();
            connection.SentLast = true;
        }
        else
        {
            connection.Session.Set(_id, 0, _idCount, connection.Suite, 0, connection.Keys.Master, 0);
        }

        connection.Establish();
        return true;
    }

    private void SendFinished()
    {
        Flight flight = _connection.Flight;
        flight.AddChangeCipherSpec();
        _connection.Keys.WriteVerifyData(true, _verify, 0);
        flight.Begin(HandshakeType.Finished, _connection.SendSequence++);
        flight.Writer.WriteBytes(_verify, 0, Dtls.VerifyDataLength);
        flight.End(1);
        _connection.Keys.Add(flight.Buffer, flight.LastStart, flight.LastLength);
        _connection.StartFlight();
    }
}
