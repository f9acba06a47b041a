using System;
using Telenode.Core;

namespace Telenode.Drivers;

/// <summary>Finds the chips on a 1-Wire line one after the other by their 64-bit ROM codes (Maxim application note 187).</summary>
/// <remarks>
/// All chips answer together: each bit and its complement. Where both read as 0, chips differ, and the search goes one way now and the
/// other at a later pass. A pass takes about 15 ms.
/// </remarks>
public sealed class OneWireSearch
{
    private const int SearchRom = 0xF0;
    private const int Bits = 64;

    private readonly IOneWireBus _bus;
    private readonly byte[] _command = { SearchRom };

    // Bit (from 1) at which the last pass went to 0 and the next goes to 1; 0 when all have been found.
    private int _turn = Bits + 1;

    /// <summary>Stands before the first chip.</summary>
    /// <exception cref="ArgumentException">There is no bus.</exception>
    public OneWireSearch(IOneWireBus bus)
    {
        _bus = bus ?? throw new ArgumentException("1-Wire bus");
    }

    /// <summary>The code that was found last: family, serial number from its least significant byte on, checksum.</summary>
    public byte[] Rom { get; } = new byte[8];

    /// <summary>Whether the last pass had a place where chips differ that no pass has taken the other way yet.</summary>
    public bool HasMore => _turn > 0;

    /// <summary>Starts again before the first chip.</summary>
    public void Restart() => _turn = Bits + 1;

    /// <summary>Finds the next chip.</summary>
    /// <returns>
    /// <see cref="Status.Ok"/> with its code in <see cref="Rom"/>; <see cref="Status.Absent"/> when there is no other;
    /// <see cref="Status.ChecksumMismatch"/> when noise spoilt the pass; <see cref="Status.BusFault"/> when the line failed.
    /// </returns>
    public Status Next()
    {
        if (_turn == 0)
        {
            return Status.Absent;
        }

        Status status = _bus.Reset();
        status = status == Status.Ok ? _bus.Write(_command, 0, 1) : status;
        return status == Status.Ok ? Pass() : status;
    }

    private Status Pass()
    {
        int lastZero = 0;
        for (int bit = 1; bit <= Bits; bit++)
        {
            int index = (bit - 1) >> 3;
            int mask = 1 << ((bit - 1) & 7);
            bool before = (Rom[index] & mask) != 0;
            int direction = bit == _turn || (bit < _turn && _turn <= Bits && before) ? 1 : 0;
            int answer = _bus.Triplet(direction);
            if (answer < 0)
            {
                return Status.BusFault;
            }

            // No chip answered: the last one left in the middle of the pass.
            if ((answer & 3) == 3)
            {
                return bit == 1 ? Status.Absent : Status.ChecksumMismatch;
            }

            bool one = (answer & 4) != 0;
            lastZero = (answer & 3) == 0 && !one ? bit : lastZero;
            Rom[index] = (byte)(one ? Rom[index] | mask : Rom[index] & ~mask);
        }

        if (OneWireCrc.Compute(Rom, 0, 8) != 0 || Rom[0] == 0)
        {
            return Status.ChecksumMismatch;
        }

        _turn = lastZero;
        return Status.Ok;
    }
}
