using Telenode.Core;

namespace Telenode.SerialConsole;

/// <summary>Shows or sets the time.</summary>
internal sealed class TimeCommand : ConsoleCommand
{
    public override string Name => "time";

    public override string Usage => "[sync|YYYY-MM-DDTHH:MM:SSZ]";

    public override string Help => "shows the time, sets it, or asks the time servers\nAll times are UTC. One that is set holds until a time server answers.";

    public override CommandResult Begin(CommandContext context)
    {
        if (context.ArgumentCount > 1)
        {
            return context.FailUsage(this);
        }

        if (context.ArgumentCount == 1 && context.Argument(0) == "sync")
        {
            context.Host.SyncTime(context.NowMs);
            context.Out.WriteLine("the time servers are asked; time and status tell what comes of it");
            return CommandResult.Done;
        }

        if (context.ArgumentCount == 1)
        {
            long unixMs = UtcText.Parse(context.Argument(0));
            if (unixMs < 0)
            {
                return context.Fail("a time is written like 2026-11-21T12:30:00Z, in UTC, from 2020 to 2099");
            }

            context.Host.Clock.SetUnixMs(unixMs);
        }

        Write(context);
        return CommandResult.Done;
    }

    internal static void Write(CommandContext context)
    {
        long unixMs = context.Host.Clock.UnixMs;
        context.Out.Write("time: ");
        if (unixMs == Time.Unknown)
        {
            context.Out.Write("not known yet");
        }
        else
        {
            UtcText.Write(context.Out, unixMs);
        }

        if (context.Host.TimeSource != null)
        {
            context.Out.Write(", ");
            context.Out.Write(context.Host.TimeSource);
        }

        context.Out.EndLine();
    }
}
