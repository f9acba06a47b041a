using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.SerialConsole;

/// <summary>Measures now and shows the values.</summary>
internal sealed class ReadCommand : ConsoleCommand
{
    // The slowest sensor, an SCD4x after its start, takes 5 s.
    private const int PatienceMs = 8000;
    private const int PollMs = 20;

    private const int Listing = 1;

    // The kind of what reports on the board itself; status tells it, too.
    private const string Board = "board";

    public override string Name => "read";

    public override string Usage => "[NAME]";

    public override string Help => "measures now and shows the values\nNAME shows only those whose names begin so; board those of the board itself. The readings are sent, too.";

    public override CommandResult Begin(CommandContext context)
    {
        Node node = context.Host.Node;
        if (context.ArgumentCount > 1)
        {
            return context.FailUsage(this);
        }

        if (node == null)
        {
            return context.Fail(NodeText.Missing(context.Host));
        }

        node.Sampler.Trigger(context.NowMs, context.Host.Clock.UnixMs);
        context.State = context.ArgumentCount == 0 ? "" : context.Argument(0);
        context.Mark = context.NowMs;
        return CommandResult.Running;
    }

    public override CommandResult Step(CommandContext context)
    {
        Node node = context.Host.Node;
        Channels channels = context.Host.Channels;
        if (node == null || channels == null)
        {
            return context.Fail(NodeText.Missing(context.Host));
        }

        if (context.Stage != Listing)
        {
            if (node.Sampler.Busy && context.NowMs < context.Mark + PatienceMs)
            {
                context.NextMs = context.NowMs + PollMs;
                return CommandResult.Running;
            }

            context.Stage = Listing;
        }

        // The channels behind those of the sensors are their statuses, which stand beside the values here.
        if (context.Cursor >= Quantities(node.Sampler.Slots))
        {
            return CommandResult.Done;
        }

        int channel = context.Cursor++;
        SensorSlot slot = node.Sampler.SlotOf(channel);
        var prefix = (string)context.State;
        string name = channels[channel].Name;
        bool wanted = prefix.Length == 0 ? slot.Sensor.Kind != Board : name.Length >= prefix.Length && name.Substring(0, prefix.Length) == prefix;
        if (wanted)
        {
            Write(context, channels, channel, slot);
        }

        return CommandResult.Running;
    }

    private static int Quantities(SensorSlot[] slots)
    {
        int count = 0;
        for (int i = 0; i < slots.Length; i++)
        {
            count += slots[i].Sensor.QuantityCount;
        }

        return count;
    }

    private static void Write(CommandContext context, Channels channels, int channel, SensorSlot slot)
    {
        ConsoleWriter output = context.Out;
        bool fails = slot.LastStatus != Status.Ok;
        if (!channels.HasValue(channel))
        {
            output.WritePadded(channels[channel].Name, 20);
            output.WriteLine(fails ? StatusText.Of(slot.LastStatus) : "no value yet");
            return;
        }

        NodeText.WriteValue(output, channels, channel);
        long age = context.NowMs - channels.LastMs(channel);
        if (channels.LastMs(channel) < context.Mark)
        {
            output.Write(", ");
            output.WriteDuration(age);
            output.Write(" old");
            output.Write(fails ? ": " + StatusText.Of(slot.LastStatus) : "");
        }

        output.EndLine();
    }
}
