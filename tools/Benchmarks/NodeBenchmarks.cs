using BenchmarkDotNet.Attributes;
using Telenode.Core;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.Benchmarks;

/// <summary>The whole way of a reading but for the chips and the socket: five channels sampled, packed, published at QoS 1 and acknowledged.</summary>
[MemoryDiagnoser]
public class NodeBenchmarks
{
    private readonly ManualClock _clock = new();
    private Node _node = null!;

    /// <summary>How readings become payloads.</summary>
    [Params(PackFormat.SenmlCbor, PackFormat.SenmlJson, PackFormat.Compact)]
    public PackFormat Format { get; set; }

    /// <summary>Connects and delivers the first readings.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var sensor = new InstantSensor();
        var channels = new Channels([sensor]);
        var outbox = new Outbox(256, 1);
        EndpointUrl url = EndpointUrl.Parse("mqtt://host", out _);
        var options = new UplinkOptions { DeviceId = "bench-01", Format = Format };
        IUplink uplink = UplinkFactory.Create(url, options, new UplinkParts(new AckingStream(), outbox, channels, _clock, new Zeros()));
        _node = new Node(new Sampler([new SensorSlot(sensor, 1000, 0)], channels, outbox, _clock), outbox, uplink);
        _node.Start(0);
        for (int i = 0; i < 100; i++)
        {
            SampleToAcknowledged();
        }

        if (_node.Outbox.Acknowledged < 400)
        {
            throw new InvalidOperationException("nothing is acknowledged: the benchmark would measure nothing");
        }
    }

    /// <summary>One instant: begin, fetch, outbox, pack, PUBLISH, PUBACK, release.</summary>
    [Benchmark(OperationsPerInvoke = 5)]
    public long SampleToAcknowledged()
    {
        _clock.MonotonicMs += 1000;
        _node.Step(_clock.MonotonicMs);
        _node.Step(_clock.MonotonicMs);
        return _node.Outbox.Acknowledged;
    }

    private sealed class ManualClock : IClock
    {
        public long MonotonicMs { get; set; }

        public long UnixMs => 1_800_000_000_000 + MonotonicMs;
    }

    private sealed class Zeros : IRandom
    {
        public void Fill(byte[] buffer, int offset, int count) => Array.Clear(buffer, offset, count);
    }

    private sealed class InstantSensor : ISensor
    {
        private readonly Quantity[] _quantities =
        [
            new("temperature", "Cel", -2), new("humidity", "%RH", -2), new("pressure", "Pa", -1), new("light", "lx", -1), new("battery", "V", -3),
        ];

        private long _value;

        public string Kind => "instant";

        public int QuantityCount => _quantities.Length;

        public long ReadyAtMs { get; private set; }

        public Quantity QuantityAt(int index) => _quantities[index];

        public Status Begin(long nowMs)
        {
            ReadyAtMs = nowMs;
            return Status.Pending;
        }

        public Status Fetch(long nowMs, long[] mantissas, int offset)
        {
            _value = (_value + 37) % 5000;
            for (int i = 0; i < _quantities.Length; i++)
            {
                mantissas[offset + i] = 1000 + _value + i;
            }

            return Status.Ok;
        }
    }
}
