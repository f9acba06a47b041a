using System.Diagnostics;
using System.Globalization;
using System.Net;
using BenchmarkDotNet.Attributes;
using Telenode.Coap;
using Telenode.Core;
using Telenode.SimBoard;
using Telenode.SimBoard.Net;
using Telenode.Uplinks;

namespace Telenode.Benchmarks;

/// <summary>Request and response over UDP on the loopback, ours beside libcoap's (Debian libcoap3-bin): 64 KB in blocks of 16 bytes are
/// 4,096 pairs that one client process asks for one after the other.</summary>
public class CoapPeerBenchmarks
{
    private const int Size = 65536;
    private const int Pairs = Size / 16;

    private readonly CancellationTokenSource _over = new();
    private Process _theirs = null!;
    private Thread _ours = null!;
    private int _theirPort;
    private int _ourPort;

    /// <summary>Starts both servers with the same representation.</summary>
    [GlobalSetup]
    public void Setup()
    {
        using (var probe = new UdpSocket(IPAddress.Loopback))
        {
            probe.Open(0);
            _theirPort = probe.LocalPort;
        }

        string port = _theirPort.ToString(CultureInfo.InvariantCulture);
        _theirs = Process.Start(new ProcessStartInfo("coap-server-notls", ["-A", "127.0.0.1", "-p", port, "-d", "5"]))!;
        Thread.Sleep(300);
        using CoapSession session = Open(_theirPort, 1024);
        CoapRequest put = session.NewRequest(CoapCode.Put);
        put.Body = new Zeros();
        int handle = session.Send(put);
        if (!session.RunUntil(() => !session.Endpoint.IsUnderWay(handle), 20_000))
        {
            throw new InvalidOperationException("coap-server-notls does not answer: is libcoap3-bin installed?");
        }

        var ready = new ManualResetEventSlim();
        _ours = new Thread(() => Serve(ready)) { IsBackground = true };
        _ours.Start();
        ready.Wait();
    }

    /// <summary>Stops both servers.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _over.Cancel();
        _ours.Join();
        _theirs.Kill();
        _theirs.Dispose();
    }

    /// <summary>coap-client and coap-server.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Pairs)]
    public void TheirClientTheirServer() => TheirClient(_theirPort);

    /// <summary>Ours and coap-server.</summary>
    [Benchmark(OperationsPerInvoke = Pairs)]
    public void OurClientTheirServer() => OurClient(_theirPort);

    /// <summary>coap-client and ours.</summary>
    [Benchmark(OperationsPerInvoke = Pairs)]
    public void TheirClientOurServer() => TheirClient(_ourPort);

    /// <summary>Both ours.</summary>
    [Benchmark(OperationsPerInvoke = Pairs)]
    public void OurClientOurServer() => OurClient(_ourPort);

    private static CoapSession Open(int port, int blockSize)
    {
        var session = new CoapSession(EndpointUrl.Parse($"coap://127.0.0.1:{port}/large", out _), blockSize);
        session.Open();
        return session;
    }

    private static void TheirClient(int port)
    {
        using Process client = Process.Start(new ProcessStartInfo("coap-client-notls", ["-m", "get", "-b", "16", "-o", "/dev/null", $"coap://127.0.0.1:{port}/large"]))!;
        client.WaitForExit();
        if (client.ExitCode != 0)
        {
            throw new InvalidOperationException("coap-client-notls failed");
        }
    }

    private static void OurClient(int port)
    {
        using CoapSession session = Open(port, 16);
        int received = 0;
        session.OnEvent = _ => received += session.Endpoint.Message.PayloadLength;
        CoapRequest get = session.NewRequest(CoapCode.Get);
        get.BlockSize = 16;
        session.Send(get);
        if (!session.RunUntil(() => received == Size, 60_000))
        {
            throw new InvalidOperationException($"{received} bytes came");
        }
    }

    private void Serve(ManualResetEventSlim ready)
    {
        using var socket = new UdpSocket(IPAddress.Loopback);
        socket.Open(0);
        _ourPort = socket.LocalPort;
        var options = new CoapOptions { Random = new SimRandom(1) };
        var endpoint = new CoapEndpoint(options);
        endpoint.AddResource("large", new Zeros(), "", ResourceFlags.None);
        var pump = new CoapDatagrams(endpoint, options.MaxMessageSize, new PlainChannel(socket), new Nobody());
        ready.Set();
        while (!_over.IsCancellationRequested)
        {
            pump.Step(Environment.TickCount64);
            socket.Wait(20);
        }
    }

    private sealed class Zeros : ICoapBody, ICoapResource
    {
        int ICoapBody.Size => Size;

        public void Read(int position, byte[] buffer, int offset, int count) => Array.Clear(buffer, offset, count);

        public void Handle(CoapIncoming request, CoapReply reply)
        {
            reply.Code = CoapCode.Content;
            reply.Body = this;
        }
    }

    private sealed class Nobody : ICoapOwner
    {
        public void OnCoapEvent(CoapEvent what, long nowMs)
        {
        }
    }
}
