using System.Net;
using Telenode.Application;
using Telenode.Core;
using Telenode.SimBoard.Crypto;
using Telenode.SimBoard.Net;
using Telenode.SimBoard.Store;
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
    private readonly UdpSocket _serverSocket;
    private readonly UdpSocket _secureSocket;
    private readonly SocketListener _listener;
    private readonly BoardInput _input;
    private readonly SimClock _clock;
    private readonly IExposed[] _models;
    private readonly IEnvironment _environment;
    private readonly ReplaySchedule? _replay;
    private readonly Device _device;
    private readonly BoardEvents _events;
    private volatile bool _stopRequested;
    private long _stopAtMs = Time.Never;
    private readonly HeapMeter _heap = new();

    /// <summary>Builds the board; nothing runs yet.</summary>
    public SimulatedBoard(SimulatedBoardOptions options)
    {
        _options = options;
        IPAddress local = options.Serve?.Address ?? IPAddress.Loopback;
        _serverSocket = new UdpSocket(local);
        _secureSocket = new UdpSocket(local);
        _listener = new SocketListener(local);
        _clock = new SimClock(options.Speed, options.Replay?.FirstUnixMs - 1000 ?? DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        _environment = (IEnvironment?)options.Replay ?? new Weather(options.Seed);
        long intervalMs = options.Replay is null ? options.IntervalMs : Time.Never;
        var sensors = SimSensors.Create(
            _clock, options.Sensors, intervalMs, measurand => options.Replay?.Has(measurand) ?? measurand <= Measurand.Battery);
        _models = [.. sensors.Models];
        _device = new Device(Ports(), new DeviceOptions
        {
            OutboxCapacity = options.OutboxCapacity,
            EarlierBoots = options.Boot - 1,
            Given = Given(sensors),
        });
        IInput uplink = options.Uplink.Scheme is "coap" or "coaps" or "coap+oscore" ? _datagrams : _streams;
        IInput[] servers = options.Serve is null ? [] : options.ServeSecure.HasPsk ? [_serverSocket, _listener, _secureSocket] : [_serverSocket, _listener];
        _input = new BoardInput([uplink, .. servers]);
        _events = new BoardEvents(Node, () => ServerFailure);
        _replay = options.Replay is null ? null : new ReplaySchedule(options.Replay, _clock, Node.Sampler, sensors.Measurands);
    }

    /// <summary>Whether every reading taken was acknowledged. Meaningful once <see cref="Run"/> has returned.</summary>
    public bool AllAcknowledged => Node.Outbox.Acknowledged == Node.Outbox.Taken;

    /// <summary>The chip models, to which faults can be done before <see cref="Run"/>.</summary>
    public IReadOnlyList<IExposed> Chips => _models;

    /// <summary>The sensors and how they fare. To be read when <see cref="Run"/> does not run.</summary>
    public IReadOnlyList<SensorSlot> Sensors => Node.Sampler.Slots;

    /// <summary>Why the device's CoAP server does not listen; null when it does or is not wanted.</summary>
    public string? ServerFailure => _device.ServerFailure;

    /// <summary>Stops sampling; <see cref="Run"/> returns once what waits is delivered or its time is over.</summary>
    public void RequestStop() => _stopRequested = true;

    /// <summary>Runs the board until its time is over, its record is at its end, or a stop is requested.</summary>
    /// <param name="abort">Ends at once, undelivered readings or not.</param>
    public void Run(CancellationToken abort)
    {
        _device.Start(_clock.MonotonicMs);
        bool more = true;
        while (more && !abort.IsCancellationRequested)
        {
            long wake;
            bool awaitsPeer;
            lock (_gate)
            {
                wake = Step();
                awaitsPeer = Node.Uplink.AwaitsPeer;
                more = !IsDelivered(_clock.MonotonicMs);
            }

            if (more)
            {
                _clock.Sleep(wake, awaitsPeer, _input);
            }
        }

        lock (_gate)
        {
            _device.Stop(_clock.MonotonicMs);
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
            Outbox outbox = Node.Outbox;
            return new BoardSnapshot
            {
                DeviceId = _options.DeviceId,
                Boot = outbox.Boot,
                MonotonicMs = _clock.MonotonicMs,
                UnixMs = _clock.UnixMs,
                State = Node.Uplink.State,
                Failure = Node.Uplink.Failure,
                Warning = outbox.Warning ?? Node.Uplink.Warning,
                Taken = outbox.Taken,
                Published = outbox.Published,
                Acknowledged = outbox.Acknowledged,
                Waiting = outbox.Waiting,
                Lost = outbox.Lost,
                BytesSent = Node.Uplink.BytesSent,
                BytesReceived = Node.Uplink.BytesReceived,
                HeapBytesPerReading = _heap.BytesPerReading,
                Channels = [.. Enumerable.Range(0, _device.Channels.FirstStatus).Select(Channel)],
            };
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _streams.Dispose();
        _datagrams.Dispose();
        _serverSocket.Dispose();
        _secureSocket.Dispose();
        _listener.Dispose();
    }

    private Node Node => _device.Node;

    private DevicePorts Ports() => new()
    {
        Clock = _clock,
        Random = new SimRandom(_options.Seed),
        KeyRandom = new SystemRandom(),
        Crypto = new PcCrypto(),
        Store = StoreOfStarts(),
        SessionStore = _options.Store,
        Readings = _options.Readings,
        Power = new SimPower(),
        Streams = _streams,
        UplinkSocket = _datagrams,
        ServerSocket = _serverSocket,
        SecureServerSocket = _secureSocket,
        ServerListener = _listener,
    };

    // The count of starts is written once more when this one has proved stable, in the middle of what the heap is measured over: a place
    // of its size is there already, so that the simulated flash takes no heap for it.
    private static MemoryKeyValueStore StoreOfStarts()
    {
        const int RecordBytes = 24;
        var store = new MemoryKeyValueStore();
        store.Write("boot-a", new byte[RecordBytes], 0, RecordBytes);
        return store;
    }

    private GivenParts Given(SimSensors sensors)
    {
        DerivedSensor[] derived = SimFilters.ParseDerived(_options.Derived);
        SensorSlot[] slots = [.. sensors.Slots, .. derived.Select(sensor => new SensorSlot(sensor, Time.Never, 0))];
        var channels = new Channels([.. slots.Select(slot => slot.Sensor)], _options.Diagnostics ? sensors.StatusNames : []);
        FilterTable? filters = SimFilters.Create(_options.Filters, channels);
        SimFilters.Bind(derived, channels);
        return new GivenParts
        {
            Slots = slots,
            Channels = channels,
            Filter = filters,
            Url = _options.Uplink,
            Uplink = Uplink(),
            Downlink = _options.Downlink,
            Serve = new ServeOptions
            {
                Plain = _options.Serve is not null,
                Secured = _options.Serve is not null && _options.ServeSecure.HasPsk,
                Keys = _options.ServeSecure,
                Port = _options.Serve?.Port ?? 5683,
                MaxConnections = 4,
                Directory = _options.Directory,
            },
        };
    }

    private UplinkOptions Uplink() => new()
    {
        DeviceId = _options.DeviceId,
        Format = _options.Format,
        PackUnits = _options.PackUnits,
        HomeAssistant = _options.HomeAssistant,
        ReportIntervalMs = _options.Replay is null ? _options.IntervalMs : 0,
        Qos = _options.Qos,
        User = _options.User,
        Password = _options.Password,
        ScramSha256 = _options.ScramSha256,
        Tls = _options.Tls,
        Secure = _options.Secure,
    };

    private long Step()
    {
        long now = _clock.MonotonicMs;
        StopWhenOver(now);
        long before = GC.GetAllocatedBytesForCurrentThread();
        _models.ExposeAll(_environment, WeatherStartUnixMs + now);
        long wake = _device.Step(now);
        wake = Math.Min(wake, _stopAtMs == Time.Never && _replay is not null ? _replay.Step(now) : Time.Never);
        _heap.Count(GC.GetAllocatedBytesForCurrentThread() - before, Node.Outbox.Acknowledged);
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
            Node.Sampler.Stop();
        }
    }

    private bool IsDelivered(long now)
    {
        bool delivered = !Node.Sampler.Busy && Node.Outbox.Waiting == 0;
        return _stopAtMs != Time.Never && (delivered || now >= _stopAtMs + _options.DrainMs);
    }

    private ChannelSnapshot Channel(int channel)
    {
        Quantity quantity = _device.Channels[channel];
        SensorSlot slot = Node.Sampler.SlotOf(channel);
        string? value = _device.Channels.HasValue(channel) ? new FixedPoint(_device.Channels.LastMantissa(channel), quantity.Exponent).ToString() : null;
        long age = value is null ? 0 : _clock.MonotonicMs - _device.Channels.LastMs(channel);
        return new ChannelSnapshot(slot.Sensor.Kind, quantity.Name, quantity.Unit, value, age, slot.LastStatus, slot.Failures);
    }
}
