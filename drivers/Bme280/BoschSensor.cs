using System;
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Drivers;

/// <summary>What <see cref="Bme280"/> and <see cref="Bmp280"/> share, which is all but the identity and the humidity: forced mode on I2C.</summary>
/// <remarks>Clauses are those of the datasheet BST-BME280-DS002; BST-BMP280-DS001 says the same of what both chips have.</remarks>
public abstract class BoschSensor : ChipSensor
{
    private const int IdRegister = 0xD0;
    private const int ResetRegister = 0xE0;
    private const int HumidityControlRegister = 0xF2;
    private const int StatusRegister = 0xF3;
    private const int ControlRegister = 0xF4;
    private const int FirstTrimmingRegister = 0x88;
    private const int SecondTrimmingRegister = 0xE1;

    private const int ResetCommand = 0xB6;
    private const int ForcedMode = 1;
    private const int MeasuringBit = 8;
    private const int TrimmingCopyBit = 1;
    private const int StartUpMs = 2;

    // Data registers hold these until a conversion has filled them (§5.3).
    private const int NoConversion20 = 0x80000;
    private const int NoConversion16 = 0x8000;

    private readonly I2cTarget _chip;
    private readonly Bme280Compensation _compensation = new Bme280Compensation();
    private readonly int _chipId;
    private readonly bool _knowsHumidity;
    private readonly bool _hasTemperature;
    private readonly bool _hasHumidity;
    private readonly bool _hasPressure;
    private readonly int _humidityControl;
    private readonly int _control;
    private readonly int _conversionMs;
    private long _deadlineMs;

    /// <summary>Prepares the driver; the chip is not touched before the first measurement.</summary>
    /// <param name="kind">The chip, lower case.</param>
    /// <param name="bus">Where the chip is.</param>
    /// <param name="chipId">What its id register holds.</param>
    /// <param name="knowsHumidity">Whether the chip measures humidity.</param>
    /// <param name="options">What to measure.</param>
    /// <exception cref="ArgumentException">An option is outside what the chip knows, or no quantity is named.</exception>
    protected BoschSensor(string kind, II2cBus bus, int chipId, bool knowsHumidity, Bme280Options options)
        : base(kind, QuantitiesOf(options))
    {
        _chipId = chipId;
        _knowsHumidity = knowsHumidity;
        _chip = new I2cTarget(bus, options.Address, Bme280Compensation.FirstBlockLength);
        _hasTemperature = options.Temperature != null;
        _hasHumidity = options.Humidity != null;
        _hasPressure = options.Pressure != null;
        int humiditySetting = OversamplingCode(options.HumidityOversampling);
        int pressureSetting = OversamplingCode(options.PressureOversampling);
        _humidityControl = _hasHumidity ? humiditySetting : 0;
        _control = (OversamplingCode(options.TemperatureOversampling) << 5) | (_hasPressure ? pressureSetting << 2 : 0);
        _conversionMs = ConversionMs(
            options.TemperatureOversampling,
            _hasHumidity ? options.HumidityOversampling : 0,
            _hasPressure ? options.PressureOversampling : 0);
    }

    /// <summary>The longest time of one measurement in ms, rounded up (§9.1); an oversampling of 0 skips that conversion.</summary>
    public static int ConversionMs(int temperatureOversampling, int humidityOversampling, int pressureOversampling)
    {
        int us = 1250 + (2300 * temperatureOversampling);
        us += humidityOversampling == 0 ? 0 : (2300 * humidityOversampling) + 575;
        us += pressureOversampling == 0 ? 0 : (2300 * pressureOversampling) + 575;
        return (us + 999) / 1000;
    }

    /// <inheritdoc/>
    protected override Status Start(long nowMs)
    {
        if (Initialised)
        {
            return StartConversion(nowMs);
        }

        Status status = _chip.ReadRegisters(IdRegister, 1);
        if (status != Status.Ok)
        {
            return status;
        }

        if (_chip.In[0] != _chipId)
        {
            return Status.WrongChip;
        }

        status = _chip.Write(ResetRegister, ResetCommand);
        _deadlineMs = nowMs + (10 * StartUpMs);
        return status == Status.Ok ? Wait(nowMs, StartUpMs) : status;
    }

    /// <inheritdoc/>
    protected override Status Continue(long nowMs, long[] mantissas, int offset)
    {
        if (!Initialised)
        {
            return FinishInitialising(nowMs);
        }

        // One burst from the control registers to the last datum: the chip shadows the data for its length (§4), so values
        // and the settings they were measured with belong together.
        Status status = _chip.ReadRegisters(HumidityControlRegister, 13);
        if (status != Status.Ok)
        {
            return status;
        }

        byte[] registers = _chip.In;

        // A brown-out during the conversion puts both registers back to 0 (§5.3); the mode bits do so by themselves.
        if ((_knowsHumidity && (registers[0] & 7) != _humidityControl) || (registers[2] & 0xFC) != _control)
        {
            return Status.Stuck;
        }

        if ((registers[1] & MeasuringBit) != 0)
        {
            return WaitMore(nowMs);
        }

        int pressure = (registers[5] << 12) | (registers[6] << 4) | (registers[7] >> 4);
        int temperature = (registers[8] << 12) | (registers[9] << 4) | (registers[10] >> 4);
        int humidity = (registers[11] << 8) | registers[12];
        return Compensate(temperature, humidity, pressure, mantissas, offset);
    }

    private static Quantity[] QuantitiesOf(Bme280Options options)
    {
        if (options == null)
        {
            throw new ArgumentNullException();
        }

        return new Quantity[]
        {
            options.Temperature == null ? null : new Quantity(options.Temperature, "Cel", -2),
            options.Humidity == null ? null : new Quantity(options.Humidity, "%RH", -2),
            options.Pressure == null ? null : new Quantity(options.Pressure, "Pa", -1),
        };
    }

    private static int OversamplingCode(int oversampling)
    {
        switch (oversampling)
        {
            case 1: return 1;
            case 2: return 2;
            case 4: return 3;
            case 8: return 4;
            case 16: return 5;
            default: throw new ArgumentOutOfRangeException("oversampling");
        }
    }

    private Status FinishInitialising(long nowMs)
    {
        Status status = _chip.ReadRegisters(StatusRegister, 1);
        if (status != Status.Ok)
        {
            return status;
        }

        if ((_chip.In[0] & TrimmingCopyBit) != 0)
        {
            return WaitMore(nowMs);
        }

        status = _chip.ReadRegisters(FirstTrimmingRegister, Bme280Compensation.FirstBlockLength);
        if (status != Status.Ok)
        {
            return status;
        }

        bool trimmed = _compensation.LoadFirstBlock(_chip.In, 0);
        if (_knowsHumidity)
        {
            status = _chip.ReadRegisters(SecondTrimmingRegister, Bme280Compensation.SecondBlockLength);
            if (status != Status.Ok)
            {
                return status;
            }

            trimmed &= _compensation.LoadSecondBlock(_chip.In, 0);
        }

        if (!trimmed)
        {
            return Status.WrongChip;
        }

        Initialised = true;
        return StartConversion(nowMs);
    }

    private Status StartConversion(long nowMs)
    {
        // ctrl_hum takes effect with the write of ctrl_meas (§5.4.3).
        int control = _control | ForcedMode;
        Status status = _knowsHumidity
            ? _chip.Write(HumidityControlRegister, _humidityControl, ControlRegister, control)
            : _chip.Write(ControlRegister, control);
        _deadlineMs = nowMs + (3 * _conversionMs);
        return status == Status.Ok ? Wait(nowMs, _conversionMs) : status;
    }

    private Status WaitMore(long nowMs) => nowMs >= _deadlineMs ? Status.Stuck : Wait(nowMs, 0);

    private Status Compensate(int temperature, int humidity, int pressure, long[] mantissas, int offset)
    {
        // Each reset value alone is also a possible result; all of them at once are a chip that has converted nothing.
        if (temperature == NoConversion20 && pressure == NoConversion20 && (humidity == NoConversion16 || !_knowsHumidity)
            && (_hasHumidity || _hasPressure))
        {
            return Status.Stuck;
        }

        int centiCelsius = _compensation.Temperature(temperature);
        long centiPercent = _hasHumidity ? ((_compensation.Humidity(humidity) * 100L) + 512) >> 10 : 0;
        long deciPascal = _hasPressure ? ((_compensation.Pressure(pressure) * 10) + 128) >> 8 : 300000;

        // Operating range (table 1); the humidity is held within its own by the compensation.
        if (centiCelsius < -4000 || centiCelsius > 8500 || deciPascal < 300000 || deciPascal > 1100000)
        {
            return Status.OutOfRange;
        }

        if (_hasTemperature)
        {
            mantissas[offset++] = centiCelsius;
        }

        if (_hasHumidity)
        {
            mantissas[offset++] = centiPercent;
        }

        if (_hasPressure)
        {
            mantissas[offset] = deciPascal;
        }

        return Status.Ok;
    }
}
