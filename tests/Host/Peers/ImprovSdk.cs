using System.Diagnostics;
using System.Text.Json;

namespace Telenode.Tests.Host.Peers;

/// <summary>The client that browser flashers use, npm improv-wifi-serial-sdk, in a process of Node.js on a terminal device.</summary>
internal sealed class ImprovSdk : IDisposable
{
    private const int Patience = 60_000;

    private readonly Process _process;

    public ImprovSdk(string terminal)
    {
        var start = new ProcessStartInfo("node", ["improv-client.mjs", terminal])
        {
            WorkingDirectory = Path.Combine(Repository.Root, "tests/Host/Peers/node"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
    }

    public int State { get; private set; }

    public string? Error { get; private set; }

    public string? NextUrl { get; private set; }

    public JsonElement Asks(params object[] step)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(step));
        _process.StandardInput.Flush();
        while (true)
        {
            Task<string?> read = _process.StandardOutput.ReadLineAsync();
            Assert.IsTrue(read.Wait(2 * Patience), "the client says nothing to " + step[0]);
            string line = read.Result ?? throw new InvalidOperationException("the client ended: " + _process.StandardError.ReadToEnd());
            JsonElement answer = JsonDocument.Parse(line).RootElement;
            NextUrl = answer.GetProperty("nextUrl").GetString();
            if (answer.GetProperty("step").GetString() != "state")
            {
                Error = answer.GetProperty("error").GetString();
                return answer.GetProperty("result");
            }

            State = answer.GetProperty("result").GetInt32();
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
