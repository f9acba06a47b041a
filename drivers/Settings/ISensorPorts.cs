using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Drivers;

/// <summary>What a board has for sensors to be connected to. Each is opened when a sensor line first names it, and once.</summary>
public interface ISensorPorts
{
    /// <summary>An I2C bus, from 1; null when the board has none of that number.</summary>
    II2cBus I2c(int number);

    /// <summary>A converter, from 1; null when the board has none of that number.</summary>
    IAdc Adc(int number);

    /// <summary>A 1-Wire line, from 1; null when the board has none of that number.</summary>
    IOneWireBus OneWire(int number);

    /// <summary>A serial line, 8 bits, no parity, one stop bit; null when the board has none of that number free for a sensor.</summary>
    ISerialLine Serial(int number, int baud);

    /// <summary>Counts falling edges at a pin; null when the pin or a counter is not to be had.</summary>
    /// <param name="pin">GPIO number.</param>
    /// <param name="pullUp">Whether the chip's own pull-up is switched on.</param>
    IPulseInput Pulses(int pin, bool pullUp);

    /// <summary>Reads a pin; null when it is not to be had.</summary>
    /// <param name="pin">GPIO number.</param>
    /// <param name="pullUp">Whether the chip's own pull-up is switched on.</param>
    IPinInput Pin(int pin, bool pullUp);

    /// <summary>Where totals survive a reset; null when nothing does.</summary>
    IKeyValueStore Store { get; }

    /// <summary>Makes a sensor of a kind that only this board has, such as one through a packaged binding.</summary>
    /// <returns>Null when the board does not have it.</returns>
    /// <exception cref="System.ArgumentException">An option is wrong; the message is for a person.</exception>
    ISensor Own(SensorLine line);
}
