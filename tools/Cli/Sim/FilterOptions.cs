using System.CommandLine;

namespace Telenode.Cli.Sim;

/// <summary>The options that filter what the sensors give and calculate from it.</summary>
internal sealed class FilterOptions
{
    private readonly Option<string[]> _filters = new("--filter")
    {
        HelpName = "QUANTITY=CHAIN",
        Description = "Filters of a quantity, such as temperature=\"median 5, delta 0.2, heartbeat 5min\" (docs/filters.md); once a quantity",
    };

    private readonly Option<string[]> _derived = new("--derived")
    {
        HelpName = "KIND",
        Description = "A quantity to calculate: dew_point, absolute_humidity, heat_index, altitude or \"sea_level_pressure altitude=120\"",
    };

    /// <summary>Adds the options to a command.</summary>
    public static FilterOptions For(Command command)
    {
        var options = new FilterOptions();
        command.Add(options._filters);
        command.Add(options._derived);
        return options;
    }

    /// <summary>The chains that were given.</summary>
    public string[] Chains(ParseResult parsed) => parsed.GetValue(_filters) ?? [];

    /// <summary>The derived quantities that were given.</summary>
    public string[] Derived(ParseResult parsed) => parsed.GetValue(_derived) ?? [];
}
