using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Drivers;

/// <summary>A board on paper, on which a line is tried out before it is kept: every bus is there, and nothing is connected to any.</summary>
internal sealed class PaperPorts : ISensorPorts, II2cBus, IAdc, IOneWireBus, ISerialLine, IPulseInput, IPinInput
{
    public IKeyValueStore Store => null;

    public int MaxValue => 4095;

    public bool CanPower => false;

    public long Count => 0;

    public bool IsHigh => false;

    public II2cBus I2c(int number) => this;

    public IAdc Adc(int number) => this;

    public IOneWireBus OneWire(int number) => this;

    public ISerialLine Serial(int number, int baud) => this;

    public IPulseInput Pulses(int pin, bool pullUp) => this;

    public IPinInput Pin(int pin, bool pullUp) => this;

    public ISensor Own(SensorLine line) => null;

    public Status Write(int address, byte[] buffer, int offset, int count) => Status.Absent;

    public Status Read(int address, byte[] buffer, int offset, int count) => Status.Absent;

    public Status WriteRead(
        int address, byte[] writeBuffer, int writeOffset, int writeCount, byte[] readBuffer, int readOffset, int readCount) => Status.Absent;

    public int Read(int channel) => -1;

    public Status Reset() => Status.Absent;

    public Status Write(byte[] buffer, int offset, int count) => Status.Absent;

    public Status Read(byte[] buffer, int offset, int count) => Status.Absent;

    public int Triplet(int direction) => -1;

    public void Power()
    {
    }

    int ISerialLine.Read(byte[] buffer, int offset, int capacity) => 0;

    int ISerialLine.Write(byte[] buffer, int offset, int count) => 0;
}
