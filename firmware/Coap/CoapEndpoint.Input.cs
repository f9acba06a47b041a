using Telenode.Core;

namespace Telenode.Coap;

/// <content>What comes in on datagrams (RFC 7252 §4).</content>
public sealed partial class CoapEndpoint
{
    /// <summary>Takes a datagram.</summary>
    /// <param name="buffer">Holds it; must stay as it is until the events are polled.</param>
    /// <param name="offset">Index of its first byte.</param>
    /// <param name="count">Bytes of it.</param>
    /// <param name="peer">Who sent it.</param>
    /// <param name="arrival">How it came, flags of <see cref="Arrival"/>.</param>
    /// <param name="nowMs">Monotonic ms.</param>
    /// <exception cref="System.ArgumentException">The range is not within the buffer.</exception>
    /// <exception cref="System.InvalidOperationException">The event of the last datagram has not been polled.</exception>
    public void HandleInput(byte[] buffer, int offset, int count, int peer, int arrival, long nowMs)
    {
        RequireDrained();
        MessageError error = Message.Parse(buffer, offset, count);
        _nowMs = nowMs;
        if (error == MessageError.NotCoap)
        {
            Malformed++;
            return;
        }

        bool isMulticast = (arrival & Arrival.Multicast) != 0;
        if (error == MessageError.Format)
        {
            Malformed++;
            Reject(peer, isMulticast);
            return;
        }

        _exchanges.Heard(peer);
        if (Message.Type == MessageType.Acknowledgement)
        {
            OnAcknowledgement(peer);
        }
        else if (Message.Type == MessageType.Reset)
        {
            OnReset(peer);
        }
        else if (Message.Code == CoapCode.Empty)
        {
            Reject(peer, isMulticast); // a ping (§4.3): a Reset is its answer; non-confirmable it is ignored
        }
        else if (CoapCode.IsRequest(Message.Code))
        {
            OnRequest(peer, arrival);
        }
        else
        {
            OnSeparateResponse(peer);
        }
    }

    // Rejects the message with Reset when it is confirmable, else ignores it (§4.2, §4.3). Nothing that came to a group is rejected (§8.1).
    private void Reject(int peer, bool isMulticast)
    {
        if (Message.Type == MessageType.Confirmable && !isMulticast)
        {
            AnswerEmpty(_inbound.Add(peer, Message.MessageId, _nowMs), MessageType.Reset);
        }
    }

    private void AnswerEmpty(int row, int type)
    {
        int start = _inbound.Reserve(4);
        byte[] store = _inbound.Store;
        store[start] = (byte)(0x40 | (type << 4));
        store[start + 1] = CoapCode.Empty;
        store[start + 2] = (byte)(Message.MessageId >> 8);
        store[start + 3] = (byte)Message.MessageId;
        _inbound.Attach(row, start, 4, _nowMs);
    }

    private void OnAcknowledgement(int peer)
    {
        int row = _exchanges.FindMessageId(peer, Message.MessageId);
        if (row < 0 || !IsConfirmable(row))
        {
            Unexpected++;
            return;
        }

        if (Message.Code != CoapCode.Empty)
        {
            // A piggybacked response must fit both the message and the token (§5.3.2).
            if (_exchanges.Kind[row] == ExchangeKind.Request
                && _exchanges.IsToken(row, Message.Buffer, Message.TokenOffset, Message.TokenLength))
            {
                OnResponse(row, peer);
            }
            else
            {
                Unexpected++;
            }
        }
        else if (_exchanges.Kind[row] == ExchangeKind.Request)
        {
            OnRequestAcknowledged(row);
        }
        else
        {
            OnResponseAcknowledged(row);
        }
    }

    private void OnRequestAcknowledged(int row)
    {
        _exchanges.Clear(row, ExchangeTable.Resend);
        if (_exchanges.Has(row, ExchangeTable.Ping))
        {
            Finish(row, CoapEvent.Pong); // against §4.3, but it shows that the peer lives
        }
        else if (_exchanges.Has(row, ExchangeTable.WantsNoResponse))
        {
            Finish(row, CoapEvent.Delivered);
        }
        else
        {
            _exchanges.State[row] = ExchangeState.Waiting;
            _exchanges.DueMs[row] = _nowMs + _options.ResponseTimeoutMs;
        }
    }

    private void OnResponseAcknowledged(int row)
    {
        if (_exchanges.Kind[row] == ExchangeKind.Notification)
        {
            int observer = _exchanges.Owner[row];
            _observers.Exchange[observer] = -1;
            _observers.AliveMs[observer] = _nowMs;
        }

        _exchanges.Free(row);
    }

    private void OnReset(int peer)
    {
        int row = _exchanges.FindMessageId(peer, Message.MessageId);
        int observer = _observers.FindMessageId(peer, Message.MessageId);
        if (row >= 0 && _exchanges.Kind[row] == ExchangeKind.Request)
        {
            Finish(row, _exchanges.Has(row, ExchangeTable.Ping) ? CoapEvent.Pong : CoapEvent.Rejected);
            return;
        }

        if (row >= 0)
        {
            _exchanges.Free(row);
        }

        // Who rejects a notification does not want any more (RFC 7641 §3.6).
        if (observer >= 0)
        {
            RemoveObserver(observer);
        }
        else if (row < 0)
        {
            Unexpected++;
        }
    }

    private void OnSeparateResponse(int peer)
    {
        int seen = _inbound.Find(peer, Message.MessageId, _nowMs);
        if (seen >= 0)
        {
            Duplicates++;
            if (_inbound.HasAnswer(seen) && Message.Type == MessageType.Confirmable)
            {
                _inbound.SendAt(seen, _nowMs);
            }

            return;
        }

        int row = _exchanges.FindToken(peer, Message.Buffer, Message.TokenOffset, Message.TokenLength);
        bool usable = row >= 0 && Message.BadOption == 0;
        if (row < 0)
        {
            Unexpected++;
        }

        // A notification that nobody wants is rejected even when it need not be acknowledged: it ends the observation (RFC 7641 §3.6).
        bool isConfirmable = Message.Type == MessageType.Confirmable;
        int inbound = _inbound.Add(peer, Message.MessageId, _nowMs + LifetimeOf(isConfirmable));
        if (isConfirmable || (row < 0 && Message.Observe >= 0))
        {
            AnswerEmpty(inbound, usable ? MessageType.Acknowledgement : MessageType.Reset);
        }

        if (row >= 0 && (usable || isConfirmable))
        {
            OnResponse(row, peer);
        }
    }

    // EXCHANGE_LIFETIME, or NON_LIFETIME = MAX_TRANSMIT_SPAN + MAX_LATENCY, which is shorter by the latency and processing of an answer (§4.8.2).
    private long LifetimeOf(bool isConfirmable)
    {
        long lifetime = _options.ExchangeLifetimeMs;
        return isConfirmable ? lifetime : lifetime - 100000 - _options.AckTimeoutMs;
    }

    private void OnRequest(int peer, int arrival)
    {
        bool isConfirmable = Message.Type == MessageType.Confirmable;
        int seen = _inbound.Find(peer, Message.MessageId, _nowMs);
        if (seen >= 0)
        {
            Duplicates++;
            if (!isConfirmable)
            {
                return;
            }

            if (_inbound.HasAnswer(seen))
            {
                _inbound.SendAt(seen, _nowMs);
                return;
            }

            // The answer is forgotten: a safe request can be dealt with again, another one must not be (§4.5).
            if (!CoapCode.IsSafe(Message.Code))
            {
                return;
            }
        }

        bool isMulticast = (arrival & Arrival.Multicast) != 0;
        if (isMulticast && isConfirmable)
        {
            return; // §8.1: requests to a group are non-confirmable
        }

        int row = seen >= 0 ? seen : _inbound.Add(peer, Message.MessageId, _nowMs + LifetimeOf(isConfirmable));
        Serve(row, peer, arrival);
    }
}
