using System;
using Telenode.Core;

namespace Telenode.Drivers;

/// <summary>Aosong AHT20, AHT21, DHT20: temperature and relative humidity in hundredths.</summary>
/// <remarks>Clauses are those of the AHT20 product manual, version 1.1.</remarks>
public sealed class Aht20 : ClimateSensor
{
    private const int SoftReset = 0xBA;
    private const int ReadStatus = 0x71;
    private const int Calibrate = 0xBE;
    private const int Trigger = 0xAC;
    private const int BusyBit = 0x80;
    private const int CalibratedBit = 0x08;
    private const int SoftResetMs = 20;
    private const int CalibrateMs = 10;
    private const int ConversionMs = 80;
    private const int PollMs = 5;

    // Reading status, humidity, temperature and checksum takes seven bytes (§5.4).
    private const int AnswerLength = 7;

    private readonly I2cTarget _chip;
    private bool _calibrating;
    private long _deadlineMs;

    /// <summary>Prepares the driver; the chip is not touched before the first measurement. The address is always 0x38.</summary>
    /// <exception cref="ArgumentException">The address is no I2C address, or no quantity is named.</exception>
    public Aht20(II2cBus bus, ClimateOptions options)
        : base("aht20", options, 85)
    {
        _chip = new I2cTarget(bus, options.Address == 0 ? 0x38 : options.Address, AnswerLength);
    }

    /// <inheritdoc/>
    protected override Status Start(long nowMs)
    {
        if (Initialised)
        {
            return StartConversion(nowMs);
        }

        _calibrating = false;
        _deadlineMs = nowMs + (4 * (SoftResetMs + CalibrateMs));
        Status status = _chip.Write(SoftReset);
        return status == Status.Ok ? Wait(nowMs, SoftResetMs) : status;
    }

    /// <inheritdoc/>
    protected override Status Continue(long nowMs, long[] mantissas, int offset)
    {
        if (!Initialised)
        {
            return Initialise(nowMs);
        }

        Status status = _chip.Read(AnswerLength);
        if (status != Status.Ok)
        {
            return status;
        }

        byte[] answer = _chip.In;
        if ((answer[0] & BusyBit) != 0)
        {
            return WaitMore(nowMs);
        }

        if (Crc8.Compute(answer, 0, AnswerLength - 1) != answer[AnswerLength - 1])
        {
            return Status.ChecksumMismatch;
        }

        if ((answer[0] & CalibratedBit) == 0)
        {
            return Status.Stuck;
        }

        // RH = S / 2^20 × 100, T = S / 2^20 × 200 − 50 (§6), in hundredths.
        long humidity = (answer[1] << 12) | (answer[2] << 4) | (answer[3] >> 4);
        long temperature = ((answer[3] & 0x0F) << 16) | (answer[4] << 8) | answer[5];
        if (humidity == 0 && temperature == 0)
        {
            // What a chip holds that has converted nothing since power-on; −50 °C is none of its values.
            return Status.Stuck;
        }

        return Give(Rounded.Divide(20000 * temperature, 1 << 20) - 5000, Rounded.Divide(10000 * humidity, 1 << 20), mantissas, offset);
    }

    private Status Initialise(long nowMs)
    {
        Status status = _chip.ReadRegisters(ReadStatus, 1);
        if (status != Status.Ok)
        {
            return status;
        }

        if ((_chip.In[0] & BusyBit) != 0)
        {
            return WaitMore(nowMs);
        }

        if ((_chip.In[0] & CalibratedBit) != 0)
        {
            Initialised = true;
            return StartConversion(nowMs);
        }

        if (_calibrating)
        {
            return Status.Stuck;
        }

        _calibrating = true;
        status = _chip.Write(Calibrate, 0x08, 0x00);
        return status == Status.Ok ? Wait(nowMs, CalibrateMs) : status;
    }

    private Status StartConversion(long nowMs)
    {
        Status status = _chip.Write(Trigger, 0x33, 0x00);
        _deadlineMs = nowMs + (3 * ConversionMs);
        return status == Status.Ok ? Wait(nowMs, ConversionMs) : status;
    }

    private Status WaitMore(long nowMs) => nowMs >= _deadlineMs ? Status.Stuck : Wait(nowMs, PollMs);
}
