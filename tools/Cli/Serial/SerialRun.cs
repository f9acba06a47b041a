using System.CommandLine;

namespace Telenode.Cli.Serial;

/// <summary>Runs a command that talks to a board and tells a person what went wrong.</summary>
internal static class SerialRun
{
    public static int Guard(ParseResult parsed, Func<int> run)
    {
        string name = parsed.CommandResult.Command.Name;
        try
        {
            return run();
        }
        catch (BadInputException e)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"telenode {name}: {e.Message}");
            return ExitCode.BadInput;
        }
        catch (BoardRefusal e)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"telenode {name}: the board refused: {e.Message}");
            return ExitCode.Failed;
        }
        catch (SerialException e)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"telenode {name}: {e.Message}");
            return ExitCode.Failed;
        }
    }
}
