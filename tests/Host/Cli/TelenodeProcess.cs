using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace Telenode.Tests.Host.Cli;

/// <summary>The command-line tool as a process of its own, as ./run starts it.</summary>
internal sealed class TelenodeProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Task<string> _errors;

    private TelenodeProcess(string[] arguments, Action<ProcessStartInfo>? change = null)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "telenode.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The simulated boards of tests keep their boot counts apart from a person's.
        start.Environment["XDG_DATA_HOME"] = Path.Combine(Path.GetTempPath(), "telenode-tests");
        change?.Invoke(start);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.BeginOutputReadLine();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public static TelenodeProcess Start(params string[] arguments) => new(arguments);

    /// <summary>Starts the tool in a folder, with a variable of its environment changed.</summary>
    public static TelenodeProcess StartIn(string folder, string variable, string value, params string[] arguments) => new(arguments, start =>
    {
        start.WorkingDirectory = folder;
        start.Environment[variable] = value;
    });

    /// <summary>Runs the tool to its end.</summary>
    public static Result Run(params string[] arguments)
    {
        using TelenodeProcess process = Start(arguments);
        return process.WaitForEnd();
    }

    /// <summary>Waits until the tool has written something.</summary>
    public void WaitForOutput(string text)
    {
        var watch = Stopwatch.StartNew();
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            Assert.IsTrue(watch.Elapsed.TotalSeconds < 60, $"'{text}' did not come");
            Thread.Sleep(20);
        }
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
        _process.WaitForExit(); // also the end of its output
        return new Result(_process.ExitCode, Output, _errors.Result);
    }

    /// <summary>What it has written so far.</summary>
    public string Text => Output;

    private string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    private void Take(string? line)
    {
        lock (_output)
        {
            _output.Append(line is null ? "" : line + "\n");
        }
    }

    /// <summary>Ends it as a power cut would.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
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
