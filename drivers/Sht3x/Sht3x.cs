using System;
using Telenode.Core;

namespace Telenode.Drivers;

/// <summary>Sensirion SHT30, SHT31, SHT35: temperature and relative humidity in hundredths, single shot, high repeatability.</summary>
/// <remarks>Clauses are those of the datasheet SHT3x-DIS, version 5 (May 2018).</remarks>
public sealed class Sht3x : ShtSensor
{
    private const int Break = 0x3093;
    private const int SoftReset = 0x30A2;
    private const int ReadStatus = 0xF32D;
    private const int SingleShot = 0x2400;
    private const int BreakMs = 1;
    private const int SoftResetMs = 2;

    // 15 ms above 2.4 V, 15.5 ms below (table 4).
    private const int ConversionMs = 16;

    /// <summary>Prepares the driver; the chip is not touched before the first measurement. The usual address is 0x44 (ADDR low), the other 0x45.</summary>
    /// <exception cref="ArgumentException">The address is no I2C address, or no quantity is named.</exception>
    public Sht3x(II2cBus bus, ClimateOptions options)
        : base("sht3x", bus, options)
    {
    }

    private protected override Status Prepare(long nowMs, int step)
    {
        Status status;
        switch (step)
        {
            case 0:
                // The chip may still be measuring periodically for whoever used it before: it takes a reset only when idle
                // (§4.8, §4.9). An idle one may refuse the break; whether it is there at all shows with the reset.
                Command(Break);
                return Wait(nowMs, BreakMs);
            case 1:
                status = Command(SoftReset);
                return status == Status.Ok ? Wait(nowMs, SoftResetMs) : status;
            default:
                status = Probe();
                return status == Status.Ok ? Identify(nowMs, 1) : status;
        }
    }

    private protected override Status StartConversion(long nowMs)
    {
        Status status = Command(SingleShot);
        return status == Status.Ok ? Wait(nowMs, ConversionMs) : status;
    }

    private protected override Status Probe() => Command(ReadStatus);

    // RH = 100 S / (2^16 − 1) (§4.13).
    private protected override long CentiPercent(int word) => Rounded.Divide(10000L * word, 0xFFFF);

    private Status Command(int code) => Chip.Write(code >> 8, code);
}
