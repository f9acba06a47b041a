using System.Diagnostics;
using Telenode.Cli.Serial;

namespace Telenode.Tests.Host.Serial;

/// <summary>A person at a terminal program: keys go in, and what the board shows is read, prompt by prompt.</summary>
internal sealed class Typist : IDisposable
{
    private const int PatienceMs = 90_000;

    private readonly byte[] _buffer = new byte[256];
    private readonly SerialPort _port;

    public Typist(string port)
    {
        _port = SerialPort.Open(port);
        Presses("\u0003");
        Sees("> ");
    }

    /// <summary>Presses keys without waiting for anything.</summary>
    public void Presses(string keys) => _port.Write(System.Text.Encoding.UTF8.GetBytes(keys));

    /// <summary>Enters a line.</summary>
    /// <returns>What the board shows from the line on, up to its next prompt.</returns>
    public string Enters(string line)
    {
        Presses(line + "\r");
        return Sees("\n> ");
    }

    /// <summary>Enters a line that the board must carry out.</summary>
    public string Does(string line)
    {
        string shown = Enters(line);
        StringAssert.EndsWith(shown, "\r\nok\r\n> ", shown);
        return shown;
    }

    /// <summary>Reads on until the screen ends so.</summary>
    public string Sees(string end)
    {
        var seen = new MemoryStream();
        var watch = Stopwatch.StartNew();
        string text = "";
        while (!text.EndsWith(end, StringComparison.Ordinal))
        {
            Assert.IsTrue(watch.ElapsedMilliseconds < PatienceMs, $"'{end}' did not come: {text}");
            seen.Write(_buffer, 0, _port.Read(_buffer, 100));
            text = System.Text.Encoding.UTF8.GetString(seen.ToArray());
        }

        return text;
    }

    public void Dispose() => _port.Dispose();
}
