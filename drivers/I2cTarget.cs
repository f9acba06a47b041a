using System;
using Telenode.Core;

namespace Telenode.Drivers;

/// <summary>One chip on an I2C bus, with buffers of its own so that no transfer allocates.</summary>
internal sealed class I2cTarget
{
    private readonly II2cBus _bus;
    private readonly int _address;
    private readonly byte[] _out = new byte[5];

    public I2cTarget(II2cBus bus, int address, int readCapacity)
    {
        // 0x00–0x07 and 0x78–0x7F are reserved (I2C specification UM10204 §3.1.12).
        if (bus == null || address < 0x08 || address > 0x77)
        {
            throw new ArgumentException("I2C bus or address");
        }

        _bus = bus;
        _address = address;
        In = new byte[readCapacity];
    }

    /// <summary>What the last successful read gave, from index 0.</summary>
    public byte[] In { get; }

    public Status Write(int first) => Send(first, 0, 1);

    public Status Write(int first, int second) => Send(first, second, 2);

    public Status Write(int first, int second, int third)
    {
        _out[2] = (byte)third;
        return Send(first, second, 3);
    }

    public Status Write(int first, int second, int third, int fourth)
    {
        _out[2] = (byte)third;
        _out[3] = (byte)fourth;
        return Send(first, second, 4);
    }

    /// <summary>Writes a 16-bit command with a 16-bit argument and the argument's checksum, as Sensirion's chips take it.</summary>
    public Status WriteWord(int command, int word)
    {
        _out[2] = (byte)(word >> 8);
        _out[3] = (byte)word;
        _out[4] = (byte)Crc8.Compute(_out, 2, 2);
        return Send(command >> 8, command, 5);
    }

    public Status Read(int count) => _bus.Read(_address, In, 0, count);

    /// <summary>Reads <paramref name="count"/> registers from <paramref name="register"/> on, in one transaction.</summary>
    public Status ReadRegisters(int register, int count)
    {
        _out[0] = (byte)register;
        return _bus.WriteRead(_address, _out, 0, 1, In, 0, count);
    }

    /// <summary>Reads 16-bit words, each followed by its checksum; <see cref="Word"/> gives them.</summary>
    public Status ReadWords(int count)
    {
        Status status = Read(3 * count);
        for (int i = 0; i < count && status == Status.Ok; i++)
        {
            status = Crc8.Compute(In, 3 * i, 2) == In[(3 * i) + 2] ? Status.Ok : Status.ChecksumMismatch;
        }

        return status;
    }

    /// <summary>Reads one 16-bit register, most significant byte first; <see cref="Word"/> 0 gives it.</summary>
    public Status ReadRegister16(int register) => ReadRegisters(register, 2);

    public Status WriteRegister16(int register, int value) => Write(register, value >> 8, value);

    public int Word(int index) => (In[3 * index] << 8) | In[(3 * index) + 1];

    private Status Send(int first, int second, int count)
    {
        _out[0] = (byte)first;
        _out[1] = (byte)second;
        return _bus.Write(_address, _out, 0, count);
    }
}
