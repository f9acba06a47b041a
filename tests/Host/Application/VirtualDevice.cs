using Telenode.Application;
using Telenode.Core;
using Telenode.Drivers;
using Telenode.SerialConsole;
using Telenode.SimBoard;
using Telenode.SimBoard.Broker;
using Telenode.SimBoard.Crypto;
using Telenode.SimBoard.Store;
using Telenode.Tests.Application;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Application;

/// <summary>A whole device in virtual time, with its Wi-Fi, time servers and the embedded broker on a network that the test takes down.</summary>
internal sealed class VirtualDevice : IWallClock, IStreamFactory, IEventLog, ISerialLine
{
    private static readonly string[] _chips = ["bme280", "bh1750", "scd4x", "pulse@gpio4"];

    private readonly BrokerCore _broker = new(new BrokerOptions());
    private readonly SimRandom _random;
    private readonly bool _hasConsole;
    private long _sinceStartMs;
    private long _wallOffsetMs = Time.Unknown;
    private readonly List<BrokerConnection> _connections = [];
    private long _offUntilMs;
    private bool _sawHeldOutbox;
    private readonly Queue<byte> _typed = [];
    private readonly List<byte> _shown = [];
    private Inbox? _inbox;
    private Bme280Model _bme280 = null!;

    public VirtualDevice(int seed, IAppendStore? readings, params string[] settings)
        : this(seed, readings, false, settings)
    {
    }

    public VirtualDevice(int seed, IAppendStore? readings, bool hasConsole, params string[] settings)
    {
        _hasConsole = hasConsole;
        _random = new SimRandom(seed);
        Readings = readings;
        Wifi = new SimWifi(this);
        Power = new SimPower { Running = () => WorldMs };
        var made = new Settings(Store);
        foreach (string setting in settings)
        {
            string[] parts = setting.Split('=', 2);
            Assert.IsTrue(made.TrySet(parts[0], parts[1], out string error), error);
        }

        made.Save();
        Start();
    }

    public MemoryKeyValueStore Store { get; } = new();

    public IAppendStore? Readings { get; }

    public SimWifi Wifi { get; }

    public SimPower Power { get; }

    public Inbox Inbox => _inbox ??= new Inbox(_broker);

    /// <summary>Lengths of the deep sleeps so far.</summary>
    public List<long> Sleeps { get; } = [];

    /// <summary>Whether the outbox was held since this was asked last.</summary>
    public bool SawHeldOutbox
    {
        get
        {
            bool saw = _sawHeldOutbox;
            _sawHeldOutbox = false;
            return saw;
        }
    }

    /// <summary>How long the board was awake, all in all.</summary>
    public long AwakeMs { get; private set; }

    /// <summary>Relative humidity at the board.</summary>
    public double Percent { get; set; } = 50;

    /// <summary>Bytes that the next connection to the broker takes from the board before it breaks; negative: any number.</summary>
    public int BreakAfter { get; set; } = -1;

    /// <summary>Time between the waking and the first line of the firmware.</summary>
    public long StartUpMs { get; set; }

    public TimeServers TimeServers { get; } = new() { Answering = 'a' };

    public BrokerCounters Broker => _broker.Counters;

    /// <summary>Whether the broker can be reached over a network that is there.</summary>
    public bool BrokerUp { get; set; } = true;

    public Device Device { get; private set; } = null!;

    public List<string> Events { get; } = [];

    /// <summary>Time in the world, which goes on over restarts.</summary>
    public long WorldMs { get; private set; }

    public long MonotonicMs => _sinceStartMs;

    public long UnixMs => _wallOffsetMs == Time.Unknown ? Time.Unknown : _sinceStartMs + _wallOffsetMs;

    public int Starts { get; private set; }

    /// <summary>Readings of earlier starts: taken, acknowledged, lost for want of room, and waiting when the power went.</summary>
    public long[] Earlier { get; } = new long[4];

    public void SetUnixMs(long unixMs) => _wallOffsetMs = unixMs - _sinceStartMs;

    public void Write(string line) => Events.Add(line);

    public IByteStream Plain() => new Stream(this);

    public IByteStream Tls(TlsOptions options) => new Stream(this);

    /// <summary>Takes the power away and gives it back: all that is not in flash is gone, the time of day too.</summary>
    public void CutPower()
    {
        Outboxed();
        Power.Reboot();
        _offUntilMs = WorldMs;
        Start();
    }

    /// <summary>Lets time pass, stepping when the device asks for it but no more often than every <paramref name="coarseMs"/>.</summary>
    public void Run(long ms, int coarseMs)
    {
        long until = WorldMs + ms;
        while (WorldMs < until)
        {
            try
            {
                Turn(until, coarseMs);
            }
            catch (PowerCut)
            {
                CutPower();
            }
        }
    }

    /// <summary>Lets time pass until the board has just woken from deep sleep.</summary>
    public void RunToWaking()
    {
        int sleeps = Sleeps.Count;
        while (Sleeps.Count == sleeps)
        {
            Run(Math.Max(10, _offUntilMs - WorldMs), 10);
        }

        Run(_offUntilMs - WorldMs, 10);
    }

    private void Turn(long until, int coarseMs)
    {
        if (_offUntilMs > WorldMs)
        {
            Pass(Math.Min(_offUntilMs, until) - WorldMs);
            return;
        }

        if (Power.RestartOrdered)
        {
            Start();
        }

        _bme280.Percent = Percent;
        long now = Device.Clock.MonotonicMs;
        long next = Device.Step(now);
        _sawHeldOutbox |= Device.Outbox.IsHeld;
        _broker.HandleTimeout(WorldMs);
        _inbox?.Pump(WorldMs, TimeServers.UnixMs);
        if (Power.RestartOrdered)
        {
            if (Power.StartCause == StartCause.DeepSleep)
            {
                Sleeps.Add(Power.SleepMs);
            }

            Outboxed();
            _offUntilMs = WorldMs + Math.Max(1, Power.SleepMs + StartUpMs);
            return;
        }

        long passed = Math.Min(Math.Max(next - now, coarseMs), until - WorldMs);
        AwakeMs += Device.IsAsleep ? 0 : passed;
        Pass(passed);
    }

    /// <summary>What the console has shown so far.</summary>
    public string Shown => System.Text.Encoding.UTF8.GetString([.. _shown]).ReplaceLineEndings("\n");

    /// <summary>Types at the console; what is typed while the board sleeps reaches no one.</summary>
    public void Type(string text)
    {
        foreach (byte key in System.Text.Encoding.UTF8.GetBytes(text))
        {
            _typed.Enqueue(key);
        }
    }

    public int Read(byte[] buffer, int offset, int capacity)
    {
        int count = 0;
        while (count < capacity && _typed.TryDequeue(out byte key))
        {
            buffer[offset + count++] = key;
        }

        return count;
    }

    public int Write(byte[] buffer, int offset, int count)
    {
        _shown.AddRange(buffer.AsSpan(offset, count));
        return count;
    }

    /// <summary>Asks the device something from afar, as a receiver does.</summary>
    public string Ask(string lines, bool secured)
    {
        byte[] request = System.Text.Encoding.UTF8.GetBytes(lines);
        byte[] answer = new byte[2000];
        int count = Device.Downlink.Handle(request, 0, request.Length, secured, answer, 0, answer.Length);
        return System.Text.Encoding.UTF8.GetString(answer, 0, count).ReplaceLineEndings("\n");
    }

    private void Outboxed()
    {
        Earlier[0] += Device.Outbox.Taken;
        Earlier[1] += Device.Outbox.Acknowledged;
        Earlier[2] += Device.Outbox.Lost;
        Earlier[3] += Device.Outbox.Waiting;
        foreach (BrokerConnection connection in _connections)
        {
            _broker.Close(connection, WorldMs);
        }

        _connections.Clear();
    }

    private void Pass(long ms)
    {
        _sinceStartMs += ms;
        WorldMs += ms;
        TimeServers.UnixMs += ms;
    }

    private void Start()
    {
        Power.Started();
        Starts++;
        _sinceStartMs = 0;
        _wallOffsetMs = Time.Unknown;
        Wifi.Disconnect();
        var sensors = new SimPorts(this) { Store = Store };
        foreach (string chip in _chips)
        {
            sensors.Seat(new SensorLine(chip));
        }

        _bme280 = (Bme280Model)sensors.Models[0];
        Device = new Device(
            new DevicePorts
            {
                Clock = this,
                Random = _random,
                Crypto = new PcCrypto(),
                Store = Store,
                Readings = Readings,
                Sensors = sensors,
                Wifi = Wifi,
                Power = Power,
                Streams = this,
                TimeSocket = TimeServers,
                Log = this,
                Console = _hasConsole ? this : null,
            },
            new DeviceOptions { OutboxCapacity = 200 });
        Device.Start(Device.Clock.MonotonicMs);
    }

    /// <summary>A connection to the embedded broker, which breaks with the network.</summary>
    private sealed class Stream(VirtualDevice device) : IByteStream
    {
        private BrokerConnection? _connection;

        public StreamState State
        {
            get
            {
                if (_connection is not null && !IsReachable)
                {
                    device._broker.Close(_connection, device.WorldMs);
                }

                return _connection is null ? StreamState.Closed : _connection.IsClosed && !_connection.HasOutput ? StreamState.Failed : StreamState.Open;
            }
        }

        public string? Failure => State == StreamState.Failed ? "the connection broke" : null;

        public string? Warning => null;

        public LinkStage Stage => LinkStage.Connect;

        private bool IsReachable => device.BrokerUp && device.Wifi.State == WifiState.Ready;

        public void Open(string host, int port)
        {
            Close();
            _connection = device._broker.Open(device.WorldMs);
            device._connections.Add(_connection);
        }

        public int Read(byte[] buffer, int offset, int count) =>
            State == StreamState.Open ? device._broker.TakeOutput(_connection!, buffer.AsSpan(offset, count), device.WorldMs) : 0;

        public int Write(byte[] buffer, int offset, int count)
        {
            if (State != StreamState.Open)
            {
                return 0;
            }

            int taken = device.BreakAfter < 0 ? count : Math.Min(count, device.BreakAfter);
            device._broker.HandleInput(_connection!, buffer.AsSpan(offset, taken), device.WorldMs);
            device.BreakAfter -= device.BreakAfter < 0 ? 0 : taken;
            if (device.BreakAfter == 0)
            {
                device._broker.Close(_connection!, device.WorldMs);
            }

            return count;
        }

        public void Close()
        {
            if (_connection is not null)
            {
                device._broker.Close(_connection, device.WorldMs);
                device._connections.Remove(_connection);
                _connection = null;
            }
        }
    }
}
