using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.SerialConsole;

/// <summary>The part of <c>sensors</c> that calibrates: <c>calibrate [NAME WHAT [VALUE]]</c>.</summary>
internal static class SensorCalibration
{
    private const int Listing = 1;
    private const int Awaiting = 2;
    private const int PollMs = 20;

    // An SCD4x that has just started takes 5 s until it listens, and 7 s more for what is asked.
    private const int PatienceMs = 20000;

    public static CommandResult Begin(CommandContext context)
    {
        if (context.ArgumentCount == 1)
        {
            context.Stage = Listing;
            return Step(context);
        }

        ICalibratedSensor sensor = Find(context, out string error);
        error = error ?? sensor.Calibrate(context.Argument(2), context.ArgumentCount == 4 ? context.Argument(3) : "");
        if (error != null)
        {
            return context.Fail(error);
        }

        if (context.IsRemote)
        {
            // An answer over the network cannot wait for a measurement.
            context.Out.WriteLine("asked for: the next measurement carries it out, sensors tells how it ended");
            return CommandResult.Done;
        }

        context.Stage = Awaiting;
        context.State = sensor;
        context.Mark = context.NowMs;
        return CommandResult.Running;
    }

    public static CommandResult Step(CommandContext context)
    {
        // The node can be gone at a later turn.
        Node node = context.Host.Node;
        return node == null ? context.Fail(NodeText.Missing(context.Host))
            : context.Stage == Listing ? List(context, node.Sampler.Slots)
            : Await(context, node, (ICalibratedSensor)context.State);
    }

    private static CommandResult List(CommandContext context, SensorSlot[] slots)
    {
        if (context.Cursor >= slots.Length)
        {
            return context.Mark == 0 ? context.Fail("no sensor here can be calibrated") : CommandResult.Done;
        }

        var sensor = slots[context.Cursor++].Sensor as ICalibratedSensor;
        if (sensor != null)
        {
            context.Mark++;
            context.Out.WriteLine(sensor.QuantityAt(0).Name + ": " + sensor.CalibrationUsage);
        }

        return CommandResult.Running;
    }

    private static ICalibratedSensor Find(CommandContext context, out string error)
    {
        SensorSlot[] slots = context.Host.Node.Sampler.Slots;
        ICalibratedSensor found = null;
        error = "no sensor of that name can be calibrated; sensors calibrate lists those that can";
        for (int i = 0; i < slots.Length; i++)
        {
            var sensor = slots[i].Sensor as ICalibratedSensor;
            if (sensor != null && IsNamed(sensor, context.Argument(1)))
            {
                error = found == null ? null : "more than one sensor has that name; sensors calibrate lists them";
                found = sensor;
            }
        }

        return found;
    }

    // By its kind, or by how its quantities' names begin.
    private static bool IsNamed(ISensor sensor, string name)
    {
        bool named = sensor.Kind == name;
        for (int i = 0; i < sensor.QuantityCount; i++)
        {
            string quantity = sensor.QuantityAt(i).Name;
            named = named || (name.Length > 0 && quantity.Length >= name.Length && quantity.Substring(0, name.Length) == name);
        }

        return named;
    }

    private static CommandResult Await(CommandContext context, Node node, ICalibratedSensor sensor)
    {
        if (sensor.Calibration == Status.Ok)
        {
            context.Out.WriteLine(sensor.CalibrationResult);
            return CommandResult.Done;
        }

        if (sensor.Calibration != Status.Pending)
        {
            return context.Fail(sensor.CalibrationResult);
        }

        if (context.NowMs >= context.Mark + PatienceMs)
        {
            return context.Fail("not done yet; sensors tells how it ended");
        }

        if (!node.Sampler.Busy)
        {
            node.Sampler.Trigger(context.NowMs, context.Host.Clock.UnixMs);
        }

        context.NextMs = context.NowMs + PollMs;
        return CommandResult.Running;
    }
}
