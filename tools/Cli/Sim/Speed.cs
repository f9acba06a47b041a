using System.CommandLine.Parsing;
using System.Globalization;

namespace Telenode.Cli.Sim;

/// <summary>The value of --speed.</summary>
internal static class Speed
{
    public static double? FromArgument(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (text == "max")
        {
            return double.PositiveInfinity;
        }

        if (double.TryParse(text.TrimEnd('x'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double speed) && speed is > 0 and <= 1e6)
        {
            return speed;
        }

        argument.AddError($"'{text}' is not a speed: a number above 0 and up to 1000000, or max");
        return null;
    }
}
