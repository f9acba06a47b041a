using System.Buffers.Binary;
using Telenode.Coap;

namespace Telenode.Tests.Host.Coap;

/// <summary>Two of our endpoints over a bad link: what was promised holds for every seed.</summary>
[TestClass]
public class LossyLinkTests
{
    private static readonly int[] _seeds = Enumerable.Range(1, 40).ToArray();

    /// <summary>Every confirmable POST ends in exactly one event; when that is a response, the server dealt with it exactly once; never twice.</summary>
    [TestMethod]
    public void RequestsAreDealtWithAtMostOnceAndAnswered()
    {
        int answered = 0;
        foreach (int seed in _seeds)
        {
            var handled = new Dictionary<int, int>();
            CoapEndpoint client = New(seed);
            CoapEndpoint server = New(-seed);
            bool separate = seed % 2 == 0;
            var deferred = new Queue<int>();
            server.AddResource("count", new Counting(handled, separate ? deferred : null), "", ResourceFlags.None);
            var over = new List<(CoapEvent Event, int Payload)>();
            var rules = new ExchangeRules();
            var link = new LossyLink(seed, client, server)
            {
                LossPercent = seed % 30,
                DoublePercent = 20,
                MaxDelayMs = seed % 3 == 0 ? 5000 : 300,
                OnSent = rules.Check,
                OnClientEvent = e => over.Add((e, e == CoapEvent.Response ? Value(client.Message) : -1)),
            };
            for (int i = 0; i < 25; i++)
            {
                var request = new CoapRequest { Method = CoapCode.Post, Body = Body(i) };
                request.AddPath("count");
                while (client.TrySend(request, 1, link.NowMs) == 0)
                {
                    link.Run(link.NowMs + 500);
                    Reply(server, deferred, link.NowMs);
                }
            }

            for (int i = 0; i < 400; i++)
            {
                link.Run(link.NowMs + 1000);
                Reply(server, deferred, link.NowMs);
            }

            Assert.AreEqual(25, over.Count, $"seed {seed}: one event for each request");
            foreach ((int value, int times) in handled)
            {
                Assert.AreEqual(1, times, $"seed {seed}: request {value}");
            }

            foreach ((CoapEvent what, int value) in over)
            {
                Assert.IsTrue(what is CoapEvent.Response or CoapEvent.TimedOut, $"seed {seed}: {what}");
                Assert.IsTrue(what != CoapEvent.Response || handled.ContainsKey(value), $"seed {seed}");
            }

            answered += over.Count(o => o.Event == CoapEvent.Response);
        }

        Assert.IsTrue(answered > _seeds.Length * 25 * 98 / 100, $"only {answered} were answered");
    }

    /// <summary>After the last change and a time without loss, an observer knows the last state (RFC 7641 §1.3, eventual consistency).</summary>
    [TestMethod]
    public void ObserversEndWithTheLastState()
    {
        foreach (int seed in _seeds)
        {
            CoapEndpoint client = New(seed);
            CoapEndpoint server = New(-seed);
            var state = new State();
            int resource = server.AddResource("state", state, "", ResourceFlags.Observable);
            int known = -1;
            var link = new LossyLink(seed, client, server)
            {
                LossPercent = seed % 40,
                DoublePercent = 20,
                MaxDelayMs = 2000,
                OnSent = new ExchangeRules().Check,
                OnClientEvent = e =>
                {
                    if (e is CoapEvent.Response or CoapEvent.Notification)
                    {
                        known = Value(client.Message);
                    }
                },
            };
            int handle = 0;
            for (int i = 0; i < 200; i++)
            {
                if (!client.IsUnderWay(handle))
                {
                    var request = new CoapRequest { Observe = true };
                    request.AddPath("state");
                    handle = client.TrySend(request, 1, link.NowMs);
                }

                state.Value++;
                server.Notify(resource, link.NowMs);
                link.Run(link.NowMs + 1700);
            }

            for (int i = 0; i < 300 && known != state.Value; i++)
            {
                link.Run(link.NowMs + 1000);
                if (!client.IsUnderWay(handle))
                {
                    var request = new CoapRequest { Observe = true };
                    request.AddPath("state");
                    handle = client.TrySend(request, 1, link.NowMs);
                }
            }

            Assert.AreEqual(state.Value, known, $"seed {seed}");
        }
    }

    /// <summary>64 KB both ways through blocks of 64 bytes, with loss, and with less memory than a 64 KB buffer.</summary>
    [TestMethod]
    public void LargeBodiesComeThroughWhole()
    {
        const int Size = 65536;
        foreach (int seed in _seeds.AsSpan(0, 6).ToArray())
        {
            CoapEndpoint client = New(seed, 64);
            CoapEndpoint server = New(-seed, 64);
            var store = new Store(Size);
            server.AddResource("store", store, "", ResourceFlags.TakesBlocks);
            int received = 0;
            bool whole = true;
            CoapEvent last = CoapEvent.None;
            var link = new LossyLink(seed, client, server)
            {
                LossPercent = 3,
                DoublePercent = 10,
                MaxDelayMs = 100,
                OnSent = new ExchangeRules().Check,
                OnClientEvent = e =>
                {
                    last = e;
                    CoapMessage m = client.Message;
                    if (e == CoapEvent.Response && m.PayloadLength > 0)
                    {
                        whole &= client.EventBodyOffset == received && Pattern.Holds(m, received);
                        received += m.PayloadLength;
                    }
                },
            };
            var put = new CoapRequest { Method = CoapCode.Put, Body = new Pattern(Size) };
            put.AddPath("store");
            client.TrySend(put, 1, 0);
            link.Run(20_000_000);
            Assert.AreEqual(CoapEvent.Response, last, $"seed {seed}");
            Assert.AreEqual(CoapCode.Changed, client.Message.Code);
            Assert.AreEqual(Size, store.Received);
            Assert.IsTrue(store.IsPattern);
            var get = new CoapRequest();
            get.AddPath("store");
            client.TrySend(get, 1, link.NowMs);
            link.Run(40_000_000);
            Assert.AreEqual(Size, received, $"seed {seed}");
            Assert.IsTrue(whole);
            Assert.IsTrue(link.Datagrams > 4 * 1024);
        }
    }

    private static CoapEndpoint New(int seed, int block = 512) => new(new CoapOptions
    {
        Random = new SeededRandom(seed),
        BlockSize = block,
        MaxMessageSize = block < 512 ? 160 : 640,
        DuplicateRows = 64,
    });

    private static void Reply(CoapEndpoint server, Queue<int> deferred, long nowMs)
    {
        while (deferred.TryDequeue(out int handle))
        {
            int value = deferred.Dequeue();
            CoapReply? reply = server.BeginDeferred(handle);
            Assert.IsNotNull(reply);
            Fill(reply, value);
            server.SendDeferred(handle, nowMs);
        }
    }

    private static void Fill(CoapReply reply, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(reply.Payload, value);
        reply.PayloadLength = 4;
        reply.Code = CoapCode.Content;
    }

    private static BytesBody Body(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        var body = new BytesBody();
        body.Set(bytes, 0, 4);
        return body;
    }

    private static int Value(CoapMessage message) => message.PayloadLength < 4 ? -1
        : BinaryPrimitives.ReadInt32BigEndian(message.Buffer.AsSpan(message.PayloadOffset));

    private sealed class Counting(Dictionary<int, int> handled, Queue<int>? deferred) : ICoapResource
    {
        public void Handle(CoapIncoming request, CoapReply reply)
        {
            int value = Value(request.Message);
            if (deferred != null)
            {
                int handle = reply.Defer();
                if (handle == 0)
                {
                    reply.Code = CoapCode.ServiceUnavailable;
                    BinaryPrimitives.WriteInt32BigEndian(reply.Payload, value);
                    reply.PayloadLength = 4;
                }
                else
                {
                    deferred.Enqueue(handle);
                    deferred.Enqueue(value);
                }
            }
            else
            {
                Fill(reply, value);
            }

            handled[value] = handled.GetValueOrDefault(value) + 1;
        }
    }

    private sealed class State : ICoapResource
    {
        public int Value { get; set; }

        public void Handle(CoapIncoming request, CoapReply reply) => Fill(reply, Value);
    }

    private sealed class Store(int size) : ICoapResource
    {
        public int Received { get; private set; }

        public bool IsPattern { get; private set; } = true;

        public void Handle(CoapIncoming request, CoapReply reply)
        {
            if (request.Message.Code == CoapCode.Get)
            {
                reply.Code = CoapCode.Content;
                reply.Body = new Pattern(size);
                return;
            }

            IsPattern &= request.BodyOffset == Received && Pattern.Holds(request.Message, Received);
            Received += request.Message.PayloadLength;
            if (!request.MoreFollows)
            {
                reply.Code = CoapCode.Changed;
            }
        }
    }
}

/// <summary>A body that is nowhere in memory.</summary>
internal sealed class Pattern(int size) : ICoapBody
{
    public int Size => size;

    public static byte At(int position) => (byte)((position * 7) + (position >> 8));

    public static bool Holds(CoapMessage message, int position)
    {
        for (int i = 0; i < message.PayloadLength; i++)
        {
            if (message.Buffer[message.PayloadOffset + i] != At(position + i))
            {
                return false;
            }
        }

        return true;
    }

    public void Read(int position, byte[] buffer, int offset, int count)
    {
        for (int i = 0; i < count; i++)
        {
            buffer[offset + i] = At(position + i);
        }
    }
}
