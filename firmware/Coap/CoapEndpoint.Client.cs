using System;
using Telenode.Core;

namespace Telenode.Coap;

/// <content>The client: requests, their responses, observations, bodies in blocks.</content>
public sealed partial class CoapEndpoint
{
    /// <summary>Takes a request to be sent.</summary>
    /// <param name="request">Copied, except for its body, which is read while the request is under way.</param>
    /// <param name="peer">Who gets it.</param>
    /// <param name="nowMs">Monotonic ms.</param>
    /// <returns>A positive handle that events name, or 0 while <see cref="CoapOptions.MaxExchanges"/> are under way.</returns>
    /// <exception cref="ArgumentException">The request contradicts itself or does not fit a message.</exception>
    public int TrySend(CoapRequest request, int peer, long nowMs)
    {
        request.Check();
        int row = _exchanges.FindFree();
        if (row < 0)
        {
            return 0;
        }

        _nowMs = nowMs;
        _exchanges.Take(row, ExchangeKind.Request, peer);
        _exchanges.Exponent[row] = (byte)(request.BlockSize == 0 ? _exponent : Block.ExponentFor(request.BlockSize));
        _scratch.Clear();
        _scratch.AddAll(request.Options);
        if (request.Observe)
        {
            _scratch.AddInteger(OptionNumber.Observe, 0);
            _exchanges.Set(row, ExchangeTable.Observing);
        }

        if (request.IsMulticast)
        {
            _exchanges.Set(row, ExchangeTable.Multicast);
            _exchanges.Set(row, ExchangeTable.OneBlock);
        }

        if (request.BlockSize != 0 && request.Body == null && CoapCode.IsSafe(request.Method) && !_scratch.Has(OptionNumber.Block2))
        {
            _scratch.AddInteger(OptionNumber.Block2, _exchanges.Exponent[row]);
        }
        else if (_scratch.Has(OptionNumber.Block2) && Block.NumberOf(_scratch.IntegerOf(OptionNumber.Block2)) > 0)
        {
            _exchanges.Set(row, ExchangeTable.OneBlock);
        }

        if (_scratch.Has(OptionNumber.NoResponse) && _scratch.IntegerOf(OptionNumber.NoResponse) != 0)
        {
            _exchanges.Set(row, ExchangeTable.WantsNoResponse);
        }

        TakeToken(row);
        if (!FitBody(row, request) || !Compose(row, request.IsConfirmable, request.Method, 0))
        {
            if (MaxMessageFor(peer) < _options.MaxMessageSize)
            {
                Finish(row, CoapEvent.Failed); // too long for what the peer takes, which is no mistake of the caller
                return _exchanges.Handle[row];
            }

            _exchanges.Free(row);
            throw new ArgumentException("the request does not fit a message");
        }

        if (request.Observe)
        {
            KeepObserveToken(row);
        }

        return _exchanges.Handle[row];
    }

    /// <summary>Asks a peer whether it lives (§4.3): the answer is a Pong event.</summary>
    /// <returns>A positive handle, or 0 while <see cref="CoapOptions.MaxExchanges"/> are under way.</returns>
    public int TryPing(int peer, long nowMs)
    {
        int row = _exchanges.FindFree();
        if (row < 0)
        {
            return 0;
        }

        _nowMs = nowMs;
        _exchanges.Take(row, ExchangeKind.Request, peer);
        _exchanges.Set(row, ExchangeTable.Ping);
        _scratch.Clear();
        int start = _exchanges.StartOf(row);
        bool isStream = FindStream(peer) != null;
        _exchanges.MessageId[row] = TakeMessageId();
        WriteHead(_exchanges.Store, start, start + 4, MessageType.Confirmable, isStream ? CoapCode.Ping : CoapCode.Empty,
            _exchanges.MessageId[row], _randomBytes, 0, 0, _scratch);
        _exchanges.Length[row] = 4;
        return _exchanges.Handle[row];
    }

    /// <summary>Forgets a request: nothing more is heard of it. An observed resource's next notification is rejected,
    /// which tells the server (RFC 7641 §3.6). Does nothing when the request is over.</summary>
    public void Cancel(int handle)
    {
        int row = _exchanges.FindHandle(handle);
        if (row >= 0 && _exchanges.Kind[row] == ExchangeKind.Request)
        {
            _exchanges.Event[row] = 0;
            _exchanges.State[row] = ExchangeState.Over;
            _exchanges.HoldMs[row] = _exchanges.HoldMs[row] == Time.Never ? 0 : _exchanges.HoldMs[row];
            LingerOrFree(row);
        }
    }

    /// <summary>Ends an observation by asking the server (RFC 7641 §3.6): the answer is a Response event, and the request is over then.</summary>
    /// <returns>False when there is no such observation.</returns>
    public bool Deregister(int handle, long nowMs)
    {
        int row = _exchanges.FindHandle(handle);
        if (row < 0 || !_exchanges.Has(row, ExchangeTable.Observing) || _exchanges.State[row] == ExchangeState.Over)
        {
            return false;
        }

        _nowMs = nowMs;
        RestoreObserveToken(row);
        Recompose(row, 1, -1);
        _exchanges.Clear(row, ExchangeTable.Observing);
        return true;
    }

    // A body that fits one block goes as it is; a larger one begins with its first block. Blocks shrink until a message holds them.
    private bool FitBody(int row, CoapRequest request)
    {
        ICoapBody body = request.Body;
        if (body == null)
        {
            return true;
        }

        _exchanges.Body[row] = body;
        if (request.UseRequestTag && body.Size > 16 << _exchanges.Exponent[row])
        {
            _scratch.AddInteger(OptionNumber.RequestTag, _exchanges.Handle[row]); // the next handle is another one (RFC 9175 §3.4)
        }

        int room = ShrinkBlocks(row);

        // Which size the response shall have is said with the last block of the body (RFC 7959 §3.3, Figure 11).
        if (body.Size > 16 << _exchanges.Exponent[row] && _scratch.Has(OptionNumber.Block2))
        {
            _exchanges.LastBlock2[row] = _scratch.IntegerOf(OptionNumber.Block2);
            _scratch.Remove(OptionNumber.Block2);
        }

        return 16 << _exchanges.Exponent[row] <= room;
    }

    // Makes blocks as small as the message needs them, and gives the room for a block.
    private int ShrinkBlocks(int row)
    {
        // 28: header, token, Block1, Size1 and the marker at their longest, beside 5 bytes of head for each of the caller's options.
        int room = MaxMessageFor(_exchanges.Peer[row]) - 28 - _scratch.EncodedBound;
        while (_exchanges.Exponent[row] > 0 && 16 << _exchanges.Exponent[row] > room)
        {
            _exchanges.Exponent[row]--;
        }

        return room;
    }

    private void TakeToken(int row)
    {
        int start = _exchanges.StartOf(row);
        int length = _options.TokenLength;
        byte[] store = _exchanges.Store;
        store[start] = 15; // no token has that length: the row does not find itself
        do
        {
            _random.Fill(store, start + 4, length);
        }
        while (length > 0 && _exchanges.FindToken(_exchanges.Peer[row], store, start + 4, length) >= 0);

        store[start] = (byte)length;
    }

    // Writes the message of the row from the options in _scratch, with the block of its body that is due.
    private bool Compose(int row, bool isConfirmable, int method, int bodyOffset)
    {
        ICoapBody body = _exchanges.Body[row];
        int size = body == null ? 0 : body.Size;
        int exponent = _exchanges.Exponent[row];
        int count = size - bodyOffset;
        if (size > 16 << exponent || bodyOffset > 0)
        {
            bool more = count > 16 << exponent;
            count = more ? 16 << exponent : count;
            _scratch.AddInteger(OptionNumber.Block1, Block.Of(bodyOffset >> (exponent + 4), more, exponent));
            if (!more && _exchanges.LastBlock2[row] >= 0)
            {
                _scratch.AddInteger(OptionNumber.Block2, _exchanges.LastBlock2[row]);
            }

            if (bodyOffset == 0)
            {
                _scratch.AddInteger(OptionNumber.Size1, size);
            }
        }

        int start = _exchanges.StartOf(row);
        byte[] store = _exchanges.Store;
        int type = isConfirmable ? MessageType.Confirmable : MessageType.NonConfirmable;
        int end = start + MaxMessageFor(_exchanges.Peer[row]);
        _exchanges.MessageId[row] = TakeMessageId();
        int at = WriteHead(store, start, end, type, method, _exchanges.MessageId[row], store, start + 4, store[start] & 15, _scratch);
        if (at < 0 || (count > 0 && at + 1 + count > end))
        {
            return false;
        }

        if (count > 0)
        {
            store[at++] = CoapMessage.PayloadMarker;
            body.Read(bodyOffset, store, at, count);
            at += count;
        }

        _exchanges.BodyOffset[row] = bodyOffset;
        _exchanges.Length[row] = at - start;
        _exchanges.State[row] = ExchangeState.Queued;
        _exchanges.Retransmits[row] = 0;
        _exchanges.DueMs[row] = Time.Never;
        _exchanges.HoldMs[row] = 0;
        _exchanges.Clear(row, ExchangeTable.Resend);
        return true;
    }

    // The row's request once more with another Observe (−1 none) and Block2 (−1 none); without a body when a block of the response is asked for.
    private void Recompose(int row, int observe, int block2)
    {
        BeginAgain(row);
        if (observe >= 0)
        {
            _scratch.AddInteger(OptionNumber.Observe, observe);
        }

        if (block2 >= 0)
        {
            _scratch.AddInteger(OptionNumber.Block2, block2);

            // The body of FETCH says what is asked for: it goes along with every block, unless it took blocks itself.
            bool repeats = _own.Code == CoapCode.Fetch && _exchanges.Body[row] != null && _own.PayloadLength == _exchanges.Body[row].Size;
            _exchanges.Body[row] = repeats ? _exchanges.Body[row] : null;
        }

        if (!Compose(row, IsConfirmable(row), _own.Code, 0))
        {
            Finish(row, CoapEvent.Failed);
        }
    }

    private void BeginAgain(int row)
    {
        _own.Parse(_exchanges.Store, _exchanges.StartOf(row), _exchanges.Length[row]);
        _scratch.CopyFrom(_own);
        _scratch.Remove(OptionNumber.Observe);
        _scratch.Remove(OptionNumber.Block1);
        _scratch.Remove(OptionNumber.Block2);
        _scratch.Remove(OptionNumber.Size1);
    }
}
