using System.CommandLine;
using Telenode.Cli;
using Telenode.Cli.Coap;
using Telenode.Cli.Flash;
using Telenode.Cli.Fuzz;
using Telenode.Cli.Serial;
using Telenode.Cli.Sim;
using Telenode.Cli.Simulate;
using Telenode.Cli.Watch;

var root = new RootCommand("""
    Telenode: sensor telemetry for ESP32 boards on .NET nanoFramework, and its simulated board.
    Without a command, 'sim' runs: ./run is the same as ./run sim.
    """);
root.Subcommands.Add(SimCommand.Create());
root.Subcommands.Add(WatchCommand.Create());
root.Subcommands.Add(SimulateCommand.Create());
foreach (Command command in CoapCommands.Create())
{
    root.Subcommands.Add(command);
}

root.Subcommands.Add(PortsCommand.Create());
root.Subcommands.Add(MonitorCommand.Create());
root.Subcommands.Add(ConsoleCommand.Create());
root.Subcommands.Add(ProvisionCommand.Create());
root.Subcommands.Add(BackupCommands.CreateBackup());
root.Subcommands.Add(BackupCommands.CreateRestore());
root.Subcommands.Add(FlashCommand.Create());
root.Subcommands.Add(FuzzCommand.Create());
root.SetAction(_ => ExitCode.Ok); // never run: without a command it is sim's turn

ParseResult parsed = root.Parse(DefaultCommand.Apply(args));
if (parsed.Errors.Count > 0)
{
    Console.Error.WriteLine($"telenode: {parsed.Errors[0].Message}");
    Console.Error.WriteLine(parsed.CommandResult.Command == root ? "See: ./run --help" : $"See: ./run {parsed.CommandResult.Command.Name} --help");
    return ExitCode.BadInput;
}

return parsed.Invoke();
