using System.Runtime.InteropServices;

namespace Telenode.SimBoard.Serial;

/// <summary>The calls of POSIX that terminals need, on Linux and macOS. The termios structure differs between the two, so it stays an
/// opaque block that only the C library looks into, but for its control flags.</summary>
public static unsafe class Posix
{
    /// <summary>Bytes that hold a termios on any system: 60 on Linux, 72 on macOS.</summary>
    public const int TermiosSize = 128;

    /// <summary>EAGAIN: nothing to read, or no room to write.</summary>
    public static int Again => OperatingSystem.IsLinux() ? 11 : 35;

    /// <summary>EINTR: a signal came first.</summary>
    public const int Interrupted = 4;

    /// <summary>EIO: of a pseudo-terminal whose other side is closed, or a device that is gone.</summary>
    public const int InputOutputError = 5;

    /// <summary>POLLIN.</summary>
    public const short PollIn = 1;

    /// <summary>POLLOUT.</summary>
    public const short PollOut = 4;

    /// <summary>O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC: the terminal does not become this process's own, and no call blocks.</summary>
    public static int OpenFlags => OperatingSystem.IsLinux() ? 0x2 | 0x100 | 0x800 | 0x80000 : 0x2 | 0x20000 | 0x4 | 0x1000000;

    /// <summary>What poll looks at.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollTarget
    {
        /// <summary>File descriptor.</summary>
        public int Descriptor;

        /// <summary>What to wait for.</summary>
        public short Events;

        /// <summary>What is there.</summary>
        public short Returned;
    }

    /// <summary>open(2) of an existing file.</summary>
    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    public static extern int Open(string path, int flags);

    /// <summary>close(2).</summary>
    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    public static extern int Close(int descriptor);

    /// <summary>read(2).</summary>
    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    public static extern nint Read(int descriptor, byte* buffer, nint count);

    /// <summary>write(2).</summary>
    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    public static extern nint Write(int descriptor, byte* buffer, nint count);

    /// <summary>poll(2) of one descriptor; <paramref name="timeoutMs"/> −1 is for ever.</summary>
    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static extern int Poll(PollTarget* targets, nuint count, int timeoutMs);

    /// <summary>posix_openpt(3).</summary>
    [DllImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    public static extern int OpenPseudoTerminal(int flags);

    /// <summary>grantpt(3).</summary>
    [DllImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    public static extern int GrantPseudoTerminal(int descriptor);

    /// <summary>unlockpt(3).</summary>
    [DllImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    public static extern int UnlockPseudoTerminal(int descriptor);

    /// <summary>ptsname(3): a static string of the C library.</summary>
    [DllImport("libc", EntryPoint = "ptsname", SetLastError = true)]
    public static extern nint PseudoTerminalName(int descriptor);

    /// <summary>tcgetattr(3).</summary>
    [DllImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    public static extern int GetAttributes(int descriptor, byte* termios);

    /// <summary>tcsetattr(3); <paramref name="when"/> 0 is now.</summary>
    [DllImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    public static extern int SetAttributes(int descriptor, int when, byte* termios);

    /// <summary>cfmakeraw(3): no echo, no lines, no signals, 8 bits.</summary>
    [DllImport("libc", EntryPoint = "cfmakeraw")]
    public static extern void MakeRaw(byte* termios);

    /// <summary>cfsetispeed(3).</summary>
    [DllImport("libc", EntryPoint = "cfsetispeed", SetLastError = true)]
    public static extern int SetInputSpeed(byte* termios, nuint speed);

    /// <summary>cfsetospeed(3).</summary>
    [DllImport("libc", EntryPoint = "cfsetospeed", SetLastError = true)]
    public static extern int SetOutputSpeed(byte* termios, nuint speed);

    /// <summary>The error of the last call, in the system's words.</summary>
    public static string LastError() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    /// <summary>Takes a terminal out of line mode: bytes pass as they are.</summary>
    /// <returns>False when it refuses, or is no terminal.</returns>
    public static bool SetRaw(int descriptor)
    {
        byte* termios = stackalloc byte[TermiosSize];
        if (GetAttributes(descriptor, termios) != 0)
        {
            return false;
        }

        MakeRaw(termios);
        return SetAttributes(descriptor, 0, termios) == 0;
    }

    /// <summary>Waits until a descriptor is ready.</summary>
    /// <returns>False when the time has passed.</returns>
    public static bool WaitFor(int descriptor, short events, int timeoutMs)
    {
        var target = new PollTarget { Descriptor = descriptor, Events = events };
        return Poll(&target, 1, timeoutMs) > 0;
    }
}
