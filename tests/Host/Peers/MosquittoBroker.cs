using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Telenode.Tests.Host.Peers;

/// <summary>A real Mosquitto on a free port of 127.0.0.1, with its files in a folder of its own.</summary>
internal sealed class MosquittoBroker : IDisposable
{
    private const int PatienceMs = 20_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("telenode-mosquitto-").FullName;
    private Process? _process;

    /// <summary>Starts it.</summary>
    /// <param name="configuration">Lines behind the listener's; {folder} stands for the broker's own folder.</param>
    /// <param name="files">Name and content of files that the configuration refers to.</param>
    public MosquittoBroker(string configuration = "allow_anonymous true", params (string Name, string Content)[] files)
    {
        Port = FreePort();
        foreach ((string name, string content) in files)
        {
            File.WriteAllText(Path.Combine(_folder, name), content);
        }

        string own = configuration.Replace("{folder}", _folder, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder, "mosquitto.conf"), $"listener {Port} 127.0.0.1\nuser root\n{own}\n");
        Start();
    }

    public int Port { get; }

    public string Url => $"mqtt://127.0.0.1:{Port}";

    /// <summary>The broker's folder: configuration, persistence, log.</summary>
    public string Folder => _folder;

    /// <summary>A port of 127.0.0.1 that nothing listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A user's line in a file for <c>password_file</c>.</summary>
    public static string PasswordLine(string user, string password)
    {
        byte[] salt = new byte[12];
        byte[] key = Rfc2898DeriveBytes.Pbkdf2(password, salt, 101, HashAlgorithmName.SHA512, 64);
        return $"{user}:$7$101${Convert.ToBase64String(salt)}${Convert.ToBase64String(key)}\n";
    }

    /// <summary>Starts it again after <see cref="Kill"/>, on the same port and with the same files.</summary>
    public void Start()
    {
        string program = File.Exists("/usr/sbin/mosquitto") ? "/usr/sbin/mosquitto" : "mosquitto";
        _process = Process.Start(new ProcessStartInfo(program, ["-c", Path.Combine(_folder, "mosquitto.conf")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        var watch = Stopwatch.StartNew();
        while (!Answers())
        {
            Assert.IsFalse(_process.HasExited, "mosquitto ended at once: is its configuration right?");
            Assert.IsTrue(watch.ElapsedMilliseconds < PatienceMs, "mosquitto does not answer");
            Thread.Sleep(10);
        }
    }

    /// <summary>Ends it as a power cut would.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>Ends it in order: it writes its persistence first.</summary>
    public void Terminate()
    {
        using (Process kill = Process.Start("kill", ["-TERM", _process!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }

        Assert.IsTrue(_process.WaitForExit(PatienceMs), "mosquitto does not end");
        _process.Dispose();
    }

    public void Dispose()
    {
        if (!_process!.HasExited)
        {
            Kill();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private bool Answers()
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
