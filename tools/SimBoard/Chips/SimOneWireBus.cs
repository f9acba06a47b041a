using Telenode.Core;

namespace Telenode.SimBoard;

/// <summary>A 1-Wire line with chip models on it: in each slot the line is low when anyone pulls it. A transfer allocates nothing.</summary>
public sealed class SimOneWireBus : IOneWireBus
{
    private readonly List<OneWireChip> _chips = [];

    /// <summary>The line is held low.</summary>
    public bool Stuck { get; set; }

    /// <summary>Slots and resets so far.</summary>
    public long Slots { get; private set; }

    /// <inheritdoc/>
    public bool CanPower { get; set; } = true;

    /// <summary>Connects a chip.</summary>
    public void Seat(OneWireChip chip) => _chips.Add(chip);

    /// <inheritdoc/>
    public Status Reset()
    {
        Slots++;
        if (Stuck)
        {
            return Status.BusFault;
        }

        bool any = false;
        foreach (OneWireChip chip in _chips)
        {
            if (chip.Present)
            {
                chip.Feed(false);
                chip.Reset();
                any = true;
            }
        }

        return any ? Status.Ok : Status.Absent;
    }

    /// <inheritdoc/>
    public Status Write(byte[] buffer, int offset, int count)
    {
        for (int bit = 0; bit < 8 * count; bit++)
        {
            Slot((buffer[offset + (bit / 8)] >> (bit % 8) & 1) != 0);
        }

        return Stuck ? Status.BusFault : Status.Ok;
    }

    /// <inheritdoc/>
    public Status Read(byte[] buffer, int offset, int count)
    {
        Array.Clear(buffer, offset, count);
        for (int bit = 0; bit < 8 * count; bit++)
        {
            buffer[offset + (bit / 8)] |= (byte)(Slot(true) ? 1 << (bit % 8) : 0);
        }

        return Stuck ? Status.BusFault : Status.Ok;
    }

    /// <inheritdoc/>
    public int Triplet(int direction)
    {
        int bit = Slot(true) ? 1 : 0;
        int complement = Slot(true) ? 1 : 0;
        int taken = bit != complement ? bit : direction;
        Slot(taken == 1);
        return Stuck ? -1 : bit | (complement << 1) | (taken << 2);
    }

    /// <inheritdoc/>
    public void Power()
    {
        foreach (OneWireChip chip in _chips)
        {
            chip.Feed(CanPower);
        }
    }

    private bool Slot(bool one)
    {
        Slots++;
        bool line = one && !Stuck;
        foreach (OneWireChip chip in _chips)
        {
            line = line && (!chip.Present || chip.Drive());
        }

        foreach (OneWireChip chip in _chips)
        {
            if (chip.Present)
            {
                chip.Take(line);
            }
        }

        return line;
    }
}
