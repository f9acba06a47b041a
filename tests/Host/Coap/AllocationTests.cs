using Telenode.Coap;

namespace Telenode.Tests.Host.Coap;

/// <summary>After construction and the first round, nothing is allocated.</summary>
[TestClass]
public class AllocationTests
{
    private const int Rounds = 200;

    private readonly byte[] _wire = new byte[1024];
    private readonly CoapEndpoint _client = New(1);
    private readonly CoapEndpoint _server = New(2);
    private readonly Fixed _resource = new();
    private long _now;
    private int _events;

    [TestMethod]
    public void Requests()
    {
        _server.AddResource("r", _resource, "", ResourceFlags.None);
        var request = new CoapRequest();
        request.AddPath("r");
        AssertNone(() =>
        {
            _client.TrySend(request, 1, _now);
            Move();
        });
        Assert.AreEqual(Rounds + 1, _events);
    }

    [TestMethod]
    public void Notifications()
    {
        int resource = _server.AddResource("r", _resource, "", ResourceFlags.Observable);
        var request = new CoapRequest { Observe = true };
        request.AddPath("r");
        _client.TrySend(request, 1, _now);
        Move();
        AssertNone(() =>
        {
            _now += 1000;
            _server.Notify(resource, _now);
            Move();
        });
        Assert.AreEqual(Rounds + 2, _events);
    }

    [TestMethod]
    public void Blocks()
    {
        _resource.Body = new Pattern(2000);
        _server.AddResource("r", _resource, "", ResourceFlags.TakesBlocks);
        var request = new CoapRequest { Method = CoapCode.Put, Body = _resource.Body, BlockSize = 64 };
        request.AddPath("r");
        AssertNone(() =>
        {
            _client.TrySend(request, 1, _now);
            Move();
        });
        Assert.IsTrue(_events >= Rounds);
    }

    [TestMethod]
    public void SeparateResponses()
    {
        _server.AddResource("r", _resource, "", ResourceFlags.None);
        _resource.Defers = true;
        var request = new CoapRequest();
        request.AddPath("r");
        AssertNone(() =>
        {
            _client.TrySend(request, 1, _now);
            Move();
            _resource.Fill(_server.BeginDeferred(_resource.Deferred));
            _server.SendDeferred(_resource.Deferred, _now);
            Move();
        });
        Assert.AreEqual(Rounds + 1, _events);
    }

    [TestMethod]
    public void LargeResponses()
    {
        _resource.Body = new Pattern(2000);
        _server.AddResource("r", _resource, "", ResourceFlags.None);
        var request = new CoapRequest { BlockSize = 64 };
        request.AddPath("r");
        AssertNone(() =>
        {
            _client.TrySend(request, 1, _now);
            Move();
        });
        Assert.AreEqual((Rounds + 1) * 32, _events);
    }

    [TestMethod]
    public void NotificationsInBlocks()
    {
        _resource.Body = new Pattern(2000);
        int resource = _server.AddResource("r", _resource, "", ResourceFlags.Observable);
        var request = new CoapRequest { Observe = true, BlockSize = 64 };
        request.AddPath("r");
        _client.TrySend(request, 1, _now);
        Move();
        AssertNone(() =>
        {
            _now += 1000;
            _server.Notify(resource, _now);
            Move();
        });
        Assert.AreEqual((Rounds + 2) * 32, _events);
    }

    [TestMethod]
    public void Streams()
    {
        CoapEndpoint client = new(new CoapOptions { Random = new SeededRandom(1), MaxStreams = 1 });
        CoapEndpoint server = new(new CoapOptions { Random = new SeededRandom(2), MaxStreams = 1 });
        int resource = server.AddResource("r", _resource, "", ResourceFlags.Observable);
        client.OpenStream(1, 0);
        server.OpenStream(1, 0);
        MoveStreams(client, server);
        var observe = new CoapRequest { Observe = true };
        observe.AddPath("r");
        client.TrySend(observe, 1, 0);
        var request = new CoapRequest();
        request.AddPath("r");
        MoveStreams(client, server);
        _events = 0;
        AssertNone(() =>
        {
            client.TrySend(request, 1, _now);
            server.Notify(resource, _now);
            MoveStreams(client, server);
        });
        Assert.AreEqual((Rounds + 1) * 2, _events);
    }

    private static CoapEndpoint New(int seed) => new(new CoapOptions { Random = new SeededRandom(seed), BlockSize = 64 });

    private void AssertNone(Action round)
    {
        round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++)
        {
            round();
        }

        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void Move()
    {
        bool moved = true;
        while (moved)
        {
            moved = Move(_client, _server) | Move(_server, _client);
        }
    }

    private bool Move(CoapEndpoint from, CoapEndpoint to)
    {
        int count = from.PollTransmit(_wire, 0, _wire.Length);
        if (count == 0)
        {
            return false;
        }

        to.HandleInput(_wire, 0, count, 1, Arrival.Plain, _now);
        for (CoapEvent e = to.PollEvent(); e != CoapEvent.None; e = to.PollEvent())
        {
            _events++;
        }

        return true;
    }

    private void MoveStreams(CoapEndpoint client, CoapEndpoint server)
    {
        while (MoveStream(client, server) | MoveStream(server, client))
        {
        }
    }

    private bool MoveStream(CoapEndpoint from, CoapEndpoint to)
    {
        int count = from.PollTransmit(_wire, 0, _wire.Length);
        for (int at = 0; at < count;)
        {
            at += to.HandleStreamInput(_wire, at, count - at, 1, Arrival.Plain, _now);
            for (CoapEvent e = to.PollEvent(); e != CoapEvent.None; e = to.PollEvent())
            {
                _events++;
            }
        }

        return count > 0;
    }

    private sealed class Fixed : ICoapResource
    {
        public Pattern? Body { get; set; }

        public bool Defers { get; set; }

        public int Deferred { get; private set; }

        public void Handle(CoapIncoming request, CoapReply reply)
        {
            if (Defers)
            {
                Deferred = reply.Defer();
            }
            else if (!request.MoreFollows)
            {
                Fill(reply);
            }
        }

        public void Fill(CoapReply reply)
        {
            reply.Code = CoapCode.Content;
            reply.Body = Body;
            reply.PayloadLength = 4;
        }
    }
}
