using System;
using Telenode.Core;

namespace Telenode.Coap;

/// <content>Connections over streams such as TCP (RFC 8323).</content>
public sealed partial class CoapEndpoint
{
    private const int MaxMessageSizeOption = 2; // in a CSM (RFC 8323 §5.3.1)
    private const int LeastMessageSize = 64; // the head of any message of ours, and a block of 16 bytes with few options
    private const int BlockWiseOption = 4; // in a CSM (§5.3.2)
    private const int BadCsmOption = 2; // in an Abort (§5.6)

    /// <summary>Says that a stream to a peer is open, whoever opened it. From now on that peer's messages go over it.</summary>
    /// <returns>False when there are <see cref="CoapOptions.MaxStreams"/> already.</returns>
    /// <exception cref="ArgumentException">The peer has a stream.</exception>
    public bool OpenStream(int peer, long nowMs)
    {
        if (peer < 0 || FindStream(peer) != null)
        {
            throw new ArgumentException("peer");
        }

        _nowMs = nowMs;
        for (int i = 0; i < _streams.Length; i++)
        {
            if (!_streams[i].IsUsed)
            {
                _streams[i].Open(peer);
                return true;
            }
        }

        return false;
    }

    /// <summary>Says that a stream has closed or broken: requests on it are over (<see cref="CoapEvent.TimedOut"/>), observers on it are forgotten.</summary>
    public void CloseStream(int peer, long nowMs)
    {
        CoapStream stream = FindStream(peer);
        if (stream == null)
        {
            return;
        }

        _nowMs = nowMs;
        for (int row = 0; row < _observers.Count; row++)
        {
            if (_observers.IsUsed(row) && _observers.Peer[row] == peer)
            {
                RemoveObserver(row);
            }
        }

        for (int row = 0; row < _exchanges.Count; row++)
        {
            if (_exchanges.Peer[row] != peer || _exchanges.Kind[row] == ExchangeKind.Free)
            {
                continue;
            }

            if (_exchanges.Kind[row] != ExchangeKind.Request)
            {
                _exchanges.Free(row);
            }
            else if (_exchanges.State[row] != ExchangeState.Over)
            {
                Finish(row, CoapEvent.TimedOut);
            }
        }

        _inbound.Drop(peer);
        stream.Close();
    }

    /// <summary>Says that a connection takes no more at the moment, or takes bytes again: nothing is transmitted to it in between, and
    /// nothing of it must be handed in. An observer is told the state of afterwards.</summary>
    public void HoldStream(int peer, bool hold)
    {
        CoapStream stream = FindStream(peer);
        if (stream != null)
        {
            stream.IsHeld = hold;
        }
    }

    /// <summary>Takes leave of a peer (RFC 8323 §5.5): once that is transmitted, <see cref="CoapEvent.StreamClosed"/> comes.</summary>
    public void ReleaseStream(int peer)
    {
        CoapStream stream = FindStream(peer);
        if (stream != null)
        {
            stream.OwesRelease = true;
        }
    }

    /// <summary>Takes bytes of a stream, up to the end of one message.</summary>
    /// <returns>How many were used; offer the rest again after events and transmissions are drained. All of them once the stream is over.</returns>
    /// <exception cref="ArgumentException">The range is not within the buffer, or the peer has no stream.</exception>
    /// <exception cref="InvalidOperationException">The event of the last message has not been polled.</exception>
    public int HandleStreamInput(byte[] buffer, int offset, int count, int peer, int arrival, long nowMs)
    {
        RequireDrained();
        CoapStream stream = FindStream(peer);
        if (stream == null || buffer == null || offset < 0 || count < 0 || offset > buffer.Length - count)
        {
            throw new ArgumentException("stream input");
        }

        _nowMs = nowMs;
        if (stream.IsClosing)
        {
            return count;
        }

        if (_inbound.HasDueFor(peer))
        {
            return 0; // a stream loses nothing: the next request waits until this one's answer is out
        }

        int used = stream.Take(buffer, offset, count);
        if (stream.IsTooLarge)
        {
            Malformed++;
            Abort(stream, 0);
            return count;
        }

        if (stream.IsComplete)
        {
            TakeStreamMessage(stream, arrival);
        }

        return stream.IsClosing ? count : used;
    }

    private void TakeStreamMessage(CoapStream stream, int arrival)
    {
        if (!stream.Parse(Message))
        {
            Malformed++;
            Abort(stream, 0);
            return;
        }

        int code = Message.Code;
        if (!stream.IsIntroduced && code != CoapCode.Csm)
        {
            Abort(stream, 0); // a CSM comes first (§5.3)
        }
        else if (CoapCode.ClassOf(code) == 7)
        {
            OnSignal(stream);
        }
        else if (CoapCode.IsRequest(code))
        {
            Serve(_inbound.Add(stream.Peer, -1, _nowMs), stream.Peer, arrival);
        }
        else if (CoapCode.IsResponse(code))
        {
            int row = _exchanges.FindToken(stream.Peer, Message.Buffer, Message.TokenOffset, Message.TokenLength);
            if (row >= 0)
            {
                OnResponse(row, stream.Peer);
            }
            else
            {
                Unexpected++;
            }
        }
    }

    private void OnSignal(CoapStream stream)
    {
        switch (Message.Code)
        {
            case CoapCode.Csm:
                OnCsm(stream);
                break;
            case CoapCode.Ping:
                stream.OwesPong = true;
                stream.PongTokenLength = Message.TokenLength;
                Array.Copy(Message.Buffer, Message.TokenOffset, stream.PongToken, 0, Message.TokenLength);
                break;
            case CoapCode.Pong:
                OnPong(stream.Peer);
                break;
            case CoapCode.Release:
            case CoapCode.Abort:
                stream.IsClosing = true;
                stream.Event = CoapEvent.StreamClosed;
                break;
        }
    }

    private void OnCsm(CoapStream stream)
    {
        long peerMax = stream.PeerMaxMessageSize;
        Message.RewindOptions();
        while (Message.NextOption())
        {
            int number = Message.OptionNumber;
            if (number == MaxMessageSizeOption)
            {
                peerMax = Message.OptionLength <= 4 ? Message.OptionValue() : peerMax;
            }
            else if (number != BlockWiseOption && OptionNumber.IsCritical(number))
            {
                Abort(stream, number);
                return;
            }
        }

        if (peerMax < LeastMessageSize)
        {
            Abort(stream, 0);
            return;
        }

        stream.PeerMaxMessageSize = peerMax > CoapStream.MaxMessageSize ? CoapStream.MaxMessageSize : (int)peerMax;

        if (!stream.IsIntroduced)
        {
            stream.IsIntroduced = true;
            stream.Event = CoapEvent.StreamOpened;
        }
    }

    private void OnPong(int peer)
    {
        for (int row = 0; row < _exchanges.Count; row++)
        {
            if (_exchanges.Kind[row] == ExchangeKind.Request && _exchanges.Peer[row] == peer && _exchanges.Has(row, ExchangeTable.Ping)
                && _exchanges.State[row] == ExchangeState.Sent)
            {
                Finish(row, CoapEvent.Pong);
                return;
            }
        }
    }

    private static void Abort(CoapStream stream, int badOption)
    {
        stream.IsClosing = true;
        stream.OwesAbort = true;
        stream.AbortOption = badOption;
    }

    private CoapEvent PollStreamEvent()
    {
        for (int i = 0; i < _streams.Length; i++)
        {
            CoapStream stream = _streams[i];
            if (stream.IsUsed && stream.Event != CoapEvent.None)
            {
                CoapEvent what = stream.Event;
                stream.Event = CoapEvent.None;
                EventPeer = stream.Peer;
                EventHandle = 0;
                return what;
            }
        }

        return CoapEvent.None;
    }

    private int PollStreamSignal(byte[] buffer, int offset)
    {
        for (int i = 0; i < _streams.Length; i++)
        {
            CoapStream stream = _streams[i];
            if (stream.IsUsed && !stream.IsHeld && (stream.OwesCsm || stream.OwesPong || stream.OwesAbort || stream.OwesRelease))
            {
                return WriteSignal(stream, buffer, offset);
            }
        }

        return 0;
    }

    private int WriteSignal(CoapStream stream, byte[] buffer, int offset)
    {
        int code;
        int tokenLength = 0;
        _scratch.Clear();
        if (stream.OwesCsm)
        {
            stream.OwesCsm = false;
            code = CoapCode.Csm;
            _scratch.AddInteger(MaxMessageSizeOption, CoapStream.MaxMessageSize);
            _scratch.Add(BlockWiseOption, null, 0, 0);
        }
        else if (stream.OwesPong)
        {
            stream.OwesPong = false;
            code = CoapCode.Pong;
            tokenLength = stream.PongTokenLength;
        }
        else
        {
            code = stream.OwesAbort ? CoapCode.Abort : CoapCode.Release;
            if (stream.OwesAbort && stream.AbortOption != 0)
            {
                _scratch.AddInteger(BadCsmOption, stream.AbortOption);
            }

            stream.OwesAbort = false;
            stream.OwesRelease = false;
            stream.IsClosing = true;
            stream.Event = CoapEvent.StreamClosed;
        }

        int at = offset + 8;
        int end = WriteHead(buffer, at, at + 64, MessageType.NonConfirmable, code, 0, stream.PongToken, 0, tokenLength, _scratch);
        TransmitPeer = stream.Peer;
        return CoapStream.Frame(buffer, at, end - at, buffer, offset);
    }

    // The longest message for a peer: what its connection takes may be less than ours (RFC 8323 §5.3.1).
    private int MaxMessageFor(int peer)
    {
        CoapStream stream = FindStream(peer);
        return stream != null && stream.PeerMaxMessageSize < _options.MaxMessageSize ? stream.PeerMaxMessageSize : _options.MaxMessageSize;
    }

    private CoapStream FindStream(int peer)
    {
        CoapStream[] streams = _streams;
        for (int i = 0; i < streams.Length; i++)
        {
            if (streams[i].Peer == peer)
            {
                return streams[i];
            }
        }

        return null;
    }
}
