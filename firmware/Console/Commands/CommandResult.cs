namespace Telenode.SerialConsole;

/// <summary>How a turn of a command ended.</summary>
public enum CommandResult
{
    /// <summary>It is done: "ok" follows.</summary>
    Done = 0,

    /// <summary>It could not be done: <see cref="CommandContext.Error"/> follows.</summary>
    Failed,

    /// <summary>It goes on at the next turn of the loop.</summary>
    Running,

    /// <summary>It wants the next line of input, of which <see cref="ConsoleCommand.Line"/> is told.</summary>
    NeedsLine,
}
