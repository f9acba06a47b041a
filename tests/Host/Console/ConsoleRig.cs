using System.Diagnostics;
using System.Text;
using Telenode.Application;
using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;
using Telenode.SimBoard.Broker;
using Telenode.SimBoard.Crypto;
using Telenode.SimBoard.Net;
using Telenode.Tests.SerialConsole;

namespace Telenode.Tests.Host.SerialConsole;

/// <summary>A whole device at a person's serial line: chip models on its bus, one Wi-Fi network in reach, a broker behind it. Real time.</summary>
internal sealed class ConsoleRig : IDisposable
{
    private const int Patience = 60_000;

    private readonly TcpBroker _broker = new();
    private readonly StreamFactory _streams = new();
    private readonly Clock _clock = new();
    private readonly Line _line = new();
    private readonly Device _device;

    public ConsoleRig()
    {
        var sensors = new SimPorts(_clock);
        sensors.Seat(new SensorLine("bme280@i2c1:0x76"));
        sensors.Seat(new SensorLine("bh1750@i2c1:0x23"));
        sensors.Models.ExposeAll(new Weather(1), _clock.UnixMs);
        _device = new Device(
            new DevicePorts
            {
                Clock = _clock,
                Random = new SystemRandom(),
                Crypto = new PcCrypto(),
                Store = new CuttingStore(),
                Sensors = sensors,
                Console = _line,
                Wifi = new Radio(_clock),
                Power = new Power(),
                Streams = _streams,
            },
            new DeviceOptions { Hardware = "ESP32" });
        _device.Start(_clock.MonotonicMs);
        Await("> ");
    }

    /// <summary>Where the broker listens.</summary>
    public int Port => _broker.Port;

    /// <summary>What the board has sent since the last line was typed.</summary>
    public string Shown => _line.Out.ToString();

    /// <summary>Types a line and gives what the terminal shows from there on, echo and all, up to the next prompt.</summary>
    public string Types(string line)
    {
        _line.Out.Clear();
        _line.In = System.Text.Encoding.UTF8.GetBytes(line + "\r");
        _line.At = 0;
        Await("\r\n> ", "\r\nPassword, nothing for an open network: ", "\r\n| ");
        return "> " + _line.Out.ToString().Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    /// <summary>Lets the device run.</summary>
    public void Runs(int milliseconds)
    {
        for (var watch = Stopwatch.StartNew(); watch.ElapsedMilliseconds < milliseconds;)
        {
            Turn();
        }
    }

    public void Dispose()
    {
        _device.Stop(_clock.MonotonicMs);
        _streams.Dispose();
        _broker.Dispose();
    }

    private void Await(params string[] ends)
    {
        var watch = Stopwatch.StartNew();
        while (!ends.Any(end => _line.Out.ToString().EndsWith(end, StringComparison.Ordinal)))
        {
            Assert.IsTrue(watch.ElapsedMilliseconds < Patience, "the console does not end its answer:\n" + _line.Out);
            Turn();
        }
    }

    private void Turn()
    {
        if (_device.Step(_clock.MonotonicMs) > _clock.MonotonicMs)
        {
            Thread.Sleep(1);
        }
    }

    private sealed class Line : ISerialLine
    {
        public byte[] In { get; set; } = [];

        public int At { get; set; }

        public StringBuilder Out { get; } = new();

        public int Read(byte[] buffer, int offset, int capacity)
        {
            int count = Math.Min(capacity, In.Length - At);
            In.AsSpan(At, count).CopyTo(buffer.AsSpan(offset));
            At += count;
            return count;
        }

        public int Write(byte[] buffer, int offset, int count)
        {
            Out.Append(System.Text.Encoding.ASCII.GetString(buffer, offset, count));
            return count;
        }
    }

    private sealed class Clock : IWallClock
    {
        private readonly Stopwatch _watch = Stopwatch.StartNew();
        private long _unixAtStart = 1795264205000;

        public long MonotonicMs => _watch.ElapsedMilliseconds;

        public long UnixMs => _unixAtStart + MonotonicMs;

        public void SetUnixMs(long unixMs) => _unixAtStart = unixMs - MonotonicMs;
    }

    private sealed class Power : IPower
    {
        public StartCause StartCause => StartCause.Reset;

        public long FreeHeap => 71234;

        public long RunningMs => -1;

        public void Reboot() => throw new InvalidOperationException("no restart is part of this test");

        public void DeepSleep(long ms) => Reboot();

        public void LightSleep(long ms) => Reboot();
    }

    /// <summary>A station that knows one network, and takes its time.</summary>
    private sealed class Radio(IClock clock) : IWifi
    {
        private string _ssid = "";
        private string _password = "";
        private long _joinedAt = long.MaxValue;
        private long _scannedAt;

        public WifiState State => _ssid.Length == 0 ? WifiState.Idle : clock.MonotonicMs < _joinedAt ? WifiState.Joining
            : _ssid == "attic" && _password == "correct horse" ? WifiState.Ready : WifiState.Failed;

        public string? Failure => State == WifiState.Failed ? "the password is wrong" : null;

        public string? Address => State == WifiState.Ready ? "192.168.1.50" : null;

        public int Rssi => State == WifiState.Ready ? -58 : 0;

        public bool Scanning => clock.MonotonicMs < _scannedAt;

        public int NetworkCount => 2;

        public string SsidAt(int index) => index == 0 ? "attic" : "neighbour";

        public int RssiAt(int index) => index == 0 ? -58 : -79;

        public void Scan() => _scannedAt = clock.MonotonicMs + 300;

        public void Join(string ssid, string password, StaticAddress address)
        {
            _ssid = ssid;
            _password = password;
            _joinedAt = clock.MonotonicMs + 200;
        }

        public void Disconnect() => _ssid = "";
    }
}
