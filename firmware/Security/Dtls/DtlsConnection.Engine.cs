using Telenode.Core;

namespace Telenode.Security;

/// <summary>What happens to a record once it is read, and to the handshake as a whole.</summary>
public sealed partial class DtlsConnection
{
    /// <summary>Whether the last datagram held an authentic record newer than all before it.</summary>
    internal bool HeardNewest { get; private set; }

    /// <summary>Starts a handshake from nothing.</summary>
    internal void Begin(long nowMs, int receiveSequence, int sendSequence, long recordSequence)
    {
        _nowMs = nowMs;
        _inputAt = _inputEnd;
        _connectedEvent = false;
        _dataEvent = false;
        _endEvent = false;
        _alertCount = 0;
        _suspicion = DtlsFailure.None;
        _doubted = false;
        Records.Reset(recordSequence);
        _inbox.Reset(receiveSequence);
        Flight.Clear();
        SendSequence = sendSequence;
        SentLast = false;
        IsResumed = false;
        IsExtendedMaster = false;
        MustSave = false;
        Suite = 0;
        Credential = -1;
        Failure = DtlsFailure.None;
        PeerAlert = -1;
        State = DtlsState.Handshaking;
    }

    /// <summary>Arms the timer for a flight that has just been put together.</summary>
    internal void StartFlight()
    {
        _retransmits = 0;
        _timeoutMs = _options.FirstTimeoutMs;
        NextDeadlineMs = _nowMs + _timeoutMs;
        _sentAtMs = _nowMs;
    }

    /// <summary>The handshake is complete.</summary>
    internal void Establish()
    {
        State = DtlsState.Connected;
        NextDeadlineMs = Time.Never;
        Counters.HashBlocks = Keys.HashBlocks;
        _connectedEvent = true;
    }

    /// <summary>Notes that something is wrong without ending the handshake: nothing before Finished is authentic, so it may be
    /// forged. If nothing better follows our next retransmission, that was the reason.</summary>
    /// <returns>False, for the caller to give on.</returns>
    internal bool Suspect(DtlsFailure failure, int alert)
    {
        Counters.Malformed++;
        NoteSuspicion(failure, alert, false);
        return false;
    }

    /// <summary>Ends the connection, telling the peer where <paramref name="alert"/> is not negative.</summary>
    /// <returns>False, for the caller to give on.</returns>
    internal bool Fail(DtlsFailure failure, int alert)
    {
        if (alert >= 0)
        {
            QueueAlert(Fatal, alert, Records.HasKeys ? 1 : 0);
        }

        // A session that met a fatal alert is not resumed (RFC 5246 §7.2.2); one that met silence may be.
        if (failure != DtlsFailure.NoAnswer && failure != DtlsFailure.Stalled)
        {
            Session.Clear();
        }

        Failure = failure;
        End(DtlsState.Failed);
        _endEvent = true;
        return false;
    }

    /// <summary>A server heard the ClientHello of this handshake again.</summary>
    internal void OnRepeatedHello(long nowMs)
    {
        _nowMs = nowMs;
        _resentNow = false;
        OnOldMessage(false);
    }

    /// <summary>Ends the connection without a word to either side.</summary>
    internal void Drop() => End(DtlsState.Closed);

    private void End(DtlsState state)
    {
        State = state;
        NextDeadlineMs = Time.Never;
        Counters.HashBlocks = Keys.HashBlocks;
        _inputAt = _inputEnd;
        Flight.Clear();
        _inbox.Reset(0);
        Records.ClearKeys();
        Keys.Clear();
    }

    /// <summary>Reads records until one holds data for the owner.</summary>
    private void Advance()
    {
        while (_inputAt < _inputEnd && !_dataEvent && (State == DtlsState.Handshaking || State == DtlsState.Connected))
        {
            int forged = Counters.NotAuthentic;
            bool readable = Records.Open(_input, _inputAt, _inputEnd);
            _inputAt = Records.Next;
            if (readable)
            {
                HeardNewest |= Records.Epoch == 1 && Records.IsNewest;
                OnRecord();
            }
            else if (Counters.NotAuthentic != forged && State == DtlsState.Handshaking && !IsClient)
            {
                // Almost always another key. In the clear, as the peer could read nothing else; to us such an alert is only a hint.
                QueueAlert(Fatal, AlertCode.DecryptError, 0);
            }
        }
    }

    private void OnRecord()
    {
        switch (Records.Type)
        {
            case ContentType.Handshake:
                OnHandshakeRecord();
                break;
            case ContentType.Alert:
                OnAlert();
                break;
            case ContentType.ApplicationData:
                if (State == DtlsState.Connected && Records.PlainCount > 0)
                {
                    DataOffset = Records.PlainOffset;
                    DataCount = Records.PlainCount;
                    _dataEvent = true;
                }

                break;
            case ContentType.ChangeCipherSpec:
                // Each record names its epoch, so this says nothing new, and losing it costs nothing.
                break;
            default:
                Counters.Malformed++;
                break;
        }
    }

    private void OnHandshakeRecord()
    {
        int at = Records.PlainOffset;
        int end = at + Records.PlainCount;
        int epoch = Records.Epoch;
        while (end - at >= Dtls.HandshakeHeader && (State == DtlsState.Handshaking || State == DtlsState.Connected))
        {
            int count = HandshakeInbox.Read24(_input, at + 9);
            if (count > end - at - Dtls.HandshakeHeader)
            {
                break;
            }

            OnFragment(at, epoch);
            at += Dtls.HandshakeHeader + count;
        }

        Counters.Malformed += at < end ? 1 : 0;
    }

    private void OnFragment(int at, int epoch)
    {
        int type = _input[at];
        int sequence = (_input[at + 4] << 8) | _input[at + 5];
        if (epoch == 1 && (type == HandshakeType.HelloRequest || type == HandshakeType.ClientHello))
        {
            QueueAlert(Warning, AlertCode.NoRenegotiation, 1);
            return;
        }

        // Finished is the only message under keys, and never comes without (RFC 5246 §7.3).
        if ((epoch == 1) != (type == HandshakeType.Finished))
        {
            Counters.Malformed++;
            return;
        }

        if (State == DtlsState.Handshaking && IsClient && ((ClientHandshake)_handshake).Restarts(type, sequence, _inbox.Expected))
        {
            _inbox.Reset(sequence);
        }

        if (sequence < _inbox.Expected)
        {
            OnOldMessage(type == HandshakeType.Finished);
        }
        else if (State != DtlsState.Handshaking || !_inbox.Add(_input, at))
        {
            Counters.Malformed++;
        }
        else
        {
            DeliverMessages();
        }
    }

    private void DeliverMessages()
    {
        while (State == DtlsState.Handshaking)
        {
            int start = _inbox.Find();
            if (start < 0)
            {
                return;
            }

            byte[] buffer = _inbox.Buffer;
            int count = Dtls.HandshakeHeader + HandshakeInbox.Read24(buffer, start + 1);
            if (!_handshake.OnMessage(buffer[start], buffer, start, count))
            {
                _inbox.Drop();
                return;
            }

            _suspicion = DtlsFailure.None;
            _doubted = false;
            _inbox.Advance();
        }
    }

    /// <summary>The peer sends again what has been processed: our answer to it was lost, or is still on its way.</summary>
    /// <remarks>Once in a datagram and in a while, so that duplicates do not start an endless echo between two patient peers.</remarks>
    private void OnOldMessage(bool isFinished)
    {
        bool lost = State == DtlsState.Handshaking
            ? _nowMs - _sentAtMs >= _options.FirstTimeoutMs / 4
            : State == DtlsState.Connected && SentLast && isFinished;
        if (lost && !_resentNow && !Flight.IsEmpty)
        {
            _resentNow = true;
            ResendFlight();
        }
    }

    private void ResendFlight()
    {
        Flight.Rewind();
        Counters.Retransmits++;
        _sentAtMs = _nowMs;
        if (State == DtlsState.Handshaking)
        {
            NextDeadlineMs = _nowMs + _timeoutMs;
        }
    }

    private void OnAlert()
    {
        if (Records.PlainCount != 2)
        {
            Counters.Malformed++;
            return;
        }

        bool fatal = _input[Records.PlainOffset] == Fatal;
        int code = _input[Records.PlainOffset + 1];
        if (Records.Epoch == 0)
        {
            if (fatal && State == DtlsState.Handshaking)
            {
                NoteSuspicion(DtlsFailure.Refused, code, true);
            }
        }
        else if (code == AlertCode.CloseNotify)
        {
            Close();
            _endEvent = true;
        }
        else if (fatal)
        {
            PeerAlert = code;
            Fail(DtlsFailure.Refused, -1);
        }
    }

    private void NoteSuspicion(DtlsFailure failure, int alert, bool isPeers)
    {
        if (_suspicion == DtlsFailure.None)
        {
            _suspicion = failure;
            _suspicionAlert = alert;
            _suspicionIsPeers = isPeers;
            long soon = _nowMs + _options.FirstTimeoutMs;
            NextDeadlineMs = soon < NextDeadlineMs ? soon : NextDeadlineMs;
        }
    }

    private void QueueAlert(int level, int code, int epoch)
    {
        int plain = Records.PlainStart(epoch);
        _alertRecord[plain] = (byte)level;
        _alertRecord[plain + 1] = (byte)code;
        _alertCount = Records.Seal(ContentType.Alert, epoch, _alertRecord, 0, 2);
    }
}
