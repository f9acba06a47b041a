using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Telenode.Tests.Host.Security;

/// <summary>A real peer as a child process on loopback: what it prints is kept, and it is stopped by its id.</summary>
internal sealed class DtlsPeerProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private string? _file;

    public DtlsPeerProcess(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException(command);
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>A UDP port that nobody had a moment ago.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Waits until someone has the port.</summary>
    public void WaitForPort(int port)
    {
        for (int i = 0; i < 200; i++)
        {
            if (File.ReadAllText("/proc/net/udp").Contains($":{port:X4} ") || File.ReadAllText("/proc/net/udp6").Contains($":{port:X4} "))
            {
                return;
            }

            Assert.IsFalse(_process.HasExited, Output);
            Thread.Sleep(25);
        }

        Assert.Fail($"nobody on port {port}: {Output}");
    }

    /// <summary>Names a file that goes when the process does.</summary>
    public void Owns(string file) => _file = file;

    public void Write(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>Waits until the output holds a text; false after 10 s.</summary>
    public bool Prints(string text)
    {
        for (int i = 0; i < 400 && !Output.Contains(text); i++)
        {
            Thread.Sleep(25);
        }

        return Output.Contains(text);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.WaitForExit();
        _process.Dispose();
        if (_file != null)
        {
            File.Delete(_file);
        }
    }

    private void Keep(object sender, DataReceivedEventArgs e)
    {
        lock (_output)
        {
            _output.AppendLine(e.Data);
        }
    }
}
