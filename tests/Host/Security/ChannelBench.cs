using Telenode.Coap;
using Telenode.Core;
using Telenode.SimBoard.Crypto;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Security;

/// <summary>A CoAP client and a CoAP server over a pair of channels and a hostile link, on virtual time.</summary>
internal sealed class ChannelBench : ICoapOwner
{
    private readonly HostileLink _link;
    private CoapDatagrams _clientPump;
    private readonly Recorder _recorder = new();
    private CoapDatagrams _serverPump;
    private long _clientDueMs = Time.Never;
    private int _clients;
    private CoapEndpoint _serverEndpoint;

    public ChannelBench(int seed, LinkFaults faults, Func<IDatagramSocket, IClientChannel> client, Func<IDatagramSocket, IServerChannel> server)
    {
        _link = new HostileLink(new Random(seed), faults);
        ClientSocket = new LinkSocket(this, true);
        ServerSocket = new LinkSocket(this, false);
        Client = client(ClientSocket);
        Server = server(ServerSocket);
        (Endpoint, _clientPump) = NewClient();
        (_serverEndpoint, _serverPump) = NewServer(seed);
        Server.Listen(5684, null);
    }

    public static SecureOptions Psk => new() { PskIdentity = "node", PskKey = DtlsSimulation.Key };

    public IClientChannel Client { get; private set; }

    public IServerChannel Server { get; private set; }

    public CoapEndpoint Endpoint { get; private set; }

    public LinkSocket ClientSocket { get; }

    public LinkSocket ServerSocket { get; }

    public long NowMs { get; set; }

    /// <summary>Every datagram that the client sent, before the link.</summary>
    public List<byte[]> Wire { get; } = [];

    /// <summary>Every datagram that the server sent, before the link.</summary>
    public List<byte[]> Answers { get; } = [];

    /// <summary>Bodies that the server dealt with, in order, and how they came.</summary>
    public List<string> Handled => _recorder.Bodies;

    /// <summary>Steps in the place of the bench's own client, such as a whole uplink over <see cref="ClientSocket"/>; gives when it wants to be called again.</summary>
    public Func<long, long>? Instead { get; set; }

    /// <summary>Which of the server's datagrams never arrive.</summary>
    public Func<byte[], bool> LosesAnswer { get; set; } = _ => false;

    /// <summary>What the client was told last.</summary>
    public CoapEvent Outcome { get; private set; }

    public string? Answer { get; private set; }

    public static OscorePair Oscore(bool isClient) => new(isClient);

    /// <summary>Puts another server in the place of the first, as a restart does.</summary>
    public void Restart(IServerChannel server, int seed)
    {
        Server = server;
        (_serverEndpoint, _serverPump) = NewServer(seed);
        ServerSocket.Inbox.Clear();
        server.Listen(5684, null);
    }

    /// <summary>Puts another client in the place of the first, as a reset does.</summary>
    public void ReplaceClient(Func<IDatagramSocket, IClientChannel> client)
    {
        Client = client(ClientSocket);
        (Endpoint, _clientPump) = NewClient();
    }

    /// <summary>The client's power goes away.</summary>
    public void Drop() => ClientSocket.Close();

    /// <summary>Opens the client's channel and waits until that has ended.</summary>
    public bool Connect()
    {
        Client.Connect("server", 5684, NowMs);
        Run(() => Client.State != StreamState.Opening);
        return Client.State == StreamState.Open;
    }

    /// <summary>POSTs a body and waits for the end of the exchange.</summary>
    /// <returns>Whether the server answered 2.04 with the body in capitals.</returns>
    public bool Post(string body)
    {
        var request = new CoapRequest { Method = CoapCode.Post };
        request.AddPath("echo");
        var bytes = new BytesBody();
        byte[] text = System.Text.Encoding.UTF8.GetBytes(body);
        bytes.Set(text, 0, text.Length);
        request.Body = bytes;
        Outcome = CoapEvent.None;
        Answer = null;
        Run(() => Endpoint.TrySend(request, Client.Peer, NowMs) != 0 || Client.State != StreamState.Open);
        Run(() => Outcome != CoapEvent.None || Client.State != StreamState.Open);
        return Outcome == CoapEvent.Response && Answer == body.ToUpperInvariant();
    }

    /// <summary>Lets time pass until a condition holds, or nothing is due any more, or ten minutes have passed.</summary>
    public void Run(Func<bool> condition)
    {
        long end = NowMs + 600_000;
        Step();
        while (!condition() && NowMs < end)
        {
            long next = Math.Min(_link.NextMs, _clientDueMs);
            next = Math.Min(next, Math.Min(_serverEndpoint.NextDeadlineMs, Server.NextDeadlineMs));
            if (next == Time.Never)
            {
                return;
            }

            NowMs = Math.Max(NowMs + 1, next);
            while (_link.NextMs <= NowMs)
            {
                (bool toServer, byte[] datagram) = _link.Take();
                (toServer ? ServerSocket : ClientSocket).Inbox.Enqueue(datagram);
            }

            Step();
        }
    }

    public void OnCoapEvent(CoapEvent what, long nowMs)
    {
        if (Endpoint.EventMore)
        {
            return;
        }

        Outcome = what;
        CoapMessage message = Endpoint.Message;
        Answer = what == CoapEvent.Response && message.Code == CoapCode.Changed
            ? System.Text.Encoding.UTF8.GetString(message.Buffer, message.PayloadOffset, message.PayloadLength)
            : null;
    }

    internal void Pass(bool toServer, byte[] datagram)
    {
        (toServer ? Wire : Answers).Add(datagram);
        if (!toServer && LosesAnswer(datagram))
        {
            return;
        }

        _link.Send(toServer, datagram, NowMs);
    }

    private void Step()
    {
        StepClient();
        _serverPump.Step(NowMs);
        StepClient();
    }

    private void StepClient()
    {
        if (Instead != null)
        {
            _clientDueMs = Instead(NowMs);
            return;
        }

        _clientPump.Step(NowMs);
        _clientDueMs = Math.Min(Endpoint.NextDeadlineMs, Client.NextDeadlineMs);
    }

    private (CoapEndpoint Endpoint, CoapDatagrams Pump) NewClient()
    {
        var options = new CoapOptions { Random = new SeededRandom(++_clients), MaxExchanges = 2 };
        var endpoint = new CoapEndpoint(options);
        return (endpoint, new CoapDatagrams(endpoint, options.MaxMessageSize, Client, this));
    }

    private (CoapEndpoint Endpoint, CoapDatagrams Pump) NewServer(int seed)
    {
        var options = new CoapOptions { Random = new SeededRandom(~seed) };
        var endpoint = new CoapEndpoint(options);
        endpoint.AddResource("echo", _recorder, "", ResourceFlags.None);
        return (endpoint, new CoapDatagrams(endpoint, options.MaxMessageSize, Server, new Nobody()));
    }

    /// <summary>The same secret seen from either side, with a store that outlives the channel.</summary>
    internal sealed class OscorePair(bool isClient)
    {
        public SimBoard.Store.MemoryKeyValueStore Store { get; } = new();

        public SecureOptions Keys => OscorePeer.Keys(isClient ? "01" : "02", isClient ? "02" : "01", "-");

        public IClientChannel Client(IDatagramSocket socket, int seed)
            => new OscoreClientChannel(socket, Keys, 640, 2, new PcCrypto(), new SeededRandom(seed), Store);

        public IServerChannel Server(IDatagramSocket socket, int seed)
            => new OscoreServerChannel(socket, Keys, 16, new PcCrypto(), new SeededRandom(seed), Store);
    }

    /// <summary>One end of the link as a socket: the other end is peer 1 until it is opened anew.</summary>
    internal sealed class LinkSocket(ChannelBench bench, bool isClient) : IDatagramSocket
    {
        private int _peer;

        public Queue<byte[]> Inbox { get; } = new();

        public StreamState State { get; private set; }

        public string Failure => "";

        public bool WasForGroup => false;

        public int OpenedPort { get; private set; }

        public void Open(int localPort)
        {
            State = StreamState.Open;
            OpenedPort = localPort;
            _peer++;
            Inbox.Clear();
        }

        public int Resolve(string host, int port) => _peer;

        public bool JoinGroup(string address) => false;

        public int Receive(byte[] buffer, int offset, int capacity, out int peer)
        {
            peer = isClient ? _peer : 1;
            if (State != StreamState.Open || !Inbox.TryDequeue(out byte[]? datagram))
            {
                return -1;
            }

            int count = Math.Min(capacity, datagram.Length);
            datagram.AsSpan(0, count).CopyTo(buffer.AsSpan(offset));
            return count;
        }

        /// <summary>Bytes of heap that sending took here, in the bench itself.</summary>
        public long Allocated { get; private set; }

        public void Send(byte[] buffer, int offset, int count, int peer)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            bench.Pass(isClient, buffer.AsSpan(offset, count).ToArray());
            Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        public void Close() => State = StreamState.Closed;
    }

    private sealed class Recorder : ICoapResource
    {
        public List<string> Bodies { get; } = [];

        public void Handle(CoapIncoming request, CoapReply reply)
        {
            CoapMessage message = request.Message;
            string body = System.Text.Encoding.UTF8.GetString(message.Buffer, message.PayloadOffset, message.PayloadLength);
            Bodies.Add(body + (request.Arrival == Arrival.Secured ? "" : " in the clear"));
            reply.Code = CoapCode.Changed;
            reply.PayloadLength = System.Text.Encoding.UTF8.GetBytes(body.ToUpperInvariant(), 0, body.Length, reply.Payload, 0);
        }
    }

    private sealed class Nobody : ICoapOwner
    {
        public void OnCoapEvent(CoapEvent what, long nowMs)
        {
        }
    }
}
