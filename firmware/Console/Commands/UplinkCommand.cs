using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.SerialConsole;

/// <summary>Goes through the way to the receiver stage by stage.</summary>
internal sealed class UplinkCommand : ConsoleCommand
{
    private const int PatienceMs = 60000;
    private const int PollMs = 10;

    // Stages of the test before and after those of the uplink.
    private const int AwaitingWifi = 1000;
    private const int Delivering = 1001;

    public override string Name => "uplink";

    public override string Usage => "[test]";

    public override string Help => "tells where the uplink stands, or tests it stage by stage\ntest connects anew, tells what fails and what to look at, and delivers a measurement.";

    public override CommandResult Begin(CommandContext context)
    {
        Node node = context.Host.Node;
        bool test = context.ArgumentCount == 1 && context.Argument(0) == "test";
        if (context.ArgumentCount > 0 && !test)
        {
            return context.FailUsage(this);
        }

        if (node == null)
        {
            return context.Fail(NodeText.Missing(context.Host));
        }

        if (test)
        {
            return BeginTest(context);
        }

        context.Out.WriteLine(context.Host.Way);
        return CommandResult.Done;
    }

    public override CommandResult Step(CommandContext context)
    {
        Node node = context.Host.Node;
        context.NextMs = context.NowMs + PollMs;
        if (node == null)
        {
            return context.Fail(NodeText.Missing(context.Host));
        }

        if (context.Stage == AwaitingWifi)
        {
            return StepWifi(context);
        }

        if (context.Stage == Delivering)
        {
            return StepDelivery(context, node);
        }

        IUplink uplink = node.Uplink;
        var stage = (LinkStage)context.Stage;
        if (uplink.State == UplinkState.Ready || (uplink.State == UplinkState.Connecting && uplink.Stage > stage))
        {
            return Pass(context, node, stage);
        }

        if (uplink.State == UplinkState.BackingOff)
        {
            return Fail(context, uplink.Stage, uplink.Failure ?? "failed");
        }

        return context.NowMs < context.Mark + PatienceMs
            ? CommandResult.Running
            : Fail(context, uplink.Stage, "nothing for 60 s");
    }

    // Of the settings: what was set a moment ago is not the node's yet.
    private static string SchemeOf(CommandContext context)
    {
        string url = context.Settings.Get("uplink.url") ?? "";
        int end = url.IndexOf(':');
        return end < 0 ? "" : url.Substring(0, end);
    }

    private static CommandResult Fail(CommandContext context, LinkStage stage, string why)
    {
        string scheme = SchemeOf(context);
        return context.Fail(LinkStages.NameOf(stage, scheme) + ": " + why + "; " + LinkStages.AdviceFor(stage, scheme));
    }

    private static CommandResult BeginTest(CommandContext context)
    {
        if (!context.Settings.IsSet("uplink.url"))
        {
            return context.Fail("no receiver is set; set uplink.url mqtt://HOST sets one");
        }

        context.Out.WriteLine("to " + SettingsExport.Shown(SettingsSchema.Find("uplink.url"), context.Settings.Get("uplink.url")));
        context.Mark = context.NowMs;
        context.Stage = AwaitingWifi;
        return StepWifi(context);
    }

    // Right after a start the board is still on its way into the network.
    private static CommandResult StepWifi(CommandContext context)
    {
        IConsoleHost host = context.Host;
        if (host.Wifi != null && host.Wifi.Station.State != WifiState.Ready)
        {
            if (!context.Settings.IsSet("wifi.ssid"))
            {
                return context.Fail("no Wi-Fi is set, and without it there is no way out; wifi scan shows the networks, wifi join joins one");
            }

            return context.NowMs < context.Mark + PatienceMs
                ? CommandResult.Running
                : context.Fail(host.Way + "; wifi scan shows the networks, wifi join joins one");
        }

        if (host.Wifi != null)
        {
            WifiText.Write(context.Out, host.Wifi);
        }

        TimeCommand.Write(context);
        host.Reconnect(context.NowMs);
        context.Stage = (int)LinkStage.None;
        context.Mark = context.NowMs;
        return CommandResult.Running;
    }

    // A stage is passed when a later one is reached: those between two looks took no time of their own.
    private static CommandResult Pass(CommandContext context, Node node, LinkStage stage)
    {
        LinkStage reached = node.Uplink.State == UplinkState.Ready ? LinkStage.Introduce + 1 : node.Uplink.Stage;
        for (stage = stage == LinkStage.None ? LinkStage.Resolve : stage; stage < reached; stage++)
        {
            WritePassed(context, stage);
        }

        context.Mark = context.NowMs;
        if (node.Uplink.State != UplinkState.Ready)
        {
            context.Stage = (int)node.Uplink.Stage;
            return CommandResult.Running;
        }

        if (node.Uplink.Warning != null)
        {
            context.Out.WriteLine("warning: " + node.Uplink.Warning);
        }

        context.Stage = Delivering;
        context.Cursor = (int)node.Outbox.Acknowledged;
        node.Sampler.Trigger(context.NowMs, context.Host.Clock.UnixMs);
        return CommandResult.Running;
    }

    private static void WritePassed(CommandContext context, LinkStage stage)
    {
        string scheme = SchemeOf(context);
        if (LinkStages.Has(stage, scheme))
        {
            context.Out.Write(LinkStages.NameOf(stage, scheme));
            context.Out.Write(": ok, ");
            context.Out.WriteDuration(context.NowMs - context.Mark);
            context.Out.EndLine();
            context.Mark = context.NowMs;
        }
    }

    private static CommandResult StepDelivery(CommandContext context, Node node)
    {
        int acknowledged = (int)node.Outbox.Acknowledged - context.Cursor;
        if (acknowledged > 0)
        {
            context.Out.Write("delivery: ");
            context.Out.Write(acknowledged);
            context.Out.Write(" readings acknowledged, ");
            context.Out.WriteDuration(context.NowMs - context.Mark);
            context.Out.EndLine();
            return CommandResult.Done;
        }

        if (node.Uplink.State != UplinkState.Ready)
        {
            return context.Fail("delivery: " + (node.Uplink.Failure ?? "the connection was lost"));
        }

        if (context.NowMs < context.Mark + PatienceMs)
        {
            return CommandResult.Running;
        }

        return context.Fail(node.Outbox.Waiting == 0
            ? "delivery: no sensor gave a reading; sensors shows why"
            : "delivery: no acknowledgement for 60 s; may this user publish under that prefix?");
    }
}
