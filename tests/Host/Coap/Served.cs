using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Telenode.Coap;
using Telenode.Core;
using Telenode.SimBoard.Net;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Coap;

/// <summary>One of our endpoints as a server on UDP and TCP ports of 127.0.0.1, on a thread of its own.</summary>
internal sealed class Served : ICoapOwner, IDisposable
{
    private readonly UdpSocket _socket = new(IPAddress.Loopback);
    private readonly TcpListener _listener;
    private readonly Thread _thread;
    private readonly Lock _gate = new();
    private readonly Action<CoapEndpoint> _build;
    private readonly CoapOptions _options;
    private volatile bool _over;

    public Served(Action<CoapEndpoint> build, CoapOptions? options = null, string? group = null)
    {
        _build = build;
        _options = options ?? new CoapOptions { DuplicateRows = 64 };
        _options.Random = new SeededRandom(1);
        Port = CoapPeer.FreePort();
        Endpoint = NewEndpoint(0);
        _socket.Open(Port);
        Assert.AreEqual(StreamState.Open, _socket.State, _socket.Failure);
        Assert.IsTrue(group == null || _socket.JoinGroup(group), _socket.Failure);
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public CoapEndpoint Endpoint { get; }

    public int Port { get; }

    public string Url => "coap://127.0.0.1:" + Port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Does something to the endpoint between two of its steps.</summary>
    public void Do(Action<CoapEndpoint> act)
    {
        lock (_gate)
        {
            act(Endpoint);
        }
    }

    public void OnCoapEvent(CoapEvent what, long nowMs)
    {
    }

    public void Dispose()
    {
        _over = true;
        _listener.Stop();
        _thread.Join();
        _socket.Dispose();
    }

    private CoapEndpoint NewEndpoint(int streams)
    {
        _options.MaxStreams = streams;
        var endpoint = new CoapEndpoint(_options);
        _build(endpoint);
        return endpoint;
    }

    private void Run()
    {
        var pump = new CoapDatagrams(Endpoint, _options.MaxMessageSize, new PlainChannel(_socket), this);
        while (!_over)
        {
            lock (_gate)
            {
                pump.Step(Environment.TickCount64);
            }

            _socket.Wait(5);
        }
    }

    private void Accept()
    {
        try
        {
            while (!_over)
            {
                Socket socket = _listener.AcceptSocket();
                new Thread(() => ServeStream(socket)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // closed
        }
    }

    // An endpoint for each connection: what is tried here is the framing and the signals.
    private void ServeStream(Socket socket)
    {
        socket.Blocking = false;
        using var stream = new AcceptedStream(socket);
        CoapEndpoint endpoint;
        lock (_gate)
        {
            endpoint = NewEndpoint(1);
        }

        var pump = new CoapByteStream(endpoint, _options.MaxMessageSize, stream, this);
        while (!_over && stream.State == StreamState.Open)
        {
            lock (_gate)
            {
                pump.Step(Environment.TickCount64);
            }

            socket.Poll(5000, SelectMode.SelectRead);
        }
    }

    private sealed class AcceptedStream(Socket socket) : IByteStream, IDisposable
    {
        public StreamState State { get; private set; } = StreamState.Open;

        public string Failure => "closed";

        public string? Warning => null;

        public LinkStage Stage => LinkStage.None;

        public void Open(string host, int port) => throw new NotSupportedException();

        public int Read(byte[] buffer, int offset, int count)
        {
            int taken = socket.Receive(buffer, offset, count, SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock)
            {
                return 0;
            }

            State = taken == 0 ? StreamState.Failed : State;
            return taken;
        }

        public int Write(byte[] buffer, int offset, int count) => socket.Send(buffer, offset, count, SocketFlags.None, out _);

        public void Close() => socket.Dispose();

        public void Dispose() => Close();
    }
}
