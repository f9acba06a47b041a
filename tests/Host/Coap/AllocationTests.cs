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

    private sealed class Fixed : ICoapResource
    {
        public Pattern? Body { get; set; }

        public void Handle(CoapIncoming request, CoapReply reply)
        {
            if (!request.MoreFollows)
            {
                reply.Code = CoapCode.Content;
                reply.Body = Body;
                reply.PayloadLength = 4;
            }
        }
    }
}
