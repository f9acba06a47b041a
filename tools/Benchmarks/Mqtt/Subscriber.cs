using System.Diagnostics;
using System.Globalization;

namespace Telenode.Benchmarks.Mqtt;

/// <summary>mosquitto_sub, which gets what all contenders publish, and whose output tells whether each message came and how often.</summary>
internal sealed class Subscriber : IDisposable
{
    private const int PatienceMs = 300_000;

    private readonly Process _process;
    private readonly int[] _times;
    private readonly ManualResetEventSlim _subscribed = new();
    private readonly ManualResetEventSlim _complete = new();
    private int _distinct;

    public Subscriber(int port, string topic, int qos, int count)
    {
        _times = new int[count];
        string[] arguments = ["-oL", "mosquitto_sub", "-h", "127.0.0.1", "-p", Text(port), "-t", topic, "-q", Text(qos), "-d"];
        _process = Process.Start(new ProcessStartInfo("stdbuf", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        if (!_subscribed.Wait(PatienceMs))
        {
            throw new InvalidOperationException("mosquitto_sub does not subscribe: are mosquitto-clients installed?");
        }
    }

    /// <summary>Waits until every number has come, or nothing comes any more.</summary>
    /// <returns>Numbers missing, and arrivals beyond the first of a number.</returns>
    public (int Missing, int Twice) Await()
    {
        for (int before = -1; !_complete.Wait(3000) && before != Volatile.Read(ref _distinct);)
        {
            before = Volatile.Read(ref _distinct);
        }

        return (_times.Count(times => times == 0), _times.Sum(times => Math.Max(0, times - 1)));
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void Take(string? line)
    {
        if (line is null || line.StartsWith("Client ", StringComparison.Ordinal))
        {
            return;
        }

        if (line.StartsWith("Subscribed", StringComparison.Ordinal))
        {
            _subscribed.Set();
        }
        else if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && ++_times[number] == 1 && Interlocked.Increment(ref _distinct) == _times.Length)
        {
            _complete.Set();
        }
    }
}
