using BenchmarkDotNet.Attributes;
using Telenode.Coap;
using Telenode.Core;

namespace Telenode.Benchmarks;

/// <summary>Request and response between two endpoints in memory: what the protocol itself costs.</summary>
[MemoryDiagnoser]
public class CoapBenchmarks
{
    private readonly byte[] _wire = new byte[1024];
    private readonly CoapEndpoint _client = New();
    private readonly CoapEndpoint _server = New();
    private readonly CoapRequest _get = new();
    private readonly CoapRequest _post = new() { Method = CoapCode.Post };
    private int _answers;

    /// <summary>Builds the requests.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _server.AddResource("telemetry", new Answer(), "", ResourceFlags.Observable);
        _get.AddPath("telemetry");
        var body = new BytesBody();
        body.Set(new byte[72], 0, 72);
        _post.AddPath("telemetry");
        _post.Options.AddInteger(OptionNumber.ContentFormat, ContentFormat.SenmlCbor);
        _post.Body = body;
    }

    /// <summary>GET, 2.05 with 20 bytes, piggybacked.</summary>
    [Benchmark]
    public int Get() => Exchange(_get);

    /// <summary>POST of a pack of 72 bytes, 2.04.</summary>
    [Benchmark]
    public int PostPack() => Exchange(_post);

    private static CoapEndpoint New() => new(new CoapOptions { Random = new Counter() });

    private int Exchange(CoapRequest request)
    {
        _client.TrySend(request, 1, 0);
        Move(_client, _server);
        Move(_server, _client);
        return _answers;
    }

    private void Move(CoapEndpoint from, CoapEndpoint to)
    {
        int count = from.PollTransmit(_wire, 0, _wire.Length);
        to.HandleInput(_wire, 0, count, 1, Arrival.Plain, 0);
        _answers += to.PollEvent() == CoapEvent.Response ? 1 : 0;
    }

    private sealed class Answer : ICoapResource
    {
        public void Handle(CoapIncoming request, CoapReply reply)
        {
            bool isGet = request.Message.Code == CoapCode.Get;
            reply.Code = isGet ? CoapCode.Content : CoapCode.Changed;
            reply.PayloadLength = isGet ? 20 : 0;
        }
    }

    private sealed class Counter : IRandom
    {
        private int _next;

        public void Fill(byte[] buffer, int offset, int count)
        {
            for (int i = 0; i < count; i++)
            {
                buffer[offset + i] = (byte)(_next++ * 31);
            }
        }
    }
}
