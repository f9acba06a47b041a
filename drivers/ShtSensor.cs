using System;
using Telenode.Core;

namespace Telenode.Drivers;

/// <summary>What <see cref="Sht3x"/> and <see cref="Sht4x"/> share: two words with a checksum each, and a read that is refused until they are there.</summary>
public abstract class ShtSensor : ClimateSensor
{
    private int _step;

    /// <summary>Prepares the driver; the chip is not touched before the first measurement.</summary>
    /// <exception cref="ArgumentException">The address is no I2C address, or no quantity is named.</exception>
    protected ShtSensor(string kind, II2cBus bus, ClimateOptions options)
        : base(kind, options, 125)
    {
        Chip = new I2cTarget(bus, options.Address == 0 ? 0x44 : options.Address, 6);
    }

    private protected I2cTarget Chip { get; }

    /// <inheritdoc/>
    protected override Status Start(long nowMs)
    {
        _step = 0;
        return Initialised ? StartConversion(nowMs) : Prepare(nowMs, 0);
    }

    /// <inheritdoc/>
    protected override Status Continue(long nowMs, long[] mantissas, int offset)
    {
        if (!Initialised)
        {
            return Prepare(nowMs, ++_step);
        }

        Status status = Chip.ReadWords(2);
        if (status == Status.Absent && Probe() == Status.Ok)
        {
            // It is there but has nothing to give: the command was lost with the supply.
            return Status.Stuck;
        }

        if (status != Status.Ok)
        {
            return status;
        }

        // T = −45 + 175 S / (2^16 − 1), in hundredths.
        return Give(Rounded.Divide(17500L * Chip.Word(0), 0xFFFF) - 4500, CentiPercent(Chip.Word(1)), mantissas, offset);
    }

    /// <summary>Resets and identifies the chip step by step, from 0; the last step ends with <see cref="Identify"/>.</summary>
    private protected abstract Status Prepare(long nowMs, int step);

    private protected abstract Status StartConversion(long nowMs);

    /// <summary>Sends something that a chip without a result still acknowledges.</summary>
    private protected abstract Status Probe();

    private protected abstract long CentiPercent(int word);

    /// <summary>Takes words of any value with right checksums as proof of identity, which these chips do not have otherwise.</summary>
    private protected Status Identify(long nowMs, int words)
    {
        Status status = Chip.ReadWords(words);
        if (status != Status.Ok)
        {
            return status == Status.ChecksumMismatch ? Status.WrongChip : status;
        }

        Initialised = true;
        return StartConversion(nowMs);
    }
}
