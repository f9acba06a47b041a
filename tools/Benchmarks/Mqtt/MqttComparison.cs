using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Telenode.Mqtt;

namespace Telenode.Benchmarks.Mqtt;

/// <summary>Telenode.Mqtt beside mosquitto_pub and libmosquitto on one Mosquitto in one run: throughput at each QoS with every message counted,
/// and bytes on the wire.</summary>
/// <remarks><c>dotnet run -c Release --project tools/Benchmarks -- mqtt [MESSAGES]</c>. Not a benchmark of BenchmarkDotNet's: what is timed
/// is a hundred thousand messages to a broker and on to a subscriber, processes included.</remarks>
internal sealed class MqttComparison : IDisposable
{
    private const string Topic = "greenhouse/north/bed-4/telemetry";
    private const int Size = 32;

    private readonly string _folder = Directory.CreateTempSubdirectory("telenode-benchmark-").FullName;
    private readonly int _port;
    private readonly Process _broker;
    private readonly int _count;

    private MqttComparison(int count)
    {
        _count = count;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            _port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        // No limit on what waits for the subscriber: at QoS 0 it would drop what a slow one has not taken.
        string configuration = $"listener {_port} 127.0.0.1\nuser root\nallow_anonymous true\nset_tcp_nodelay true\nmax_queued_messages 0\nmax_inflight_messages 0\nlog_type none\n";
        File.WriteAllText(Path.Combine(_folder, "mosquitto.conf"), configuration);
        string program = File.Exists("/usr/sbin/mosquitto") ? "/usr/sbin/mosquitto" : "mosquitto";
        _broker = Process.Start(program, ["-c", Path.Combine(_folder, "mosquitto.conf")]);
        Thread.Sleep(500);
    }

    /// <summary>Runs all of it and writes tables to the console.</summary>
    public static void Run(int count)
    {
        using var comparison = new MqttComparison(count);
        comparison.CompareThroughput();
        comparison.CountBytes();
    }

    public void Dispose()
    {
        _broker.Kill();
        _broker.WaitForExit();
        _broker.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void CompareThroughput()
    {
        string? library = CompileLibraryClient();
        using (var warmUp = new OurPublisher(_port, "warm-up", MqttVersion.V5, 8))
        {
            warmUp.Publish(0, 5000, Size);
            warmUp.Publish(2, 5000, Size);
        }

        Console.WriteLine($"{_count} messages of {Size} bytes on {Topic}; seconds until the publisher is done, and messages that arrived a second");
        Console.WriteLine();
        Console.WriteLine("| publisher | QoS 0 | QoS 1 | QoS 2 |");
        Console.WriteLine("| --- | --- | --- | --- |");
        Row("Telenode.Mqtt, 3.1.1", qos => Ours(MqttVersion.V311, qos));
        Row("Telenode.Mqtt, 5", qos => Ours(MqttVersion.V5, qos));
        Row("mosquitto_pub -l", MosquittoPub);
        if (library is null)
        {
            Console.WriteLine("| libmosquitto | gcc or libmosquitto-dev is missing | | |");
        }
        else
        {
            Row("libmosquitto", qos => RunProgram(library, [Text(_port), Topic, Text(qos), Text(_count), Text(Size)], null));
        }
    }

    // Each with a subscriber of its own; nothing of a run is left when the next begins.
    private void Row(string name, Action<int> publish)
    {
        var cells = new List<string>();
        for (int qos = 0; qos <= 2; qos++)
        {
            using var subscriber = new Subscriber(_port, Topic, qos, _count);
            var watch = Stopwatch.StartNew();
            publish(qos);
            double seconds = watch.Elapsed.TotalSeconds;
            (int missing, int twice) = subscriber.Await();
            string account = missing + twice == 0 ? "" : $" ({missing} missing, {twice} twice)";
            if (missing + twice > 0 && name.StartsWith("Telenode", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"{name} at QoS {qos}:{account}");
            }

            cells.Add(string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s, {(_count - missing) / seconds:N0}/s{account}"));
        }

        Console.WriteLine($"| {name} | {string.Join(" | ", cells)} |");
    }

    private void Ours(int version, int qos)
    {
        using var publisher = new OurPublisher(_port, Topic, version, 8);
        if (publisher.Publish(qos, _count, Size) != _count)
        {
            throw new InvalidOperationException("not every publish was acknowledged once");
        }
    }

    private void MosquittoPub(int qos) => RunProgram(
        "mosquitto_pub",
        ["-h", "127.0.0.1", "-p", Text(_port), "-t", Topic, "-q", Text(qos), "-l"],
        writer =>
        {
            for (int i = 0; i < _count; i++)
            {
                writer.Write(i.ToString("D32", CultureInfo.InvariantCulture) + "\n");
            }
        });

    // What the session hands to TCP for each message, its part of the acknowledgements included; connecting left out.
    private void CountBytes()
    {
        const int Messages = 1000;
        Console.WriteLine();
        Console.WriteLine($"bytes sent a message: topic of {Topic.Length} bytes, payload of {Size}");
        Console.WriteLine();
        Console.WriteLine("| version | QoS 0 | QoS 1 | QoS 2 |");
        Console.WriteLine("| --- | --- | --- | --- |");
        foreach ((string name, int version, int aliases) in new[] { ("3.1.1", MqttVersion.V311, 0), ("5", MqttVersion.V5, 0), ("5 with topic alias", MqttVersion.V5, 8) })
        {
            var cells = new List<string>();
            for (int qos = 0; qos <= 2; qos++)
            {
                using var publisher = new OurPublisher(_port, Topic, version, aliases);
                publisher.Publish(qos, 1, Size); // the one that sets the alias
                long before = publisher.BytesSent;
                publisher.Publish(qos, Messages, Size);
                cells.Add(((publisher.BytesSent - before) / (double)Messages).ToString("0.##", CultureInfo.InvariantCulture));
            }

            Console.WriteLine($"| {name} | {string.Join(" | ", cells)} |");
        }
    }

    private string? CompileLibraryClient()
    {
        string source = Path.Combine(AppContext.BaseDirectory, "libmosquitto_publish.c");
        string program = Path.Combine(_folder, "libmosquitto_publish");
        try
        {
            RunProgram("gcc", ["-O2", "-o", program, source, "-lmosquitto"], null);
            return program;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static void RunProgram(string program, string[] arguments, Action<StreamWriter>? input)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = input is not null })!;
        if (input is not null)
        {
            input(process.StandardInput);
            process.StandardInput.Close();
        }

        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
