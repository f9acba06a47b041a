using System;

namespace Telenode.Security;

/// <summary>Which connection a datagram belongs to, and how a ClientHello becomes one.</summary>
public sealed partial class DtlsServer
{
    private const int NotHello = 0;
    private const int WholeHello = 1;
    private const int JoinedHello = 2;
    private const int PartOfHello = -1;

    /// <summary>Looks whether the datagram brings a ClientHello in the clear, or the last missing fragment of one.</summary>
    /// <remarks>Fragments of strangers share one place: nothing is kept for each, so a flood of them only hurts others' fragments.</remarks>
    private int FindHello(byte[] address, int addressOffset, int addressCount, byte[] datagram, int offset, int count)
    {
        const int header = RecordLayer.HeaderLength;
        if (count < header + Dtls.HandshakeHeader || datagram[offset] != ContentType.Handshake || datagram[offset + 1] != 0xfe
            || datagram[offset + 3] != 0 || datagram[offset + 4] != 0 || datagram[offset + header] != HandshakeType.ClientHello)
        {
            return NotHello;
        }

        int record = (datagram[offset + 11] << 8) | datagram[offset + 12];
        int message = offset + header;
        int fragment = HandshakeInbox.Read24(datagram, message + 9);
        if (record > count - header || fragment > record - Dtls.HandshakeHeader)
        {
            return PartOfHello;
        }

        if (fragment == HandshakeInbox.Read24(datagram, message + 1))
        {
            return WholeHello;
        }

        int sequence = (datagram[message + 4] << 8) | datagram[message + 5];
        bool known = addressCount == _helloPeerCount && Bytes.Equal(address, addressOffset, _helloPeer, 0, addressCount);
        if (!known || sequence != _helloInbox.Expected)
        {
            Array.Copy(address, addressOffset, _helloPeer, 0, addressCount);
            _helloPeerCount = addressCount;
            _helloInbox.Reset(sequence);
        }

        return _helloInbox.Add(datagram, message) && _helloInbox.Find() >= 0 ? JoinedHello : PartOfHello;
    }

    private void OnHello(byte[] address, int addressOffset, int addressCount, byte[] buffer, int at, long recordSequence, long nowMs)
    {
        ClientHello hello = _hello;
        if (hello.Read(buffer, at, Dtls.HandshakeHeader + HandshakeInbox.Read24(buffer, at + 1)) != 0)
        {
            Dropped++;
            return;
        }

        if (!_cookies.IsGood(address, addressOffset, addressCount, hello, nowMs))
        {
            _cookies.Write(address, addressOffset, addressCount, hello, nowMs, _reply, RecordLayer.HeaderLength + Dtls.HandshakeHeader + 3);
            WriteCookieReply(hello.MessageSequence, recordSequence);
            SetReplyAddress(address, addressOffset, addressCount);
            return;
        }

        if (IsRepeated(address, addressOffset, addressCount, nowMs))
        {
            return;
        }

        DtlsSession session = FindSession();
        int suite = session != null ? session.Suite : ChooseSuite();
        if (suite == 0 || (session != null && !hello.Extensions.HasExtendedMasterSecret))
        {
            // Without a suite in common; or a session with the extended master secret asked for without (RFC 7627 §5.3).
            WriteAlertReply(AlertCode.HandshakeFailure, recordSequence);
            SetReplyAddress(address, addressOffset, addressCount);
            return;
        }

        int index = TakePlace(address, addressOffset, addressCount);
        _heardMs[index] = nowMs;
        SetPeer(index, address, addressOffset, addressCount);

        // Numbers go on from the hello's, so that no record or message of ours repeats one of the cookie exchange (RFC 6347 §4.2.1).
        _connections[index].Begin(nowMs, hello.MessageSequence + 1, hello.MessageSequence, recordSequence);
        _handshakes[index].Accept(hello, suite, session);
    }

    private bool IsRepeated(byte[] address, int addressOffset, int addressCount, long nowMs)
    {
        for (int i = 0; i < _connections.Length; i++)
        {
            DtlsConnection connection = _connections[i];
            if (IsLive(connection) && HasPeer(i, address, addressOffset, addressCount)
                && Bytes.Equal(connection.Keys.ClientRandom, 0, _hello.Buffer, _hello.RandomOffset, Dtls.RandomLength))
            {
                connection.OnRepeatedHello(nowMs);
                return true;
            }
        }

        return false;
    }

    /// <summary>The session that the hello names, if its suite still suits.</summary>
    private DtlsSession FindSession()
    {
        for (int i = 0; i < _sessions.Length; i++)
        {
            DtlsSession session = _sessions[i];
            if (session.HasId(_hello.Buffer, _hello.SessionIdOffset, _hello.SessionIdCount))
            {
                return _hello.Offers(session.Suite) && Array.IndexOf(_options.Suites, session.Suite) >= 0 ? session : null;
            }
        }

        return null;
    }

    private int ChooseSuite()
    {
        int[] suites = _options.Suites;
        for (int i = 0; i < suites.Length; i++)
        {
            if (_hello.Offers(suites[i]))
            {
                return suites[i];
            }
        }

        return 0;
    }

    /// <summary>A place for a new handshake: that of an unfinished one from the same address, a free one, or the one heard longest ago.</summary>
    private int TakePlace(byte[] address, int addressOffset, int addressCount)
    {
        int free = -1;
        int oldest = 0;
        for (int i = 0; i < _connections.Length; i++)
        {
            DtlsState state = _connections[i].State;
            if (state == DtlsState.Handshaking && HasPeer(i, address, addressOffset, addressCount))
            {
                return i;
            }

            free = free < 0 && !IsLive(_connections[i]) ? i : free;
            oldest = _heardMs[i] < _heardMs[oldest] ? i : oldest;
        }

        return free >= 0 ? free : oldest;
    }

    /// <summary>Finds the connection by connection id, or by address: with two from one address, epoch and type tell them apart.</summary>
    private int Route(byte[] address, int addressOffset, int addressCount, byte[] datagram, int offset, int count)
    {
        if (count < RecordLayer.HeaderLength)
        {
            return -1;
        }

        int type = datagram[offset];
        if (type == ContentType.ConnectionId)
        {
            return FindById(datagram, offset + RecordLayer.HeaderLength - 2, count - RecordLayer.HeaderLength + 2);
        }

        int shaking = -1;
        int connected = -1;
        for (int i = 0; i < _connections.Length; i++)
        {
            if (HasPeer(i, address, addressOffset, addressCount))
            {
                DtlsState state = _connections[i].State;
                shaking = state == DtlsState.Handshaking ? i : shaking;
                connected = state == DtlsState.Connected ? i : connected;
            }
        }

        bool forHandshake = datagram[offset + 4] == 0
            || (type == ContentType.Handshake && shaking >= 0 && _connections[shaking].Records.HasKeys);
        return (forHandshake && shaking >= 0) || connected < 0 ? shaking : connected;
    }

    private int FindById(byte[] datagram, int idOffset, int room)
    {
        for (int i = 0; i < _connections.Length; i++)
        {
            RecordLayer records = _connections[i].Records;
            int idCount = records.OwnId.Length;
            if (IsLive(_connections[i]) && records.ReadsConnectionId && idCount <= room
                && Bytes.Equal(records.OwnId, 0, datagram, idOffset, idCount))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>A client that has connected anew has lost what it had.</summary>
    private void DropOthers(int index)
    {
        for (int i = 0; i < _connections.Length; i++)
        {
            if (i != index && IsLive(_connections[i]) && HasPeer(i, _peers[index], 0, _peerCounts[index]))
            {
                _connections[i].Drop();
            }
        }
    }

    private static bool IsLive(DtlsConnection connection)
        => connection.State == DtlsState.Handshaking || connection.State == DtlsState.Connected;

    private bool HasPeer(int index, byte[] address, int offset, int count)
        => _peerCounts[index] == count && Bytes.Equal(_peers[index], 0, address, offset, count);

    private void SetPeer(int index, byte[] address, int offset, int count)
    {
        Array.Copy(address, offset, _peers[index], 0, count);
        _peerCounts[index] = count;
    }

    private void SetReplyAddress(byte[] address, int offset, int count)
    {
        Array.Copy(address, offset, _replyPeer, 0, count);
        _replyPeerCount = count;
    }

    /// <summary>HelloVerifyRequest around the cookie that stands in the reply already. It names DTLS 1.0 (RFC 6347 §4.2.1).</summary>
    private void WriteCookieReply(int messageSequence, long recordSequence)
    {
        const int body = 3 + CookieJar.CookieLength;
        byte[] reply = _reply;
        WriteRecordHeader(ContentType.Handshake, recordSequence, Dtls.HandshakeHeader + body);
        int at = RecordLayer.HeaderLength;
        Array.Clear(reply, at, Dtls.HandshakeHeader);
        reply[at] = HandshakeType.HelloVerifyRequest;
        reply[at + 3] = body;
        reply[at + 4] = (byte)(messageSequence >> 8);
        reply[at + 5] = (byte)messageSequence;
        reply[at + 11] = body;
        reply[at + 12] = Dtls.Version10 >> 8;
        reply[at + 13] = Dtls.Version10 & 0xff;
        reply[at + 14] = CookieJar.CookieLength;
    }

    private void WriteAlertReply(int code, long recordSequence)
    {
        WriteRecordHeader(ContentType.Alert, recordSequence, 2);
        _reply[RecordLayer.HeaderLength] = 2; // fatal
        _reply[RecordLayer.HeaderLength + 1] = (byte)code;
    }

    private void WriteRecordHeader(int type, long sequence, int count)
    {
        byte[] reply = _reply;
        reply[0] = (byte)type;
        reply[1] = Dtls.Version10 >> 8;
        reply[2] = Dtls.Version10 & 0xff;
        for (int i = 10; i >= 3; i--)
        {
            reply[i] = i < 5 ? (byte)0 : (byte)sequence;
            sequence >>= 8;
        }

        reply[11] = 0;
        reply[12] = (byte)count;
        _replyCount = RecordLayer.HeaderLength + count;
    }
}
