using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Telenode.SimBoard.Net;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Coap;

/// <summary>A program that speaks CoAP, as a process of its own on a free port of 127.0.0.1.</summary>
internal sealed class CoapPeer : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _output = [];

    private CoapPeer(string program, int port, IEnumerable<string> arguments, string? folder = null)
    {
        Port = port;
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.WorkingDirectory = folder ?? start.WorkingDirectory;
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Port { get; }

    public string Url => $"coap://127.0.0.1:{Port}";

    public string Output
    {
        get
        {
            lock (_output)
            {
                return string.Join('\n', _output);
            }
        }
    }

    /// <summary>libcoap's example server, or its resource directory.</summary>
    public static CoapPeer Libcoap(string program, params string[] arguments) => LibcoapAt(FreePort(), program, arguments);

    /// <summary>The same on a port that is known.</summary>
    public static CoapPeer LibcoapAt(int port, string program, params string[] arguments)
    {
        string number = port.ToString(CultureInfo.InvariantCulture);
        var peer = new CoapPeer(program, port, ["-A", "127.0.0.1", "-p", number, .. arguments]);
        peer.AwaitAnswer();
        return peer;
    }

    /// <summary>node-coap with a script of ours.</summary>
    public static CoapPeer Node(string script)
    {
        int port = FreePort();
        string folder = Path.Combine(Repository.Root, "tests/Host/Peers/node");
        var peer = new CoapPeer("node", port, ["-e", script.Replace("PORT", port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)], folder);
        peer.AwaitAnswer();
        return peer;
    }

    /// <summary>Runs a client to its end.</summary>
    /// <returns>What it wrote to standard output, and the exit code.</returns>
    public static (int ExitCode, string Output) Client(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        Assert.IsTrue(process.WaitForExit(60_000), program + " did not end");
        return (process.ExitCode, output + errors.Result);
    }

    /// <summary>A UDP port of 127.0.0.1 that is free for TCP too.</summary>
    public static int FreePort()
    {
        while (true)
        {
            using var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
            int port = ((IPEndPoint)udp.Client.LocalEndPoint!).Port;
            try
            {
                using var tcp = new TcpListener(IPAddress.Loopback, port);
                tcp.Start();
                return port;
            }
            catch (SocketException)
            {
                // taken for TCP: another one
            }
        }
    }

    /// <summary>A session of our own with the peer.</summary>
    public CoapSession Session(string path, string scheme = "coap", int blockSize = 1024)
    {
        var session = new CoapSession(EndpointUrl.Parse($"{scheme}://127.0.0.1:{Port}/{path}", out _), blockSize);
        session.Open();
        return session;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    // A CoAP ping is answered by every server as soon as it listens (RFC 7252 §4.3).
    private void AwaitAnswer()
    {
        using var socket = new UdpClient();
        socket.Client.ReceiveTimeout = 50;
        byte[] ping = [0x40, 0, 0x12, 0x34];
        var watch = Stopwatch.StartNew();
        while (watch.ElapsedMilliseconds < 20_000)
        {
            Assert.IsFalse(_process.HasExited, "the peer ended at once: " + Output);
            try
            {
                socket.Send(ping, ping.Length, new IPEndPoint(IPAddress.Loopback, Port));
                IPEndPoint? from = null;
                socket.Receive(ref from);
                return;
            }
            catch (SocketException)
            {
                // not yet
            }
        }

        Assert.Fail("the peer does not answer: " + Output);
    }

    private void Note(string? line)
    {
        if (line != null)
        {
            lock (_output)
            {
                _output.Add(line);
            }
        }
    }
}
