namespace Telenode.SerialConsole;

/// <summary>What a command works with: its arguments, where its answer goes, and what it remembers from turn to turn.</summary>
public sealed class CommandContext
{
    internal CommandContext(Settings settings, IConsoleHost host, ConsoleCommand[] commands, ConsoleWriter output, bool isRemote)
    {
        Settings = settings;
        Host = host;
        Commands = commands;
        Out = output;
        IsRemote = isRemote;
    }

    /// <summary>The settings.</summary>
    public Settings Settings { get; }

    /// <summary>The node.</summary>
    public IConsoleHost Host { get; }

    /// <summary>All commands.</summary>
    public ConsoleCommand[] Commands { get; }

    /// <summary>Where the answer goes.</summary>
    public ConsoleWriter Out { get; }

    /// <summary>Whether the line came over the network: secrets must not be in the answer then.</summary>
    public bool IsRemote { get; }

    /// <summary>Whether secrets may be set: typed here, or over a channel that is encrypted and authenticated.</summary>
    public bool MayCarrySecrets { get; internal set; } = true;

    /// <summary>Monotonic ms of this turn.</summary>
    public long NowMs { get; internal set; }

    /// <summary>Monotonic ms at which a <see cref="CommandResult.Running"/> command wants its next turn; it may come earlier. Set anew at each turn.</summary>
    public long NextMs { get; set; }

    /// <summary>Why the command failed: a sentence without its full stop.</summary>
    public string Error { get; private set; }

    /// <summary>What is shown before the line that <see cref="CommandResult.NeedsLine"/> asks for.</summary>
    public string Prompt { get; set; }

    /// <summary>Whether the lines that a command asks for are not echoed.</summary>
    public bool HidesLines { get; set; }

    /// <summary>Whether the console echoes and prompts; for this session, beside console.echo.</summary>
    public bool Echo { get; set; } = true;

    /// <summary>How many arguments follow the command's name.</summary>
    public int ArgumentCount => Words.Count - 1;

    /// <summary>For the command's own use; 0 when it begins.</summary>
    public int Cursor { get; set; }

    /// <summary>As <see cref="Cursor"/>.</summary>
    public int Stage { get; set; }

    /// <summary>As <see cref="Cursor"/>.</summary>
    public long Mark { get; set; }

    /// <summary>As <see cref="Cursor"/>; null when it begins.</summary>
    public object State { get; set; }

    /// <summary>The command and its arguments.</summary>
    internal CommandWords Words { get; } = new CommandWords();

    /// <summary>An argument, without its quotes.</summary>
    /// <param name="index">0 is the first after the name.</param>
    public string Argument(int index) => Words.Text(index + 1);

    /// <summary>All from an argument to the end of the command: one argument without its quotes, several as they were typed.</summary>
    public string Rest(int index) => Words.Rest(index + 1);

    /// <summary>Ends a command with its reason.</summary>
    public CommandResult Fail(string error)
    {
        Error = error;
        return CommandResult.Failed;
    }

    /// <summary>Ends a command that was called in a wrong way, naming the right one.</summary>
    public CommandResult FailUsage(ConsoleCommand command) =>
        Fail("usage: " + command.Name + (command.Usage.Length == 0 ? "" : " " + command.Usage));

    internal void Reset()
    {
        Error = null;
        Prompt = "";
        HidesLines = false;
        Cursor = 0;
        Stage = 0;
        Mark = 0;
        State = null;
        NextMs = 0;
    }
}
