namespace Telenode.Cli.Serial;

/// <summary>An open serial port of this PC: 8 data bits, no parity, one stop bit, no flow control.</summary>
/// <remarks>Ours, since the framework's own is a package that cannot be restored everywhere (docs/dependencies.md).</remarks>
internal abstract class SerialPort : IDisposable
{
    /// <summary>What the board's console speaks. A board with native USB takes any.</summary>
    public const int DefaultBaud = 115200;

    /// <summary>Opens a port.</summary>
    /// <param name="name">Such as /dev/ttyUSB0, /dev/cu.usbserial-10 or COM3.</param>
    /// <param name="baud">Bits a second.</param>
    /// <exception cref="SerialException">It cannot be; the message says why and what to do.</exception>
    public static SerialPort Open(string name, int baud = DefaultBaud) =>
        OperatingSystem.IsWindows() ? new WindowsSerialPort(name, baud) : new PosixSerialPort(name, baud);

    /// <summary>Takes what has arrived, waiting for a first byte.</summary>
    /// <returns>Bytes taken; 0 when none came in time.</returns>
    /// <exception cref="SerialException">The port is gone.</exception>
    public abstract int Read(byte[] buffer, int timeoutMs);

    /// <summary>Sends all bytes.</summary>
    /// <exception cref="SerialException">The port is gone, or takes nothing for <see cref="WriteTimeoutMs"/>.</exception>
    public abstract void Write(ReadOnlySpan<byte> bytes);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>How long a port may take nothing before it counts as stuck.</summary>
    protected const int WriteTimeoutMs = 5000;
}
