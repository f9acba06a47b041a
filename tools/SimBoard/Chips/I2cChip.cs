namespace Telenode.SimBoard;

/// <summary>A chip on a <see cref="SimI2cBus"/>: what it acknowledges, takes and gives, at the level of bytes on the wire.</summary>
public abstract class I2cChip
{
    /// <summary>Whether the chip is on the bus and powered; false makes its address unacknowledged.</summary>
    public bool Present { get; set; } = true;

    /// <summary>Whether the chip goes on giving what it last sensed.</summary>
    public bool Frozen { get; set; }

    /// <summary>Index of the written byte, after the address, that is not acknowledged in any transfer; −1 for none.</summary>
    public int NakAtByte { get; set; } = -1;

    /// <summary>Cuts the supply for an instant: every register is back at its power-on value, a running conversion is lost.</summary>
    public abstract void BrownOut();

    /// <summary>Whether the chip acknowledges its address now; some do not while they measure.</summary>
    protected internal virtual bool AcknowledgesAddress(bool read) => true;

    /// <summary>Takes the bytes of one write.</summary>
    /// <returns>How many it acknowledges.</returns>
    protected internal abstract int Receive(ReadOnlySpan<byte> data);

    /// <summary>Gives the bytes of one read.</summary>
    protected internal abstract void Transmit(Span<byte> data);
}
