namespace Telenode.SerialConsole;

/// <summary>Chooses what the console tells by itself.</summary>
internal sealed class LogCommand : ConsoleCommand
{
    public override string Name => "log";

    public override string Usage => "[error|warning|info|debug]";

    public override string Help => "shows or sets what the console tells by itself\nShort for set log.level.";

    public override CommandResult Begin(CommandContext context)
    {
        if (context.ArgumentCount == 0)
        {
            context.Out.WriteLine(context.Settings.Get("log.level"));
            return CommandResult.Done;
        }

        if (context.ArgumentCount > 1)
        {
            return context.FailUsage(this);
        }

        return context.Settings.TrySet("log.level", context.Argument(0), out string error)
            ? SetCommand.Kept(context, null)
            : context.Fail(error);
    }
}

/// <summary>Turns echo and prompt off for scripts.</summary>
internal sealed class EchoCommand : ConsoleCommand
{
    public override string Name => "echo";

    public override string Usage => "on|off";

    public override string Help => "turns echo and prompt on or off; off suits scripts\nHolds until the restart; set console.echo keeps it.";

    public override CommandResult Begin(CommandContext context)
    {
        if (context.ArgumentCount != 1 || (context.Argument(0) != "on" && context.Argument(0) != "off"))
        {
            return context.FailUsage(this);
        }

        context.Echo = context.Argument(0) == "on";
        return CommandResult.Done;
    }
}
