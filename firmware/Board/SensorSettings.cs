using System;
using Telenode.Core;
using Telenode.Drivers;
using Telenode.Telemetry;

namespace Telenode.Board;

/// <summary>Makes the sensors that the settings name: <c>sensor.1.kind</c> and so on. docs/device-build.md lists the keys.</summary>
internal sealed class SensorSettings
{
    /// <summary>How many sensors the settings can name.</summary>
    public const int MaxSensors = 16;

    // GPIO numbers of the ESP32.
    private const int DefaultDataPin = 21;
    private const int DefaultClockPin = 22;
    private const int DefaultEchoPin = 26;
    private const int DefaultTriggerPin = 27;
    private const int MaxPin = 48;

    private readonly SettingsText _settings;
    private I2cBus _bus;
    private AdcConverter _adc;

    public SensorSettings(SettingsText settings)
    {
        _settings = settings;
    }

    /// <summary>The sensors in the order of their numbers; one that cannot be made is reported in the settings and left out.</summary>
    public SensorSlot[] Create()
    {
        var slots = new SensorSlot[MaxSensors];
        int count = 0;
        int seconds = _settings.GetInt("sample.interval", 60, 1, 86400);
        for (int i = 1; i <= MaxSensors; i++)
        {
            string prefix = "sensor." + i.ToString() + ".";
            string kind = _settings.Get(prefix + "kind", null);
            ISensor sensor = kind == null ? null : TryMake(kind, prefix);
            if (sensor != null)
            {
                slots[count++] = new SensorSlot(sensor, _settings.GetInt(prefix + "interval", seconds, 1, 86400) * 1000L, 0);
            }
        }

        var made = new SensorSlot[count];
        Array.Copy(slots, made, count);
        return made;
    }

    private ISensor TryMake(string kind, string prefix)
    {
        try
        {
            ISensor sensor = Make(kind, prefix);
            if (sensor == null)
            {
                _settings.Refuse(prefix + "kind", "must be bme280, bh1750, dht22 or battery");
            }

            return sensor;
        }
        catch (ArgumentException e)
        {
            _settings.Refuse(prefix + "kind", "cannot be used as it is set: " + e.Message);
            return null;
        }
    }

    private ISensor Make(string kind, string prefix)
    {
        // "attic" makes the names attic.temperature, attic.humidity …
        string name = _settings.Get(prefix + "name", null);
        name = name == null ? "" : name + ".";
        switch (kind)
        {
            case "bme280": return MakeBme280(prefix, name);
            case "bh1750": return MakeBh1750(prefix, name);
            case "battery": return MakeBattery(prefix, name);
            case "dht22":
                return new Dht22Sensor(
                    _settings.GetInt(prefix + "pin", DefaultEchoPin, 0, MaxPin),
                    _settings.GetInt(prefix + "trigger", DefaultTriggerPin, 0, MaxPin),
                    name);
            default: return null;
        }
    }

    private Bme280 MakeBme280(string prefix, string name)
    {
        var options = new Bme280Options();
        options.Address = _settings.GetInt(prefix + "address", options.Address, 0x08, 0x77);
        options.Temperature = name + options.Temperature;
        options.Humidity = name + options.Humidity;
        options.Pressure = name + options.Pressure;
        return new Bme280(Bus(), options);
    }

    private Bh1750 MakeBh1750(string prefix, string name)
    {
        var options = new Bh1750Options();
        options.Address = _settings.GetInt(prefix + "address", options.Address, 0x08, 0x77);
        options.Light = name + options.Light;
        return new Bh1750(Bus(), options);
    }

    private AdcVoltage MakeBattery(string prefix, string name)
    {
        var options = new AdcVoltageOptions();
        options.Channel = _settings.GetInt(prefix + "channel", 6, 0, 19);
        options.UpperOhms = _settings.GetInt(prefix + "upper", options.UpperOhms, 0, 5000000);
        options.LowerOhms = _settings.GetInt(prefix + "lower", options.LowerOhms, 1, 5000000);
        options.Voltage = name + options.Voltage;
        _adc = _adc ?? new AdcConverter();
        return new AdcVoltage(_adc, options);
    }

    private I2cBus Bus()
    {
        if (_bus == null)
        {
            _bus = new I2cBus(
                _settings.GetInt("i2c.data", DefaultDataPin, 0, MaxPin),
                _settings.GetInt("i2c.clock", DefaultClockPin, 0, MaxPin));
        }

        return _bus;
    }
}
