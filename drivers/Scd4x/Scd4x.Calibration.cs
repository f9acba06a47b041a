using System;
using Telenode.Core;

namespace Telenode.Drivers;

public sealed partial class Scd4x
{
    private const int ForceRecalibration = 0x362F;
    private const int FactoryReset = 0x3632;
    private const int PersistSettings = 0x3615;

    // Longest execution times (table 9).
    private const int RecalibrationMs = 400;
    private const int FactoryResetMs = 1200;
    private const int PersistMs = 800;

    private const int LowestTarget = 400;
    private const int HighestTarget = 2000;

    private Request _request;
    private Request _last;
    private int _target;

    // What a person has asked the chip to do.
    private enum Request
    {
        None,
        Recalibrate,
        Persist,
        Reset,
        Pressure,
    }

    /// <inheritdoc/>
    public string CalibrationUsage => "co2 PPM | pressure HPA | persist | factory-reset";

    /// <inheritdoc/>
    public Status Calibration { get; private set; }

    /// <summary>What the last successful <see cref="Recalibrate"/> changed, in ppm.</summary>
    public int CorrectionPpm { get; private set; }

    /// <inheritdoc/>
    public string CalibrationResult
    {
        get
        {
            if (_last == Request.None)
            {
                return null;
            }

            if (Calibration != Status.Ok)
            {
                return Calibration == Status.Pending ? "asked for"
                    : Calibration == Status.OutOfRange ? "refused by the chip: it must have measured in that air for three minutes"
                    : "failed: " + StatusText.Of(Calibration);
            }

            switch (_last)
            {
                case Request.Recalibrate: return "corrected by " + CorrectionPpm.ToString() + " ppm";
                case Request.Persist: return "settings kept in the chip";
                case Request.Reset: return "the chip is as it left the factory, its settings are sent anew";
                default: return _pressure.ToString() + " hPa, until a restart; pressure= in the sensor's line keeps it";
            }
        }
    }

    /// <inheritdoc/>
    public string Calibrate(string what, string value)
    {
        long number = LineOptions.Number(value);
        switch (what)
        {
            case "co2":
                if (number < LowestTarget || number > HighestTarget)
                {
                    return "give the true concentration, 400 to 2000 ppm: co2 420 in fresh air";
                }

                Recalibrate((int)number);
                return null;
            case "pressure":
                if (number < 0 || number > int.MaxValue || !IsPressure((int)number))
                {
                    return "give the air pressure here, not at sea level, 700 to 1200 hPa: pressure 985";
                }

                Compensate((int)number);
                return null;
            case "persist":
            case "factory-reset":
                if (value.Length > 0)
                {
                    return what + " takes no value";
                }

                Ask(what == "persist" ? Request.Persist : Request.Reset);
                return null;
            default:
                return "scd4x knows " + CalibrationUsage;
        }
    }

    /// <summary>Tells the chip the true concentration at the next measurement (forced recalibration, §3.7.1). It must have measured there for three minutes.</summary>
    /// <param name="ppm">400 to 2000: 420 or so in fresh air.</param>
    /// <exception cref="ArgumentOutOfRangeException">The concentration is out of its range.</exception>
    public void Recalibrate(int ppm)
    {
        if (ppm < LowestTarget || ppm > HighestTarget)
        {
            throw new ArgumentOutOfRangeException("ppm");
        }

        _target = ppm;
        Ask(Request.Recalibrate);
    }

    /// <summary>Tells the chip the air pressure at the next measurement, which counts instead of the altitude (§3.6.5).</summary>
    /// <param name="hectopascals">700 to 1200.</param>
    /// <exception cref="ArgumentOutOfRangeException">The pressure is out of its range.</exception>
    public void Compensate(int hectopascals)
    {
        if (!IsPressure(hectopascals))
        {
            throw new ArgumentOutOfRangeException("pressure");
        }

        _pressure = hectopascals;
        _pressureChanged = true;
        _request = Request.None;
        _last = Request.Pressure;
        Calibration = Status.Pending;
    }

    private void Ask(Request request)
    {
        _request = request;
        _last = request;
        Calibration = Status.Pending;
    }

    private void EndRequest(Status status)
    {
        _request = Request.None;
        Calibration = status;
    }

    // A request that outlived a failure would be carried out some other day, in other air.
    private Status Settled(Status status)
    {
        if (Calibration == Status.Pending && status != Status.Pending && status != Status.Ok)
        {
            EndRequest(status);
        }

        return status;
    }

    // The chip is idle.
    private Status AfterStop(long nowMs)
    {
        switch (_request)
        {
            case Request.Recalibrate: return SendWord(nowMs, Step.Recalibrate, ForceRecalibration, _target, RecalibrationMs);
            case Request.Reset: return Send(nowMs, Step.FactoryReset, FactoryReset, FactoryResetMs);
            default: return SendTemperatureOffset(nowMs);
        }
    }

    private Status TakeCorrection(long nowMs)
    {
        Status status = _chip.ReadWords(1);
        if (status != Status.Ok)
        {
            return status;
        }

        // 0xFFFF is a refusal; else the correction + 0x8000 (§3.7.1).
        int word = _chip.Word(0);
        CorrectionPpm = word == 0xFFFF ? CorrectionPpm : word - 0x8000;
        EndRequest(word == 0xFFFF ? Status.OutOfRange : Status.Ok);
        return SendTemperatureOffset(nowMs);
    }
}
