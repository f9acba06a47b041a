using System;
using System.Device.Gpio;
using System.IO.Ports;
using Telenode.Core;

namespace Telenode.Board;

/// <summary>A 1-Wire line made by a UART whose TX pulls it low through a diode and whose RX hears it (Maxim tutorial 214).</summary>
/// <remarks>
/// A byte's start bit is a slot's low time: at 115,200 baud 0xFF is a 1 or a read (low for 8.7 µs), 0x00 a 0 (low for 78 µs). At 9600
/// baud 0xF0 is a reset (low for 521 µs), and a presence pulse makes another byte of it. What is heard is what was said, unless a
/// chip pulls too. The line's idle time between two bytes is the chips' recovery time.
/// </remarks>
internal sealed class OneWireUart : IOneWireBus
{
    private const int SlotBaud = 115200;
    private const int ResetBaud = 9600;
    private const int ResetByte = 0xF0;
    private const int TimeoutMs = 50;
    private const int SlotsAtOnce = 80;

    private readonly SerialPort _port;
    private readonly GpioPin _power;
    private readonly byte[] _slots = new byte[SlotsAtOnce];

    // A P-channel MOSFET's gate is at the power pin: low feeds the line. Below 0 for none.
    public OneWireUart(int number, int transmitPin, int receivePin, int powerPin)
    {
        _port = BoardSerial.Open(number, SlotBaud, transmitPin, receivePin);
        _port.ReadTimeout = TimeoutMs;
        _port.WriteTimeout = TimeoutMs;
        _power = powerPin < 0 ? null : new GpioController().OpenPin(powerPin, PinMode.Output);
        Feed(false);
    }

    public bool CanPower => _power != null;

    public Status Reset()
    {
        Feed(false);
        _slots[0] = ResetByte;
        bool echoed = SetBaud(ResetBaud) && Exchange(1);
        if (!SetBaud(SlotBaud) || !echoed || _slots[0] == 0)
        {
            return Status.BusFault;
        }

        return _slots[0] == ResetByte ? Status.Absent : Status.Ok;
    }

    public Status Write(byte[] buffer, int offset, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (!ExchangeByte(buffer[offset + i]))
            {
                return Status.BusFault;
            }

            // Nobody answers in the slots of a write: what is heard otherwise is a line that does not follow.
            for (int bit = 0; bit < 8; bit++)
            {
                if ((_slots[bit] == 0xFF) != (((buffer[offset + i] >> bit) & 1) != 0))
                {
                    return Status.BusFault;
                }
            }
        }

        return Status.Ok;
    }

    public Status Read(byte[] buffer, int offset, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (!ExchangeByte(0xFF))
            {
                return Status.BusFault;
            }

            int value = 0;
            for (int bit = 0; bit < 8; bit++)
            {
                value |= _slots[bit] == 0xFF ? 1 << bit : 0;
            }

            buffer[offset + i] = (byte)value;
        }

        return Status.Ok;
    }

    public int Triplet(int direction)
    {
        _slots[0] = 0xFF;
        _slots[1] = 0xFF;
        if (!Exchange(2))
        {
            return -1;
        }

        int bit = _slots[0] == 0xFF ? 1 : 0;
        int complement = _slots[1] == 0xFF ? 1 : 0;
        int taken = bit != complement ? bit : direction;
        _slots[0] = (byte)(taken == 1 ? 0xFF : 0x00);
        return Exchange(1) ? bit | (complement << 1) | (taken << 2) : -1;
    }

    public void Power() => Feed(true);

    private bool ExchangeByte(int value)
    {
        for (int bit = 0; bit < 8; bit++)
        {
            _slots[bit] = (byte)(((value >> bit) & 1) != 0 ? 0xFF : 0x00);
        }

        return Exchange(8);
    }

    // Sends slots and hears as many back.
    private bool Exchange(int count)
    {
        try
        {
            int stale = _port.BytesToRead;
            while (stale > 0)
            {
                stale -= _port.Read(_slots, count, stale < SlotsAtOnce - count ? stale : SlotsAtOnce - count);
            }

            _port.Write(_slots, 0, count);
            int heard = 0;
            while (heard < count)
            {
                int more = _port.Read(_slots, heard, count - heard);
                if (more <= 0)
                {
                    return false;
                }

                heard += more;
            }

            return true;
        }
        catch (Exception)
        {
            // Nothing is heard within the time: RX is not on the line.
            return false;
        }
    }

    private bool SetBaud(int baud)
    {
        try
        {
            _port.BaudRate = baud;
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private void Feed(bool strongly)
    {
        if (_power != null)
        {
            _power.Write(strongly ? PinValue.Low : PinValue.High);
        }
    }
}
