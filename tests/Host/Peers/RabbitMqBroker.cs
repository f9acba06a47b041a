using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Telenode.Tests.Host.Peers;

/// <summary>A real RabbitMQ with its MQTT plugin on free ports of 127.0.0.1, with its files in a folder of its own.</summary>
internal sealed class RabbitMqBroker : IDisposable
{
    // Debian's own script asks for root and changes the user; this is what it calls.
    private const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private const int PatienceMs = 180_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("telenode-rabbitmq-").FullName;
    private readonly string _namesPort = Text(MosquittoBroker.FreePort());
    private readonly Process _process;
    private readonly List<string> _log = [];

    public RabbitMqBroker()
    {
        Assert.IsTrue(File.Exists(Program), "RabbitMQ is missing: sudo apt-get install rabbitmq-server");
        Port = MosquittoBroker.FreePort();
        File.WriteAllText(Path.Combine(_folder, "enabled_plugins"), "[rabbitmq_mqtt].\n");
        File.WriteAllText(Path.Combine(_folder, "rabbitmq.conf"), $"listeners.tcp = none\nmqtt.listeners.tcp.default = 127.0.0.1:{Port}\nmqtt.allow_anonymous = true\nlog.console = true\n");
        var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HOME"] = _folder;
        start.Environment["ERL_EPMD_PORT"] = _namesPort;
        start.Environment["ERL_EPMD_ADDRESS"] = "127.0.0.1";
        start.Environment["RABBITMQ_NODENAME"] = $"telenode{Port}@localhost";
        start.Environment["RABBITMQ_DIST_PORT"] = Text(MosquittoBroker.FreePort());
        start.Environment["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}";
        start.Environment["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder, "mnesia");
        start.Environment["RABBITMQ_LOG_BASE"] = Path.Combine(_folder, "log");
        start.Environment["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "enabled_plugins");
        start.Environment["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder, "rabbitmq.conf");
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var watch = Stopwatch.StartNew();
        while (!Answers())
        {
            Assert.IsTrue(!_process.HasExited && watch.ElapsedMilliseconds < PatienceMs, "RabbitMQ does not come up:\n" + Log());
            Thread.Sleep(50);
        }
    }

    public int Port { get; }

    public string Url => $"mqtt://127.0.0.1:{Port}";

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();

        // The name server that Erlang has started for itself on a port of this broker's own.
        var end = new ProcessStartInfo("epmd", ["-kill"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        end.Environment["ERL_EPMD_PORT"] = _namesPort;
        using (Process epmd = Process.Start(end)!)
        {
            epmd.WaitForExit();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private void Note(string? line)
    {
        lock (_log)
        {
            _log.Add(line ?? "");
        }
    }

    private string Log()
    {
        lock (_log)
        {
            return string.Join('\n', _log.TakeLast(30));
        }
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
