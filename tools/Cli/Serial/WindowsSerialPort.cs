using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Telenode.Cli.Serial;

/// <summary>A serial port on Windows, by the communications functions of kernel32.</summary>
internal sealed unsafe class WindowsSerialPort : SerialPort
{
    private const uint ReadAndWrite = 0xC0000000;
    private const uint OpenExisting = 3;
    private const int FileNotFound = 2;
    private const int AccessDenied = 5;

    // fBinary and fDtrControl, fRtsControl = enabled, as a terminal program leaves them: both on do not reset the board.
    private const uint BinaryWithModemLinesOn = 0x1 | (1 << 4) | (1 << 12);

    private readonly string _name;
    private readonly SafeFileHandle _handle;
    private int _timeoutMs = -1;

    public WindowsSerialPort(string name, int baud)
    {
        _name = name;
        _handle = CreateFile(name.StartsWith(@"\\", StringComparison.Ordinal) ? name : @"\\.\" + name, ReadAndWrite, 0, 0, OpenExisting, 0, 0);
        if (_handle.IsInvalid)
        {
            int error = Marshal.GetLastPInvokeError();
            throw new SerialException(error switch
            {
                FileNotFound => $"there is no serial port {name}: is the board plugged in? ./run ports lists what is there",
                AccessDenied => $"{name} is in use by another program: close it first",
                _ => $"{name} cannot be opened: {new Win32Exception(error).Message}",
            });
        }

        var state = new DeviceControlBlock { Size = (uint)sizeof(DeviceControlBlock) };
        GetCommState(_handle, ref state);
        state.BaudRate = (uint)baud;
        state.Flags = BinaryWithModemLinesOn;
        state.ByteSize = 8;
        state.Parity = 0;
        state.StopBits = 0;
        if (!SetCommState(_handle, ref state))
        {
            int error = Marshal.GetLastPInvokeError();
            _handle.Dispose();
            throw new SerialException($"{name} does not take {baud} baud: {new Win32Exception(error).Message}");
        }

        SetReadTimeout(0);
    }

    public override int Read(byte[] buffer, int timeoutMs)
    {
        SetReadTimeout(timeoutMs);
        fixed (byte* start = buffer)
        {
            return ReadFile(_handle, start, (uint)buffer.Length, out uint got, 0) ? (int)got : throw Gone();
        }
    }

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            int sent = 0;
            while (sent < bytes.Length)
            {
                if (!WriteFile(_handle, start + sent, (uint)(bytes.Length - sent), out uint taken, 0))
                {
                    throw Gone();
                }

                if (taken == 0)
                {
                    throw new SerialException($"{_name} takes no bytes: is the board powered and not halted?");
                }

                sent += (int)taken;
            }
        }
    }

    public override void Dispose() => _handle.Dispose();

    private SerialException Gone() => new($"{_name} is gone: was the cable pulled or the board switched off?");

    // An interval and a multiplier of MAXDWORD make a read return with the first bytes, or when the time has passed.
    private void SetReadTimeout(int timeoutMs)
    {
        if (timeoutMs != _timeoutMs)
        {
            _timeoutMs = timeoutMs;
            var timeouts = new Timeouts
            {
                ReadInterval = uint.MaxValue,
                ReadMultiplier = timeoutMs == 0 ? 0 : uint.MaxValue,
                ReadConstant = (uint)Math.Max(timeoutMs, 0),
                WriteConstant = WriteTimeoutMs,
            };
            SetCommTimeouts(_handle, ref timeouts);
        }
    }

    [DllImport("kernel32", EntryPoint = "CreateFileW", CharSet = CharSet.Unicode, SetLastError = true)]
    private static extern SafeFileHandle CreateFile(string name, uint access, uint share, nint security, uint disposition, uint flags, nint template);

    [DllImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetCommState(SafeFileHandle handle, ref DeviceControlBlock state);

    [DllImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool SetCommState(SafeFileHandle handle, ref DeviceControlBlock state);

    [DllImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool SetCommTimeouts(SafeFileHandle handle, ref Timeouts timeouts);

    [DllImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool ReadFile(SafeFileHandle handle, byte* buffer, uint count, out uint got, nint overlapped);

    [DllImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool WriteFile(SafeFileHandle handle, byte* buffer, uint count, out uint taken, nint overlapped);

    /// <summary>DCB of winbase.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct DeviceControlBlock
    {
        public uint Size;
        public uint BaudRate;
        public uint Flags;
        public ushort Reserved;
        public ushort XonLimit;
        public ushort XoffLimit;
        public byte ByteSize;
        public byte Parity;
        public byte StopBits;
        public byte XonCharacter;
        public byte XoffCharacter;
        public byte ErrorCharacter;
        public byte EndCharacter;
        public byte EventCharacter;
        public ushort Reserved1;
    }

    /// <summary>COMMTIMEOUTS of winbase.h, in ms.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Timeouts
    {
        public uint ReadInterval;
        public uint ReadMultiplier;
        public uint ReadConstant;
        public uint WriteMultiplier;
        public uint WriteConstant;
    }
}
