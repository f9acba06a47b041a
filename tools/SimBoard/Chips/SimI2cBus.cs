using Telenode.Core;

namespace Telenode.SimBoard;

/// <summary>An I2C bus with chip models in its seats. An address without a chip is not acknowledged. A transfer allocates nothing.</summary>
public sealed class SimI2cBus : II2cBus
{
    private readonly I2cChip?[] _seats = new I2cChip?[128];

    /// <summary>SDA is held low: no transfer succeeds.</summary>
    public bool Stuck { get; set; }

    /// <summary>Transfers attempted so far.</summary>
    public long Transfers { get; private set; }

    /// <summary>Bytes that went over the wire so far, addresses included.</summary>
    public long Bytes { get; private set; }

    /// <summary>Seats a chip at a 7-bit address, or empties the seat.</summary>
    public void Seat(int address, I2cChip? chip) => _seats[address] = chip;

    /// <inheritdoc/>
    public Status Write(int address, byte[] buffer, int offset, int count) =>
        Send(address, buffer.AsSpan(offset, count), Begin());

    /// <inheritdoc/>
    public Status Read(int address, byte[] buffer, int offset, int count) =>
        Take(address, buffer.AsSpan(offset, count), Begin());

    /// <inheritdoc/>
    public Status WriteRead(
        int address, byte[] writeBuffer, int writeOffset, int writeCount, byte[] readBuffer, int readOffset, int readCount)
    {
        Status status = Send(address, writeBuffer.AsSpan(writeOffset, writeCount), Begin());
        return Take(address, readBuffer.AsSpan(readOffset, readCount), status);
    }

    private Status Begin()
    {
        Transfers++;
        return Stuck ? Status.BusFault : Status.Ok;
    }

    private Status Send(int address, ReadOnlySpan<byte> data, Status status)
    {
        I2cChip? chip = Address(address, read: false, ref status);
        if (chip == null)
        {
            return status;
        }

        int reach = chip.NakAtByte >= 0 && chip.NakAtByte < data.Length ? chip.NakAtByte : data.Length;
        int taken = chip.Receive(data[..reach]);
        Bytes += taken;
        return taken == data.Length ? Status.Ok : Status.BusFault;
    }

    private Status Take(int address, Span<byte> data, Status status)
    {
        I2cChip? chip = Address(address, read: true, ref status);
        chip?.Transmit(data);
        Bytes += chip == null ? 0 : data.Length;
        return status;
    }

    private I2cChip? Address(int address, bool read, ref Status status)
    {
        if (status != Status.Ok)
        {
            return null;
        }

        Bytes++;
        I2cChip? chip = _seats[address];
        if (chip is { Present: true } && chip.AcknowledgesAddress(read))
        {
            return chip;
        }

        status = Status.Absent;
        return null;
    }
}
