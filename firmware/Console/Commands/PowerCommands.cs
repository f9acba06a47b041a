using Telenode.Core;

namespace Telenode.SerialConsole;

/// <summary>Restarts the board.</summary>
internal sealed class RebootCommand : ConsoleCommand
{
    public override string Name => "reboot";

    public override string Usage => "";

    public override string Help => "restarts the board";

    public override bool IsRemote => true;

    public override CommandResult Begin(CommandContext context)
    {
        if (context.ArgumentCount > 0)
        {
            return context.FailUsage(this);
        }

        context.Host.Restart(false);
        return CommandResult.Done;
    }
}

/// <summary>Enters or leaves safe mode.</summary>
internal sealed class SafeModeCommand : ConsoleCommand
{
    public override string Name => "safe-mode";

    public override string Usage => "[on|off]";

    public override string Help => "tells about safe mode, or restarts into it or out of it\nIn safe mode the board runs console, Wi-Fi and settings only.";

    public override CommandResult Begin(CommandContext context)
    {
        string word = context.ArgumentCount == 1 ? context.Argument(0) : "";
        if (context.ArgumentCount > 1 || (context.ArgumentCount == 1 && word != "on" && word != "off"))
        {
            return context.FailUsage(this);
        }

        if (word.Length == 0)
        {
            context.Out.WriteLine(context.Host.SafeMode ? "on" : "off");
        }
        else
        {
            context.Host.Restart(word == "on");
        }

        return CommandResult.Done;
    }
}

/// <summary>Sends the board to deep sleep.</summary>
internal sealed class SleepCommand : ConsoleCommand
{
    private const long MaxMs = 604800000;

    public override string Name => "sleep";

    public override string Usage => "DURATION";

    public override string Help => "sends the board to deep sleep, 1s to 7d\nThe console is silent meanwhile.";

    public override bool IsRemote => true;

    public override CommandResult Begin(CommandContext context)
    {
        if (context.ArgumentCount != 1)
        {
            return context.FailUsage(this);
        }

        long ms = DurationText.Parse(context.Argument(0));
        if (ms < 1000 || ms > MaxMs)
        {
            return context.Fail("sleep wants a duration from 1s to 7d, such as 10min");
        }

        context.Host.Sleep(ms);
        return CommandResult.Done;
    }
}

/// <summary>Forgets everything.</summary>
internal sealed class FactoryResetCommand : ConsoleCommand
{
    public override string Name => "factory-reset";

    public override string Usage => "[yes]";

    public override string Help => "forgets everything and restarts; asks first\nThat is settings, certificates and readings that wait. yes leaves the question out.";

    public override CommandResult Begin(CommandContext context)
    {
        if (context.ArgumentCount > 1 || (context.ArgumentCount == 1 && context.Argument(0) != "yes"))
        {
            return context.FailUsage(this);
        }

        if (context.ArgumentCount == 1)
        {
            return Forget(context);
        }

        context.Out.WriteLine("This forgets all settings, certificates and readings that wait.");
        context.Prompt = "Type yes to go on: ";
        return CommandResult.NeedsLine;
    }

    public override CommandResult Line(CommandContext context, string line) =>
        line.Trim() == "yes" ? Forget(context) : context.Fail("nothing was forgotten");

    private static CommandResult Forget(CommandContext context)
    {
        context.Settings.Clear();
        bool saved = context.Settings.Save();

        // The other slot still holds the old secrets.
        saved = saved && context.Settings.Save();
        context.Host.EraseData();
        context.Host.Restart(false);
        return saved ? CommandResult.Done : context.Fail("the flash memory refused it: the old settings will be back after the restart");
    }
}
