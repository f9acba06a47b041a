using System;
using System.IO.Ports;
using nanoFramework.Hardware.Esp32;
using Telenode.Core;

namespace Telenode.Board;

/// <summary>One of the ESP32's UARTs: 8 bits, no parity, one stop bit.</summary>
internal sealed class BoardSerial : ISerialLine
{
    private readonly SerialPort _port;

    public BoardSerial(int number, int baud, int transmitPin, int receivePin)
    {
        _port = Open(number, baud, transmitPin, receivePin);
    }

    /// <summary>Opens a UART at two pins.</summary>
    /// <exception cref="Exception">The UART or a pin is not to be had.</exception>
    public static SerialPort Open(int number, int baud, int transmitPin, int receivePin)
    {
        Configuration.SetPinFunction(transmitPin, number == 1 ? DeviceFunction.COM1_TX : number == 2 ? DeviceFunction.COM2_TX : DeviceFunction.COM3_TX);
        Configuration.SetPinFunction(receivePin, number == 1 ? DeviceFunction.COM1_RX : number == 2 ? DeviceFunction.COM2_RX : DeviceFunction.COM3_RX);
        var port = new SerialPort("COM" + number.ToString(), baud);
        port.Open();
        return port;
    }

    public int Read(byte[] buffer, int offset, int capacity)
    {
        try
        {
            int there = _port.BytesToRead;
            there = there < capacity ? there : capacity;
            return there > 0 ? _port.Read(buffer, offset, there) : 0;
        }
        catch (Exception)
        {
            return 0;
        }
    }

    public int Write(byte[] buffer, int offset, int count)
    {
        try
        {
            _port.Write(buffer, offset, count);
            return count;
        }
        catch (Exception)
        {
            return 0;
        }
    }
}
