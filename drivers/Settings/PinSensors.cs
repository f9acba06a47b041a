using System;
using Telenode.Core;

namespace Telenode.Drivers;

/// <summary>The sensors on pins, from their lines.</summary>
internal static class PinSensors
{
    private const int MaxOhms = 5000000;
    private const int SlowestRepeatMs = 86400000;
    private const int UsualGateMs = 1000;
    private const int ShortestGateMs = 10;
    private const int LongestGateMs = 60000;

    private static readonly string[] _meters = { "count", "rain", "water", "energy" };
    private static readonly string[] _closedLevels = { "low", "high" };

    public static Pms5003 MakePms5003(SensorLine line, ISerialLine serial) => new Pms5003(serial, new Pms5003Options
    {
        Pm1 = line.Named("pm1"),
        Pm25 = line.Named("pm2.5"),
        Pm10 = line.Named("pm10"),
        Sleep = line.Options.Flag("sleep", false),
    });

    public static PulseCounter MakePulse(SensorLine line, IPulseInput input, IKeyValueStore store, long intervalMs)
    {
        int meter = line.Options.Choice("as", _meters, 0);
        var options = new PulseOptions { Total = line.Named("total"), Rate = line.Named("rate"), Key = "pulse-" + line.BusNumber.ToString() };
        switch (meter)
        {
            case 1:
                // A tipping bucket's usual spoon: 0.011 inch.
                options.Unit = "mm";
                options.Decimals = 4;
                options.RateUnit = "mm/h";
                options.RateMs = 3600000;
                options.Millionths = 279400;
                break;
            case 2:
                // A YF-S201 and its like.
                options.Unit = "l";
                options.Decimals = 3;
                options.RateUnit = "l/s";
                options.Divisor = 450;
                break;
            case 3:
                // An energy meter's light or S0 output: 1000 pulses a kWh.
                options.Unit = "kWh";
                options.Decimals = 4;
                options.RateUnit = "kW";
                options.RateMs = 3600000;
                options.Divisor = 1000;
                break;
        }

        int each = line.Options.Decimal("each", 6, 0, 0, 2000000000);
        int per = line.Options.Int("per", 0, 0, 1000000);
        if (each != 0 && per != 0)
        {
            throw new ArgumentException(line.Kind + ": give each=, what one pulse adds, or per=, how many pulses add one, not both");
        }

        options.Millionths = each != 0 ? each : per != 0 ? 1000000 : options.Millionths;
        options.Divisor = per != 0 ? per : each != 0 ? 1 : options.Divisor;
        options.FirstMs = intervalMs >= 2 * options.FirstMs ? options.FirstMs : (int)intervalMs / 2;
        options.SaveMs = line.Options.Duration("save", options.SaveMs, 1000, SlowestRepeatMs);
        return new PulseCounter(input, store, options);
    }

    public static Frequency MakeFrequency(SensorLine line, IPulseInput input, long intervalMs)
    {
        // A second where there is time for it.
        int usual = intervalMs > UsualGateMs ? UsualGateMs : (int)(intervalMs * 9 / 10);
        int gateMs = line.Options.Duration("gate", usual < ShortestGateMs ? ShortestGateMs : usual, ShortestGateMs, LongestGateMs);
        if (gateMs >= intervalMs)
        {
            throw new ArgumentException(line.Kind + ": gate, how long it counts, must be shorter than the interval, which is " + intervalMs.ToString() + " ms");
        }

        return new Frequency(input, line.Named("frequency"), gateMs);
    }

    public static Contact MakeContact(SensorLine line, IPinInput pin, long repeatMs) => new Contact(
        pin,
        line.Named("contact"),
        line.Options.Choice("closed", _closedLevels, 0) == 1,
        line.Options.Duration("debounce", 50, 0, 5000),
        repeatMs > SlowestRepeatMs ? SlowestRepeatMs : (int)repeatMs);

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
