using System.Runtime.InteropServices;
using Telenode.SimBoard.Serial;

namespace Telenode.Cli.Serial;

/// <summary>A serial port on Linux and macOS, by termios.</summary>
internal sealed unsafe class PosixSerialPort : SerialPort
{
    private const int NoSuchFile = 2;
    private const int NoSuchDevice = 6;
    private const int PermissionDenied = 13;
    private const int Busy = 16;

    private readonly string _name;
    private readonly int _descriptor;
    private bool _closed;

    public PosixSerialPort(string name, int baud)
    {
        _name = name;
        nuint speed = Speed(baud);
        _descriptor = Posix.Open(name, Posix.OpenFlags);
        if (_descriptor < 0)
        {
            throw new SerialException(Explain(name, Marshal.GetLastPInvokeError()));
        }

        byte* termios = stackalloc byte[Posix.TermiosSize];
        if (Posix.GetAttributes(_descriptor, termios) != 0)
        {
            Posix.Close(_descriptor);
            throw new SerialException($"{name} is no serial port");
        }

        Posix.MakeRaw(termios);
        SetControlFlags(termios);
        if (Posix.SetInputSpeed(termios, speed) != 0 || Posix.SetOutputSpeed(termios, speed) != 0 || Posix.SetAttributes(_descriptor, 0, termios) != 0)
        {
            string why = Posix.LastError();
            Posix.Close(_descriptor);
            throw new SerialException($"{name} does not take {baud} baud: {why}");
        }
    }

    public override int Read(byte[] buffer, int timeoutMs)
    {
        if (!Posix.WaitFor(_descriptor, Posix.PollIn, timeoutMs))
        {
            return 0;
        }

        fixed (byte* start = buffer)
        {
            nint got = Posix.Read(_descriptor, start, buffer.Length);
            int error = Marshal.GetLastPInvokeError();
            if (got > 0)
            {
                return (int)got;
            }

            return got < 0 && (error == Posix.Again || error == Posix.Interrupted) ? 0 : throw Gone();
        }
    }

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            int sent = 0;
            while (sent < bytes.Length)
            {
                if (!Posix.WaitFor(_descriptor, Posix.PollOut, WriteTimeoutMs))
                {
                    throw new SerialException($"{_name} takes no bytes: is the board powered and not halted?");
                }

                nint taken = Posix.Write(_descriptor, start + sent, bytes.Length - sent);
                int error = Marshal.GetLastPInvokeError();
                if (taken < 0 && error != Posix.Again && error != Posix.Interrupted)
                {
                    throw Gone();
                }

                sent += (int)Math.Max(0, taken);
            }
        }
    }

    public override void Dispose()
    {
        if (!_closed)
        {
            _closed = true;
            Posix.Close(_descriptor);
        }
    }

    private SerialException Gone() => new($"{_name} is gone: was the cable pulled or the board switched off?");

    // CLOCAL: the modem lines mean nothing. CREAD: receive. Not HUPCL: closing would drop DTR, and with the usual circuit reset the board.
    private static void SetControlFlags(byte* termios)
    {
        if (OperatingSystem.IsLinux())
        {
            uint* flags = (uint*)(termios + 8);
            *flags = (*flags | 0x800 | 0x80) & ~0x400u;
        }
        else
        {
            ulong* flags = (ulong*)(termios + 16);
            *flags = (*flags | 0x8000 | 0x800) & ~0x4000ul;
        }
    }

    // Linux names its speeds by code numbers, macOS by themselves.
    private static nuint Speed(int baud)
    {
        if (!OperatingSystem.IsLinux())
        {
            return (nuint)baud;
        }

        return baud switch
        {
            9600 => 0xD,
            19200 => 0xE,
            38400 => 0xF,
            57600 => 0x1001,
            115200 => 0x1002,
            230400 => 0x1003,
            460800 => 0x1004,
            921600 => 0x1007,
            _ => throw new SerialException($"{baud} baud is none that this system knows: 9600, 19200, 38400, 57600, 115200, 230400, 460800 or 921600"),
        };
    }

    private static string Explain(string name, int error) => error switch
    {
        NoSuchFile or NoSuchDevice => $"there is no serial port {name}: is the board plugged in? ./run ports lists what is there",
        PermissionDenied => $"no permission to open {name}: on Linux add yourself to the group that owns it (sudo usermod -aG dialout $USER) and log in again",
        Busy => $"{name} is in use by another program: close it first",
        _ => $"{name} cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}",
    };
}
