using System;
using Telenode.Core;

namespace Telenode.Drivers;

/// <summary>One chip on an I2C bus, with buffers of its own so that no transfer allocates.</summary>
internal sealed class I2cTarget
{
    private readonly II2cBus _bus;
    private readonly int _address;
    private readonly byte[] _out = new byte[4];

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

    public Status Write(int first)
    {
        _out[0] = (byte)first;
        return _bus.Write(_address, _out, 0, 1);
    }

    public Status Write(int first, int second)
    {
        _out[0] = (byte)first;
        _out[1] = (byte)second;
        return _bus.Write(_address, _out, 0, 2);
    }

    public Status Write(int first, int second, int third, int fourth)
    {
        _out[0] = (byte)first;
        _out[1] = (byte)second;
        _out[2] = (byte)third;
        _out[3] = (byte)fourth;
        return _bus.Write(_address, _out, 0, 4);
    }

    public Status Read(int count) => _bus.Read(_address, In, 0, count);

    /// <summary>Reads <paramref name="count"/> registers from <paramref name="register"/> on, in one transaction.</summary>
    public Status ReadRegisters(int register, int count)
    {
        _out[0] = (byte)register;
        return _bus.WriteRead(_address, _out, 0, 1, In, 0, count);
    }
}
