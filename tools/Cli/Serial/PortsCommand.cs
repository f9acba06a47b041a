using System.CommandLine;

namespace Telenode.Cli.Serial;

/// <summary><c>telenode ports</c>: the serial ports of this PC.</summary>
internal static class PortsCommand
{
    public static Command Create()
    {
        var command = new Command("ports", "List the serial ports of this PC, those of likely boards first");
        command.SetAction(parsed => Show(PortList.Read(), parsed.InvocationConfiguration.Output));
        return command;
    }

    internal static int Show(IReadOnlyList<PortInfo> ports, TextWriter output)
    {
        foreach (PortInfo port in ports)
        {
            string what = port.Description.Length > 0 ? port.Description : "serial port";
            output.WriteLine($"{port.Name,-20}  {what}{(port.IsLikelyBoard ? ", as ESP32 boards have" : "")}");
        }

        if (ports.Count == 0)
        {
            output.WriteLine("No serial port is there. Plug the board in with a cable that carries data (many only charge); "
                + (OperatingSystem.IsLinux() ? "'sudo dmesg | tail' then says what the system made of it."
                    : "the adapter's driver may have to be installed: CP210x, CH340 or FTDI, as the chip beside the USB socket says."));
        }

        return ports.Count == 0 ? ExitCode.Failed : ExitCode.Ok;
    }
}
