#nullable disable // tests/Host compiles this file, too, and has them on.
using System;
using Iot.Device.DHTxx.Esp32;
using Telenode.Core;
using Telenode.Drivers;
using Telenode.Telemetry;

namespace Telenode.Board;

/// <summary>A DHT22 (AM2302), 0.1 °C and 0.1 %RH at most every 2 s, or a DHT11, 1 °C and 1 %RH at most every second, through the Iot.Device.Dhtxx package.</summary>
/// <remarks>
/// The package wants two pins on the data line: one pulls it low, the other times its pulses. A measurement takes about 50 ms in
/// which the loop stands still, and a second when no chip answers. The package takes a DHT22's reading below 25.6 %RH and between 0
/// and 25.6 °C, where both high bytes are 0, for a failed one: dry winter air is a checksum error, never a wrong value.
/// </remarks>
internal sealed class DhtSensor : BindingSensor
{
    // The package sleeps a second in its constructor and gives the chip's answer a second to come.
    private const int NoAnswerMs = 500;

    private readonly bool _isDht11;
    private readonly bool _hasTemperature;
    private readonly bool _hasHumidity;
    private readonly int _echoPin;
    private readonly int _triggerPin;
    private DhtBase _chip;

    /// <summary>From <c>dht22@gpio26 trigger=27</c>.</summary>
    public DhtSensor(SensorLine line)
        : base(line.Kind, QuantitiesOf(line), line.Kind == "dht11" ? 1000 : 2000)
    {
        _isDht11 = line.Kind == "dht11";
        _hasTemperature = line.Named("temperature") != null;
        _hasHumidity = line.Named("humidity") != null;
        _echoPin = line.BusNumber;
        _triggerPin = line.Options.Int("trigger", line.BusNumber + 1, 0, 48);
    }

    protected override void Make()
    {
        _chip = _isDht11 ? new Dht11(_echoPin, _triggerPin) : (DhtBase)new Dht22(_echoPin, _triggerPin);
    }

    // Asking for the temperature reads the chip; the humidity is then of the same answer, since that is less than a second old.
    protected override Status Read(long[] mantissas, int offset)
    {
        long beganMs = Environment.TickCount64;
        double celsius = _chip.Temperature.DegreesCelsius;
        if (!_chip.IsLastReadSuccessful)
        {
            return Environment.TickCount64 - beganMs >= NoAnswerMs ? Status.Timeout : Status.ChecksumMismatch;
        }

        if (_hasTemperature)
        {
            mantissas[offset++] = Mantissa(celsius, 10);
        }

        if (_hasHumidity)
        {
            mantissas[offset] = Mantissa(_chip.Humidity.Percent, 10);
        }

        return Status.Ok;
    }

    protected override void Dispose() => _chip.Dispose();

    private static Quantity[] QuantitiesOf(SensorLine line)
    {
        Quantity temperature = line.Named("temperature") == null ? null : new Quantity(line.Named("temperature"), "Cel", -1);
        Quantity humidity = line.Named("humidity") == null ? null : new Quantity(line.Named("humidity"), "%RH", -1);
        if (temperature == null && humidity == null)
        {
            throw new ArgumentException(line.Kind + " without a quantity");
        }

        return temperature == null ? new Quantity[] { humidity }
            : humidity == null ? new Quantity[] { temperature }
            : new Quantity[] { temperature, humidity };
    }
}
