using System;
using System.Device.I2c;
using nanoFramework.Hardware.Esp32;
using Telenode.Core;

namespace Telenode.Board;

/// <summary>One of the ESP32's two I2C buses at 100 kHz, which every chip and every pair of breadboard wires can do.</summary>
internal sealed class I2cBus : II2cBus
{
    private const int MaxDevices = 16;

    private readonly int _number;

    // nanoFramework has a device object for each address; opening one costs native memory, so each is opened once.
    private readonly int[] _addresses = new int[MaxDevices];
    private readonly I2cDevice[] _devices = new I2cDevice[MaxDevices];
    private int _count;

    public I2cBus(int number, int dataPin, int clockPin)
    {
        _number = number;
        Configuration.SetPinFunction(dataPin, number == 1 ? DeviceFunction.I2C1_DATA : DeviceFunction.I2C2_DATA);
        Configuration.SetPinFunction(clockPin, number == 1 ? DeviceFunction.I2C1_CLOCK : DeviceFunction.I2C2_CLOCK);
    }

    public Status Write(int address, byte[] buffer, int offset, int count)
    {
        try
        {
            return StatusOf(DeviceAt(address).Write(new SpanByte(buffer, offset, count)));
        }
        catch (Exception)
        {
            return Status.BusFault;
        }
    }

    public Status Read(int address, byte[] buffer, int offset, int count)
    {
        try
        {
            return StatusOf(DeviceAt(address).Read(new SpanByte(buffer, offset, count)));
        }
        catch (Exception)
        {
            return Status.BusFault;
        }
    }

    public Status WriteRead(int address, byte[] writeBuffer, int writeOffset, int writeCount, byte[] readBuffer, int readOffset, int readCount)
    {
        try
        {
            return StatusOf(DeviceAt(address).WriteRead(
                new SpanByte(writeBuffer, writeOffset, writeCount),
                new SpanByte(readBuffer, readOffset, readCount)));
        }
        catch (Exception)
        {
            return Status.BusFault;
        }
    }

    private static Status StatusOf(I2cTransferResult result)
    {
        switch (result.Status)
        {
            case I2cTransferStatus.FullTransfer: return Status.Ok;
            case I2cTransferStatus.SlaveAddressNotAcknowledged: return Status.Absent;
            case I2cTransferStatus.ClockStretchTimeout: return Status.Timeout;
            default: return Status.BusFault;
        }
    }

    private I2cDevice DeviceAt(int address)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_addresses[i] == address)
            {
                return _devices[i];
            }
        }

        if (_count == MaxDevices)
        {
            // A scan asks every address: beyond the first few they share a place.
            _devices[--_count].Dispose();
        }

        var device = new I2cDevice(new I2cConnectionSettings(_number, address, I2cBusSpeed.StandardMode));
        _addresses[_count] = address;
        _devices[_count] = device;
        _count++;
        return device;
    }
}
