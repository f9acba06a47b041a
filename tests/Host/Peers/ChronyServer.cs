using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Telenode.Tests.Host.Peers;

/// <summary>A real chronyd that serves this machine's time on a free port of 127.0.0.1 and leaves the machine's clock alone.</summary>
internal sealed class ChronyServer : IDisposable
{
    private const int PatienceMs = 20_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("telenode-chrony-").FullName;
    private readonly Process _process;

    /// <summary>Starts it.</summary>
    /// <param name="configuration">Lines behind the ones that keep it to itself.</param>
    public ChronyServer(string configuration)
    {
        using (var probe = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0)))
        {
            Port = ((IPEndPoint)probe.Client.LocalEndPoint!).Port;
        }

        string file = Path.Combine(_folder, "chrony.conf");
        File.WriteAllText(file, $"port {Port}\nbindaddress 127.0.0.1\nallow 127.0.0.1\ncmdport 0\nbindcmdaddress /\npidfile {_folder}/pid\n{configuration}\n");
        string program = File.Exists("/usr/sbin/chronyd") ? "/usr/sbin/chronyd" : "chronyd";
        _process = Process.Start(new ProcessStartInfo(program, ["-d", "-x", "-U", "-u", Environment.UserName, "-f", file])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        var watch = Stopwatch.StartNew();
        while (!Answers())
        {
            Assert.IsFalse(_process.HasExited, "chronyd ended at once: is its configuration right?");
            Assert.IsTrue(watch.ElapsedMilliseconds < PatienceMs, "chronyd does not answer");
        }
    }

    public int Port { get; }

    public string Name => $"127.0.0.1:{Port}";

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private bool Answers()
    {
        using var client = new UdpClient();
        client.Client.ReceiveTimeout = 100;
        byte[] question = new byte[48];
        question[0] = 0x23; // version 4, client (RFC 5905 figure 8)
        question[47] = 1;
        try
        {
            client.Send(question, new IPEndPoint(IPAddress.Loopback, Port));
            IPEndPoint? from = null;
            return client.Receive(ref from).Length >= 48;
        }
        catch (SocketException)
        {
            return false; // not yet
        }
    }
}
