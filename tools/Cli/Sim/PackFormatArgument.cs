using System.CommandLine.Parsing;
using Telenode.Telemetry;

namespace Telenode.Cli.Sim;

/// <summary>The value of --format.</summary>
internal static class PackFormatArgument
{
    public static PackFormat? Parse(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (!PackFormats.TryParse(text, out PackFormat format))
        {
            argument.AddError($"'{text}' is not a format: senml+cbor, senml+json or compact");
        }

        return format;
    }
}
