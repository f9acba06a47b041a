using System;
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Drivers;

/// <summary>A voltage in mV on an ADC pin, behind a divider: the mean of several conversions, optionally calibrated at two points; of a battery also the charge left in per cent.</summary>
public sealed class AdcVoltage : ChipSensor
{
    // Keeps every product below 2^63: 26 bits of summed counts, 30 bits of full scale in µV.
    private const int MaxMillivolts = 1000000;

    private readonly IAdc _adc;
    private readonly int _channel;
    private readonly int _samples;
    private readonly int _maxValue;
    private readonly long _fullScaleMicrovolts;
    private readonly int _measuredLow;
    private readonly int _measuredSpan;
    private readonly int _trueLow;
    private readonly int _trueSpan;
    private readonly bool _hasVoltage;
    private readonly BatteryCurve _curve;

    /// <summary>Prepares the driver; the converter is not used before the first measurement.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public AdcVoltage(IAdc adc, AdcVoltageOptions options)
        : base("adc", QuantitiesOf(options))
    {
        if (adc == null || adc.MaxValue < 1 || adc.MaxValue > 0xFFFF || options.Channel < 0)
        {
            throw new ArgumentException("adc");
        }

        if (options.Charge != null && options.Curve == null)
        {
            throw new ArgumentException("a charge needs a curve");
        }

        RequireRange(options.Samples, 1, 1024, "samples");
        RequireRange(options.ReferenceMillivolts, 1, 10000, "reference");
        RequireRange(options.UpperOhms, 0, 5000000, "upper resistor");
        RequireRange(options.LowerOhms, 1, 5000000, "lower resistor");
        RequireRange(options.MeasuredLow, 0, MaxMillivolts, "calibration");
        RequireRange(options.MeasuredHigh, options.MeasuredLow + 1, MaxMillivolts, "calibration");
        RequireRange(options.TrueLow, 0, MaxMillivolts, "calibration");
        RequireRange(options.TrueHigh, 0, MaxMillivolts, "calibration");
        long undivided = options.ReferenceMillivolts * 1000L * (options.UpperOhms + options.LowerOhms);
        _fullScaleMicrovolts = Rounded.Divide(undivided, options.LowerOhms);
        if (_fullScaleMicrovolts > MaxMillivolts * 1000L)
        {
            throw new ArgumentOutOfRangeException("divider");
        }

        _adc = adc;
        _channel = options.Channel;
        _samples = options.Samples;
        _maxValue = adc.MaxValue;
        _measuredLow = options.MeasuredLow;
        _measuredSpan = options.MeasuredHigh - options.MeasuredLow;
        _trueLow = options.TrueLow;
        _trueSpan = options.TrueHigh - options.TrueLow;
        _hasVoltage = options.Voltage != null;
        _curve = options.Charge == null ? null : options.Curve;
    }

    /// <inheritdoc/>
    protected override Status Start(long nowMs) => Status.Pending;

    /// <inheritdoc/>
    protected override Status Continue(long nowMs, long[] mantissas, int offset)
    {
        IAdc adc = _adc;
        int channel = _channel;
        int samples = _samples;
        int maxValue = _maxValue;
        long sum = 0;
        for (int i = 0; i < samples; i++)
        {
            int value = adc.Read(channel);
            if (value < 0)
            {
                return Status.BusFault;
            }

            // At full scale the voltage may be anything above: the mean would be too low.
            if (value >= maxValue)
            {
                return Status.OutOfRange;
            }

            sum += value;
        }

        // In µV, so that the calibration does not start from rounded millivolts.
        long microvolts = Rounded.Divide(sum * _fullScaleMicrovolts, samples * (long)maxValue);
        long calibrated = (_trueLow * 1000L) + Rounded.Divide((microvolts - (_measuredLow * 1000L)) * _trueSpan, _measuredSpan);
        long millivolts = Rounded.Divide(calibrated, 1000);
        if (_hasVoltage)
        {
            mantissas[offset++] = millivolts;
        }

        if (_curve != null)
        {
            mantissas[offset] = _curve.Percent(millivolts);
        }

        return Status.Ok;
    }

    private static Quantity[] QuantitiesOf(AdcVoltageOptions options)
    {
        if (options == null)
        {
            throw new ArgumentNullException();
        }

        // %EL: remaining battery energy level (RFC 8428 §12.1).
        return new Quantity[]
        {
            options.Voltage == null ? null : new Quantity(options.Voltage, "V", -3),
            options.Charge == null ? null : new Quantity(options.Charge, "%EL", 0),
        };
    }

    private static void RequireRange(int value, int low, int high, string what)
    {
        if (value < low || value > high)
        {
            throw new ArgumentOutOfRangeException(what);
        }
    }
}
