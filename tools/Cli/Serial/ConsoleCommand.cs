using System.CommandLine;

namespace Telenode.Cli.Serial;

/// <summary><c>telenode console</c>: a board's console, for a person or for a script.</summary>
internal static class ConsoleCommand
{
    // uplink test goes on for as long as its slowest stage.
    private const int PatienceMs = 90_000;

    public static Command Create()
    {
        var lines = new Argument<string[]>("COMMAND")
        {
            Description = "Commands for the board, each one argument, such as \"status\" \"wifi scan\"; without any the keyboard, or the lines of standard input",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("console", "Talk to a board's console; Ctrl-] leaves it") { lines };
        PortOption port = PortOption.For(command);
        command.SetAction(parsed => SerialRun.Guard(parsed, () =>
        {
            string[] given = parsed.GetValue(lines) ?? [];
            TextWriter output = parsed.InvocationConfiguration.Output;
            string name = port.Name(parsed);
            if (given.Length > 0 || Console.IsInputRedirected)
            {
                using BoardConsole board = BoardConsole.Open(port.Open(parsed), name);
                return RunAll(board, given.Length > 0 ? given : StandardInput(), output);
            }

            using SerialPort line = port.Open(parsed);
            parsed.InvocationConfiguration.Error.WriteLine($"telenode console: {name}; Ctrl-] leaves it");
            using Stream screen = Console.OpenStandardOutput();
            ConsoleSitting.Run(line, screen);
            return ExitCode.Ok;
        }));
        return command;
    }

    // As a shell script with set -e would: the first refusal ends it.
    private static int RunAll(BoardConsole board, IEnumerable<string> commands, TextWriter output)
    {
        foreach (string command in commands)
        {
            try
            {
                board.Ask(command, PatienceMs, output.WriteLine);
            }
            catch (BoardRefusal e)
            {
                output.WriteLine("error: " + e.Message);
                return ExitCode.Failed;
            }
        }

        return ExitCode.Ok;
    }

    private static IEnumerable<string> StandardInput()
    {
        for (string? line = Console.In.ReadLine(); line is not null; line = Console.In.ReadLine())
        {
            if (line.Trim().Length > 0)
            {
                yield return line;
            }
        }
    }
}
