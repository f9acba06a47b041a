using System.Runtime.InteropServices;
using Telenode.Core;
using Telenode.SimBoard.Net;

namespace Telenode.SimBoard.Serial;

/// <summary>The simulated board's serial line: a pseudo-terminal, which a terminal program opens by its name as it would a USB adapter.</summary>
/// <remarks>As with a real line, what the board says while nobody listens is lost once the system's buffer is full.</remarks>
public sealed unsafe class PseudoTerminal : ISerialLine, IInput, IDisposable
{
    private int _board;
    private int _keptOpen;

    /// <summary>Opens a pair.</summary>
    /// <exception cref="PlatformNotSupportedException">The system has no pseudo-terminals.</exception>
    /// <exception cref="IOException">The system refused.</exception>
    public PseudoTerminal()
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Windows has no pseudo-terminals that another program can open as a serial port");
        }

        _board = Posix.OpenPseudoTerminal(OperatingSystem.IsLinux() ? Posix.OpenFlags : 0x2 | 0x20000);
        if (_board < 0 || Posix.GrantPseudoTerminal(_board) != 0 || Posix.UnlockPseudoTerminal(_board) != 0)
        {
            string why = Posix.LastError();
            Dispose();
            throw new IOException("no pseudo-terminal could be opened: " + why);
        }

        Name = Marshal.PtrToStringUTF8(Posix.PseudoTerminalName(_board))!;

        // Without an open other side, reading fails and the raw mode set here would be forgotten.
        _keptOpen = Posix.Open(Name, Posix.OpenFlags);
        if (_keptOpen < 0 || !Posix.SetRaw(_keptOpen))
        {
            string why = Posix.LastError();
            Dispose();
            throw new IOException($"the pseudo-terminal {Name} cannot be used: {why}");
        }
    }

    /// <summary>The path a terminal program opens.</summary>
    public string Name { get; } = "";

    /// <inheritdoc/>
    public int Read(byte[] buffer, int offset, int capacity)
    {
        // macOS takes no O_NONBLOCK for the board's side.
        if (capacity == 0 || !Posix.WaitFor(_board, Posix.PollIn, 0))
        {
            return 0;
        }

        fixed (byte* start = &buffer[offset])
        {
            return (int)Math.Max(0, Posix.Read(_board, start, capacity));
        }
    }

    /// <inheritdoc/>
    public int Write(byte[] buffer, int offset, int count)
    {
        if (count == 0 || !Posix.WaitFor(_board, Posix.PollOut, 0))
        {
            return 0;
        }

        fixed (byte* start = &buffer[offset])
        {
            return (int)Math.Max(0, Posix.Write(_board, start, count));
        }
    }

    /// <inheritdoc/>
    public void Wait(int milliseconds) => Posix.WaitFor(_board, Posix.PollIn, milliseconds);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_keptOpen > 0)
        {
            Posix.Close(_keptOpen);
            _keptOpen = 0;
        }

        if (_board > 0)
        {
            Posix.Close(_board);
            _board = 0;
        }
    }
}
