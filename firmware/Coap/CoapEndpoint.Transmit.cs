using System;
using Telenode.Core;

namespace Telenode.Coap;

/// <content>What goes out.</content>
public sealed partial class CoapEndpoint
{
    /// <summary>Writes the next message to be sent: a datagram for <see cref="TransmitPeer"/>, or for a peer on a stream the next bytes of it.</summary>
    /// <param name="buffer">Receives it.</param>
    /// <param name="offset">Index of the first byte.</param>
    /// <param name="capacity">Room; at least <see cref="CoapOptions.MaxMessageSize"/> + 8.</param>
    /// <returns>Bytes written, or 0 when there is nothing to send.</returns>
    /// <exception cref="ArgumentException">The range is not within the buffer, or too small.</exception>
    public int PollTransmit(byte[] buffer, int offset, int capacity)
    {
        if (buffer == null || offset < 0 || offset > buffer.Length - capacity || capacity < _options.MaxMessageSize + 8)
        {
            throw new ArgumentException("buffer range");
        }

        int count = PollStreamSignal(buffer, offset);
        if (count > 0)
        {
            return count;
        }

        int answer = _inbound.NextDue(_nowMs);
        if (answer >= 0)
        {
            _inbound.SendAt(answer, Time.Never);
            return Emit(_inbound.Store, _inbound.StartOf(answer), _inbound.LengthOf(answer), _inbound.PeerOf(answer), buffer, offset);
        }

        for (int row = 0; row < _exchanges.Count; row++)
        {
            if (IsReadyToSend(row))
            {
                NoteSent(row);
                return Emit(_exchanges.Store, _exchanges.StartOf(row), _exchanges.Length[row], _exchanges.Peer[row], buffer, offset);
            }
        }

        return PollNotification(buffer, offset);
    }

    // A stream has its own framing; the rest of the message is the same on both (RFC 8323 §3.2).
    private int Emit(byte[] source, int start, int length, int peer, byte[] buffer, int offset)
    {
        TransmitPeer = peer;
        if (FindStream(peer) != null)
        {
            return CoapStream.Frame(source, start, length, buffer, offset);
        }

        Array.Copy(source, start, buffer, offset, length);
        return length;
    }

    private bool IsReadyToSend(int row)
    {
        if (_exchanges.Kind[row] == ExchangeKind.Free)
        {
            return false;
        }

        if (_exchanges.State[row] != ExchangeState.Queued)
        {
            return _exchanges.Has(row, ExchangeTable.Resend);
        }

        // On a stream the transport itself controls congestion (RFC 8323 §1).
        int peer = _exchanges.Peer[row];
        CoapStream stream = FindStream(peer);
        return stream != null ? !stream.IsHeld : _exchanges.OutstandingWith(peer, _nowMs) < _options.NStart;
    }

    private void NoteSent(int row)
    {
        if (_exchanges.Has(row, ExchangeTable.Resend))
        {
            _exchanges.Clear(row, ExchangeTable.Resend);
            Retransmissions++;
            _exchanges.DueMs[row] = _nowMs + _exchanges.TimeoutMs[row];
            return;
        }

        if (FindStream(_exchanges.Peer[row]) != null)
        {
            NoteSentUnconfirmed(row);
        }
        else if (IsConfirmable(row))
        {
            int spread = (int)((long)_options.AckTimeoutMs * (_options.AckRandomPercent - 100) / 100);
            _exchanges.State[row] = ExchangeState.Sent;
            _exchanges.TimeoutMs[row] = _options.AckTimeoutMs + RandomBelow(spread + 1);
            _exchanges.DueMs[row] = _nowMs + _exchanges.TimeoutMs[row];
            _exchanges.HoldMs[row] = Time.Never;
        }
        else
        {
            _exchanges.HoldMs[row] = _nowMs + (_exchanges.Length[row] * 1000L / _options.ProbingRate);
            NoteSentUnconfirmed(row);
        }
    }

    private void NoteSentUnconfirmed(int row)
    {
        _exchanges.State[row] = ExchangeState.Sent;
        if (_exchanges.Kind[row] != ExchangeKind.Request)
        {
            _exchanges.Free(row);
        }
        else if (_exchanges.Has(row, ExchangeTable.WantsNoResponse))
        {
            Finish(row, CoapEvent.Delivered);
        }
        else
        {
            _exchanges.DueMs[row] = _nowMs + _options.ResponseTimeoutMs;
        }
    }

    /// <summary>Writes header, token and options (§3).</summary>
    /// <returns>The index behind them, or −1 when they do not fit.</returns>
    private static int WriteHead(
        byte[] target, int start, int end, int type, int code, int messageId, byte[] token, int tokenOffset, int tokenLength, OptionList options)
    {
        int at = start + 4 + tokenLength;
        if (at > end)
        {
            return -1;
        }

        Array.Copy(token, tokenOffset, target, start + 4, tokenLength);
        target[start] = (byte)(0x40 | (type << 4) | tokenLength);
        target[start + 1] = (byte)code;
        target[start + 2] = (byte)(messageId >> 8);
        target[start + 3] = (byte)messageId;
        return options.Write(target, at, end);
    }
}
