using System;
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Drivers;

/// <summary>Sensirion SCD40, SCD41, SCD43: carbon dioxide in ppm, temperature and relative humidity in hundredths.</summary>
/// <remarks>
/// Clauses are those of the datasheet SCD4x, version 1.3. Unless asked for single shots the chip measures every 5 s by itself: a
/// reading is then at most 5 s old. Nothing is written to the chip's EEPROM unless a person asks for it.
/// </remarks>
public sealed partial class Scd4x : ChipSensor, ICalibratedSensor
{
    private const int StartPeriodic = 0x21B1;
    private const int StopPeriodic = 0x3F86;
    private const int ReadMeasurement = 0xEC05;
    private const int DataReady = 0xE4B8;
    private const int SerialNumber = 0x3682;
    private const int SetTemperatureOffset = 0x241D;
    private const int SetAltitude = 0x2427;
    private const int SetSelfCalibration = 0x2416;
    private const int SingleShot = 0x219D;
    private const int SetPressure = 0xE000;

    // Longest execution times (table 9).
    private const int StopMs = 500;
    private const int CommandMs = 1;
    private const int MeasurementMs = 5000;
    private const int PollMs = 250;

    private readonly I2cTarget _chip;
    private readonly Scd4xOptions _options;
    private Step _step;
    private long _deadlineMs;
    private int _pressure;
    private bool _pressureChanged;
    private bool _measures;

    /// <summary>Prepares the driver; the chip is not touched before the first measurement. The options are kept and must not change.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or no quantity is named.</exception>
    public Scd4x(II2cBus bus, Scd4xOptions options)
        : base("scd4x", QuantitiesOf(options))
    {
        if (options.AltitudeMetres < 0 || options.AltitudeMetres > 3000
            || options.TemperatureOffset < 0 || options.TemperatureOffset > 2000
            || (options.PressureHectopascals != 0 && !IsPressure(options.PressureHectopascals)))
        {
            throw new ArgumentOutOfRangeException("scd4x options");
        }

        _chip = new I2cTarget(bus, options.Address, 9);
        _options = options;
        _pressure = options.PressureHectopascals;
    }

    // What was sent last: its answer is taken, and the next is sent, once its execution time has passed.
    private enum Step
    {
        Stop,
        SerialNumber,
        TemperatureOffset,
        Altitude,
        SelfCalibration,
        Pressure,
        StopForRequest,
        Recalibrate,
        FactoryReset,
        Persist,
        SingleShot,
        DataReady,
        Poll,
        Read,
    }

    /// <inheritdoc/>
    protected override Status Start(long nowMs) => Settled(Begun(nowMs));

    /// <inheritdoc/>
    protected override Status Continue(long nowMs, long[] mantissas, int offset) => Settled(Next(nowMs, mantissas, offset));

    private Status Begun(long nowMs)
    {
        if (!Initialised)
        {
            _measures = false;

            // It may still be measuring for whoever used it before; only an idle chip takes settings (§3.6).
            return Send(nowMs, Step.Stop, StopPeriodic, StopMs);
        }

        if (_request != Request.None)
        {
            _measures = false;
            return Send(nowMs, Step.StopForRequest, StopPeriodic, StopMs);
        }

        // In single shot mode a brown-out in between would go unnoticed: the settings are sent again each time.
        _deadlineMs = nowMs + (2 * MeasurementMs);
        return _options.SingleShot ? SendTemperatureOffset(nowMs) : _pressureChanged ? SendPressure(nowMs) : Send(nowMs, Step.DataReady, DataReady, CommandMs);
    }

    private Status Next(long nowMs, long[] mantissas, int offset)
    {
        switch (_step)
        {
            case Step.Stop:
                return Send(nowMs, Step.SerialNumber, SerialNumber, CommandMs);
            case Step.SerialNumber:
                return Identify(nowMs);
            case Step.TemperatureOffset:
                return SendWord(nowMs, Step.Altitude, SetAltitude, _options.AltitudeMetres);
            case Step.Altitude:
                return SendWord(nowMs, Step.SelfCalibration, SetSelfCalibration, _options.SelfCalibration ? 1 : 0);
            case Step.SelfCalibration:
                return _request == Request.Persist ? Send(nowMs, Step.Persist, PersistSettings, PersistMs) : AfterSettings(nowMs);
            case Step.Persist:
                EndRequest(Status.Ok);
                return AfterSettings(nowMs);
            case Step.Pressure:
                return AfterPressure(nowMs);
            case Step.StopForRequest:
                return AfterStop(nowMs);
            case Step.Recalibrate:
                return TakeCorrection(nowMs);
            case Step.FactoryReset:
                EndRequest(Status.Ok);
                return SendTemperatureOffset(nowMs);
            case Step.SingleShot:
                return Send(nowMs, Step.Read, ReadMeasurement, CommandMs);
            case Step.Poll:
                return Send(nowMs, Step.DataReady, DataReady, CommandMs);
            case Step.DataReady:
                return TakeDataReady(nowMs);
            default:
                return TakeMeasurement(mantissas, offset);
        }
    }

    private static Quantity[] QuantitiesOf(Scd4xOptions options)
    {
        if (options == null)
        {
            throw new ArgumentNullException();
        }

        return new Quantity[]
        {
            options.CarbonDioxide == null ? null : new Quantity(options.CarbonDioxide, "ppm", 0),
            options.Temperature == null ? null : new Quantity(options.Temperature, "Cel", -2),
            options.Humidity == null ? null : new Quantity(options.Humidity, "%RH", -2),
        };
    }

    private Status Identify(long nowMs)
    {
        // Any serial number with right checksums is one of this family's.
        Status status = _chip.ReadWords(3);
        if (status != Status.Ok)
        {
            return status == Status.ChecksumMismatch ? Status.WrongChip : status;
        }

        Initialised = true;
        return AfterStop(nowMs);
    }

    private Status SendTemperatureOffset(long nowMs)
    {
        // word = offset × 2^16 / 175 °C (§3.6.1).
        int word = (int)Rounded.Divide(_options.TemperatureOffset * 65536L, 17500);
        return SendWord(nowMs, Step.TemperatureOffset, SetTemperatureOffset, word);
    }

    private static bool IsPressure(int hectopascals) => hectopascals >= 700 && hectopascals <= 1200;

    // The pressure is the last: it overrides the altitude.
    private Status AfterSettings(long nowMs) => _pressure != 0 ? SendPressure(nowMs) : StartMeasuring(nowMs);

    private Status SendPressure(long nowMs) => SendWord(nowMs, Step.Pressure, SetPressure, _pressure);

    // A chip that measures by itself takes a new pressure in between; one that is being set up starts afterwards.
    private Status AfterPressure(long nowMs)
    {
        bool measures = _pressureChanged && _measures && !_options.SingleShot;
        _pressureChanged = false;
        Calibration = _last == Request.Pressure ? Status.Ok : Calibration;
        return measures ? Send(nowMs, Step.DataReady, DataReady, CommandMs) : StartMeasuring(nowMs);
    }

    private Status StartMeasuring(long nowMs)
    {
        _measures = true;
        if (_options.SingleShot)
        {
            return Send(nowMs, Step.SingleShot, SingleShot, MeasurementMs);
        }

        Status status = Send(nowMs, Step.Poll, StartPeriodic, MeasurementMs);
        _deadlineMs = nowMs + (2 * MeasurementMs);
        return status;
    }

    private Status TakeDataReady(long nowMs)
    {
        Status status = _chip.ReadWords(1);
        if (status != Status.Ok)
        {
            return status;
        }

        // Not ready while the least significant 11 bits are 0 (§3.8.2).
        if ((_chip.Word(0) & 0x7FF) != 0)
        {
            return Send(nowMs, Step.Read, ReadMeasurement, CommandMs);
        }

        _step = Step.Poll;
        return nowMs >= _deadlineMs ? Status.Stuck : Wait(nowMs, PollMs);
    }

    private Status TakeMeasurement(long[] mantissas, int offset)
    {
        Status status = _chip.ReadWords(3);
        if (status != Status.Ok)
        {
            // It took the command and has nothing to give: the measurement was lost with the supply.
            return status == Status.Absent ? Status.Stuck : status;
        }

        // CO2 = word, T = −45 + 175 S / (2^16 − 1), RH = 100 S / (2^16 − 1) (§3.5.2); 0 ppm is no measurement (§3.10.2).
        int carbonDioxide = _chip.Word(0);
        long centiCelsius = Rounded.Divide(17500L * _chip.Word(1), 0xFFFF) - 4500;
        if (carbonDioxide == 0 || carbonDioxide > 40000 || centiCelsius < -1000 || centiCelsius > 6000)
        {
            return carbonDioxide == 0 ? Status.Stuck : Status.OutOfRange;
        }

        if (_options.CarbonDioxide != null)
        {
            mantissas[offset++] = carbonDioxide;
        }

        if (_options.Temperature != null)
        {
            mantissas[offset++] = centiCelsius;
        }

        if (_options.Humidity != null)
        {
            mantissas[offset] = Rounded.Divide(10000L * _chip.Word(2), 0xFFFF);
        }

        return Status.Ok;
    }

    private Status Send(long nowMs, Step step, int command, int executionMs)
    {
        _step = step;
        Status status = _chip.Write(command >> 8, command);
        return status == Status.Ok ? Wait(nowMs, executionMs) : status;
    }

    private Status SendWord(long nowMs, Step step, int command, int word) => SendWord(nowMs, step, command, word, CommandMs);

    private Status SendWord(long nowMs, Step step, int command, int word, int executionMs)
    {
        _step = step;
        Status status = _chip.WriteWord(command, word);
        return status == Status.Ok ? Wait(nowMs, executionMs) : status;
    }
}
