using System.CommandLine;
using Telenode.Cli.Serial;

namespace Telenode.Cli.Flash;

/// <summary><c>telenode flash</c>: nanoFramework's runtime and Telenode onto a board, by nanoff.</summary>
internal static class FlashCommand
{
    private const string BuildImage = "dotnet build nf.sln -c Release -p:NanoPackages=true";

    public static Command Create()
    {
        var board = new Option<string?>("--board") { HelpName = "NAME", Description = "esp32, esp32-s3, esp32-c3 or esp32-c6; without it nanoff asks the chip" };
        var image = new Option<FileInfo?>("--image") { HelpName = "FILE", Description = "The firmware image [default: what the packages build makes]" };
        var only = new Option<bool>("--deploy-only") { Description = "Leave nanoFramework's runtime on the board as it is" };
        var erase = new Option<bool>("--erase") { Description = "Erase the whole flash first: settings and waiting readings go" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Print the commands, run none" };
        var command = new Command("flash", "Put nanoFramework and Telenode onto a board, by nanoff") { board, image, only, erase, dryRun };
        PortOption port = PortOption.For(command);
        command.SetAction(parsed => SerialRun.Guard(parsed, () =>
        {
            BoardDefinitions definitions = BoardDefinitions.Read(Directory.GetCurrentDirectory());
            var request = new Request
            {
                Definitions = definitions,
                Port = port.Name(parsed),
                Board = parsed.GetValue(board) is string name ? definitions.Named(name) : null,
                Image = parsed.GetValue(image)?.FullName ?? Path.Combine(definitions.Folder, definitions.Image),
                DeployOnly = parsed.GetValue(only),
                Erase = parsed.GetValue(erase),
            };
            TextWriter output = parsed.InvocationConfiguration.Output;
            return parsed.GetValue(dryRun) ? Show(request, output) : Run(request, output);
        }));
        return command;
    }

    private static int Show(Request request, TextWriter output)
    {
        if (!File.Exists(request.Image))
        {
            output.WriteLine(BuildImage);
        }

        output.WriteLine(Nanoff.Shown(Arguments(request, request.Board?.Target)));
        return ExitCode.Ok;
    }

    private static int Run(Request request, TextWriter output)
    {
        if (!File.Exists(request.Image))
        {
            throw new BadInputException($"there is no firmware image {request.Image}: build it with: {BuildImage}");
        }

        BoardDefinition? board = request.Board;
        if (board is null)
        {
            output.WriteLine($"Asking the chip on {request.Port} ...");
            string? chip = Nanoff.FindChip(request.Port, output);
            board = chip is null ? null : request.Definitions.OfChip(chip);
            if (board is null)
            {
                string why = chip is null ? "nanoff could not say which chip it is (hold the board's BOOT button while it tries)" : $"{chip} is none that Telenode knows";
                throw new BadInputException($"{why}; name the board with --board {string.Join("|", request.Definitions.Boards.Select(known => known.Name))}");
            }
        }

        IReadOnlyList<string> arguments = Arguments(request, board.Target);
        output.WriteLine($"Flashing {board.Title}: {Nanoff.Shown(arguments)}");
        int exit = Nanoff.Run(arguments, line => output.WriteLine("  " + line));
        output.WriteLine(exit == 0
            ? $"Done. Set it up now: ./run provision --port {request.Port}"
            : $"nanoff failed with exit code {exit}: its last lines above say why. Nothing else was changed; it can be run again.");
        return exit == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    // nanoff updates the runtime and writes the image in one go, and knows each target's deployment address.
    private static List<string> Arguments(Request request, string? target)
    {
        List<string> arguments = target is null ? ["--platform", "esp32"] : ["--target", target];
        arguments.AddRange(["--serialport", request.Port]);
        if (!request.DeployOnly)
        {
            arguments.Add("--update");
        }

        if (request.Erase)
        {
            arguments.Add("--masserase");
        }

        arguments.AddRange(["--deploy", "--image", request.Image]);
        return arguments;
    }

    private sealed record Request
    {
        public required BoardDefinitions Definitions { get; init; }

        public required string Port { get; init; }

        public required BoardDefinition? Board { get; init; }

        public required string Image { get; init; }

        public bool DeployOnly { get; init; }

        public bool Erase { get; init; }
    }
}
