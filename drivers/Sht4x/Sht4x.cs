using System;
using Telenode.Core;

namespace Telenode.Drivers;

/// <summary>Sensirion SHT40, SHT41, SHT43, SHT45: temperature and relative humidity in hundredths, high precision.</summary>
/// <remarks>Clauses are those of the datasheet SHT4x, version 6.</remarks>
public sealed class Sht4x : ShtSensor
{
    private const int SoftReset = 0x94;
    private const int ReadSerialNumber = 0x89;
    private const int MeasureHighPrecision = 0xFD;
    private const int SoftResetMs = 1;
    private const int SerialNumberMs = 10;

    // 8.3 ms at most (table 4).
    private const int ConversionMs = 9;

    /// <summary>Prepares the driver; the chip is not touched before the first measurement. The usual address is 0x44; others are sold as 0x45 and 0x46.</summary>
    /// <exception cref="ArgumentException">The address is no I2C address, or no quantity is named.</exception>
    public Sht4x(II2cBus bus, ClimateOptions options)
        : base("sht4x", bus, options)
    {
    }

    private protected override Status Prepare(long nowMs, int step)
    {
        switch (step)
        {
            case 0: return Send(nowMs, SoftReset, SoftResetMs);
            case 1: return Send(nowMs, ReadSerialNumber, SerialNumberMs);
            default: return Identify(nowMs, 2);
        }
    }

    private protected override Status StartConversion(long nowMs) => Send(nowMs, MeasureHighPrecision, ConversionMs);

    private protected override Status Probe() => Chip.Write(SoftReset);

    // RH = −6 + 125 S / (2^16 − 1); what lies outside 0 and 100 is held there (§4.6).
    private protected override long CentiPercent(int word) => Rounded.Divide(12500L * word, 0xFFFF) - 600;

    private Status Send(long nowMs, int command, int executionMs)
    {
        Status status = Chip.Write(command);
        return status == Status.Ok ? Wait(nowMs, executionMs) : status;
    }
}
