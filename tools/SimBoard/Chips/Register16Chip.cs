namespace Telenode.SimBoard;

/// <summary>A chip of 16-bit registers behind a pointer, most significant byte first; a read does not move the pointer.</summary>
public abstract class Register16Chip : I2cChip
{
    private int _pointer;

    /// <inheritdoc/>
    protected internal override int Receive(ReadOnlySpan<byte> data)
    {
        if (data.Length > 0)
        {
            _pointer = data[0];
        }

        if (data.Length >= 3)
        {
            WriteRegister(_pointer, (data[1] << 8) | data[2]);
        }

        return Math.Min(data.Length, 3);
    }

    /// <inheritdoc/>
    protected internal override void Transmit(Span<byte> data)
    {
        int value = ReadRegister(_pointer);
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = (byte)(i % 2 == 0 ? value >> 8 : value);
        }
    }

    /// <summary>Puts the pointer back to where it is after power-on.</summary>
    protected void ResetPointer() => _pointer = 0;

    /// <summary>What a register holds now.</summary>
    protected abstract int ReadRegister(int register);

    /// <summary>Takes a value for a register.</summary>
    protected abstract void WriteRegister(int register, int value);
}
