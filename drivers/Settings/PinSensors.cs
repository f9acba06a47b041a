using System;
using Telenode.Core;

namespace Telenode.Drivers;

/// <summary>The sensors on pins, from their lines.</summary>
internal static class PinSensors
{
    private const int MaxOhms = 5000000;

    public static AdcVoltage MakeVoltage(SensorLine line, IAdc adc)
    {
        var options = new AdcVoltageOptions();
        options.Channel = line.Address;
        bool battery = line.Kind == "battery";
        options.Voltage = line.Named(battery ? "battery" : "voltage");
        if (battery)
        {
            options.Charge = line.Named("charge");
            string chemistry = BatteryCurve.Chemistries[line.Options.Choice("chemistry", BatteryCurve.Chemistries, 0)];
            options.Curve = new BatteryCurve(chemistry, line.Options.Int("cells", 1, 1, 100));
        }

        options.Samples = line.Options.Int("samples", options.Samples, 1, 1024);
        options.ReferenceMillivolts = line.Options.Decimal("reference", 3, options.ReferenceMillivolts, 1, 10000);
        options.UpperOhms = line.Options.Int("upper", 0, 0, MaxOhms);
        options.LowerOhms = line.Options.Int("lower", options.UpperOhms == 0 ? 1 : options.UpperOhms, 1, MaxOhms);
        Calibrate(options, line);
        return new AdcVoltage(adc, options);
    }

    // calibrate=1000:1012,4000:4035: what the driver shows and what a meter shows, in mV, at two points.
    private static void Calibrate(AdcVoltageOptions options, SensorLine line)
    {
        string text = line.Options.Text("calibrate", null);
        if (text == null)
        {
            return;
        }

        string[] numbers = text.Split(',', ':');
        var values = new long[4];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = i < numbers.Length ? LineOptions.Number(numbers[i]) : -1;
            if (values[i] < 0 || values[i] > 1000000 || numbers.Length != 4)
            {
                throw new ArgumentException(line.Kind + ": calibrate must be SHOWN:TRUE,SHOWN:TRUE in mV, such as calibrate=1000:1012,4000:4035");
            }
        }

        if (values[2] <= values[0])
        {
            throw new ArgumentException(line.Kind + ": calibrate must name the lower voltage first");
        }

        options.MeasuredLow = (int)values[0];
        options.TrueLow = (int)values[1];
        options.MeasuredHigh = (int)values[2];
        options.TrueHigh = (int)values[3];
    }
}
