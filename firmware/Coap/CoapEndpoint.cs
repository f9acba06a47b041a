using System;
using Telenode.Core;

namespace Telenode.Coap;

/// <summary>A CoAP endpoint, client and server at once, without any I/O: datagrams in, datagrams out, events, time as an argument (RFC 7252).</summary>
/// <remarks>
/// Peers are small integers that the transport gives; an integer never names another peer later. After each call the caller drains
/// <see cref="PollEvent"/> and <see cref="PollTransmit"/>, and calls <see cref="HandleTimeout"/> at <see cref="NextDeadlineMs"/>.
/// Nothing is allocated after construction. Nothing that a peer sends makes it throw. Not thread-safe.
/// </remarks>
public sealed partial class CoapEndpoint
{
    private readonly CoapOptions _options;
    private readonly IRandom _random;
    private readonly byte[] _randomBytes = new byte[8];
    private readonly ExchangeTable _exchanges;
    private readonly InboundTable _inbound;
    private readonly ObserverTable _observers;
    private readonly TransferTable _transfers;
    private readonly EchoTable _echo;
    private readonly OptionList _scratch;
    private readonly CoapMessage _own = new CoapMessage();
    private readonly CoapReply _reply;
    private readonly CoapIncoming _incoming = new CoapIncoming();
    private readonly ResourceTable _resources;
    private readonly CoapStream[] _streams;
    private readonly int _exponent;
    private long _nowMs;
    private int _nextMessageId;
    private CoapEvent _event;

    /// <summary>Creates an endpoint and all the memory it will use.</summary>
    /// <exception cref="ArgumentException">An option is missing or out of its range.</exception>
    public CoapEndpoint(CoapOptions options)
    {
        if (options == null)
        {
            throw new ArgumentNullException("options");
        }

        options.Check();
        _options = options;
        _random = options.Random;
        _exponent = Block.ExponentFor(options.BlockSize);
        _exchanges = new ExchangeTable(options.MaxExchanges, options.MaxMessageSize);
        _inbound = new InboundTable(options.DuplicateRows, options.MaxMessageSize * 2);
        _observers = new ObserverTable(options.MaxObservers, options.ObserverRequestSize);
        _transfers = new TransferTable(options.MaxTransfers);
        _echo = new EchoTable(_random);
        _scratch = new OptionList(32, options.MaxMessageSize);
        _reply = new CoapReply(this, options.BlockSize);
        _resources = new ResourceTable(options.MaxResources + 1);
        _streams = new CoapStream[options.MaxStreams];
        for (int i = 0; i < _streams.Length; i++)
        {
            _streams[i] = new CoapStream();
        }

        Links = new LinkList(_resources);
        _nextMessageId = RandomBelow(0x10000);
        if (options.IsDiscoverable)
        {
            _resources.Add(".well-known/core", new WellKnownCore(_resources), null, 0);
        }
    }

    /// <summary>The message of the last event; it lies in the buffer that was handed in and is gone with the next input.</summary>
    public CoapMessage Message { get; } = new CoapMessage();

    /// <summary>The request that the last event is about: what <see cref="TrySend"/> or <see cref="TryPing"/> gave.</summary>
    public int EventHandle { get; private set; }

    /// <summary>The peer that the last event is about.</summary>
    public int EventPeer { get; private set; }

    /// <summary>Where in the representation the last event's payload belongs, in bytes.</summary>
    public int EventBodyOffset { get; private set; }

    /// <summary>Whether more pieces of the representation follow by themselves, as further events.</summary>
    public bool EventMore { get; private set; }

    /// <summary>Whether the request goes on as an observation.</summary>
    public bool EventObserving { get; private set; }

    /// <summary>The peer that the last <see cref="PollTransmit"/> is for.</summary>
    public int TransmitPeer { get; private set; }

    /// <summary>When <see cref="HandleTimeout"/> must be called, in monotonic ms; <see cref="Time.Never"/> for no need.</summary>
    public long NextDeadlineMs
    {
        get
        {
            long next = _exchanges.NextMs;
            long answer = _inbound.NextMs;
            return answer < next ? answer : next;
        }
    }

    /// <summary>Datagrams that were dropped because they are not CoAP or malformed.</summary>
    public long Malformed { get; private set; }

    /// <summary>Received messages that had been received before.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Messages that nobody waits for.</summary>
    public long Unexpected { get; private set; }

    /// <summary>Confirmable messages sent again.</summary>
    public long Retransmissions { get; private set; }

    /// <summary>Whether a request, an observation's refresh or a confirmable response waits for a peer.</summary>
    public bool AwaitsPeer
    {
        get
        {
            for (int row = 0; row < _exchanges.Count; row++)
            {
                byte kind = _exchanges.Kind[row];
                byte state = _exchanges.State[row];
                if (kind != ExchangeKind.Free && kind != ExchangeKind.Deferred && state != ExchangeState.Over && state != ExchangeState.Idle)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Whether a request or observation is not over yet, or its last event has not been polled.</summary>
    public bool IsUnderWay(int handle)
    {
        int row = _exchanges.FindHandle(handle);
        return row >= 0 && _exchanges.Kind[row] == ExchangeKind.Request
            && (_exchanges.State[row] != ExchangeState.Over || _exchanges.Event[row] != 0);
    }

    /// <summary>Gives the next thing that has happened; call it until it gives <see cref="CoapEvent.None"/>.</summary>
    public CoapEvent PollEvent()
    {
        if (_event != CoapEvent.None)
        {
            CoapEvent taken = _event;
            _event = CoapEvent.None;
            return taken;
        }

        EventMore = false;
        EventObserving = false;
        byte[] events = _exchanges.Event;
        for (int row = 0; row < events.Length; row++)
        {
            if (events[row] != 0)
            {
                CoapEvent over = (CoapEvent)events[row];
                events[row] = 0;
                EventHandle = _exchanges.Handle[row];
                EventPeer = _exchanges.Peer[row];
                LingerOrFree(row);
                return over;
            }
        }

        return PollStreamEvent();
    }

    /// <summary>Does what is due: sends again, gives up, forgets.</summary>
    public void HandleTimeout(long nowMs)
    {
        _nowMs = nowMs;
        for (int row = 0; row < _exchanges.Count; row++)
        {
            if (_exchanges.HoldMs[row] <= nowMs)
            {
                _exchanges.HoldMs[row] = 0;
            }

            if (_exchanges.Kind[row] != ExchangeKind.Free && _exchanges.DueMs[row] <= nowMs)
            {
                TimeOut(row);
            }
        }
    }

    private void TimeOut(int row)
    {
        _exchanges.DueMs[row] = Time.Never;
        byte state = _exchanges.State[row];
        if (state == ExchangeState.Over)
        {
            _exchanges.Free(row);
        }
        else if (state == ExchangeState.Sent && IsConfirmable(row) && _exchanges.Retransmits[row] < _options.MaxRetransmit)
        {
            _exchanges.Retransmits[row]++;
            _exchanges.TimeoutMs[row] *= 2;
            _exchanges.Set(row, ExchangeTable.Resend);
            RefreshNotification(row);
        }
        else if (_exchanges.Kind[row] == ExchangeKind.Request)
        {
            TimeOutRequest(row);
        }
        else
        {
            if (_exchanges.Kind[row] == ExchangeKind.Notification)
            {
                _observers.Free(_exchanges.Owner[row]);
            }

            _exchanges.Free(row);
        }
    }

    private void TimeOutRequest(int row)
    {
        if (_exchanges.State[row] == ExchangeState.Idle)
        {
            Reregister(row);
        }
        else if (_exchanges.Has(row, ExchangeTable.WantsNoResponse) && !IsConfirmable(row))
        {
            Finish(row, CoapEvent.Delivered);
        }
        else
        {
            Finish(row, CoapEvent.TimedOut);
        }
    }

    // The request is over; the event says so when it is asked for.
    private void Finish(int row, CoapEvent how)
    {
        _exchanges.State[row] = ExchangeState.Over;
        _exchanges.Event[row] = (byte)how;
        _exchanges.DueMs[row] = Time.Never;
        _exchanges.Body[row] = null;
        if (_exchanges.HoldMs[row] == Time.Never)
        {
            _exchanges.HoldMs[row] = 0;
        }
    }

    // A peer that stays silent is owed a pause in proportion to what it was sent (§4.7): the row stays for it.
    private void LingerOrFree(int row)
    {
        if (_exchanges.HoldMs[row] > _nowMs)
        {
            _exchanges.DueMs[row] = _exchanges.HoldMs[row];
        }
        else
        {
            _exchanges.Free(row);
        }
    }

    private void Raise(CoapEvent what, int handle, int peer)
    {
        _event = what;
        EventHandle = handle;
        EventPeer = peer;
        EventMore = false;
        EventObserving = false;
        EventBodyOffset = 0;
    }

    private void RequireDrained()
    {
        if (_event != CoapEvent.None)
        {
            throw new InvalidOperationException("the last event was not polled");
        }
    }

    private bool IsConfirmable(int row) => (_exchanges.Store[_exchanges.StartOf(row)] & 0x30) == 0 && FindStream(_exchanges.Peer[row]) == null;

    private int TakeMessageId()
    {
        int id = _nextMessageId;
        _nextMessageId = (id + 1) & 0xFFFF;
        return id;
    }

    // 0 to bound − 1, for bounds up to 2^31 − 1.
    private int RandomBelow(int bound)
    {
        _random.Fill(_randomBytes, 0, 4);
        long bits = ((long)_randomBytes[0] << 24) | ((long)_randomBytes[1] << 16) | ((long)_randomBytes[2] << 8) | _randomBytes[3];
        return (int)((bits * bound) >> 32);
    }
}
