using System;
using System.Device.Gpio;
using Telenode.Core;
using Telenode.Drivers;
using Telenode.Telemetry;

namespace Telenode.Board;

/// <summary>The ESP32's buses, converter and pins for sensors; each is opened when the first sensor asks for it.</summary>
internal sealed class BoardSensorPorts : ISensorPorts
{
    private readonly SensorPins _pins;
    private readonly I2cBus[] _buses = new I2cBus[3];
    private readonly OneWireUart[] _wires = new OneWireUart[3];
    private readonly BoardSerial[] _lines = new BoardSerial[4];
    private AdcConverter _adc;
    private readonly GpioController _gpio;

    public BoardSensorPorts(SensorPins pins, GpioController gpio, IKeyValueStore store)
    {
        _pins = pins;
        _gpio = gpio;
        Store = store;
    }

    public IKeyValueStore Store { get; }

    public II2cBus I2c(int number)
    {
        if (number >= _buses.Length || _pins.I2cData[number] < 0 || _pins.I2cClock[number] < 0)
        {
            return null;
        }

        try
        {
            _buses[number] = _buses[number] ?? new I2cBus(number, _pins.I2cData[number], _pins.I2cClock[number]);
        }
        catch (Exception)
        {
            return null; // the chip has no such bus or pin
        }

        return _buses[number];
    }

    public IAdc Adc(int number)
    {
        _adc = number == 1 ? _adc ?? new AdcConverter() : _adc;
        return number == 1 ? _adc : null;
    }

    public IOneWireBus OneWire(int number)
    {
        if (number >= _wires.Length || _pins.OneWireTransmit[number] < 0 || _pins.OneWireReceive[number] < 0 || _pins.OneWireUart[number] < 1)
        {
            return null;
        }

        try
        {
            _wires[number] = _wires[number] ?? new OneWireUart(
                _pins.OneWireUart[number], _pins.OneWireTransmit[number], _pins.OneWireReceive[number], _pins.OneWirePower[number]);
        }
        catch (Exception)
        {
            return null; // the chip has no such UART or pin
        }

        return _wires[number];
    }

    public ISerialLine Serial(int number, int baud)
    {
        if (number >= _lines.Length || _pins.SerialTransmit[number] < 0 || _pins.SerialReceive[number] < 0)
        {
            return null;
        }

        try
        {
            _lines[number] = _lines[number] ?? new BoardSerial(number, baud, _pins.SerialTransmit[number], _pins.SerialReceive[number]);
        }
        catch (Exception)
        {
            return null; // the chip has no such UART or pin
        }

        return _lines[number];
    }

    public IPulseInput Pulses(int pin, bool pullUp)
    {
        try
        {
            return new PulseInput(_gpio, pin, pullUp);
        }
        catch (Exception)
        {
            return null;
        }
    }

    public IPinInput Pin(int pin, bool pullUp)
    {
        try
        {
            return new PinInput(_gpio, pin, pullUp);
        }
        catch (Exception)
        {
            return null;
        }
    }

    public ISensor Own(SensorLine line) => line.Kind == "dht22" || line.Kind == "dht11" ? new DhtSensor(line) : null;
}
