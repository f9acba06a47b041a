using System.Text.RegularExpressions;
using Telenode.Tests.Host.Cli;

namespace Telenode.Tests.Host.Serial;

/// <summary>A process of the simulated board with its console on a pseudo-terminal.</summary>
internal sealed partial class SerialBoard : IDisposable
{
    private readonly TelenodeProcess _process;

    public SerialBoard(params string[] arguments)
    {
        _process = TelenodeProcess.Start(["sim", "--serial", .. arguments]);
        _process.WaitForOutput("chips:");
        Port = Line().Match(_process.Text).Groups[1].Value;
        BrokerUrl = Line().Match(_process.Text).Groups[2].Value;
    }

    /// <summary>The console's terminal.</summary>
    public string Port { get; }

    /// <summary>The embedded broker.</summary>
    public string BrokerUrl { get; }

    /// <summary>Runs a command of the tool on the board's port.</summary>
    public TelenodeProcess.Result Run(string command, params string[] arguments) => TelenodeProcess.Run([command, "--port", Port, .. arguments]);

    /// <summary>A power cut.</summary>
    public void Kill() => _process.Kill();

    public void Dispose() => _process.Dispose();

    [GeneratedRegex(@"console is (\S+); a broker for it is (\S+);")]
    private static partial Regex Line();
}
