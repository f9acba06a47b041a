using System;
using Telenode.Core;

namespace Telenode.Coap;

/// <content>Responses: the blocks they ask for and come in (RFC 7959), observations they belong to (RFC 7641).</content>
public sealed partial class CoapEndpoint
{
    private void OnResponse(int row, int peer)
    {
        CoapMessage message = Message;
        _exchanges.Clear(row, ExchangeTable.Resend);
        if (message.BadOption != 0)
        {
            Unexpected++;
            Finish(row, CoapEvent.Failed); // the response is rejected (§5.4.1), and no other one will come
            return;
        }

        if (message.Code == CoapCode.Unauthorized && message.EchoLength > 0 && !_exchanges.Has(row, ExchangeTable.Echoed))
        {
            SendEcho(row);
        }
        else if (_exchanges.Body[row] == null || !SendNextBlock(row))
        {
            TakeResponse(row, peer);
        }
    }

    // The server wants proof that we are where we say (RFC 9175 §2.3): the same request once more, with its Echo.
    private void SendEcho(int row)
    {
        int bodyOffset = _exchanges.BodyOffset[row];
        _own.Parse(_exchanges.Store, _exchanges.StartOf(row), _exchanges.Length[row]);
        _scratch.CopyFrom(_own);
        _scratch.Remove(OptionNumber.Block1);
        _scratch.Remove(OptionNumber.Size1);
        _scratch.Add(OptionNumber.Echo, Message.Buffer, Message.EchoOffset, Message.EchoLength);
        _exchanges.Set(row, ExchangeTable.Echoed);
        if (!Compose(row, IsConfirmable(row), _own.Code, bodyOffset))
        {
            Finish(row, CoapEvent.Failed);
        }
    }

    // RFC 7959 §2.5, §3.2: goes on behind the block that was taken, in blocks of the size that the server prefers.
    private bool SendNextBlock(int row)
    {
        CoapMessage message = Message;
        int exponent = _exchanges.Exponent[row];
        int offset = _exchanges.BodyOffset[row];
        if (message.Block1 < 0 || Block.NumberOf(message.Block1) != offset >> (exponent + 4))
        {
            return false;
        }

        // 2.31, or any other success of a server that deals with each block on its own (§2.3, Figure 8): on with the next one.
        int wanted = Block.ExponentOf(message.Block1);
        bool taken = CoapCode.ClassOf(message.Code) == 2;
        if (message.Code == CoapCode.RequestEntityTooLarge && offset == 0 && wanted < exponent)
        {
            _exchanges.Exponent[row] = (byte)wanted; // once more, smaller (RFC 7959 §2.9.3)
        }
        else if (taken && offset + (16 << exponent) < _exchanges.Body[row].Size)
        {
            offset += 16 << exponent;
            _exchanges.Exponent[row] = (byte)(wanted < exponent ? wanted : exponent);
        }
        else
        {
            return false;
        }

        BeginAgain(row);
        ShrinkBlocks(row);
        if (!Compose(row, IsConfirmable(row), _own.Code, offset))
        {
            Finish(row, CoapEvent.Failed);
        }

        return true;
    }

    private void TakeResponse(int row, int peer)
    {
        CoapMessage message = Message;
        bool isSuccess = CoapCode.ClassOf(message.Code) == 2;
        bool first = !_exchanges.Has(row, ExchangeTable.Fetching);
        bool notifies = message.Observe >= 0 && isSuccess
            && _exchanges.IsObserveToken(row, message.Buffer, message.TokenOffset, message.TokenLength);
        if (notifies)
        {
            // What answers a request of ours is taken whatever its number: the server may have begun anew.
            bool asked = first && _exchanges.State[row] != ExchangeState.Idle;
            if (!asked && !IsNewer(row, message.Observe))
            {
                return;
            }

            _exchanges.Clear(row, ExchangeTable.Fetching);
            _exchanges.Received[row] = 0;
            first = true;
        }
        else if (first)
        {
            _exchanges.Clear(row, ExchangeTable.Observing); // the server does not, or no longer, notify
        }

        int next = isSuccess && !_exchanges.Has(row, ExchangeTable.OneBlock) ? NextBlock2(row, first) : -1;
        if (next == int.MaxValue)
        {
            Finish(row, CoapEvent.Failed);
            return;
        }

        if (first)
        {
            bool isNotification = notifies && _exchanges.ObserveMs[row] != Time.Never;
            _exchanges.Reported[row] = (byte)(isNotification ? CoapEvent.Notification : CoapEvent.Response);
        }

        bool goesOn = isSuccess && _exchanges.Has(row, ExchangeTable.Observing);
        Raise((CoapEvent)_exchanges.Reported[row], _exchanges.Handle[row], peer);
        EventBodyOffset = message.Block2 >= 0 ? Block.OffsetOf(message.Block2) : 0;
        EventMore = next >= 0;
        EventObserving = goesOn;
        Settle(row, next, goesOn, notifies);
    }

    private void Settle(int row, int next, bool goesOn, bool notifies)
    {
        if (notifies)
        {
            _exchanges.ObserveNumber[row] = Message.Observe;
            _exchanges.ObserveMs[row] = _nowMs;
        }

        if (next >= 0)
        {
            FetchNext(row, next);
        }
        else if (goesOn)
        {
            _exchanges.Clear(row, ExchangeTable.Fetching);
            _exchanges.State[row] = ExchangeState.Idle;
            _exchanges.HoldMs[row] = 0;

            // Re-registers some seconds after the representation has become stale (RFC 7641 §3.3.1).
            _exchanges.DueMs[row] = _nowMs + (Message.MaxAge * 1000) + 5000 + RandomBelow(10000);
        }
        else if (!_exchanges.Has(row, ExchangeTable.Multicast))
        {
            _exchanges.Free(row);
        }
    }

    /// <summary>What block of the response to ask for next: its offset, −1 when the body is complete, int.MaxValue when it cannot be put together.</summary>
    private int NextBlock2(int row, bool first)
    {
        CoapMessage message = Message;
        int block = message.Block2;
        if (block < 0)
        {
            return first ? -1 : int.MaxValue;
        }

        int offset = Block.OffsetOf(block);
        bool sameETag = first || (_exchanges.ETagLength[row] == message.ETagLength
            && Bytes.AreEqual(_exchanges.ETag, row * 8, message.Buffer, message.ETagOffset, message.ETagLength));
        bool whole = !Block.MoreOf(block) || message.PayloadLength == Block.SizeOf(block);
        if (Block.ExponentOf(block) == Block.ReservedExponent || offset != (first ? 0 : _exchanges.Received[row]) || !sameETag || !whole)
        {
            return int.MaxValue;
        }

        _exchanges.ETagLength[row] = (byte)message.ETagLength;
        Array.Copy(message.Buffer, message.ETagOffset, _exchanges.ETag, row * 8, message.ETagLength);
        if (!Block.MoreOf(block))
        {
            return -1;
        }

        int exponent = Block.ExponentOf(block);
        _exchanges.Exponent[row] = (byte)(exponent < _exchanges.Exponent[row] ? exponent : _exchanges.Exponent[row]);
        _exchanges.Received[row] = offset + message.PayloadLength;
        return _exchanges.Received[row];
    }

    private void FetchNext(int row, int offset)
    {
        int exponent = _exchanges.Exponent[row];
        bool begins = !_exchanges.Has(row, ExchangeTable.Fetching);
        _exchanges.Set(row, ExchangeTable.Fetching);
        if (begins && _exchanges.Has(row, ExchangeTable.Observing))
        {
            // The blocks that follow a notification have a token of their own (RFC 7959 §3.4), and the server sees no observation in them.
            int length = _exchanges.Length[row];
            int start = _exchanges.StartOf(row);
            _own.Parse(_exchanges.Store, start, length);
            int tokenLength = _own.TokenLength;
            _random.Fill(_exchanges.Store, start + 4, tokenLength);
        }

        Recompose(row, -1, Block.Of(offset >> (exponent + 4), false, exponent));
    }

    private void KeepObserveToken(int row)
    {
        int start = _exchanges.StartOf(row);
        int length = _exchanges.Store[start] & 15;
        Array.Copy(_exchanges.Store, start + 4, _exchanges.ObserveToken, row * 8, length);
        _exchanges.ObserveTokenLength[row] = (byte)length;
        _exchanges.ObserveMs[row] = Time.Never;
    }

    private void RestoreObserveToken(int row)
    {
        Array.Copy(_exchanges.ObserveToken, row * 8, _exchanges.Store, _exchanges.StartOf(row) + 4, _exchanges.ObserveTokenLength[row]);
        _exchanges.Clear(row, ExchangeTable.Fetching);
        _exchanges.Received[row] = 0;
    }

    private void Reregister(int row)
    {
        RestoreObserveToken(row);
        Recompose(row, 0, -1);
    }

    // RFC 7641 §3.4: the number runs on a circle of 2^24; after 128 s any number is newer.
    private bool IsNewer(int row, int number)
    {
        if (_exchanges.ObserveMs[row] == Time.Never || FindStream(_exchanges.Peer[row]) != null)
        {
            return true;
        }

        int last = _exchanges.ObserveNumber[row];
        return (last < number && number - last < 1 << 23) || (last > number && last - number > 1 << 23)
            || _nowMs > _exchanges.ObserveMs[row] + 128000;
    }
}
