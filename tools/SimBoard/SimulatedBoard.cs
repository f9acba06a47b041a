using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard.Crypto;
using Telenode.SimBoard.Net;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.SimBoard;

/// <summary>The simulated board: chip models on a bus, the device's own drivers and node loop, and a real TCP connection.</summary>
public sealed class SimulatedBoard : IDisposable
{
    // 2026-06-20T09:00:00Z, a summer morning. The weather goes by device time and not by the date, so that a seed gives the same
    // readings at every run; a replay knows its own rows' values.
    private const long WeatherStartUnixMs = 1_781_946_000_000;

    private readonly SimulatedBoardOptions _options;
    private readonly Lock _gate = new();
    private readonly StreamFactory _streams = new();
    private readonly UdpSocket _datagrams = new();
    private readonly BoardServers _servers;
    private readonly BoardInput _input;
    private readonly SimClock _clock;
    private readonly IExposed[] _models;
    private readonly IEnvironment _environment;
    private readonly ReplaySchedule? _replay;
    private readonly Channels _channels;
    private readonly Node _node;
    private readonly BoardEvents _events;
    private volatile bool _stopRequested;
    private long _stopAtMs = Time.Never;
    private readonly HeapMeter _heap = new();

    /// <summary>Builds the board; nothing runs yet.</summary>
    public SimulatedBoard(SimulatedBoardOptions options)
    {
        _options = options;
        _clock = new SimClock(options.Speed, options.Replay?.FirstUnixMs - 1000 ?? DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        _environment = (IEnvironment?)options.Replay ?? new Weather(options.Seed);
        long intervalMs = options.Replay is null ? options.IntervalMs : Time.Never;
        var sensors = SimSensors.Create(
            _clock, options.Sensors, intervalMs, measurand => options.Replay?.Has(measurand) ?? measurand <= Measurand.Battery);
        _models = [.. sensors.Models];
        DerivedSensor[] derived = SimFilters.ParseDerived(options.Derived);
        SensorSlot[] slots = [.. sensors.Slots, .. derived.Select(sensor => new SensorSlot(sensor, Time.Never, 0))];
        _channels = new Channels([.. slots.Select(slot => slot.Sensor)], options.Diagnostics ? sensors.StatusNames : []);
        FilterTable? filters = SimFilters.Create(options.Filters, _channels);
        SimFilters.Bind(derived, _channels);

        // Room for four instants of every channel, however many there are.
        var outbox = new Outbox(Math.Max(options.OutboxCapacity, 4 * _channels.Count), options.Boot);
        var random = new SimRandom(options.Seed);
        var uplinkOptions = new UplinkOptions
        {
            DeviceId = options.DeviceId,
            Format = options.Format,
            PackUnits = options.PackUnits,
            HomeAssistant = options.HomeAssistant,
            Qos = options.Qos,
            User = options.User,
            Password = options.Password,
            ReportIntervalMs = options.Replay is null ? options.IntervalMs : 0,
            ScramSha256 = options.ScramSha256,
            Tls = options.Tls,
            Secure = options.Secure,
        };
        var parts = new UplinkParts(_streams, outbox, _channels, _clock, random)
        {
            Datagrams = _datagrams,
            Crypto = new PcCrypto(),
            KeyRandom = new SystemRandom(),
            Store = options.Store,
            Downlink = options.Downlink,
        };
        IUplink uplink = UplinkFactory.Create(options.Uplink, uplinkOptions, parts);
        _servers = new BoardServers(options, uplinkOptions, parts, uplink);
        _input = new BoardInput([options.Uplink.Scheme is "coap" or "coaps" or "coap+oscore" ? _datagrams : _streams, .. _servers.Inputs]);
        var sampler = new Sampler(slots, _channels, outbox, _clock) { Filter = filters };
        _node = new Node(sampler, outbox, uplink);
        _events = new BoardEvents(_node);
        _replay = options.Replay is null ? null : new ReplaySchedule(options.Replay, _clock, sampler, sensors.Measurands);
    }

    /// <summary>Whether every reading taken was acknowledged. Meaningful once <see cref="Run"/> has returned.</summary>
    public bool AllAcknowledged => _node.Outbox.Acknowledged == _node.Outbox.Taken;

    /// <summary>The chip models, to which faults can be done before <see cref="Run"/>.</summary>
    public IReadOnlyList<IExposed> Chips => _models;

    /// <summary>The sensors and how they fare. To be read when <see cref="Run"/> does not run.</summary>
    public IReadOnlyList<SensorSlot> Sensors => _node.Sampler.Slots;

    /// <summary>Why the device's CoAP server does not listen; null when it does or is not wanted.</summary>
    public string? ServerFailure => _servers.Failure;

    /// <summary>Stops sampling; <see cref="Run"/> returns once what waits is delivered or its time is over.</summary>
    public void RequestStop() => _stopRequested = true;

    /// <summary>Runs the board until its time is over, its record is at its end, or a stop is requested.</summary>
    /// <param name="abort">Ends at once, undelivered readings or not.</param>
    public void Run(CancellationToken abort)
    {
        _node.Start(_clock.MonotonicMs);
        bool more = true;
        while (more && !abort.IsCancellationRequested)
        {
            long wake;
            bool awaitsPeer;
            lock (_gate)
            {
                wake = Step();
                awaitsPeer = _node.Uplink.AwaitsPeer;
                more = !IsDelivered(_clock.MonotonicMs);
            }

            if (more)
            {
                _clock.Sleep(wake, awaitsPeer, _input);
            }
        }

        lock (_gate)
        {
            _node.Uplink.Close(_clock.MonotonicMs);
            _servers.Close(_clock.MonotonicMs);
        }
    }

    /// <summary>Takes what has happened since the last call, oldest first. May be called from any thread.</summary>
    public IReadOnlyList<BoardEvent> TakeEvents()
    {
        lock (_gate)
        {
            return _events.Take();
        }
    }

    /// <summary>The board as it is now. May be called from any thread.</summary>
    public BoardSnapshot Snapshot()
    {
        lock (_gate)
        {
            Outbox outbox = _node.Outbox;
            return new BoardSnapshot
            {
                DeviceId = _options.DeviceId,
                Boot = outbox.Boot,
                MonotonicMs = _clock.MonotonicMs,
                UnixMs = _clock.UnixMs,
                State = _node.Uplink.State,
                Failure = _node.Uplink.Failure,
                Warning = _node.Uplink.Warning,
                Taken = outbox.Taken,
                Published = outbox.Published,
                Acknowledged = outbox.Acknowledged,
                Waiting = outbox.Waiting,
                Lost = outbox.Lost,
                BytesSent = _node.Uplink.BytesSent,
                BytesReceived = _node.Uplink.BytesReceived,
                HeapBytesPerReading = _heap.BytesPerReading,
                Channels = [.. Enumerable.Range(0, _channels.FirstStatus).Select(Channel)],
            };
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _streams.Dispose();
        _datagrams.Dispose();
        _servers.Dispose();
    }

    private long Step()
    {
        long now = _clock.MonotonicMs;
        StopWhenOver(now);
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (IExposed model in _models)
        {
            model.Expose(_environment, WeatherStartUnixMs + now);
        }

        long wake = _node.Step(now);
        wake = Math.Min(wake, _servers.Step(now));
        wake = Math.Min(wake, _stopAtMs == Time.Never && _replay is not null ? _replay.Step(now) : Time.Never);
        _heap.Count(GC.GetAllocatedBytesForCurrentThread() - before, _node.Outbox.Acknowledged);
        _events.Notice(_clock.UnixMs);
        long end = _stopAtMs == Time.Never ? _options.StopAfterMs ?? Time.Never : _stopAtMs + _options.DrainMs;
        return Math.Min(wake, end);
    }

    private void StopWhenOver(long now)
    {
        bool over = _stopRequested || now >= _options.StopAfterMs || _replay is { AtEnd: true };
        if (over && _stopAtMs == Time.Never)
        {
            _stopAtMs = now;
            _node.Sampler.Stop();
        }
    }

    private bool IsDelivered(long now)
    {
        bool delivered = !_node.Sampler.Busy && _node.Outbox.Waiting == 0;
        return _stopAtMs != Time.Never && (delivered || now >= _stopAtMs + _options.DrainMs);
    }

    private ChannelSnapshot Channel(int channel)
    {
        Quantity quantity = _channels[channel];
        SensorSlot slot = _node.Sampler.SlotOf(channel);
        string? value = _channels.HasValue(channel) ? new FixedPoint(_channels.LastMantissa(channel), quantity.Exponent).ToString() : null;
        long age = value is null ? 0 : _clock.MonotonicMs - _channels.LastMs(channel);
        return new ChannelSnapshot(slot.Sensor.Kind, quantity.Name, quantity.Unit, value, age, slot.LastStatus, slot.Failures);
    }
}
