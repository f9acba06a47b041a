using Telenode.Application;
using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard.Crypto;
using Telenode.SimBoard.Net;

namespace Telenode.SimBoard;

/// <summary>What a <see cref="ConsoleBoard"/> is made of.</summary>
public sealed record ConsoleBoardOptions
{
    /// <summary>The line of its console.</summary>
    public required ISerialLine Line { get; init; }

    /// <summary>The same line, to be waited for.</summary>
    public required IInput LineInput { get; init; }

    /// <summary>What it keeps over a reset: settings, certificates, sessions, the count of starts.</summary>
    public required IKeyValueStore Store { get; init; }

    /// <summary>Where readings are kept over a power cut; null: in memory only.</summary>
    public IAppendStore? Readings { get; init; }

    /// <summary>The chips that are wired to it, a line each as in the settings. Its settings need not name them all.</summary>
    public required IReadOnlyList<string> Chips { get; init; }

    /// <summary>The networks in reach: name, password (empty for an open one), signal in dBm.</summary>
    public required IReadOnlyList<(string Ssid, string Password, int Rssi)> Networks { get; init; }

    /// <summary>Seed of the weather.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Device seconds a real second.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Address of this machine and port of its own CoAP server, once settings switch that on; it listens to the groups of the
    /// interface with that address, on :: to those of every interface.</summary>
    public System.Net.IPEndPoint Serve { get; init; } = new(System.Net.IPAddress.Loopback, 5683);

    /// <summary>Takes a line when something happens that a person should know of.</summary>
    public Action<string> Log { get; init; } = _ => { };
}

/// <summary>A simulated board that lives by its settings as a real one does: blank at first, set up over its serial line, restarted by
/// its own commands, in Wi-Fi networks that are simulated too. Its uplink uses this PC's network.</summary>
public sealed class ConsoleBoard : IDisposable, IEventLog
{
    private const long WeatherStartUnixMs = 1_781_946_000_000; // 2026-06-20T09:00:00Z

    private readonly ConsoleBoardOptions _options;
    private readonly SimClock _clock;
    private readonly SimPorts _sensors;
    private readonly SimWifi _wifi;
    private readonly Weather _weather;
    private readonly StreamFactory _streams = new();
    private readonly UdpSocket _datagrams = new();
    private readonly UdpSocket _serverSocket;
    private readonly UdpSocket _secureSocket;
    private readonly SocketListener _listener;
    private readonly BoardInput _input;
    private readonly byte[] _unheard = new byte[64];

    /// <summary>Wires the chips up and puts the networks up; nothing runs yet.</summary>
    /// <exception cref="ArgumentException">A chip's line cannot be used; the message is for a person.</exception>
    public ConsoleBoard(ConsoleBoardOptions options)
    {
        _options = options;
        _serverSocket = new UdpSocket(options.Serve.Address);
        _secureSocket = new UdpSocket(options.Serve.Address);
        _listener = new SocketListener(options.Serve.Address);
        _clock = new SimClock(options.Speed, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        _weather = new Weather(options.Seed);
        _sensors = new SimPorts(_clock) { Store = options.Store };
        foreach (string chip in options.Chips)
        {
            _sensors.Seat(new SensorLine(chip));
        }

        _wifi = new SimWifi(_clock);
        foreach ((string ssid, string password, int rssi) in options.Networks)
        {
            _wifi.Add(ssid, password, rssi);
        }

        _input = new BoardInput([options.LineInput, _streams, _datagrams, _serverSocket, _secureSocket, _listener]);
    }

    /// <summary>Starts of the board so far.</summary>
    public int Starts { get; private set; }

    /// <summary>Runs the board, over its restarts and sleeps.</summary>
    public void Run(CancellationToken stop)
    {
        var cause = StartCause.Reset;
        while (!stop.IsCancellationRequested)
        {
            var power = new SimPower { StartCause = cause, Running = () => _clock.MonotonicMs };
            RunOnce(power, stop);
            cause = power.StartCause;
            long wakeMs = _clock.MonotonicMs + power.SleepMs;
            while (!stop.IsCancellationRequested && _clock.MonotonicMs < wakeMs)
            {
                PassAsleep(wakeMs);
            }
        }
    }

    /// <inheritdoc/>
    public void Write(string line) => _options.Log(line);

    /// <inheritdoc/>
    public void Dispose()
    {
        _streams.Dispose();
        _datagrams.Dispose();
        _serverSocket.Dispose();
        _secureSocket.Dispose();
        _listener.Dispose();
    }

    // From a start to the next: all that the board held in memory is gone with the device.
    private void RunOnce(SimPower power, CancellationToken stop)
    {
        Starts++;
        _wifi.Disconnect();
        var device = new Device(Ports(power), new DeviceOptions { Hardware = "a simulated board", ServerPort = _options.Serve.Port });
        device.Start(device.Clock.MonotonicMs);
        while (!power.RestartOrdered && !stop.IsCancellationRequested)
        {
            long now = device.Clock.MonotonicMs;
            _sensors.Models.ExposeAll(_weather, WeatherStartUnixMs + now);
            long wake = device.Step(now);
            if (device.IsAsleep)
            {
                PassAsleep(_clock.MonotonicMs + wake - now);
            }
            else if (!power.RestartOrdered)
            {
                _clock.Sleep(wake - now + _clock.MonotonicMs, device.Node.Uplink.AwaitsPeer, _input);
            }
        }

        if (!power.RestartOrdered)
        {
            device.Stop(device.Clock.MonotonicMs);
        }
    }

    // What is typed meanwhile reaches no one.
    private void PassAsleep(long wakeMs)
    {
        _clock.Sleep(wakeMs, false, _input);
        while (_options.Line.Read(_unheard, 0, _unheard.Length) > 0)
        {
        }
    }

    private DevicePorts Ports(SimPower power) => new()
    {
        Clock = _clock,
        Random = new SimRandom(_options.Seed),
        KeyRandom = new SystemRandom(),
        Crypto = new PcCrypto(),
        Store = _options.Store,
        Readings = _options.Readings,
        Sensors = _sensors,
        Console = _options.Line,
        Wifi = _wifi,
        Power = power,
        Streams = _streams,
        UplinkSocket = _datagrams,
        ServerSocket = _serverSocket,
        SecureServerSocket = _secureSocket,
        ServerListener = _listener,
        Log = this,
    };
}
