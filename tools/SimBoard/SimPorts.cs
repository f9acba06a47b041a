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
    private readonly SortedDictionary<int, SimOneWireBus> _wires = [];
    private readonly SortedDictionary<int, Pms5003Model> _particles = [];
    private readonly SortedDictionary<int, PulseModel> _counters = [];
    private readonly SortedDictionary<int, ContactModel> _contacts = [];
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
            case "ds18b20":
                var thermometer = new Ds18b20Model(clock, line.RomCode is string code ? SerialOf(RomCode.Parse(code)) : _models.Count + 1);
                Wire(line.BusNumber).Seat(thermometer);
                _models.Add(thermometer);
                break;
            case "pms5003":
                _models.Add(Particles(line.BusNumber));
                break;
            case "pulse" or "frequency":
                _models.Add(Counter(line.BusNumber));
                break;
            case "contact":
                _models.Add(Made(_contacts, line.BusNumber, () => new ContactModel(clock)));
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
    public IOneWireBus OneWire(int number) => Wire(number);

    /// <inheritdoc/>
    public ISerialLine Serial(int number, int baud) => Particles(number);

    /// <inheritdoc/>
    public IPulseInput Pulses(int pin, bool pullUp) => Counter(pin);

    /// <inheritdoc/>
    public IPinInput Pin(int pin, bool pullUp) => Made(_contacts, pin, () => new ContactModel(clock));

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
        "ina226" => new Ina226Model(clock),
        "ens160" => new Ens160Model(clock),
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

    private static long SerialOf(byte[] rom) => rom[1..7].Select((part, i) => (long)part << (8 * i)).Sum();

    private SimI2cBus Bus(int number) => Made(_buses, number, () => new SimI2cBus());

    private AdcModel Converter(int number) => Made(_converters, number, () => new AdcModel(AdcChannels));

    private SimOneWireBus Wire(int number) => Made(_wires, number, () => new SimOneWireBus());

    private Pms5003Model Particles(int number) => Made(_particles, number, () => new Pms5003Model(clock));

    private PulseModel Counter(int pin) => Made(_counters, pin, () => new PulseModel(clock));

    private static T Made<T>(SortedDictionary<int, T> made, int number, Func<T> make)
    {
        if (!made.TryGetValue(number, out T? one))
        {
            made[number] = one = make();
        }

        return one;
    }
}
