
namespace Telenode.Coap;

/// <content>Clients that observe our resources (RFC 7641 §4).</content>
public sealed partial class CoapEndpoint
{
    // A notification sooner than this after the last one must be confirmable, so that it keeps pace with the round trip (RFC 7641 §4.5.1).
    private const int NonConfirmablePauseMs = 3000;

    // Whether an observer still lives is asked this often; RFC 7641 §4.5 demands once in 24 hours.
    private const int ConfirmEveryMs = 300000;

    private int _observeNumber;

    /// <summary>Observers at the moment.</summary>
    public int ObserverCount
    {
        get
        {
            int count = 0;
            for (int row = 0; row < _observers.Count; row++)
            {
                count += _observers.IsUsed(row) ? 1 : 0;
            }

            return count;
        }
    }

    /// <summary>Says that a resource's state has changed: its observers are told the state that it has when their turn comes.</summary>
    /// <param name="resource">What <see cref="AddResource"/> gave.</param>
    /// <param name="nowMs">Monotonic ms.</param>
    public void Notify(int resource, long nowMs)
    {
        _nowMs = nowMs;
        for (int row = 0; row < _observers.Count; row++)
        {
            if (_observers.IsUsed(row) && _observers.Resource[row] == resource)
            {
                _observers.Pending[row] = true;
            }
        }
    }

    // Registers or deregisters the client that is being served. Gives the Observe value for the reply, or −1 for none.
    private int UpdateObservers(int resource)
    {
        CoapMessage request = _incoming.Message;
        if (request.Observe < 0 || !CoapCode.IsSafe(request.Code))
        {
            return -1;
        }

        int row = _observers.Find(_incoming.Peer, request.Buffer, request.TokenOffset, request.TokenLength);
        bool accepts = request.Observe == 0 && _resources.Has(resource, ResourceFlags.Observable) && CoapCode.ClassOf(_reply.Code) == 2
            && (_incoming.Arrival & Arrival.Multicast) == 0 && _observers.Fits(request)
            && request.Block1 < 0; // of a FETCH in blocks only the last is here, and notifications answer the whole (RFC 8132 §2.4)
        if (!accepts)
        {
            if (row >= 0)
            {
                RemoveObserver(row);
            }

            return -1;
        }

        if (row < 0)
        {
            row = _observers.FindRoom();
            if (row < 0)
            {
                return -1;
            }
        }

        RemoveObserver(row);
        _observers.Put(row, resource, _incoming.Peer, _incoming.Arrival, request, _nowMs);
        return NextObserveNumber();
    }

    private void RemoveObserver(int row)
    {
        int exchange = _observers.Exchange[row];
        if (_observers.IsUsed(row) && exchange >= 0)
        {
            _exchanges.Free(exchange);
        }

        _observers.Free(row);
    }

    private int NextObserveNumber()
    {
        _observeNumber = (_observeNumber + 1) & 0xFFFFFF;
        return _observeNumber;
    }

    // Writes the next notification that is due into the buffer; a confirmable one is also kept, to be sent again.
    private int PollNotification(byte[] buffer, int offset)
    {
        for (int row = 0; row < _observers.Count; row++)
        {
            if (!_observers.Pending[row] || _observers.Exchange[row] >= 0)
            {
                continue;
            }

            int peer = _observers.Peer[row];
            CoapStream stream = FindStream(peer);
            if (stream != null && stream.IsHeld)
            {
                continue;
            }

            bool isStream = stream != null;
            bool isConfirmable = !isStream
                && (_nowMs - _observers.SentMs[row] < NonConfirmablePauseMs || _nowMs - _observers.AliveMs[row] >= ConfirmEveryMs);
            int exchange = isConfirmable ? _exchanges.FindFree() : -1;
            if (isConfirmable && (exchange < 0 || _exchanges.OutstandingWith(peer, _nowMs) >= _options.NStart))
            {
                continue;
            }

            if (isConfirmable)
            {
                _exchanges.Take(exchange, ExchangeKind.Notification, peer);
                _exchanges.Owner[exchange] = row;
                _observers.Exchange[row] = exchange;
                WriteConfirmableNotification(exchange);
                NoteSent(exchange);
                int length = _exchanges.Length[exchange];
                return Emit(_exchanges.Store, _exchanges.StartOf(exchange), length, peer, buffer, offset);
            }

            // Stream framing can take more room in front than the datagram's header.
            int at = isStream ? offset + 8 : offset;
            int end = WriteNotification(row, MessageType.NonConfirmable, buffer, at);
            TransmitPeer = peer;
            return isStream ? CoapStream.Frame(buffer, at, end - at, buffer, offset) : end - at;
        }

        return 0;
    }

    private void WriteConfirmableNotification(int exchange)
    {
        int start = _exchanges.StartOf(exchange);
        int end = WriteNotification(_exchanges.Owner[exchange], MessageType.Confirmable, _exchanges.Store, start);
        _exchanges.MessageId[exchange] = (_exchanges.Store[start + 2] << 8) | _exchanges.Store[start + 3];
        _exchanges.Length[exchange] = end - start;
        if (_observers.IsUsed(_exchanges.Owner[exchange]))
        {
            return;
        }

        // The resource is gone: its last word is sent, and acknowledged or not, nothing follows.
        _exchanges.Kind[exchange] = ExchangeKind.Response;
    }

    // Asks the resource anew with the observer's request. An error is the last notification (RFC 7641 §4.2).
    private int WriteNotification(int row, int type, byte[] target, int at)
    {
        int messageId = TakeMessageId();
        _own.Parse(_observers.Store, row * _observers.Stride, _observers.Length[row]);
        _incoming.Message = _own;
        _incoming.Peer = _observers.Peer[row];
        _incoming.Arrival = _observers.Arrival[row];
        _incoming.IsNotification = true;
        _incoming.BodyOffset = 0;
        _incoming.MoreFollows = false;
        _reply.Reset(CoapCode.InternalServerError);
        _resources[_observers.Resource[row]].Handle(_incoming, _reply);
        bool goesOn = CoapCode.ClassOf(_reply.Code) == 2;
        int end = WriteReply(target, at, at + MaxMessageFor(_observers.Peer[row]), type, messageId, _own, goesOn ? NextObserveNumber() : -1, -1);
        _observers.Pending[row] = false;
        _observers.SentMs[row] = _nowMs;
        _observers.MessageId[row] = messageId;
        if (!goesOn)
        {
            _observers.Free(row);
        }

        return end;
    }

    // What is sent again is the state of now, when that has changed since: with a message ID of its own (RFC 7641 §4.5.2).
    private void RefreshNotification(int exchange)
    {
        if (_exchanges.Kind[exchange] == ExchangeKind.Notification && _observers.Pending[_exchanges.Owner[exchange]])
        {
            WriteConfirmableNotification(exchange);
        }
    }
}
