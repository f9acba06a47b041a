[assembly: System.Reflection.AssemblyVersion("1.1.139.0")]

namespace System.IO.Ports;

public enum Parity
{
    None,
    Odd,
    Even,
}

public enum StopBits
{
    One = 1,
    OnePointFive,
    Two,
}

public sealed class SerialPort : IDisposable
{
    public extern SerialPort(string portName, int baudRate = 9600, Parity parity = Parity.None, int dataBits = 8, StopBits stopBits = StopBits.One);

    public extern int BaudRate { get; set; }

    public extern int BytesToRead { get; }

    public extern int ReadBufferSize { get; set; }

    public extern int ReadTimeout { get; set; }

    public extern int WriteTimeout { get; set; }

    public extern void Close();

    public extern void Dispose();

    public extern void Open();

    public extern int Read(byte[] buffer, int offset, int count);

    public extern void Write(byte[] buffer, int offset, int count);
}
