using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Telenode.Tests.Host.Broker;

/// <summary>A Mosquitto broker of one's own on a free port of 127.0.0.1, open to everyone.</summary>
internal sealed class MosquittoServer : IDisposable
{
    private const int PatienceMs = 20_000;

    private readonly Process _process;
    private readonly string _configuration;

    public MosquittoServer()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        _configuration = Path.GetTempFileName();
        File.WriteAllText(_configuration, $"listener {Port} 127.0.0.1\nallow_anonymous true\n");
        string program = File.Exists("/usr/sbin/mosquitto") ? "/usr/sbin/mosquitto" : "mosquitto";
        _process = Process.Start(new ProcessStartInfo(program, ["-c", _configuration]) { RedirectStandardError = true })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        WaitUntilItAnswers();
    }

    public int Port { get; }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        File.Delete(_configuration);
    }

    private void WaitUntilItAnswers()
    {
        for (long endMs = Environment.TickCount64 + PatienceMs; Environment.TickCount64 < endMs; Thread.Sleep(20))
        {
            Assert.IsFalse(_process.HasExited, "mosquitto ended");
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Connect(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException)
            {
                // Not yet.
            }
        }

        Assert.Fail("mosquitto does not answer");
    }
}
