using System.Diagnostics;
using System.Globalization;

namespace Telenode.Tests.Host.Broker;

/// <summary>mosquitto_pub and mosquitto_sub as processes of their own against a port of 127.0.0.1.</summary>
internal sealed class MosquittoClient : IDisposable
{
    private const int PatienceMs = 60_000;

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly ManualResetEventSlim _subscribed = new();

    private MosquittoClient(string program, int port, string[] arguments)
    {
        var start = new ProcessStartInfo("stdbuf", ["-oL", program]) // into a pipe it would write block by block
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in new[] { "-h", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture) }.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Lines received so far.</summary>
    public int ReceivedCount
    {
        get
        {
            lock (_lines)
            {
                return _lines.Count;
            }
        }
    }

    /// <summary>Runs mosquitto_pub to its end and holds that it succeeded.</summary>
    public static void Publish(int port, params string[] arguments) => PublishLines(port, null, arguments);

    /// <summary>Runs mosquitto_pub with lines on its standard input.</summary>
    public static void PublishLines(int port, IEnumerable<string>? lines, params string[] arguments)
    {
        using var client = new MosquittoClient("mosquitto_pub", port, arguments);
        foreach (string line in lines ?? [])
        {
            client._process.StandardInput.Write(line + "\n");
        }

        client._process.StandardInput.Close();
        string[] output = client.WaitForEnd(out int exitCode);
        Assert.AreEqual(0, exitCode, string.Join('\n', output));
    }

    /// <summary>Runs mosquitto_pub with a payload of any bytes.</summary>
    public static void PublishBytes(int port, string topic, byte[] payload, params string[] arguments)
    {
        using var client = new MosquittoClient("mosquitto_pub", port, ["-t", topic, payload.Length == 0 ? "-n" : "-s", .. arguments]);
        client._process.StandardInput.BaseStream.Write(payload);
        client._process.StandardInput.Close();
        string[] output = client.WaitForEnd(out int exitCode);
        Assert.AreEqual(0, exitCode, string.Join('\n', output));
    }

    /// <summary>Runs a client to its end.</summary>
    /// <returns>What it wrote, in lines.</returns>
    public static string[] Run(string program, int port, out int exitCode, params string[] arguments)
    {
        using var client = new MosquittoClient(program, port, arguments);
        return client.WaitForEnd(out exitCode);
    }

    /// <summary>Starts mosquitto_sub and returns when its subscription is acknowledged; -d lines are not part of its output.</summary>
    public static MosquittoClient Subscribe(int port, params string[] arguments)
    {
        var client = new MosquittoClient("mosquitto_sub", port, ["-d", .. arguments]);
        Assert.IsTrue(client._subscribed.Wait(PatienceMs), "no SUBACK");
        return client;
    }

    /// <summary>Waits for the client to end, as it does with -C or -W.</summary>
    /// <returns>What it received, in lines.</returns>
    public string[] WaitForEnd(out int exitCode)
    {
        Assert.IsTrue(_process.WaitForExit(PatienceMs), "the client did not end");
        _process.WaitForExit(); // also the end of its output
        exitCode = _process.ExitCode;
        lock (_lines)
        {
            return [.. _lines];
        }
    }

    /// <summary>What it received by its end, which is to be a good one.</summary>
    public string[] Messages()
    {
        string[] lines = WaitForEnd(out int exitCode);
        Assert.AreEqual(0, exitCode, string.Join('\n', lines));
        return lines;
    }

    /// <summary>Lines as they come; who takes them breaks off. A line that does not come in time fails the test.</summary>
    public IEnumerable<string> Lines()
    {
        var watch = Stopwatch.StartNew();
        for (int next = 0; true;)
        {
            string? line = null;
            lock (_lines)
            {
                line = next < _lines.Count ? _lines[next] : null;
            }

            if (line is not null)
            {
                next++;
                watch.Restart();
                yield return line;
                continue;
            }

            Assert.IsTrue(watch.ElapsedMilliseconds < PatienceMs, $"line {next + 1} did not come");
            Thread.Sleep(10);
        }
    }

    /// <summary>Waits for a line that is the last of interest.</summary>
    /// <returns>All lines so far.</returns>
    public string[] WaitForLine(Predicate<string> isLast)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            lock (_lines)
            {
                if (_lines.Exists(isLast))
                {
                    return [.. _lines];
                }
            }

            Assert.IsTrue(watch.ElapsedMilliseconds < PatienceMs, "the line did not come");
            Thread.Sleep(10);
        }
    }

    /// <summary>Ends the client without a DISCONNECT.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
        _subscribed.Dispose();
    }

    private void Take(string? line)
    {
        if (line == null)
        {
            return;
        }

        if (line.StartsWith("Subscribed (mid", StringComparison.Ordinal))
        {
            _subscribed.Set();
        }
        else if (!line.StartsWith("Client ", StringComparison.Ordinal))
        {
            lock (_lines)
            {
                _lines.Add(line);
            }
        }
    }
}
