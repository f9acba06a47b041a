using System.CommandLine.Parsing;
using System.Globalization;

namespace Telenode.Cli;

/// <summary>Spans of time as people write them on a command line: 500ms, 5s, 1.5m, 2h; a bare number is seconds.</summary>
internal static class Duration
{
    /// <summary>Milliseconds of <paramref name="text"/>, or null when it is no positive span.</summary>
    public static long? TryParseMs(string text)
    {
        (string number, double unitMs) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (text[..^2], 1),
            _ when text.EndsWith('s') => (text[..^1], 1000),
            _ when text.EndsWith('m') => (text[..^1], 60_000),
            _ when text.EndsWith('h') => (text[..^1], 3_600_000),
            _ => (text, 1000),
        };
        bool valid = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value);
        double ms = value * unitMs;
        return valid && ms is >= 1 and < 1e12 ? (long)ms : null;
    }

    /// <summary>Reads an option's value, reporting what is wrong with it.</summary>
    public static long? FromArgument(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        long? ms = TryParseMs(text);
        if (ms is null)
        {
            argument.AddError($"'{text}' is not a span of time: write it like 500ms, 5s, 2m or 1h");
        }

        return ms;
    }
}
