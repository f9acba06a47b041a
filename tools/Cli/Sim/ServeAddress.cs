using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;

namespace Telenode.Cli.Sim;

/// <summary>The argument of <c>--serve</c>: CoAP's own port of this machine alone when it is left out.</summary>
internal static class ServeAddress
{
    private const int Coap = 5683;

    public static IPEndPoint Default => new(IPAddress.Loopback, Coap);

    public static Option<IPEndPoint?> Option() => new("--serve")
    {
        HelpName = "[ADDRESS:]PORT",
        Description = "Let the board answer CoAP too: /sensors/NAME, /status, /.well-known/core [default: 127.0.0.1:5683, for this machine alone; [::]:5683 for the network and its groups]; with serve.oscore.* in --keys also under OSCORE, with serve.psk.* also over DTLS, one port above",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = Parse,
    };

    private static IPEndPoint? Parse(ArgumentResult result)
    {
        if (result.Tokens.Count == 0)
        {
            return Default;
        }

        string text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port))
        {
            if (port is >= 1 and <= 65535)
            {
                return new IPEndPoint(IPAddress.Loopback, port);
            }
        }
        else if (IPEndPoint.TryParse(text, out IPEndPoint? address))
        {
            return address.Port == 0 ? new IPEndPoint(address.Address, Coap) : address;
        }

        result.AddError($"--serve: \"{text}\" is neither a port, 1 to 65535, nor an address of this machine, such as [::]:5683 for all of them");
        return null;
    }
}
