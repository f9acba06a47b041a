using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Telenode.Cli.Sim;

/// <summary>The argument of <c>--serve</c>: a UDP port, CoAP's own when it is left out.</summary>
internal static class ServePort
{
    private const int Coap = 5683;

    public static Option<int?> Option() => new("--serve")
    {
        HelpName = "PORT",
        Description = "Let the board answer CoAP too: /sensors/NAME, /status, /.well-known/core [default port: 5683]; with serve.oscore.* in --keys also under OSCORE, with serve.psk.* also over DTLS, one port above",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = Parse,
    };

    private static int? Parse(ArgumentResult result)
    {
        if (result.Tokens.Count == 0)
        {
            return Coap;
        }

        string text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= 65535)
        {
            return port;
        }

        result.AddError($"--serve: \"{text}\" is not a port: 1 to 65535");
        return null;
    }
}
