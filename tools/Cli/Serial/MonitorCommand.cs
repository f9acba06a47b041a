using System.CommandLine;
using System.Runtime.InteropServices;

namespace Telenode.Cli.Serial;

/// <summary><c>telenode monitor</c>: what a board says on its serial line, with the time it said it.</summary>
internal static class MonitorCommand
{
    private const int PollMs = 200;

    public static Command Create()
    {
        var noTime = new Option<bool>("--no-time") { Description = "Leave out the time before each line" };
        var command = new Command("monitor", "Show what a board says on its serial line, over resets and a pulled cable; Ctrl-C ends") { noTime };
        PortOption port = PortOption.For(command);
        command.SetAction(parsed =>
        {
            using var stop = new CancellationTokenSource();
            using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
            using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
            return SerialRun.Guard(parsed, () =>
            {
                string name = port.Name(parsed);
                var view = new LinePrinter(parsed.InvocationConfiguration.Output, !parsed.GetValue(noTime));
                Follow(name, port.Baud(parsed), view, parsed.InvocationConfiguration.Error, stop.Token);
                return ExitCode.Ok;
            });

            void Stop(PosixSignalContext context)
            {
                context.Cancel = true;
                stop.Cancel();
            }
        });
        return command;
    }

    // The first opening must succeed, so that a wrong name is told; later ones are waited for.
    private static void Follow(string name, int baud, LinePrinter view, TextWriter error, CancellationToken stop)
    {
        SerialPort? port = SerialPort.Open(name, baud);
        error.WriteLine($"telenode monitor: {name} at {baud} baud; Ctrl-C ends");
        var buffer = new byte[4096];
        while (!stop.IsCancellationRequested)
        {
            try
            {
                port ??= SerialPort.Open(name, baud);
                int got = port.Read(buffer, PollMs);
                view.Take(buffer.AsSpan(0, got));
            }
            catch (SerialException e)
            {
                if (port is not null)
                {
                    error.WriteLine($"telenode monitor: {e.Message} Waiting for it to come back.");
                }

                port?.Dispose();
                port = null;
                stop.WaitHandle.WaitOne(PollMs);
            }
        }

        view.End();
        port?.Dispose();
    }

    /// <summary>Prints whole lines as they come, and a line without an end after a moment's silence as it is.</summary>
    internal sealed class LinePrinter(TextWriter output, bool withTime)
    {
        // Bytes of a character may come apart, so text is made of whole lines.
        private readonly MemoryStream _line = new();

        public void Take(ReadOnlySpan<byte> bytes)
        {
            foreach (byte value in bytes)
            {
                if (value == (byte)'\n')
                {
                    Flush();
                }
                else
                {
                    _line.WriteByte(value);
                }
            }
        }

        public void End()
        {
            if (_line.Length > 0)
            {
                Flush();
            }
        }

        private void Flush()
        {
            string text = Watch.Printable.Text(System.Text.Encoding.UTF8.GetString(_line.GetBuffer(), 0, (int)_line.Length).TrimEnd('\r'));
            output.WriteLine(withTime ? $"{DateTime.Now:HH:mm:ss.fff} {text}" : text);
            output.Flush();
            _line.SetLength(0);
        }
    }
}
