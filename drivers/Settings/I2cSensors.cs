using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Drivers;

/// <summary>The sensors on an I2C bus, from their lines.</summary>
internal static class I2cSensors
{
    private static readonly string[] _fullScales = { "6.144", "4.096", "2.048", "1.024", "0.512", "0.256" };

    public static ISensor Make(SensorLine line, II2cBus bus)
    {
        switch (line.Kind)
        {
            case "bme280": return MakeBme280(line, bus);
            case "bmp280": return MakeBmp280(line, bus);
            case "sht3x": return new Sht3x(bus, Climate(line));
            case "sht4x": return new Sht4x(bus, Climate(line));
            case "aht20": return new Aht20(bus, Climate(line));
            case "mcp9808":
                return new Mcp9808(bus, new Mcp9808Options { Address = line.Address, Temperature = line.Named("temperature") });
            case "bh1750":
                return new Bh1750(bus, new Bh1750Options
                {
                    Address = line.Address,
                    Light = line.Named("light"),
                    MeasurementTime = line.Options.Int("mtreg", 69, 31, 254),
                });
            case "veml7700": return new Veml7700(bus, new Veml7700Options { Address = line.Address, Light = line.Named("light") });
            case "ads1115": return MakeAds1115(line, bus);
            default: return MakeOther(line, bus);
        }
    }

    private static ISensor MakeOther(SensorLine line, II2cBus bus)
    {
        switch (line.Kind)
        {
            case "scd4x": return MakeScd4x(line, bus);
            case "ens160":
                return new Ens160(bus, new Ens160Options
                {
                    Address = line.Address,
                    AirQuality = line.Named("aqi"),
                    Compounds = line.Named("tvoc"),
                    EquivalentCarbonDioxide = line.Named("eco2"),
                });
            case "ina219": return new Ina219(bus, Power(line));
            case "ina226": return new Ina226(bus, Power(line));
            default: return null;
        }
    }

    private static ClimateOptions Climate(SensorLine line) => new ClimateOptions
    {
        Address = line.Address,
        Temperature = line.Named("temperature"),
        Humidity = line.Named("humidity"),
    };

    private static Bme280 MakeBme280(SensorLine line, II2cBus bus)
    {
        int oversampling = line.Options.Int("oversampling", 1, 1, 16);
        return new Bme280(bus, new Bme280Options
        {
            Address = line.Address,
            Temperature = line.Named("temperature"),
            Humidity = line.Named("humidity"),
            Pressure = line.Named("pressure"),
            TemperatureOversampling = oversampling,
            HumidityOversampling = oversampling,
            PressureOversampling = oversampling,
        });
    }

    private static Bmp280 MakeBmp280(SensorLine line, II2cBus bus)
    {
        int oversampling = line.Options.Int("oversampling", 1, 1, 16);
        return new Bmp280(bus, new Bmp280Options
        {
            Address = line.Address,
            Temperature = line.Named("temperature"),
            Pressure = line.Named("pressure"),
            TemperatureOversampling = oversampling,
            PressureOversampling = oversampling,
        });
    }

    private static PowerOptions Power(SensorLine line) => new PowerOptions
    {
        Address = line.Address,
        Voltage = line.Named("voltage"),
        Current = line.Named("current"),
        Power = line.Named("power", false),
        ShuntMicroohms = line.Options.Decimal("shunt", 3, 100000, 100, 100000000),
    };

    private static Ads1115 MakeAds1115(SensorLine line, II2cBus bus)
    {
        // 4.096 V, and the whole millivolts that the words stand for.
        string fullScale = _fullScales[line.Options.Choice("range", _fullScales, 1)];
        return new Ads1115(bus, new Ads1115Options
        {
            Address = line.Address,
            Input0 = line.Named("a0"),
            Input1 = line.Named("a1", false),
            Input2 = line.Named("a2", false),
            Input3 = line.Named("a3", false),
            FullScaleMillivolts = (int)LineOptions.Number(fullScale.Substring(0, 1) + fullScale.Substring(2)),
        });
    }

    // 0, which is no option's value, for not given.
    private static int PressureOf(SensorLine line) =>
        line.Options.Text("pressure", null) == null ? 0 : line.Options.Int("pressure", 0, 700, 1200);

    private static Scd4x MakeScd4x(SensorLine line, II2cBus bus) => new Scd4x(bus, new Scd4xOptions
    {
        CarbonDioxide = line.Named("co2"),
        Temperature = line.Named("temperature", false),
        Humidity = line.Named("humidity", false),
        SingleShot = line.Options.Flag("single", false),
        PressureHectopascals = PressureOf(line),
        AltitudeMetres = line.Options.Int("altitude", 0, 0, 3000),
        TemperatureOffset = line.Options.Decimal("offset", 2, 400, 0, 2000),
        SelfCalibration = line.Options.Flag("asc", true),
    });
}
