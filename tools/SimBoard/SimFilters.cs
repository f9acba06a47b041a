using Telenode.Telemetry;

namespace Telenode.SimBoard;

/// <summary>Filters and derived quantities of the simulated board, as a person writes them.</summary>
internal static class SimFilters
{
    /// <summary>Makes the table of all chains; null when there is none.</summary>
    /// <exception cref="ArgumentException">A chain cannot be used; says why.</exception>
    public static FilterTable? Create(IReadOnlyList<string> chains, Channels channels)
    {
        var table = new FilterTable(channels);
        foreach (string text in chains)
        {
            int equals = text.IndexOf('=');
            string name = equals < 0 ? text : text[..equals].Trim();
            int channel = channels.Find(name);
            if (equals < 0 || channel < 0)
            {
                string known = string.Join(", ", Enumerable.Range(0, channels.Count).Select(i => channels[i].Name));
                throw new ArgumentException($"--filter: write QUANTITY=CHAIN, the quantity one of {known}");
            }

            if (table[channel] is not null)
            {
                throw new ArgumentException($"--filter: {name} has two chains; write them as one with a comma between them");
            }

            if (!table.TrySet(channel, text[(equals + 1)..], out string error))
            {
                throw new ArgumentException($"--filter {name}: {error}");
            }
        }

        return chains.Count == 0 ? null : table;
    }

    /// <summary>Reads derived quantities.</summary>
    /// <exception cref="ArgumentException">One cannot be used; says why.</exception>
    public static DerivedSensor[] ParseDerived(IReadOnlyList<string> texts) =>
        [.. texts.Select(text => DerivedSensor.Parse(text, out string error) ?? throw new ArgumentException($"--derived: {error}"))];

    /// <summary>Joins them to what they are calculated from.</summary>
    /// <exception cref="ArgumentException">Nothing measures it; says what.</exception>
    public static void Bind(DerivedSensor[] derived, Channels channels)
    {
        foreach (DerivedSensor sensor in derived)
        {
            if (!sensor.TryBind(channels, out string error))
            {
                throw new ArgumentException($"--derived: {error}");
            }
        }
    }
}
