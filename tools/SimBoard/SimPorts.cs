using Telenode.Core;
using Telenode.Drivers;
using Telenode.Telemetry;

namespace Telenode.SimBoard;

/// <summary>The simulated board's ports for sensors, and the chip models that are connected to them.</summary>
public sealed class SimPorts(IClock clock) : ISensorPorts
{
    // GPIO numbers, ADC channels and buses are as many as anyone asks for: this board exists on paper.
    private const int AdcChannels = 20;

    private readonly SortedDictionary<int, SimI2cBus> _buses = [];
    private readonly SortedDictionary<int, AdcModel> _converters = [];
    private readonly List<IExposed> _models = [];

    /// <summary>The chips, in the order in which they were seated.</summary>
    public IReadOnlyList<IExposed> Models => _models;

    /// <inheritdoc/>
    public IKeyValueStore? Store { get; init; }

    /// <summary>Connects the chip that a line names.</summary>
    /// <exception cref="ArgumentException">There is no model of the kind.</exception>
    public void Seat(SensorLine line)
    {
        switch (line.Kind)
        {
            case "adc" or "battery":
                SeatVoltage(line);
                break;
            default:
                I2cChip chip = Create(line);
                Bus(line.BusNumber).Seat(line.Address, chip);
                _models.Add((IExposed)chip);
                break;
        }
    }

    /// <inheritdoc/>
    public II2cBus I2c(int number) => Bus(number);

    /// <inheritdoc/>
    public IAdc Adc(int number) => Converter(number);

    /// <inheritdoc/>
    public IOneWireBus? OneWire(int number) => null;

    /// <inheritdoc/>
    public ISerialLine? Serial(int number, int baud) => null;

    /// <inheritdoc/>
    public IPulseInput? Pulses(int pin, bool pullUp) => null;

    /// <inheritdoc/>
    public IPinInput? Pin(int pin, bool pullUp) => null;

    /// <inheritdoc/>
    public ISensor? Own(SensorLine line) => null;

    private I2cChip Create(SensorLine line) => line.Kind switch
    {
        "bme280" => new Bme280Model(clock),
        "bmp280" => new Bme280Model(clock) { ChipId = 0x58 },
        "sht3x" => new Sht3xModel(clock),
        "sht4x" => new Sht4xModel(clock),
        "aht20" => new Aht20Model(clock),
        "scd4x" => new Scd4xModel(clock),
        "bh1750" => new Bh1750Model(clock),
        "veml7700" => new Veml7700Model(clock),
        "mcp9808" => new Mcp9808Model(clock),
        "ina219" => new Ina219Model(clock),
        "ads1115" => new Ads1115Model(clock),
        _ => throw new ArgumentException($"there is no simulated {line.Kind}"),
    };

    private void SeatVoltage(SensorLine line)
    {
        AdcModel converter = Converter(line.BusNumber);
        int upper = line.Options.Int("upper", 0, 0, int.MaxValue);
        int lower = line.Options.Int("lower", Math.Max(1, upper), 1, int.MaxValue);
        converter.Connect(line.Address, (double)lower / ((double)upper + lower));
        if (!_models.Contains(converter))
        {
            _models.Add(converter);
        }
    }

    private SimI2cBus Bus(int number)
    {
        if (!_buses.TryGetValue(number, out SimI2cBus? bus))
        {
            _buses[number] = bus = new SimI2cBus();
        }

        return bus;
    }

    private AdcModel Converter(int number)
    {
        if (!_converters.TryGetValue(number, out AdcModel? converter))
        {
            _converters[number] = converter = new AdcModel(AdcChannels);
        }

        return converter;
    }
}
