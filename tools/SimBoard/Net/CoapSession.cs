using System.Diagnostics;
using Telenode.Coap;
using Telenode.Core;
using Telenode.SimBoard.Crypto;
using Telenode.Uplinks;

namespace Telenode.SimBoard.Net;

/// <summary>A CoAP client on the PC: the device's endpoint over a real UDP socket, or over TCP (<c>coap+tcp</c>), in real time.</summary>
public sealed class CoapSession : ICoapOwner, IDisposable
{
    private readonly UdpSocket? _socket;
    private readonly IClientChannel? _channel;
    private readonly IWaitableStream? _stream;
    private readonly CoapDatagrams? _datagrams;
    private readonly CoapByteStream? _connection;
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <summary>Creates a session; nothing is sent yet.</summary>
    /// <param name="url">Where to.</param>
    /// <param name="blockSize">Largest block, 16 to 1024.</param>
    /// <param name="keys">For coaps and coap+oscore.</param>
    /// <param name="tls">For coaps+tcp.</param>
    /// <param name="store">Keeps OSCORE's sequence numbers, for coap+oscore.</param>
    /// <exception cref="ArgumentException">What the scheme needs is missing or out of its range.</exception>
    public CoapSession(EndpointUrl url, int blockSize = 1024, SecureOptions? keys = null, TlsOptions? tls = null, IKeyValueStore? store = null)
    {
        bool isTcp = url.Scheme is "coap+tcp" or "coaps+tcp";
        var options = new CoapOptions
        {
            Random = new SystemRandom(),
            BlockSize = blockSize,
            MaxMessageSize = 1152,
            MaxStreams = isTcp ? 1 : 0,
        };
        Url = url;
        Endpoint = new CoapEndpoint(options);
        if (isTcp)
        {
            var streams = new StreamFactory();
            _stream = (IWaitableStream)EndpointStream.Create(url, tls ?? new TlsOptions(), streams, options.Random);
            _connection = new CoapByteStream(Endpoint, options.MaxMessageSize, _stream, this);
        }
        else
        {
            _socket = new UdpSocket();
            var parts = new ChannelParts { Socket = _socket, Crypto = new PcCrypto(), Random = options.Random, Store = store };
            _channel = SecureChannels.CreateClient(url, keys ?? new SecureOptions(), options.MaxMessageSize, options.MaxExchanges, parts);
            _datagrams = new CoapDatagrams(Endpoint, options.MaxMessageSize, _channel, this);
        }
    }

    /// <summary>Where to.</summary>
    public EndpointUrl Url { get; }

    /// <summary>The device's endpoint.</summary>
    public CoapEndpoint Endpoint { get; }

    /// <summary>The server, once <see cref="Open"/> has returned.</summary>
    public int Peer { get; private set; }

    /// <summary>Why the channel failed, in one line for a person; null as long as it has not.</summary>
    public string? Failure => _channel?.Failure;

    /// <summary>What explains a missing answer, such as an error that the server sent unprotected; mostly null.</summary>
    public string? Hint => _channel?.Hint;

    /// <summary>Told of every event.</summary>
    public Action<CoapEvent>? OnEvent { get; set; }

    /// <summary>Monotonic ms of this session.</summary>
    public long NowMs => _watch.ElapsedMilliseconds;

    /// <summary>Bytes handed to the network.</summary>
    public long BytesSent => _channel?.BytesSent ?? _connection!.BytesSent;

    /// <summary>Opens the socket and finds the server.</summary>
    /// <exception cref="IOException">It cannot be found or reached; the message is for a person.</exception>
    public void Open(int timeoutMs = 10_000)
    {
        long end = NowMs + timeoutMs;
        if (_stream is not null)
        {
            _stream.Open(Url.Host, Url.Port);
            Peer = CoapByteStream.Peer;
            while (_stream.State == StreamState.Opening && NowMs < end)
            {
                _stream.Wait(20);
            }

            if (_stream.State != StreamState.Open)
            {
                throw new IOException(_stream.Failure ?? "the host did not answer");
            }

            return;
        }

        _channel!.Connect(Url.Host, Url.Port, NowMs);
        while (_channel.State == StreamState.Opening && NowMs < end)
        {
            _socket!.Wait(1);
            _channel.Step(NowMs);
        }

        if (_channel.State != StreamState.Open)
        {
            throw new IOException(_channel.Failure ?? _channel.Hint ?? "the host did not answer");
        }

        Peer = _channel.Peer;
    }

    /// <summary>Makes a request for the URL's path and query, with further options to be added.</summary>
    public CoapRequest NewRequest(int method)
    {
        var request = new CoapRequest(32, 1024) { Method = method };
        CoapTarget.AddTo(request, Url);
        return request;
    }

    /// <summary>The address of a peer, for a person.</summary>
    public string AddressOf(int peer) => _socket?.AddressOf(peer) ?? Url.Host;

    /// <summary>Sends a request.</summary>
    /// <returns>Its handle, or 0 when too many are under way.</returns>
    public int Send(CoapRequest request)
    {
        int handle = Endpoint.TrySend(request, Peer, NowMs);
        Step();
        return handle;
    }

    /// <summary>Moves what there is to move, then waits for more.</summary>
    public void Step(int waitMs = 0)
    {
        _datagrams?.Step(NowMs);
        _connection?.Step(NowMs);
        if (_stream is { State: StreamState.Failed })
        {
            _connection!.Closed(NowMs);
        }

        if (waitMs > 0)
        {
            long until = Math.Max(0, Endpoint.NextDeadlineMs - NowMs);
            int wait = (int)Math.Min(waitMs, Math.Min(until, Math.Max(0, (_channel?.NextDeadlineMs ?? Time.Never) - NowMs)));
            _socket?.Wait(wait);
            _stream?.Wait(wait);
        }
    }

    /// <summary>Steps until a condition holds or the time is up.</summary>
    /// <returns>Whether it holds.</returns>
    public bool RunUntil(Func<bool> condition, int timeoutMs)
    {
        long end = NowMs + timeoutMs;
        while (!condition() && NowMs < end)
        {
            Step(20);
        }

        return condition();
    }

    /// <inheritdoc/>
    public void OnCoapEvent(CoapEvent what, long nowMs) => OnEvent?.Invoke(what);

    /// <inheritdoc/>
    public void Dispose()
    {
        _channel?.Close(NowMs);
        _socket?.Dispose();
        _stream?.Dispose();
    }
}
