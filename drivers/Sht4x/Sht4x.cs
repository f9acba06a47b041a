using System;
using Telenode.Core;

namespace Telenode.Drivers;

/// <summary>Sensirion SHT40, SHT41, SHT43, SHT45: temperature and relative humidity in hundredths, high precision.</summary>
/// <remarks>Clauses are those of the datasheet SHT4x.</remarks>
public sealed class Sht4x : ClimateSensor
{
    private const int SoftReset = 0x94;
    private const int ReadSerialNumber = 0x89;
    private const int MeasureHighPrecision = 0xFD;
    private const int SoftResetMs = 1;
    private const int SerialNumberMs = 10;

    // 8.3 ms at most (table 4).
    private const int ConversionMs = 9;

    private readonly I2cTarget _chip;
    private bool _identifying;

    /// <summary>Prepares the driver; the chip is not touched before the first measurement. The usual address is 0x44; others are sold as 0x45 and 0x46.</summary>
    /// <exception cref="ArgumentException">The address is no I2C address, or no quantity is named.</exception>
    public Sht4x(II2cBus bus, ClimateOptions options)
        : base("sht4x", options, 125)
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

        _identifying = false;
        Status status = _chip.Write(SoftReset);
        return status == Status.Ok ? Wait(nowMs, SoftResetMs) : status;
    }

    /// <inheritdoc/>
    protected override Status Continue(long nowMs, long[] mantissas, int offset)
    {
        if (!Initialised)
        {
            return Identify(nowMs);
        }

        Status status = _chip.ReadWords(2);
        if (status == Status.Absent && _chip.Write(SoftReset) == Status.Ok)
        {
            // It is there but has nothing to give: the command was lost with the supply.
            return Status.Stuck;
        }

        if (status != Status.Ok)
        {
            return status;
        }

        // T = −45 + 175 S / (2^16 − 1), RH = −6 + 125 S / (2^16 − 1), held within 0 and 100 (§4.6), in hundredths.
        long centiCelsius = Rounded.Divide(17500L * _chip.Word(0), 0xFFFF) - 4500;
        return Give(centiCelsius, Rounded.Divide(12500L * _chip.Word(1), 0xFFFF) - 600, mantissas, offset);
    }

    private Status Identify(long nowMs)
    {
        if (!_identifying)
        {
            _identifying = true;
            Status asked = _chip.Write(ReadSerialNumber);
            return asked == Status.Ok ? Wait(nowMs, SerialNumberMs) : asked;
        }

        // Any serial number with right checksums is one of this family's.
        Status status = _chip.ReadWords(2);
        if (status != Status.Ok)
        {
            return status == Status.ChecksumMismatch ? Status.WrongChip : status;
        }

        Initialised = true;
        return StartConversion(nowMs);
    }

    private Status StartConversion(long nowMs)
    {
        Status status = _chip.Write(MeasureHighPrecision);
        return status == Status.Ok ? Wait(nowMs, ConversionMs) : status;
    }
}
