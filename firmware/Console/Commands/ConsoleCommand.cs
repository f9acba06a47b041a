namespace Telenode.SerialConsole;

/// <summary>A command. Its object keeps nothing: what it must remember between turns stands in the context, of which each console has its own.</summary>
public abstract class ConsoleCommand
{
    /// <summary>The word that calls it.</summary>
    public abstract string Name { get; }

    /// <summary>How it is called, without the name, such as "KEY VALUE" or "scan|show"; empty when it takes nothing.</summary>
    public abstract string Usage { get; }

    /// <summary>What it does, a line; further lines of <c>help NAME</c> follow after LFs.</summary>
    public abstract string Help { get; }

    /// <summary>Whether it may be called over the network.</summary>
    public virtual bool IsRemote => false;

    /// <summary>Whether its first argument is the key of a setting.</summary>
    public virtual bool TakesKey => false;

    /// <summary>Begins. The arguments are there; there is room for a line of <see cref="ConsoleWriter.LineRoom"/> bytes in the output.</summary>
    public abstract CommandResult Begin(CommandContext context);

    /// <summary>Goes on after <see cref="CommandResult.Running"/>, with room for another line.</summary>
    public virtual CommandResult Step(CommandContext context) => CommandResult.Done;

    /// <summary>Takes the line that <see cref="CommandResult.NeedsLine"/> asked for.</summary>
    public virtual CommandResult Line(CommandContext context, string line) => CommandResult.Done;

    /// <summary>Ends early: Ctrl-C was pressed, or the line that was asked for did not come.</summary>
    public virtual void Cancel(CommandContext context)
    {
    }
}
