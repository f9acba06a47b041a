using Telenode.Application;
using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard.Crypto;
using Telenode.Telemetry;

namespace Telenode.SimBoard.Simulation;

/// <summary>Everything that lives from one start of the board to the next: the device itself, made of its settings over the simulation's ports.</summary>
internal sealed class SimulatedBoot : IEventLog
{
    // The weather changes slowly: chips need not sense it at every step.
    private const int ExposeMs = 5000;

    private readonly Hardware _hardware;
    private readonly Ledger _ledger;
    private readonly SimPorts _sensors;
    private readonly Weather _weather;
    private readonly Action<string> _trace;
    private Sampler? _sampler;
    private IUplink? _uplink;
    private long _exposedAtMs = -ExposeMs;

    public SimulatedBoot(Hardware hardware, Ledger ledger, StartCause cause, Action<string> trace)
    {
        SimulationOptions options = hardware.Options;
        _hardware = hardware;
        _ledger = ledger;
        _trace = trace;
        _weather = new Weather(options.Sensors.Count);
        StartedAtMs = hardware.NowMs;
        Clock = hardware.StartClock();
        BeganWithTime = Clock.UnixMs != Time.Unknown;
        Power = new SimPower { StartCause = cause, Running = () => hardware.RunningMs };
        hardware.Wifi = hardware.StartWifi(Clock);
        hardware.Time.Told.Clear();
        _sensors = new SimPorts(Clock) { Store = hardware.Keys };
        foreach (string chip in options.Sensors.Concat(options.SpareChips))
        {
            _sensors.Seat(new SensorLine(chip));
        }

        SetSensors(hardware.SensorAway);
        Device = new Device(Ports(), new DeviceOptions { OutboxCapacity = options.OutboxCapacity, Journal = Kept(options.Journal), Hardware = "a simulated board" });
        ledger.Begin(this);
        Device.Start(Device.Clock.MonotonicMs);
        Tap();
    }

    public long StartedAtMs { get; }

    public SimulatedClock Clock { get; }

    public SimPower Power { get; }

    public Device Device { get; }

    public Outbox Outbox => Device.Outbox;

    public IUplink Uplink => Device.Node.Uplink;

    /// <summary>When it wants to be stepped, in the simulation's time.</summary>
    public long WakeMs { get; private set; }

    /// <summary>Since when the journal works; <see cref="Time.Never"/> while it does not.</summary>
    public long KeptSinceMs { get; private set; }

    /// <summary>Bytes that the last step allocated on the board's heap.</summary>
    public long StepAllocated { get; private set; }

    /// <summary>How far its wall time is off; <see cref="Time.Unknown"/> while it has none.</summary>
    public long ClockErrorMs
    {
        get
        {
            long unix = Device.Clock.UnixMs;
            return unix == Time.Unknown ? Time.Unknown : unix - SimulatedClock.EpochMs - _hardware.NowMs;
        }
    }

    /// <summary>Whether it had the time when it started, from before.</summary>
    public bool BeganWithTime { get; }

    /// <summary>How far off the time server was in each of its answers.</summary>
    public List<long> Told => _hardware.Time.Told;

    // What the simulation itself allocates within a step does not count.
    private long Allocated => GC.GetAllocatedBytesForCurrentThread() - _hardware.Readings.Allocated - _ledger.Allocated;

    public void Step(long nowMs)
    {
        if (nowMs - _exposedAtMs >= ExposeMs)
        {
            _exposedAtMs = nowMs;
            _sensors.Models.ExposeAll(_weather, SimulatedClock.EpochMs + nowMs);
        }

        long before = Allocated;
        long wake = Device.Step(Device.Clock.MonotonicMs);
        StepAllocated = Allocated - before;
        Tap();
        _ledger.Look(Outbox);
        WakeMs = WorldMs(wake);
        KeptSinceMs = !Outbox.IsKept ? Time.Never : KeptSinceMs == Time.Never ? nowMs : KeptSinceMs;
    }

    /// <summary>The time of the world at which the device's own clock, which goes on through deep sleeps, shows a time.</summary>
    public long WorldMs(long monotonicMs) =>
        monotonicMs == Time.Never ? Time.Never : Clock.WorldMs(monotonicMs - Device.Clock.MonotonicMs + Clock.MonotonicMs);

    /// <summary>Takes a sensor off its bus, or with −1 puts all back.</summary>
    public void SetSensors(int away)
    {
        int at = 0;
        foreach (I2cChip chip in _sensors.Models.OfType<I2cChip>())
        {
            chip.Present = at++ != away;
        }
    }

    /// <inheritdoc/>
    public void Write(string line) => _trace("device: " + line);

    // New sensors come with a new sampler: the ledger sees what all of them measure.
    private void Tap()
    {
        if (Device.Node.Uplink != _uplink)
        {
            // Another uplink gives the session of the one before up, with what was under way.
            _ledger.Forgotten += _uplink == null ? 0 : 1;
            _uplink = Device.Node.Uplink;
        }

        if (Device.Node.Sampler != _sampler)
        {
            _sampler = Device.Node.Sampler;
            _sampler.Filter = _ledger.Between(_sampler.Filter, Device.Channels);
        }
    }

    // The device puts its settings into it, and runs of other seeds share the profile's.
    private static JournalOptions Kept(JournalOptions asked) => new()
    {
        SegmentBytes = asked.SegmentBytes,
        Segments = asked.Segments,
        WriteAfterMs = asked.WriteAfterMs,
        CheckpointAfterMs = asked.CheckpointAfterMs,
        StateBytes = asked.StateBytes,
        RetryAfterMs = asked.RetryAfterMs,
    };

    private DevicePorts Ports() => new()
    {
        Clock = Clock,
        Random = new SimRandom(_hardware.Random.Next()),
        Crypto = new PcCrypto(),
        Store = _hardware.Keys,
        Readings = _hardware.Readings,
        Sensors = _sensors,
        Console = _hardware.Console,
        Wifi = _hardware.Wifi,
        Power = Power,
        Streams = _hardware.Link,
        TimeSocket = _hardware.Time,
        Log = this,
    };
}
