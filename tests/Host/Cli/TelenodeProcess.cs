using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Telenode.Tests.Host.Cli;

/// <summary>The command-line tool as a process of its own, as ./run starts it.</summary>
internal sealed class TelenodeProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private TelenodeProcess(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "telenode.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The simulated boards of tests keep their boot counts apart from a person's.
        start.Environment["XDG_DATA_HOME"] = Path.Combine(Path.GetTempPath(), "telenode-tests");
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public static TelenodeProcess Start(params string[] arguments) => new(arguments);

    /// <summary>Runs the tool to its end.</summary>
    public static Result Run(params string[] arguments)
    {
        using TelenodeProcess process = Start(arguments);
        return process.WaitForEnd();
    }

    /// <summary>Ctrl-C.</summary>
    public void Interrupt()
    {
        using var kill = Process.Start("kill", ["-INT", _process.Id.ToString()]);
        kill.WaitForExit();
    }

    public Result WaitForEnd(int seconds = 120)
    {
        Assert.IsTrue(_process.WaitForExit(TimeSpan.FromSeconds(seconds)), "telenode did not end");
        return new Result(_process.ExitCode, _output.Result, _errors.Result);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    /// <summary>How a run ended.</summary>
    internal sealed record Result(int ExitCode, string Output, string Errors)
    {
        public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        /// <summary>The last line of --json.</summary>
        public JsonNode Summary
        {
            get
            {
                Assert.IsNotEmpty(Lines, Errors);
                return JsonNode.Parse(Lines[^1])!;
            }
        }
    }
}
