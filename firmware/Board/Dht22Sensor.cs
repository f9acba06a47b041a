using System;
using Iot.Device.DHTxx.Esp32;
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Board;

/// <summary>A DHT22 (AM2302) through the Iot.Device.Dhtxx package: 0.1 °C and 0.1 %RH, at most every 2 s.</summary>
/// <remarks>
/// The package wants two pins on the data line: one pulls it low, the other times its pulses. A measurement takes about 50 ms in
/// which the loop stands still, and a second when no chip answers. It takes a reading below 25.6 %RH and between 0 and 25.6 °C,
/// where both high bytes are 0, for a failed one.
/// </remarks>
internal sealed class Dht22Sensor : ISensor
{
    // The package sleeps a second in its constructor and gives the chip's answer a second to come.
    private const int NoAnswerMs = 500;

    // The chip measures on being asked and then gives the values of the time before: asked too soon, it does not answer.
    private const int MinIntervalMs = 2000;

    private readonly Quantity _temperature;
    private readonly Quantity _humidity;
    private readonly int _echoPin;
    private readonly int _triggerPin;
    private Dht22 _chip;
    private long _nextMs;

    public Dht22Sensor(int echoPin, int triggerPin, string namePrefix)
    {
        _echoPin = echoPin;
        _triggerPin = triggerPin;
        _temperature = new Quantity(namePrefix + "temperature", "Cel", -1);
        _humidity = new Quantity(namePrefix + "humidity", "%RH", -1);
    }

    public string Kind => "dht22";

    public int QuantityCount => 2;

    public long ReadyAtMs { get; private set; }

    public Quantity QuantityAt(int index) => index == 0 ? _temperature : _humidity;

    public Status Begin(long nowMs)
    {
        ReadyAtMs = nowMs < _nextMs ? _nextMs : nowMs;
        return Status.Pending;
    }

    public Status Fetch(long nowMs, long[] mantissas, int offset)
    {
        if (nowMs < ReadyAtMs)
        {
            return Status.Pending;
        }

        _nextMs = nowMs + MinIntervalMs;
        try
        {
            if (_chip == null)
            {
                _chip = new Dht22(_echoPin, _triggerPin);
            }

            return Measure(mantissas, offset);
        }
        catch (Exception)
        {
            return Status.BusFault;
        }
    }

    // Asking for the temperature reads the chip; the humidity is then of the same answer, since that is less than a second old.
    private Status Measure(long[] mantissas, int offset)
    {
        long beganMs = Environment.TickCount64;
        double celsius = _chip.Temperature.DegreesCelsius;
        if (!_chip.IsLastReadSuccessful)
        {
            return Environment.TickCount64 - beganMs >= NoAnswerMs ? Status.Timeout : Status.ChecksumMismatch;
        }

        mantissas[offset] = Tenths(celsius);
        mantissas[offset + 1] = Tenths(_chip.Humidity.Percent);
        return Status.Ok;
    }

    // The package made a double of the chip's whole tenths: rounding gives them back.
    private static long Tenths(double value) => (long)(value < 0 ? (value * 10) - 0.5 : (value * 10) + 0.5);
}
