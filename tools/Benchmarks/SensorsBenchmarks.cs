using BenchmarkDotNet.Attributes;
using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.Benchmarks;

/// <summary>A hundred sensors of all kinds at one second each, with their chip models: one second of the node's loop.</summary>
[MemoryDiagnoser]
public class SensorsBenchmarks
{
    private readonly BenchClock _clock = new();
    private Node _node = null!;
    private long _wakeMs;

    /// <summary>Connects, and lets the slowest chip give its first result.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var ports = new SimPorts(_clock);
        var factory = new SensorFactory(ports, 1000);
        foreach (string line in SensorList.Expand("100"))
        {
            if (!factory.Add(line))
            {
                throw new InvalidOperationException(factory.Problem);
            }

            ports.Seat(factory.LineAt(factory.Count - 1));
        }

        SensorSlot[] slots = factory.Slots();
        var channels = new Channels([.. slots.Select(slot => slot.Sensor)]);
        var outbox = new Outbox(4096, 1);
        var parts = new UplinkParts(new AckingStream(), outbox, channels, _clock, new SimRandom(1));
        IUplink uplink = UplinkFactory.Create(EndpointUrl.Parse("mqtt://host", out _), new UplinkOptions { DeviceId = "bench-100" }, parts);
        _node = new Node(new Sampler(slots, channels, outbox, _clock), outbox, uplink);
        _node.Start(0);
        for (int i = 0; i < 60; i++)
        {
            Second();
        }

        if (_node.Outbox.Acknowledged < 5000 || slots.Any(slot => slot.Failures > 0))
        {
            throw new InvalidOperationException($"{_node.Outbox.Acknowledged} readings are acknowledged: the benchmark would measure nothing");
        }
    }

    /// <summary>Everything that is due within one second: begin, fetch, outbox, pack, publish, release.</summary>
    [Benchmark]
    public long Second()
    {
        long end = _clock.MonotonicMs + 1000;
        while (_clock.MonotonicMs < end)
        {
            _wakeMs = _node.Step(_clock.MonotonicMs);
            _clock.MonotonicMs = Math.Min(end, Math.Max(_clock.MonotonicMs + 1, _wakeMs));
        }

        return _node.Outbox.Acknowledged;
    }

    private sealed class BenchClock : IClock
    {
        public long MonotonicMs { get; set; }

        public long UnixMs => 1_800_000_000_000 + MonotonicMs;
    }
}
