using System.CommandLine;

namespace Telenode.Cli.Serial;

/// <summary>The <c>--port</c> and <c>--baud</c> of every command that talks to a board.</summary>
internal sealed class PortOption
{
    private readonly Option<string?> _port = new("--port", "-p")
    {
        HelpName = "PORT",
        Description = "The board's serial port, such as /dev/ttyUSB0 or COM3; without it the only likely one",
    };

    private readonly Option<int> _baud = new("--baud")
    {
        HelpName = "N",
        Description = "Bits a second",
        DefaultValueFactory = _ => SerialPort.DefaultBaud,
    };

    private PortOption()
    {
    }

    public static PortOption For(Command command)
    {
        var option = new PortOption();
        command.Options.Add(option._port);
        command.Options.Add(option._baud);
        return option;
    }

    /// <summary>Opens the port.</summary>
    /// <exception cref="BadInputException">None was named and there is not just one that is likely.</exception>
    /// <exception cref="SerialException">It cannot be opened.</exception>
    public SerialPort Open(ParseResult parsed) => SerialPort.Open(Name(parsed), Baud(parsed));

    /// <summary>The port's name: the one given, or the only likely one.</summary>
    /// <exception cref="BadInputException">None was named and there is not just one that is likely.</exception>
    public string Name(ParseResult parsed) => parsed.GetValue(_port) ?? Only(PortList.Read());

    public int Baud(ParseResult parsed) => parsed.GetValue(_baud);

    internal static string Only(IReadOnlyList<PortInfo> ports)
    {
        PortInfo[] likely = [.. ports.Where(port => port.IsLikelyBoard)];
        return likely.Length switch
        {
            1 => likely[0].Name,
            0 => throw new BadInputException("no board was found on a serial port: plug it in, or name its port with --port (./run ports lists them)"),
            _ => throw new BadInputException($"there are {likely.Length} likely boards: choose one with --port {string.Join(" or --port ", likely.Select(port => port.Name))}"),
        };
    }
}
