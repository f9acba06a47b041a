using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.SerialConsole;

/// <summary>Tells how the node fares.</summary>
internal sealed class StatusCommand : ConsoleCommand
{
    // After these come the host's own lines.
    private const int OwnLines = 7;

    public override string Name => "status";

    public override string Usage => "";

    public override string Help => "tells how Wi-Fi, time, uplink, readings and sensors fare";

    public override bool IsRemote => true;

    public override CommandResult Begin(CommandContext context) =>
        context.ArgumentCount > 0 ? context.FailUsage(this) : Step(context);

    public override CommandResult Step(CommandContext context)
    {
        int line = context.Cursor++;
        if (line < OwnLines)
        {
            WriteOwn(context, line);
            return CommandResult.Running;
        }

        string text = context.Host.StatusAt(line - OwnLines);
        if (text == null)
        {
            return CommandResult.Done;
        }

        context.Out.WriteLine(text);
        return CommandResult.Running;
    }

    private static void WriteOwn(CommandContext context, int line)
    {
        IConsoleHost host = context.Host;
        ConsoleWriter output = context.Out;
        switch (line)
        {
            case 0: output.WriteLine("device: " + context.Settings.Get("device.id") + ", " + host.Firmware + " " + host.Version + " on " + host.Hardware); break;
            case 1:
                output.Write("uptime: ");
                output.WriteDuration(context.NowMs - host.StartedMs);
                output.EndLine();
                break;
            case 2:
                if (host.Trouble != null)
                {
                    output.WriteLine("trouble: " + host.Trouble);
                }

                break;
            case 3: WifiText.Write(output, host.Wifi); break;
            case 4: TimeCommand.Write(context); break;
            case 5:
                output.WriteLine("way: " + host.Way);
                if (host.Node != null)
                {
                    if (host.Node.Uplink.Warning != null)
                    {
                        output.WriteLine("warning: " + host.Node.Uplink.Warning);
                    }

                    OutboxCommand.Write(output, host.Node.Outbox);
                }

                break;
            default: WriteSensors(output, host.Node); break;
        }
    }

    private static void WriteSensors(ConsoleWriter output, Node node)
    {
        if (node == null)
        {
            return;
        }

        SensorSlot[] slots = node.Sampler.Slots;
        int failing = 0;
        for (int i = 0; i < slots.Length; i++)
        {
            failing += slots[i].LastStatus == Status.Ok || slots[i].LastStatus == Status.Pending ? 0 : 1;
        }

        output.Write("sensors: ");
        output.Write(slots.Length);
        if (failing > 0)
        {
            output.Write(", ");
            output.Write(failing);
            output.Write(" failing; sensors shows which");
        }

        output.EndLine();
    }
}
