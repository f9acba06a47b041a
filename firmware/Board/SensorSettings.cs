using Telenode.Drivers;
using Telenode.Telemetry;

namespace Telenode.Board;

/// <summary>Makes the sensors that the settings name, a line each: <c>sensor.1 = bme280@i2c1:0x76</c>. docs/sensors.md describes them.</summary>
internal sealed class SensorSettings
{
    /// <summary>How many sensors the settings can name.</summary>
    public const int MaxSensors = 32;

    private const int MaxPin = 48;

    private readonly SettingsText _settings;

    public SensorSettings(SettingsText settings)
    {
        _settings = settings;
    }

    /// <summary>The sensors in the order of their numbers; one that cannot be made is reported in the settings and left out.</summary>
    public SensorFactory Create()
    {
        int seconds = _settings.GetInt("sample.interval", 60, 1, 86400);
        var factory = new SensorFactory(new BoardSensorPorts(ReadPins(), null), seconds * 1000L);
        for (int i = 0; i <= MaxSensors; i++)
        {
            string key = "sensor." + i.ToString();
            string line = _settings.Get(key, null);
            if (line != null && !factory.Add(line))
            {
                _settings.Refuse(key, "cannot be used: " + factory.Problem);
            }
        }

        return factory;
    }

    private SensorPins ReadPins()
    {
        var pins = new SensorPins();
        Read("i2c", ".data", pins.I2cData);
        Read("i2c", ".clock", pins.I2cClock);
        Read("serial", ".tx", pins.SerialTransmit);
        Read("serial", ".rx", pins.SerialReceive);
        Read("onewire", ".uart", pins.OneWireUart);
        Read("onewire", ".tx", pins.OneWireTransmit);
        Read("onewire", ".rx", pins.OneWireReceive);
        Read("onewire", ".power", pins.OneWirePower);
        return pins;
    }

    private void Read(string bus, string line, int[] pins)
    {
        for (int i = 1; i < pins.Length; i++)
        {
            pins[i] = _settings.GetInt(bus + i.ToString() + line, pins[i], 0, MaxPin);
        }
    }
}
