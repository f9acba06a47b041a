using System.Globalization;
using System.Net;
using Telenode.Core;
using Telenode.SimBoard.Net;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Coap;

/// <summary>The device's own server on 127.0.0.1 with one sensor, sampled every second, on a thread of its own; its time can run faster.</summary>
internal sealed class ServingNode : IClock, ISensor, IDisposable
{
    private readonly UdpSocket _socket = new(IPAddress.Loopback);
    private readonly SocketListener _listener = new(IPAddress.Loopback);
    private readonly System.Diagnostics.Stopwatch _watch = System.Diagnostics.Stopwatch.StartNew();
    private readonly Sampler _sampler;
    private readonly Thread _thread;
    private readonly Lock _gate = new();
    private readonly int _speed;
    private readonly ManualResetEventSlim _listens = new();
    private volatile bool _over;
    private long _value = 200;

    public ServingNode(Action<CoapServerOptions>? change = null, int speed = 1, long intervalMs = 1000)
    {
        _speed = speed;
        Port = CoapPeer.FreePort();
        var outbox = new Outbox(64, 1);
        var channels = new Channels([this]);
        var parts = new UplinkParts(null!, outbox, channels, this, new SeededRandom(1));
        var options = new CoapServerOptions { Network = new PlainChannel(_socket), Listener = _listener, Port = Port };
        change?.Invoke(options);
        _sampler = new Sampler([new SensorSlot(this, intervalMs, 0)], channels, outbox, this);
        _sampler.Start(MonotonicMs);
        Server = new CoapDeviceServer(options, new UplinkOptions { DeviceId = "node1" }, parts);
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
        _listens.Wait();
    }

    public CoapDeviceServer Server { get; }

    public int Port { get; }

    public string Url => "coap://127.0.0.1:" + Port.ToString(CultureInfo.InvariantCulture);

    public long MonotonicMs => _watch.ElapsedMilliseconds * _speed;

    public long UnixMs => 1_800_000_000_000 + MonotonicMs;

    string ISensor.Kind => "test";

    int ISensor.QuantityCount => 1;

    long ISensor.ReadyAtMs => 0;

    public T Ask<T>(Func<CoapDeviceServer, T> question)
    {
        lock (_gate)
        {
            return question(Server);
        }
    }

    public bool WaitFor(Func<CoapDeviceServer, bool> condition, int timeoutMs = 30_000)
    {
        long end = Environment.TickCount64 + timeoutMs;
        while (Environment.TickCount64 < end && !Ask(condition))
        {
            Thread.Sleep(20);
        }

        return Ask(condition);
    }

    Quantity ISensor.QuantityAt(int index) => new("temperature", "Cel", -1);

    Status ISensor.Begin(long nowMs) => Status.Pending;

    Status ISensor.Fetch(long nowMs, long[] mantissas, int offset)
    {
        mantissas[offset] = ++_value;
        return Status.Ok;
    }

    public void Dispose()
    {
        _over = true;
        _thread.Join();
        Server.Close(MonotonicMs);
        _socket.Dispose();
        _listener.Dispose();
        _listens.Dispose();
    }

    private void Run()
    {
        while (!_over)
        {
            lock (_gate)
            {
                _sampler.Step(MonotonicMs);
                Server.Step(MonotonicMs);
            }

            _listens.Set();
            _socket.Wait(2);
        }
    }
}
