namespace Telenode.Cli.Serial;

/// <summary>The person's keys as the bytes that a terminal sends for them.</summary>
internal static class Keyboard
{
    /// <summary>Ctrl-], by which terminal programs are left. On Unix the framework tells its byte, 1D, as Control with 5.</summary>
    public static bool IsLeave(ConsoleKeyInfo key) =>
        key.KeyChar == '\u001d' || (key.Key == ConsoleKey.D5 && key.Modifiers == ConsoleModifiers.Control);

    /// <summary>The bytes of a key; none for one that has no meaning on a line.</summary>
    public static byte[] Bytes(ConsoleKeyInfo key) => key.Key switch
    {
        ConsoleKey.UpArrow => "\u001b[A"u8.ToArray(),
        ConsoleKey.DownArrow => "\u001b[B"u8.ToArray(),
        ConsoleKey.RightArrow => "\u001b[C"u8.ToArray(),
        ConsoleKey.LeftArrow => "\u001b[D"u8.ToArray(),
        ConsoleKey.Home => "\u001b[H"u8.ToArray(),
        ConsoleKey.End => "\u001b[F"u8.ToArray(),
        ConsoleKey.Delete => "\u001b[3~"u8.ToArray(),
        ConsoleKey.Backspace => [0x7F],
        ConsoleKey.Enter => [0x0D],
        _ when key.KeyChar == '\0' => [],
        _ => System.Text.Encoding.UTF8.GetBytes([key.KeyChar]),
    };
}
