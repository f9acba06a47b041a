using System.CommandLine;
using System.Text.Json.Nodes;
using Telenode.Cli.Watch;

namespace Telenode.Tests.Host.Watch;

/// <summary>A run of the watch command in this process.</summary>
internal sealed class WatchRun
{
    private const int PatienceMs = 60_000;

    private readonly Lines _output = new();
    private readonly Lines _errors = new();
    private readonly Task<int> _run;

    private WatchRun(string[] arguments)
    {
        ParseResult parsed = WatchCommand.Create().Parse(arguments);
        _run = Task.Factory.StartNew(
            () => parsed.Invoke(new InvocationConfiguration { Output = _output, Error = _errors }),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    /// <summary>What it wrote to the error output.</summary>
    public string Errors => _errors.ToString();

    /// <summary>Starts the command.</summary>
    public static WatchRun Start(params string[] arguments) => new(arguments);

    /// <summary>Starts the command and returns when it has subscribed.</summary>
    public static WatchRun Subscribe(params string[] arguments)
    {
        WatchRun run = Start(arguments);
        run.WaitForNotice("; waiting", 1);
        return run;
    }

    /// <summary>Waits until the error output holds a text so many times.</summary>
    public void WaitForNotice(string text, int times)
    {
        for (long endMs = Environment.TickCount64 + PatienceMs; Environment.TickCount64 < endMs; Thread.Sleep(10))
        {
            if (Errors.Split(text).Length > times)
            {
                return;
            }

            Assert.IsFalse(_run.IsCompleted, $"ended without \"{text}\": {Errors}");
        }

        Assert.Fail($"no \"{text}\" in: {Errors}");
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The lines of the output.</returns>
    public string[] Finish(int expectedExit = 0)
    {
        Assert.IsTrue(_run.Wait(PatienceMs), "the watch does not end");
        Assert.AreEqual(expectedExit, _run.Result, Errors);
        return _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Waits for the end of a run with --json.</summary>
    public JsonNode[] FinishJson(int expectedExit = 0) => [.. Finish(expectedExit).Select(line => JsonNode.Parse(line)!)];

    private sealed class Lines : StringWriter
    {
        public Lines() => NewLine = "\n";

        public override void WriteLine(string? value)
        {
            lock (this)
            {
                base.WriteLine(value);
            }
        }

        public override string ToString()
        {
            lock (this)
            {
                return base.ToString();
            }
        }
    }
}
