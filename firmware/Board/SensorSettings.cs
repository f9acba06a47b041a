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

    // GPIO 34, one of those that are inputs only.
    private const int DefaultAdcChannel = 6;

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
        // "attic" makes the names attic.temperature, attic.humidity …
        string name = _settings.Get(prefix + "name", null);
        name = name == null ? "" : name + ".";
        try
        {
            ISensor sensor = MakeClimate(kind, prefix, name) ?? MakeOther(kind, prefix, name);
            if (sensor == null)
            {
                _settings.Refuse(prefix + "kind", "names no known sensor: see docs/sensors.md");
            }

            return sensor;
        }
        catch (ArgumentException e)
        {
            _settings.Refuse(prefix + "kind", "cannot be used as it is set: " + e.Message);
            return null;
        }
    }

    private ISensor MakeClimate(string kind, string prefix, string name)
    {
        switch (kind)
        {
            case "aht20": return new Aht20(Bus(), Climate(prefix, name));
            case "sht3x": return new Sht3x(Bus(), Climate(prefix, name));
            case "sht4x": return new Sht4x(Bus(), Climate(prefix, name));
            case "bme280":
                var bme280 = new Bme280Options();
                bme280.Address = Address(prefix, bme280.Address);
                bme280.Temperature = name + bme280.Temperature;
                bme280.Humidity = name + bme280.Humidity;
                bme280.Pressure = name + bme280.Pressure;
                return new Bme280(Bus(), bme280);
            case "bmp280":
                var bmp280 = new Bmp280Options();
                bmp280.Address = Address(prefix, bmp280.Address);
                bmp280.Temperature = name + bmp280.Temperature;
                bmp280.Pressure = name + bmp280.Pressure;
                return new Bmp280(Bus(), bmp280);
            case "dht22":
                return new Dht22Sensor(
                    _settings.GetInt(prefix + "pin", DefaultEchoPin, 0, MaxPin),
                    _settings.GetInt(prefix + "trigger", DefaultTriggerPin, 0, MaxPin),
                    name);
            case "mcp9808":
                var mcp9808 = new Mcp9808Options();
                mcp9808.Address = Address(prefix, mcp9808.Address);
                mcp9808.Temperature = name + mcp9808.Temperature;
                return new Mcp9808(Bus(), mcp9808);
            default: return null;
        }
    }

    private ISensor MakeOther(string kind, string prefix, string name)
    {
        switch (kind)
        {
            case "battery": return MakeBattery(prefix, name);
            case "bh1750":
                var bh1750 = new Bh1750Options();
                bh1750.Address = Address(prefix, bh1750.Address);
                bh1750.Light = name + bh1750.Light;
                return new Bh1750(Bus(), bh1750);
            case "ina219":
                var ina219 = new Ina219Options();
                ina219.Address = Address(prefix, ina219.Address);
                ina219.Voltage = name + ina219.Voltage;
                ina219.Current = name + ina219.Current;
                ina219.ShuntMilliohms = _settings.GetInt(prefix + "shunt", ina219.ShuntMilliohms, 1, 10000);
                return new Ina219(Bus(), ina219);
            case "scd4x":
                var scd4x = new Scd4xOptions();
                scd4x.CarbonDioxide = name + scd4x.CarbonDioxide;
                scd4x.AltitudeMetres = _settings.GetInt(prefix + "altitude", 0, 0, 3000);
                return new Scd4x(Bus(), scd4x);
            case "veml7700":
                var veml7700 = new Veml7700Options();
                veml7700.Address = Address(prefix, veml7700.Address);
                veml7700.Light = name + veml7700.Light;
                return new Veml7700(Bus(), veml7700);
            default: return null;
        }
    }

    private AdcVoltage MakeBattery(string prefix, string name)
    {
        var options = new AdcVoltageOptions();
        options.Channel = _settings.GetInt(prefix + "channel", DefaultAdcChannel, 0, 19);
        options.UpperOhms = _settings.GetInt(prefix + "upper", options.UpperOhms, 0, 5000000);
        options.LowerOhms = _settings.GetInt(prefix + "lower", options.LowerOhms, 1, 5000000);
        options.Voltage = name + options.Voltage;
        _adc = _adc ?? new AdcConverter();
        return new AdcVoltage(_adc, options);
    }

    private ClimateOptions Climate(string prefix, string name)
    {
        var options = new ClimateOptions();
        options.Address = Address(prefix, options.Address);
        options.Temperature = name + options.Temperature;
        options.Humidity = name + options.Humidity;
        return options;
    }

    private int Address(string prefix, int usual) => _settings.GetInt(prefix + "address", usual, 0x08, 0x77);

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
