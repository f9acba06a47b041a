using System;
using Telenode.Core;

namespace Telenode.Drivers;

/// <summary>Sensirion SHT30, SHT31, SHT35: temperature and relative humidity in hundredths, single shot, high repeatability.</summary>
/// <remarks>Clauses are those of the datasheet SHT3x-DIS, version 5 (May 2018).</remarks>
public sealed class Sht3x : ClimateSensor
{
    private const int Break = 0x3093;
    private const int SoftReset = 0x30A2;
    private const int ReadStatus = 0xF32D;
    private const int SingleShot = 0x2400;
    private const int BreakMs = 1;
    private const int SoftResetMs = 2;

    // 15 ms above 2.4 V, 15.5 ms below (table 4).
    private const int ConversionMs = 16;

    private readonly I2cTarget _chip;
    private bool _resetting;

    /// <summary>Prepares the driver; the chip is not touched before the first measurement. The usual address is 0x44 (ADDR low), the other 0x45.</summary>
    /// <exception cref="ArgumentException">The address is no I2C address, or no quantity is named.</exception>
    public Sht3x(II2cBus bus, ClimateOptions options)
        : base("sht3x", options, 125)
    {
        _chip = new I2cTarget(bus, options.Address == 0 ? 0x44 : options.Address, 6);
    }

    /// <inheritdoc/>
    protected override Status Start(long nowMs)
    {
        if (Initialised)
        {
            return StartConversion(nowMs);
        }

        // The chip may still be measuring periodically for whoever used it before: it takes a reset only when idle (§4.8, §4.9).
        // An idle one may refuse the break; whether it is there at all shows with the reset.
        _resetting = false;
        Command(Break);
        return Wait(nowMs, BreakMs);
    }

    /// <inheritdoc/>
    protected override Status Continue(long nowMs, long[] mantissas, int offset)
    {
        if (!Initialised)
        {
            return Initialise(nowMs);
        }

        Status status = _chip.ReadWords(2);
        if (status == Status.Absent && Command(ReadStatus) == Status.Ok)
        {
            // It is there but has nothing to give: the command was lost with the supply.
            return Status.Stuck;
        }

        if (status != Status.Ok)
        {
            return status;
        }

        // T = −45 + 175 S / (2^16 − 1), RH = 100 S / (2^16 − 1) (§4.13), in hundredths.
        long centiCelsius = Rounded.Divide(17500L * _chip.Word(0), 0xFFFF) - 4500;
        return Give(centiCelsius, Rounded.Divide(10000L * _chip.Word(1), 0xFFFF), mantissas, offset);
    }

    private Status Initialise(long nowMs)
    {
        if (!_resetting)
        {
            _resetting = true;
            Status reset = Command(SoftReset);
            return reset == Status.Ok ? Wait(nowMs, SoftResetMs) : reset;
        }

        // The chip has no identity; its status register with a right checksum is one of this family's (§4.11).
        Status status = Command(ReadStatus);
        if (status == Status.Ok)
        {
            status = _chip.ReadWords(1);
        }

        if (status != Status.Ok)
        {
            return status == Status.ChecksumMismatch ? Status.WrongChip : status;
        }

        Initialised = true;
        return StartConversion(nowMs);
    }

    private Status StartConversion(long nowMs)
    {
        Status status = Command(SingleShot);
        return status == Status.Ok ? Wait(nowMs, ConversionMs) : status;
    }

    private Status Command(int code) => _chip.Write(code >> 8, code);
}
