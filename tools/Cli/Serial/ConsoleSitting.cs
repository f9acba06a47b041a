namespace Telenode.Cli.Serial;

/// <summary>A person at a board's console: keys go to the board, its words to the screen.</summary>
internal static class ConsoleSitting
{
    private const int PollMs = 20;

    /// <summary>Runs until Ctrl-] or until the port is gone.</summary>
    public static void Run(SerialPort port, Stream screen)
    {
        bool before = Console.TreatControlCAsInput;
        Console.TreatControlCAsInput = true; // Ctrl-C is the board's: it gives up a line or a long answer
        try
        {
            port.Write("\r"u8); // a board that waits shows its prompt anew
            var buffer = new byte[4096];
            while (SendKeys(port))
            {
                int got = port.Read(buffer, PollMs);
                screen.Write(buffer, 0, got);
                screen.Flush();
            }
        }
        finally
        {
            Console.TreatControlCAsInput = before;
        }
    }

    private static bool SendKeys(SerialPort port)
    {
        while (Console.KeyAvailable)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            if (Keyboard.IsLeave(key))
            {
                return false;
            }

            port.Write(Keyboard.Bytes(key));
        }

        return true;
    }
}
