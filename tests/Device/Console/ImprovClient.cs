using Telenode.SerialConsole;

namespace Telenode.Tests.SerialConsole;

/// <summary>A browser flasher at the line: sends frames as hexadecimal digits and collects what comes back, console text left out as
/// clients do it.</summary>
internal sealed class ImprovClient
{
    private readonly byte[] _bytes = new byte[100];

    public ImprovClient()
    {
        Settings = new Settings(Store);
        Session = new ConsoleSession(Settings, Host, ConsoleCommands.Create());
        Session.Start();
        Collect();
    }

    public ScriptedHost Host { get; } = new ScriptedHost();

    public CuttingStore Store { get; } = new CuttingStore();

    public Settings Settings { get; }

    public ConsoleSession Session { get; }

    public ScriptedWifi Wifi => (ScriptedWifi)Host.Wifi;

    public static int Byte(string hex, int at) => (Digit(hex[at]) << 4) | Digit(hex[at + 1]);

    public static void Send(ConsoleSession session, string hex, long nowMs)
    {
        var bytes = new byte[hex.Length / 2];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)Byte(hex, 2 * i);
        }

        session.HandleInput(bytes, 0, bytes.Length, nowMs);
    }

    /// <summary>Sends bytes and gives the frames that come at once.</summary>
    public string Asks(string hex)
    {
        Send(Session, hex, Host.NowMs);
        return Collect();
    }

    /// <summary>Lets time pass and gives the frames that come meanwhile.</summary>
    public string After(long ms)
    {
        string frames = "";
        for (long end = Host.NowMs + ms; Host.NowMs < end; Host.NowMs += 10)
        {
            frames += Collect();
        }

        return frames + Collect();
    }

    private static int Digit(char c) => c <= '9' ? c - '0' : c - 'A' + 10;

    // All that is sent, less what stands before a line feed without being a frame: the prompt that is wiped.
    private string Collect()
    {
        string hex = "";
        bool more = true;
        while (more)
        {
            more = Session.Step(Host.NowMs) <= Host.NowMs;
            int count = Session.PollTransmit(_bytes, 0, _bytes.Length);
            more = more || count > 0;
            for (int i = 0; i < count; i++)
            {
                hex += "0123456789ABCDEF"[_bytes[i] >> 4].ToString() + "0123456789ABCDEF"[_bytes[i] & 15].ToString();
            }
        }

        int at = hex.IndexOf("494D50524F56");
        return at < 0 ? "" : hex.Substring(at);
    }
}
