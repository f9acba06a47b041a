using System.CommandLine;
using System.CommandLine.Parsing;
using Telenode.Cli;
using Telenode.Cli.Sim;

var root = new RootCommand("""
    Telenode: sensor telemetry for ESP32 boards on .NET nanoFramework, and its simulated board.
    Without a command, 'sim' runs: ./run is the same as ./run sim.
    """);
root.Subcommands.Add(SimCommand.Create());

ParseResult parsed = root.Parse(DefaultCommand.Apply(args));
foreach (ParseError error in parsed.Errors)
{
    Console.Error.WriteLine($"telenode: {error.Message}");
}

if (parsed.Errors.Count > 0)
{
    Console.Error.WriteLine($"See: ./run {parsed.CommandResult.Command.Name} --help");
    return ExitCode.BadInput;
}

return parsed.Invoke();
