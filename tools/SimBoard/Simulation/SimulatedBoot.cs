using Telenode.Core;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.SimBoard.Simulation;

/// <summary>Everything that lives from one start of the board to the next: the device's own parts over the simulation's ports.</summary>
internal sealed class SimulatedBoot
{
    private readonly IReadOnlyList<IExposed> _models;
    private readonly Weather _weather;
    private readonly Medium _medium;
    private readonly Ledger _ledger;
    private readonly long _startedAtMs;
    private readonly long _clockSetAtMs;

    public SimulatedBoot(SimulationOptions options, int boot, Link link, Medium medium, Ledger ledger, Random random, Func<long> now)
    {
        _medium = medium;
        _ledger = ledger;
        _startedAtMs = now();
        _clockSetAtMs = _startedAtMs + options.ClockUnknownForMs;
        Clock = new SimulatedClock(now, _startedAtMs, options.ClockUnknownForMs);
        _weather = new Weather(boot);
        var sensors = SimSensors.Create(Clock, options.Sensors, options.IntervalMs, _ => true);
        _models = sensors.Models;
        Channels = new Channels([.. sensors.Slots.Select(slot => slot.Sensor)]);
        ledger.Begin(boot, _startedAtMs, Channels);
        Journal = new Journal(medium, options.Journal, Channels);
        Outbox = new Outbox(options.OutboxCapacity, boot, Journal);
        EndpointUrl url = EndpointUrl.Parse("mqtt://broker", out _);
        var uplinkOptions = new UplinkOptions { DeviceId = "node", Qos = options.Qos, Format = options.Format, SessionExpirySeconds = 7 * 86400 };
        var parts = new UplinkParts(null, Outbox, Channels, Clock, new SimRandom(random.Next()));
        Uplink = new MqttUplink(url, uplinkOptions, parts, link);
        Node = new Node(new Sampler(sensors.Slots, Channels, Outbox, Clock) { Filter = ledger }, Outbox, Uplink);
        Node.Start(0);
    }

    public SimulatedClock Clock { get; }

    public Channels Channels { get; }

    public Journal Journal { get; }

    public Outbox Outbox { get; }

    public MqttUplink Uplink { get; }

    public Node Node { get; }

    /// <summary>When it wants to be stepped, in the simulation's time.</summary>
    public long WakeMs { get; private set; }

    /// <summary>Since when the journal works; <see cref="Time.Never"/> while it does not.</summary>
    public long KeptSinceMs { get; private set; }

    /// <summary>Bytes that the last step allocated on the board's heap.</summary>
    public long StepAllocated { get; private set; }

    // What the simulation itself allocates within a step does not count.
    private long Allocated => GC.GetAllocatedBytesForCurrentThread() - _medium.Allocated - _ledger.Allocated;

    public void Step(long nowMs)
    {
        _models.ExposeAll(_weather, SimulatedClock.EpochMs + nowMs);
        long before = Allocated;
        long wake = Node.Step(nowMs - _startedAtMs);
        StepAllocated = Allocated - before;
        WakeMs = wake == Time.Never ? Time.Never : wake + _startedAtMs;
        WakeMs = nowMs < _clockSetAtMs && _clockSetAtMs < WakeMs ? _clockSetAtMs : WakeMs;
        KeptSinceMs = !Outbox.IsKept ? Time.Never : KeptSinceMs == Time.Never ? nowMs : KeptSinceMs;
    }

    /// <summary>Takes a sensor off its bus, or puts all back.</summary>
    public void SetSensors(bool present, Random random)
    {
        var chips = _models.OfType<I2cChip>().ToList();
        if (present)
        {
            chips.ForEach(chip => chip.Present = true);
        }
        else if (chips.Count > 0)
        {
            chips[random.Next(chips.Count)].Present = false;
        }
    }
}
