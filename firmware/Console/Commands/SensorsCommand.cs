using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.SerialConsole;

/// <summary>Lists the sensors, looks for chips on the buses, or calibrates one.</summary>
internal sealed class SensorsCommand : ConsoleCommand
{
    private const int PollMs = 5;

    public override string Name => "sensors";

    public override string Usage => "[scan|calibrate [NAME WHAT [VALUE]]]";

    public override string Help => "lists the sensors, or looks for chips on the buses\nscan names the chips that it knows.\n"
        + "calibrate lists what can be asked of which sensor, and asks it: calibrate scd4x co2 420. The next measurement carries it out.";

    public override bool IsRemote => true;

    public override CommandResult Begin(CommandContext context)
    {
        if (context.ArgumentCount == 0)
        {
            return context.Host.Node == null ? context.Fail(NodeText.Missing(context.Host)) : Step(context);
        }

        if (context.Argument(0) == "calibrate" && context.ArgumentCount != 2 && context.ArgumentCount < 5)
        {
            return context.Host.Node == null ? context.Fail(NodeText.Missing(context.Host)) : SensorCalibration.Begin(context);
        }

        if (context.ArgumentCount > 1 || context.Argument(0) != "scan")
        {
            return context.FailUsage(this);
        }

        if (context.IsRemote)
        {
            return context.Fail("sensors scan works at the serial console only");
        }

        context.State = context.Host.ScanSensors();
        return context.State == null ? context.Fail("this board has no bus to scan") : CommandResult.Running;
    }

    public override CommandResult Step(CommandContext context)
    {
        if (context.Stage != 0)
        {
            return SensorCalibration.Step(context);
        }

        var scan = (ILineSource)context.State;
        if (scan == null)
        {
            return List(context);
        }

        string line = scan.NextLine(context.NowMs);
        if (line == null)
        {
            return CommandResult.Done;
        }

        if (line.Length > 0)
        {
            context.Out.WriteLine(line);
        }
        else
        {
            context.NextMs = context.NowMs + PollMs;
        }

        return CommandResult.Running;
    }

    private static CommandResult List(CommandContext context)
    {
        // The node can be gone at a later turn.
        SensorSlot[] slots = context.Host.Node == null ? null : context.Host.Node.Sampler.Slots;
        if (slots == null || context.Cursor >= slots.Length)
        {
            return CommandResult.Done;
        }

        SensorSlot slot = slots[context.Cursor++];
        ConsoleWriter output = context.Out;
        output.WritePadded(slot.Sensor.Kind, 10);
        output.Write(StatusText.Of(slot.LastStatus));
        if (slot.IntervalMs != Time.Never)
        {
            output.Write(", every ");
            output.WriteDuration(slot.IntervalMs);
        }

        if (slot.Failures > 0)
        {
            output.Write(", failed ");
            output.Write(slot.Failures);
            output.Write(" times");
        }

        output.Write(": ");
        for (int i = 0; i < slot.Sensor.QuantityCount; i++)
        {
            output.Write(i == 0 ? "" : ", ");
            output.Write(slot.Sensor.QuantityAt(i).Name);
        }

        var calibrated = slot.Sensor as ICalibratedSensor;
        if (calibrated != null && calibrated.CalibrationResult != null)
        {
            output.Write("; calibration: ");
            output.Write(calibrated.CalibrationResult);
        }

        output.EndLine();
        return CommandResult.Running;
    }
}
