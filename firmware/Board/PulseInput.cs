using System;
using System.Device.Gpio;
using Telenode.Core;

namespace Telenode.Board;

/// <summary>Counts falling edges with the ESP32's pulse counter, which goes on while the interpreter is busy.</summary>
internal sealed class PulseInput : IPulseInput
{
    // Shorter pulses are noise: 1023 periods of the 80 MHz clock, the most that the counter can leave out, 12.8 µs.
    private const int FilterPeriods = 1023;

    private readonly GpioPulseCounter _counter;

    public PulseInput(GpioController controller, int pin, bool pullUp)
    {
        // Sets the pull-up; the counter then takes its signal from the same pin.
        controller.OpenPin(pin, pullUp ? PinMode.InputPullUp : PinMode.Input);
        _counter = new GpioPulseCounter(pin);
        _counter.Polarity = GpioPulsePolarity.Falling;
        _counter.FilterPulses = FilterPeriods;
        _counter.Start();
    }

    public long Count
    {
        get
        {
            try
            {
                return _counter.Read().Count;
            }
            catch (Exception)
            {
                return -1;
            }
        }
    }
}
