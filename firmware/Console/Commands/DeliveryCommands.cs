using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.SerialConsole;

/// <summary>Measures and delivers now.</summary>
internal sealed class PublishCommand : ConsoleCommand
{
    private const int PatienceMs = 30000;
    private const int PollMs = 50;

    public override string Name => "publish";

    public override string Usage => "";

    public override string Help => "measures now and waits until everything is acknowledged";

    public override CommandResult Begin(CommandContext context)
    {
        Node node = context.Host.Node;
        if (context.ArgumentCount > 0)
        {
            return context.FailUsage(this);
        }

        if (node == null)
        {
            return context.Fail(NodeText.Missing(context.Host));
        }

        if (node.Uplink.State != UplinkState.Ready)
        {
            return context.Fail("there is no connection: " + context.Host.Way + "; uplink test tells more");
        }

        context.Mark = context.NowMs;
        context.Cursor = (int)node.Outbox.Acknowledged;
        node.Sampler.Trigger(context.NowMs, context.Host.Clock.UnixMs);
        return CommandResult.Running;
    }

    public override CommandResult Step(CommandContext context)
    {
        // Another one after a change of settings.
        Node node = context.Host.Node;
        context.NextMs = context.NowMs + PollMs;
        if (node == null)
        {
            return context.Fail(NodeText.Missing(context.Host));
        }

        if (node.Sampler.Busy || node.Outbox.Waiting > 0)
        {
            return context.NowMs < context.Mark + PatienceMs
                ? CommandResult.Running
                : context.Fail(node.Outbox.Waiting.ToString() + " readings are not acknowledged after 30 s"
                    + (node.Uplink.Failure == null ? "" : ": " + node.Uplink.Failure));
        }

        context.Out.Write((int)node.Outbox.Acknowledged - context.Cursor);
        context.Out.WriteLine(" readings acknowledged");
        return CommandResult.Done;
    }
}

/// <summary>Tells what waits for the receiver.</summary>
internal sealed class OutboxCommand : ConsoleCommand
{
    public override string Name => "outbox";

    public override string Usage => "";

    public override string Help => "counts readings taken, acknowledged, waiting and lost";

    public override bool IsRemote => true;

    public override CommandResult Begin(CommandContext context)
    {
        if (context.ArgumentCount > 0)
        {
            return context.FailUsage(this);
        }

        if (context.Host.Node == null)
        {
            return context.Fail(NodeText.Missing(context.Host));
        }

        Write(context.Out, context.Host.Node.Outbox);
        return CommandResult.Done;
    }

    internal static void Write(ConsoleWriter output, Outbox outbox)
    {
        output.Write("readings: ");
        output.Write(outbox.Taken);
        output.Write(" taken, ");
        output.Write(outbox.Acknowledged);
        output.Write(" acknowledged, ");
        output.Write(outbox.Waiting);
        output.Write(" waiting, ");
        output.Write(outbox.Lost);
        output.WriteLine(" lost");
    }
}
