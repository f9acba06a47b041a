using System;
using Telenode.Coap;
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Uplinks;

/// <summary>Readings to a CoAP server: packs POSTed to the URL's path, one at a time, over UDP or, with <c>coap+tcp</c>, over TCP.</summary>
/// <remarks>
/// A lease ends when the server has answered 2.xx; anything else returns its readings to the outbox. 4.29 and 5.03 are obeyed for
/// their Max-Age (RFC 8516, RFC 7252 §5.9.3.4), 4.13 makes packs smaller, other errors are reported and tried again after a pause.
/// At <see cref="UplinkOptions.Qos"/> 0 packs are non-confirmable; without the server's 2.xx they are sent again all the same.
/// </remarks>
public sealed class CoapUplink : IUplink, ICoapOwner
{
    private const int OpenTimeoutMs = 20000;
    private const int RefusedPauseMs = 10000;
    private const int SmallestPack = 64;

    // A server that is told nothing better is not asked again for longer than this, whatever its Max-Age says.
    private const long LongestPauseMs = 3600000;

    private readonly EndpointUrl _url;
    private readonly IByteStream _stream;
    private readonly IClientChannel _channel;
    private readonly Outbox _outbox;
    private readonly Packer _packer;
    private readonly Backoff _backoff;
    private readonly CoapEndpoint _endpoint;
    private readonly CoapDatagrams _datagrams;
    private readonly CoapByteStream _connection;
    private readonly CoapRequest _request = new CoapRequest();
    private readonly BytesBody _body = new BytesBody();
    private readonly byte[] _pack;
    private readonly string _server;
    private readonly string _keyWarning;
    private int _packCapacity;
    private int _peer;
    private int _handle;
    private int _lease;
    private LinkStage _failedStage;
    private long _retryAtMs;
    private long _openByMs;
    private long _sendFromMs;

    /// <summary>Creates a closed uplink.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, a channel's reading does not fit a pack, or the transport is missing.</exception>
    public CoapUplink(EndpointUrl url, UplinkOptions options, UplinkParts parts)
    {
        bool isTcp = url.Scheme == "coap+tcp" || url.Scheme == "coaps+tcp";
        if (!isTcp && parts.Datagrams == null)
        {
            throw new ArgumentException("no transport for " + url.Scheme);
        }

        if (options.Format == PackFormat.Compact)
        {
            throw new ArgumentException("compact packs need a retained schema, which CoAP does not have: use senml+cbor or senml+json");
        }

        _url = url;
        _keyWarning = url.Scheme == "coap" ? null : options.Secure.Warning;
        _server = isTcp ? "the CoAP server" : "the CoAP server at " + url.Host;
        _stream = isTcp ? EndpointStream.Create(url, options.Tls, parts.Streams, parts.Random) : null;
        _outbox = parts.Outbox;
        _pack = new byte[options.PackBytes];
        _packCapacity = _pack.Length;
        _packer = new Packer(parts.Outbox, parts.Channels, PackFormats.CreateWriter(options.Format, UplinkSchema.Of(options, parts)), parts.Clock);
        _packer.RequireRoom(_pack, 0, _pack.Length);
        _backoff = new Backoff(options.FirstRetryMs, options.LastRetryMs, parts.Random);
        var coap = new CoapOptions
        {
            Random = parts.Random,
            MaxExchanges = 2,
            DuplicateRows = 4,
            MaxResources = 0,
            MaxObservers = 0,
            MaxTransfers = 0,
            MaxStreams = isTcp ? 1 : 0,
            IsDiscoverable = false,
            ResponseTimeoutMs = 30000,
        };
        _endpoint = new CoapEndpoint(coap);
        _channel = isTcp ? null : SecureChannels.CreateClient(url, options.Secure, coap.MaxMessageSize, coap.MaxExchanges, parts.Channel);
        _datagrams = isTcp ? null : new CoapDatagrams(_endpoint, coap.MaxMessageSize, _channel, this);
        _connection = isTcp ? new CoapByteStream(_endpoint, coap.MaxMessageSize, _stream, this) : null;
        PrepareRequest(options);
    }

    /// <inheritdoc/>
    public UplinkState State { get; private set; }

    /// <inheritdoc/>
    public string Failure { get; private set; }

    /// <inheritdoc/>
    public string Warning => _stream == null ? _keyWarning : _stream.Warning;

    /// <inheritdoc/>
    public LinkStage Stage
    {
        get
        {
            switch (State)
            {
                case UplinkState.Connecting: return _stream == null ? LinkStage.Resolve : _stream.State == StreamState.Open ? LinkStage.Introduce : _stream.Stage;
                case UplinkState.BackingOff: return _failedStage;
                default: return LinkStage.None;
            }
        }
    }

    /// <inheritdoc/>
    public bool AwaitsPeer => State == UplinkState.Connecting || _endpoint.AwaitsPeer;

    /// <inheritdoc/>
    public long BytesSent => _channel != null ? _channel.BytesSent : _connection.BytesSent;

    /// <inheritdoc/>
    public long BytesReceived => _channel != null ? _channel.BytesReceived : _connection.BytesReceived;

    /// <inheritdoc/>
    public void Open(long nowMs)
    {
        if (State == UplinkState.Closed)
        {
            Connect(nowMs);
        }
    }

    /// <inheritdoc/>
    public long Step(long nowMs, bool holdPartial)
    {
        if (State == UplinkState.BackingOff && nowMs >= _retryAtMs)
        {
            Connect(nowMs);
        }

        if (State == UplinkState.Connecting || State == UplinkState.Ready)
        {
            if (_datagrams != null)
            {
                StepDatagrams(nowMs, holdPartial);
            }
            else
            {
                StepConnection(nowMs, holdPartial);
            }
        }

        return NextMs(nowMs);
    }

    /// <inheritdoc/>
    public void Close(long nowMs)
    {
        bool wasReady = State == UplinkState.Ready;
        State = UplinkState.Closed; // that the stream is over once we have taken leave is no failure
        if (_connection != null && wasReady)
        {
            _endpoint.ReleaseStream(CoapByteStream.Peer);
            _connection.Drain(nowMs);
        }

        Abandon(nowMs);
    }

    /// <summary>Closes for a sleep: a DTLS association is kept and goes on after it without a handshake.</summary>
    public void Suspend(long nowMs)
    {
        if (_channel != null && State == UplinkState.Ready)
        {
            _channel.Suspend(nowMs);
        }

        Close(nowMs);
    }

    /// <inheritdoc/>
    void ICoapOwner.OnCoapEvent(CoapEvent what, long nowMs)
    {
        if (what == CoapEvent.StreamOpened)
        {
            State = UplinkState.Ready;
            Failure = null;
        }
        else if (what == CoapEvent.StreamClosed)
        {
            BackOff(nowMs, _server + " closed the connection");
        }
        else if (_endpoint.EventHandle == _handle && _handle != 0)
        {
            OnAnswer(what, nowMs);
        }
    }

    private void PrepareRequest(UplinkOptions options)
    {
        _request.Method = CoapCode.Post;
        _request.IsConfirmable = options.Qos > 0;
        _request.Body = _body;
        CoapTarget.AddTo(_request, _url);
        int format = options.Format == PackFormat.SenmlJson ? ContentFormat.SenmlJson : ContentFormat.SenmlCbor;
        _request.Options.AddInteger(OptionNumber.ContentFormat, format);
    }

    private void Connect(long nowMs)
    {
        State = UplinkState.Connecting;
        _openByMs = nowMs + OpenTimeoutMs;
        _peer = 0;
        if (_stream != null)
        {
            _stream.Open(_url.Host, _url.Port);
            return;
        }

        _channel.Connect(_url.Host, _url.Port, nowMs);
    }

    private void StepDatagrams(long nowMs, bool holdPartial)
    {
        _datagrams.Step(nowMs);
        StreamState channel = _channel.State;
        if (channel != StreamState.Open)
        {
            if (channel != StreamState.Opening)
            {
                BackOff(nowMs, _channel.Failure);
            }

            return;
        }

        _peer = _channel.Peer;
        State = UplinkState.Ready;
        if (Send(nowMs, holdPartial))
        {
            _datagrams.Drain(nowMs);
        }
    }

    private void StepConnection(long nowMs, bool holdPartial)
    {
        StreamState stream = _stream.State;
        if (stream == StreamState.Failed || (State == UplinkState.Connecting && nowMs >= _openByMs))
        {
            BackOff(nowMs, stream == StreamState.Failed ? _stream.Failure : _server + " did not answer");
            return;
        }

        _peer = CoapByteStream.Peer;
        _connection.Step(nowMs);
        if (Send(nowMs, holdPartial))
        {
            _connection.Drain(nowMs);
        }
    }

    private bool Send(long nowMs, bool holdPartial)
    {
        if (State != UplinkState.Ready || _handle != 0 || nowMs < _sendFromMs)
        {
            return false;
        }

        int size = _packer.Fill(_pack, 0, _packCapacity, nowMs, holdPartial);
        if (size == 0)
        {
            return false;
        }

        _lease = _packer.Lease;
        _body.Set(_pack, 0, size);
        _handle = _endpoint.TrySend(_request, _peer, nowMs);
        if (_handle == 0)
        {
            _outbox.Return(_lease); // a silent server is still owed its pause (RFC 7252 §4.7)
            _sendFromMs = _endpoint.NextDeadlineMs;
        }

        return _handle != 0;
    }

    private void OnAnswer(CoapEvent what, long nowMs)
    {
        if (what == CoapEvent.Response && _endpoint.EventMore)
        {
            return;
        }

        _handle = 0;
        if (what != CoapEvent.Response)
        {
            _outbox.Return(_lease);
            BackOff(nowMs, _channel != null && _channel.Hint != null ? _channel.Hint : what == CoapEvent.TimedOut ? _server + " did not answer" : _server + " rejected the message");
            return;
        }

        CoapMessage response = _endpoint.Message;
        if (CoapCode.ClassOf(response.Code) == 2)
        {
            _outbox.Acknowledge(_lease);
            _backoff.Reset();
            Failure = null;
            return;
        }

        _outbox.Return(_lease);
        Failure = "the server refused readings: " + CoapCode.Describe(response.Code);
        _sendFromMs = nowMs + PauseAfter(response);
    }

    private long PauseAfter(CoapMessage response)
    {
        if (response.Code == CoapCode.RequestEntityTooLarge && _packCapacity >= SmallestPack * 2)
        {
            _packCapacity /= 2;
            return 0;
        }

        bool saysWhen = response.Code == CoapCode.TooManyRequests || response.Code == CoapCode.ServiceUnavailable;
        long pause = saysWhen ? response.MaxAge * 1000 : RefusedPauseMs;
        return pause < LongestPauseMs ? pause : LongestPauseMs;
    }

    private void BackOff(long nowMs, string failure)
    {
        if (State == UplinkState.Closed || State == UplinkState.BackingOff)
        {
            return;
        }

        _failedStage = Stage;
        State = UplinkState.BackingOff;
        Failure = failure;
        _retryAtMs = nowMs + _backoff.NextMs();
        Abandon(nowMs);
    }

    private void Abandon(long nowMs)
    {
        if (_handle != 0)
        {
            _endpoint.Cancel(_handle);
            _handle = 0;
            _outbox.Return(_lease);
        }

        if (_connection != null)
        {
            _connection.Closed(nowMs);
            _stream.Close();
        }
        else
        {
            _channel.Close(nowMs);
        }
    }

    private long NextMs(long nowMs)
    {
        switch (State)
        {
            case UplinkState.Closed:
                return Time.Never;
            case UplinkState.BackingOff:
                return _retryAtMs;
            case UplinkState.Connecting:
                return _channel != null ? _channel.NextDeadlineMs : _openByMs;
            default:
                long next = _channel != null && _channel.NextDeadlineMs < _endpoint.NextDeadlineMs ? _channel.NextDeadlineMs : _endpoint.NextDeadlineMs;
                return _sendFromMs > nowMs && _sendFromMs < next ? _sendFromMs : next;
        }
    }
}
